package dev.racewalk.results.report;

import dev.racewalk.results.model.Allowance;
import dev.racewalk.results.model.Allowed;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Shards;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.Verdict;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.RaceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a pipeline has to know about results: may it go on, and if not, why.
 *
 * @param sentence what every report says first
 * @param wrong why it may not go on: what was seen, a line each
 * @param missing why nobody can tell whether it may go on: what was not raced, a line each
 * @param notes what people should know beside, a line each
 */
public record Judgement(String sentence, List<String> wrong, List<String> missing, List<String> notes) {
    private static final int WRONG = 1;
    private static final int MISSING = 3;

    /** Makes the lists unmodifiable. */
    public Judgement {
        wrong = List.copyOf(wrong);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }

    /**
     * Judges results.
     *
     * @param allowed results in which known outcomes are allowed
     * @param worse what got worse since another run, a line each; empty if there is no other
     * @return the judgement
     */
    public static Judgement of(Allowed allowed, List<String> worse) {
        Results results = allowed.results();
        Overview overview = new Overview(results);
        List<String> wrong = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        races(results, wrong);
        explorations(results, wrong);
        faults(results, wrong, missing);
        wrong.addAll(worse);
        notRaced(results, overview, missing);
        if (!overview.weak().isEmpty()) {
            notes.add("Weak, met too rarely to say anything: "
                    + String.join(
                            ", ",
                            overview.weak().stream()
                                    .map(race -> race.simpleName())
                                    .toList())
                    + ".");
        }
        allowances(allowed, notes);
        overview.skipped().forEach((reason, races) -> {
            if (!isLate(results, races)) {
                notes.add("Skipped, " + reason + ": " + names(races) + ".");
            }
        });
        for (Shards each : Shards.of(results.sources())) {
            each.repeatedInWords().forEach(words -> notes.add("Note that " + words + "."));
        }
        return new Judgement(sentence(overview, allowed), lines(wrong), lines(missing), lines(notes));
    }

    private static List<String> lines(List<String> texts) {
        return texts.stream().map(Columns::line).toList();
    }

    private static String sentence(Overview overview, Allowed allowed) {
        long samples =
                allowed.samples().values().stream().mapToLong(Long::longValue).sum();
        return Columns.line(overview.sentence()
                + (samples == 0
                        ? ""
                        : " " + Columns.plural(samples, "sample")
                                + " had an outcome that is wrong, but known and allowed."));
    }

    private static void races(Results results, List<String> wrong) {
        results.races().forEach(race -> {
            race.outcomes().stream()
                    .filter(each -> each.grade().isWrong() && each.count() > 0)
                    .forEach(each -> wrong.add("Forbidden: " + race.simpleName() + ", '" + each.id() + "', "
                            + Columns.plural(each.count(), "time") + "."));
            if (race.tally().failed() > 0) {
                wrong.add("Failed: " + race.simpleName() + ", "
                        + Columns.plural(race.tally().failed(), "fork") + " of "
                        + race.tally().forks() + ".");
            }
        });
    }

    private static void explorations(Results results, List<String> wrong) {
        for (Exploration each : results.explorations()) {
            if (each.protocol().isAsItShouldBe() && !each.isClean()) {
                Exploration.Failure failure = each.failure();
                wrong.add("Explored: " + RaceName.simple(each.race()) + " under "
                        + each.model().id() + ", "
                        + (failure == null
                                ? "a data race that is not permitted"
                                : "'" + failure.outcome() + "' is forbidden and can be reached")
                        + ".");
            }
        }
    }

    private static void faults(Results results, List<String> wrong, List<String> missing) {
        Matrix faults = results.faults();
        if (faults == null) {
            return;
        }
        faults.rows().stream()
                .filter(row -> !row.isAsExpected())
                .forEach(row -> wrong.add("Seeded: " + row.id()
                        + (row.kind() == null ? ", the correct code, was caught." : " was not caught.")));
        if (faults.isIncomplete()) {
            missing.add("The kill matrix was interrupted, and is not complete.");
        }
        if (!faults.isConclusive()) {
            missing.add("The kill matrix is inconclusive: some races ran too few samples to say anything.");
        }
    }

    private static void notRaced(Results results, Overview overview, List<String> missing) {
        if (results.races().isEmpty() || overview.tally().samples() == 0) {
            missing.add("Nothing was raced.");
        } else if (results.races().stream().anyMatch(race -> race.verdict() == Verdict.UNGRADED)) {
            missing.add("This program does not know all of these races, and cannot tell which outcomes are wrong; "
                    + Overview.HOW_TO_GRADE + ".");
        }
        results.sources().stream()
                .filter(Source::isCutShort)
                .forEach(source -> missing.add("The run " + source.name() + " was cut short."));
        overview.skipped().values().stream()
                .filter(races -> isLate(results, races))
                .forEach(races -> missing.add("Had no turn: " + names(races) + "."));
        for (Shards each : Shards.of(results.sources())) {
            if (!each.missing().isEmpty()) {
                missing.add("Not complete: " + each.missingInWords() + ".");
            }
        }
    }

    private static boolean isLate(Results results, Set<String> races) {
        return results.sources().stream()
                .map(Source::run)
                .flatMap(run -> run == null ? Stream.of() : run.skipped().stream())
                .anyMatch(each -> each.isForTime() && races.contains(each.race()));
    }

    private static String names(Set<String> races) {
        return String.join(", ", races.stream().map(RaceName::simple).toList());
    }

    private static void allowances(Allowed allowed, List<String> notes) {
        allowed.samples()
                .forEach((entry, samples) -> notes.add("Allowed until " + entry.expires() + ": " + entry.inWords()
                        + ", " + Columns.plural(samples, "time") + ": " + entry.reason()));
        for (Allowance entry : allowed.expired()) {
            notes.add("Expired after " + entry.expires() + ", allows nothing: " + entry.inWords() + ": "
                    + entry.reason());
        }
        for (Allowance entry : allowed.unmatched()) {
            notes.add(
                    "Allowed until " + entry.expires() + ", but not seen: " + entry.inWords() + ": " + entry.reason());
        }
    }

    /**
     * Tells how the command ends.
     *
     * @return 0 if nothing is wrong, 1 if something is, 3 if nobody can tell
     */
    public int status() {
        return wrong.isEmpty() ? missing.isEmpty() ? 0 : MISSING : WRONG;
    }

    /**
     * Says it in a word.
     *
     * @return for the end of a log
     */
    public String word() {
        return wrong.isEmpty() ? missing.isEmpty() ? "passed" : "incomplete" : "failed";
    }
}
