package dev.racewalk.results.report.html;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows.
 *
 * @param title of the report
 * @param overview the answer in a sentence, and the totals
 * @param races in the order of the results, those to look at first
 * @param heat races by modes
 * @param axis of the counts of each race
 * @param skipped races that were not run
 * @param matrix the kill matrix, null if there is none
 * @param faults its rows
 * @param timelines how the time went, one for each source that tells
 * @param sources where it comes from
 */
record Page(
        String title,
        Headline overview,
        List<RaceView> races,
        HeatMap heat,
        LogAxis axis,
        List<RunRecord.Skipped> skipped,
        @Nullable Matrix matrix,
        List<FaultView> faults,
        List<RunTimeline> timelines,
        List<SourceView> sources) {

    static Page of(Results results, Repeat repeat) {
        Map<String, Race> suite = Races.all().stream().collect(Collectors.toMap(Race::name, Function.identity()));
        Map<String, Long> sameName =
                results.races().stream().collect(Collectors.groupingBy(RaceResults::simpleName, Collectors.counting()));
        Set<String> taken = new HashSet<>();
        List<RaceView> races = new ArrayList<>();
        for (RaceResults race : results.races()) {
            boolean isUnique = Objects.equals(sameName.get(race.simpleName()), 1L);
            String anchor = anchor(isUnique ? race.simpleName() : race.name(), taken);
            races.add(RaceView.of(anchor, race, suite.get(race.name()), results, repeat));
        }
        races.sort(
                Comparator.comparing((RaceView race) -> race.race().verdict()).reversed()); // stable
        Matrix matrix = results.faults();
        List<FaultView> faults = matrix == null ? List.of() : FaultView.of(matrix, results.explorations());
        List<RunRecord.Skipped> skipped = skipped(results);
        return new Page(
                results.name(),
                Headline.of(results, races, faults, skipped),
                races,
                HeatMap.of(races),
                LogAxis.upTo(results.races().stream()
                        .mapToDouble(race -> race.tally().samples())
                        .max()
                        .orElse(1)),
                skipped,
                matrix,
                faults,
                RunTimeline.of(results, races),
                SourceView.of(results));
    }

    /** A name that a link can hold as it is. */
    private static String anchor(String name, Set<String> taken) {
        String plain = "r-" + name.replaceAll("[^A-Za-z0-9_.-]", "_");
        String free = plain;
        for (int i = 2; !taken.add(free); i++) {
            free = plain + "-" + i;
        }
        return free;
    }

    /** Races that none of the sources ran. */
    private static List<RunRecord.Skipped> skipped(Results results) {
        Set<String> raced = results.races().stream().map(RaceResults::name).collect(Collectors.toSet());
        return List.copyOf(results.sources().stream()
                .map(source -> source.run())
                .filter(Objects::nonNull)
                .flatMap(run -> run.skipped().stream())
                .filter(each -> !raced.contains(each.race()))
                .collect(Collectors.toMap(RunRecord.Skipped::race, Function.identity(), (one, other) -> one))
                .values()
                .stream()
                .sorted((one, other) -> one.race().compareTo(other.race()))
                .toList());
    }

    /** Families for the filter. */
    List<String> families() {
        return races.stream()
                .map(race -> race.race().family())
                .distinct()
                .sorted()
                .toList();
    }

    /** The anchor of a race, empty if it is not on the page. */
    String anchorOf(String race) {
        return races.stream()
                .filter(each -> each.race().name().equals(race))
                .map(RaceView::id)
                .findFirst()
                .orElse("");
    }

    /** How a fault fared, null if it is not in the matrix. */
    @Nullable
    FaultView fault(String id) {
        return faults.stream()
                .filter(each -> each.row().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Of what faults were caught after. */
    LogAxis faultAxis() {
        return LogAxis.upTo(faults.stream()
                .flatMap(fault -> fault.tries().stream())
                .mapToDouble(FaultView.Try::effort)
                .max()
                .orElse(1));
    }

    /** Those that the table of faults names, in their order. */
    Set<Invariant> faultInvariants() {
        Set<Invariant> named = EnumSet.noneOf(Invariant.class);
        for (Invariant each : Invariant.values()) {
            if (faults.stream().anyMatch(fault -> fault.names(each))) {
                named.add(each);
            }
        }
        return named;
    }

    /** What can be read from the colours at a glance goes to the tab as well. */
    String tab() {
        return overview.mark().symbol() + " " + title.toLowerCase(Locale.ROOT);
    }
}
