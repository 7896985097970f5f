package dev.racewalk.results.report.html;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Overview;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer first.
 *
 * @param mark whether all is well
 * @param verdict did anything forbidden happen
 * @param notes did the races really race, and whatever else one must know
 * @param facts totals
 */
record Headline(Mark mark, String verdict, List<Note> notes, List<Fact> facts) {
    private static final int NAMED = 5;

    /**
     * A sentence.
     *
     * @param mark whether to look at it
     * @param text the sentence
     * @param races that it is about, as links; may be empty
     * @param filter the state that shows all of them, may be empty
     */
    record Note(Mark mark, String text, List<RaceView> races, String filter) {
        private static Note of(boolean isWell, String text) {
            return new Note(isWell ? Mark.PASSED : Mark.WARNING, text, List.of(), "");
        }

        private static Note of(String text, List<RaceView> races, String filter) {
            return new Note(Mark.WARNING, text, races, filter);
        }

        /** Races that are named; the filter shows the others. */
        List<RaceView> named() {
            return races.subList(0, Math.min(NAMED, races.size()));
        }

        int more() {
            return races.size() - named().size();
        }
    }

    static Headline of(Results results, List<RaceView> races, List<FaultView> faults, List<RunRecord.Skipped> skipped) {
        if (races.isEmpty() && !faults.isEmpty()) {
            return ofFaults(faults);
        }
        Overview sums = new Overview(results);
        Tally all = sums.tally();
        return new Headline(
                Mark.of(sums.verdict()),
                sums.sentence(),
                notes(results, races, faults, all),
                facts(results, races, sums, skipped));
    }

    private static List<Note> notes(Results results, List<RaceView> races, List<FaultView> faults, Tally all) {
        List<Note> notes = new ArrayList<>();
        new Overview(results).banners().forEach(banner -> notes.add(Note.of(false, banner)));
        List<RaceView> measured =
                races.stream().filter(race -> race.race().isMeasured()).toList();
        List<RaceView> weak =
                measured.stream().filter(race -> race.race().isWeak()).toList();
        if (!measured.isEmpty()) {
            String enough = "The threads met at least " + Words.count(Meetings.ENOUGH) + " times in "
                    + (measured.size() - weak.size()) + " of " + Words.plural(measured.size(), "race")
                    + " that can tell";
            notes.add(
                    weak.isEmpty()
                            ? Note.of(true, enough + ".")
                            : Note.of(enough + "; too rarely for a green to mean anything in", weak, "weak"));
        }
        if (results.sources().stream().anyMatch(Source::isCutShort)) {
            notes.add(Note.of(false, "The run was cut short: what is here was measured, the rest is missing."));
        }
        if (all.othersShare() > SourceView.SPOILED) {
            notes.add(Note.of(
                    false,
                    "Other processes used " + Numbers.percent(all.othersShare())
                            + " of the CPU: the rates are too low, and threads met less often."));
        }
        List<RaceView> different = races.stream().filter(RaceView::differs).toList();
        if (!different.isEmpty()) {
            notes.add(Note.of(
                    "Explorer and machine differ in " + Words.plural(different.size(), "race") + ":",
                    different,
                    "differ"));
        }
        if (!faults.isEmpty()) {
            notes.add(Note.of(faults.stream().noneMatch(fault -> fault.mark().equals(Mark.FAILED)), caught(faults)));
        }
        return notes;
    }

    private static List<Fact> facts(
            Results results, List<RaceView> races, Overview sums, List<RunRecord.Skipped> skipped) {
        Tally all = sums.tally();
        Tally tables = sums.pageTables();
        Tally litmus = sums.litmus();
        List<Fact> facts = new ArrayList<>();
        facts.add(
                all.forbidden() == 0 && !all.isGraded()
                        ? Fact.plain("forbidden", Overview.forbidden(all))
                        : counted("forbidden", all.forbidden(), Mark.FORBIDDEN));
        facts.add(counted("failed forks", all.failed(), Mark.FAILED));
        facts.add(counted("skipped races", skipped.size(), Mark.WARNING));
        facts.add(Fact.plain("meetings", tables.tells() ? Words.scaled(tables.met()) : "–"));
        facts.add(Fact.plain("samples", Words.scaled(tables.samples())));
        if (litmus.forks() > 0) {
            facts.add(Fact.plain("litmus samples", Words.scaled(litmus.samples())));
        }
        facts.add(Fact.plain("races", Words.count(races.size())));
        facts.add(Fact.plain("forks", Words.count(all.forks())));
        facts.add(Fact.plain("duration", duration(results)));
        return facts;
    }

    private static Fact counted(String label, long count, Mark mark) {
        return new Fact(label, Words.count(count), count > 0 ? mark.symbol() : "", count > 0 ? mark.style() : "");
    }

    private static String duration(Results results) {
        long seconds = 0;
        for (Source source : results.sources()) {
            RunRecord run = source.run();
            Instant end = run == null ? null : run.endedAt();
            if (run != null && end != null) {
                seconds += Duration.between(run.startedAt(), end).toSeconds();
            }
        }
        return seconds == 0 ? "–" : Durations.format(seconds);
    }

    private static Headline ofFaults(List<FaultView> faults) {
        boolean isFine = faults.stream().allMatch(fault -> fault.mark().equals(Mark.PASSED));
        return new Headline(isFine ? Mark.PASSED : Mark.FAILED, caught(faults), List.of(), List.of());
    }

    private static String caught(List<FaultView> faults) {
        List<FaultView> seeded =
                faults.stream().filter(fault -> !fault.isRight()).toList();
        long caught =
                seeded.stream().filter(fault -> !fault.by().text().isEmpty()).count();
        String escaped = seeded.stream()
                .filter(fault -> fault.by().text().isEmpty())
                .map(fault -> fault.row().id())
                .collect(Collectors.joining(", "));
        String right = faults.stream()
                .filter(FaultView::isRight)
                .findFirst()
                .map(fault -> " The correct code " + (fault.by().text().isEmpty() ? "survives." : "was caught, too."))
                .orElse("");
        return Words.count(caught) + " of " + Words.plural(seeded.size(), "seeded bug") + " "
                + (caught == 1 ? "was" : "were") + " caught" + (escaped.isEmpty() ? "." : "; not " + escaped + ".")
                + right;
    }
}
