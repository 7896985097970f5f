package dev.racewalk.results.report.html;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.Sentences;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One race, as the page shows it.
 *
 * @param id anchor
 * @param race its results
 * @param mark what happened to it as a whole
 * @param rates how fast, and how often its threads met
 * @param scenario what runs against what, null if the race does not declare it
 * @param faults ids of the faults that it is there for
 * @param evidence what its verdict rests on
 * @param outcomes what happened
 * @param invariants that outcomes, explorations or forks call broken
 * @param modes where
 * @param explored what the explorer says
 * @param differences between that and what happened
 * @param bad forks to look at
 * @param commands how to run just this
 */
record RaceView(
        String id,
        RaceResults race,
        Mark mark,
        Rates rates,
        @Nullable TimeTable scenario,
        List<String> faults,
        Evidence evidence,
        Outcomes outcomes,
        Set<Invariant> invariants,
        Modes modes,
        Explored explored,
        List<Difference> differences,
        List<BadFork> bad,
        List<CopiedCommand> commands) {
    private static final int MOST_FORKS = 12;

    /**
     * Makes it.
     *
     * @param id anchor
     * @param race its results
     * @param known the race in the catalogue, null if it is of another suite
     * @param results of the whole run
     * @param repeat how this program is called, and where the results are
     */
    static RaceView of(String id, RaceResults race, @Nullable Race known, Results results, Repeat repeat) {
        List<Exploration> explorations = results.explorations().stream()
                .filter(each -> each.race().equals(race.name()))
                .toList();
        List<Exploration> right = explorations.stream()
                .filter(each -> each.protocol().isAsItShouldBe())
                .toList();
        return new RaceView(
                id,
                race,
                Mark.of(race.verdict()),
                Rates.of(race),
                known == null ? null : scenario(known, race),
                known == null
                        ? List.of()
                        : known.declared(Kills.class)
                                .map(kills -> List.of(kills.value()))
                                .orElse(List.of()),
                Evidence.of(race, right),
                Outcomes.of(race, right),
                broken(race, explorations),
                Modes.of(race),
                Explored.of(explorations),
                Difference.of(race, right, SourceView.areX86(results)),
                race.bad().stream()
                        .limit(MOST_FORKS)
                        .map(each -> BadFork.of(each, results))
                        .toList(),
                CopiedCommand.of(race, known, results, repeat));
    }

    private static Set<Invariant> broken(RaceResults race, List<Exploration> explorations) {
        List<String> texts = new ArrayList<>();
        Stream.concat(race.outcomes().stream(), explorations.stream().flatMap(each -> each.outcomes().stream()))
                .filter(outcome -> outcome.grade().isWrong() && outcome.count() > 0)
                .forEach(outcome -> texts.add(outcome.id()));
        for (Exploration each : explorations) {
            Exploration.Failure failure = each.failure();
            if (failure != null) {
                texts.add(failure.outcome());
                texts.add(failure.violation());
            }
        }
        race.bad().forEach(fork -> texts.addAll(fork.fork().messages()));
        return Sentences.brokenIn(texts);
    }

    private static @Nullable TimeTable scenario(Race known, RaceResults race) {
        return known.declared(Scenario.class)
                .map(declared -> TimeTable.of(declared, race.actors()))
                .orElse(null);
    }

    /** Forks that are not shown. */
    int moreBad() {
        return race.bad().size() - bad.size();
    }

    /** Samples in one number. */
    String observed() {
        return Words.scaled(race.tally().samples()) + " samples in "
                + Words.plural(race.tally().forks(), "fork");
    }

    /** What the search looks in, beside the description and the outcomes, which the script finds in the page. */
    String searched() {
        return race.name() + " " + String.join(" ", race.actors());
    }

    /** How the filter names its state. */
    String state() {
        List<String> states = new ArrayList<>(List.of(mark.style()));
        if (race.isWeak() && !states.contains(Mark.WEAK.style())) {
            states.add(Mark.WEAK.style());
        }
        if (neverMet()) {
            states.add("nevermet");
        }
        if (differs()) {
            states.add("differ");
        }
        return String.join(" ", states);
    }

    /** Tells whether the threads could meet and never did. Where something forbidden happened, they did. */
    boolean neverMet() {
        return rates.meets() && race.tally().met() == 0 && race.tally().forbidden() == 0;
    }

    /** Tells whether explorer and machine differ in a way that somebody should look at. */
    boolean differs() {
        return differences.stream().anyMatch(Difference::isWarning);
    }

    /** How often the threads met. */
    String met() {
        return rates.meets() ? Words.scaled(race.tally().met()) : "-";
    }

    /** What runs against what, of a race that does not declare it. */
    String actorsInWords() {
        return race.actors().stream().map(Words::phrase).collect(Collectors.joining("; "));
    }

    /** The same for a script to sort by. */
    String metKey() {
        return rates.meets() ? String.valueOf(race.tally().met()) : "-1";
    }

    /** Outcomes that were seen. */
    long outcomesSeen() {
        return race.outcomes().stream().filter(outcome -> outcome.count() > 0).count();
    }
}
