package dev.racewalk.stress.explore;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up the explorations of the cases of a race. */
final class CaseSums {
    private final Race race;
    private final Protocol protocol;
    private final List<Exploration> parts = new ArrayList<>();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final Set<Exploration.DataRace> dataRaces = new LinkedHashSet<>();
    private @Nullable String cutBy;

    /** Cases that do not fit the table under test, and why the first of them does not. */
    private int skipped;

    private @Nullable String whySkipped;

    CaseSums(Race race, Protocol protocol) {
        this.race = race;
        this.protocol = protocol;
    }

    /** Whether the case that was added last ended wrongly. */
    boolean isWrong() {
        return !parts.isEmpty() && !last().isClean();
    }

    private Exploration last() {
        return parts.get(parts.size() - 1);
    }

    void add(@Nullable String caseName, Exploration part) {
        parts.add(part);
        for (OutcomeRecord outcome : part.outcomes()) {
            if (outcome.count() > 0) {
                outcomes.merge(outcome.id(), outcome.count(), Long::sum);
            }
        }
        dataRaces.addAll(part.dataRaces());
        if (part.cutBy() != null && (cutBy == null || !part.isClean())) {
            cutBy = caseName == null || !part.isClean() ? part.cutBy() : part.cutBy() + ", first in case " + caseName;
        }
    }

    /** Notes that a case does not fit the table under test. */
    void skip(String why) {
        skipped++;
        whySkipped = whySkipped == null ? why : whySkipped;
    }

    /** The whole race under a model: complete if each case is. */
    Exploration sum(Model model, double seconds) {
        if (parts.isEmpty()) {
            return Exploration.skipped(race.name(), model, protocol, String.valueOf(whySkipped));
        }
        if (skipped > 0 && cutBy == null) {
            cutBy = Exploration.skippedInPart(skipped, skipped + parts.size(), String.valueOf(whySkipped));
        }
        return new Exploration(
                race.name(),
                model,
                protocol.fault(),
                protocol.steps(),
                protocol.table(),
                skipped == 0 && parts.stream().allMatch(Exploration::complete),
                cutBy,
                parts.stream().mapToLong(Exploration::executions).sum(),
                parts.stream().mapToLong(Exploration::redundant).sum(),
                parts.stream().mapToLong(Exploration::sampled).sum(),
                List.copyOf(race.grade(outcomes)),
                last().failure(),
                List.copyOf(dataRaces),
                seconds);
    }
}
