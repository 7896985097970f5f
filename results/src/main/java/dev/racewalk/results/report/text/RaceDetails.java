package dev.racewalk.results.report.text;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Messages;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.Sentences;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Tally;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One race in detail: its outcomes with bars and meanings, the modes in which they differ, and the forks that failed. */
final class RaceDetails {
    private static final int SHOWN_FORKS = 5;
    private static final int SHOWN_OUTCOMES = 30;

    private final int bar;
    private final int idWidth;
    private final Results results;
    private final Repeat repeat;
    private final Ink ink;
    private final PrintWriter out;
    private final Set<Invariant> told = EnumSet.noneOf(Invariant.class);

    RaceDetails(Results results, Repeat repeat, Ink ink, PrintWriter out) {
        this.results = results;
        this.repeat = repeat;
        this.ink = ink;
        this.out = out;
        bar = ink.width() < Ink.USUAL_WIDTH ? 12 : 24;
        idWidth = ink.width() - bar - 40;
    }

    void print(RaceResults race) {
        String name = Columns.cut(Columns.line(race.simpleName() + "  (" + race.name() + ")"), ink.width() - 12);
        out.println(ink.verdict(race.verdict(), race.verdict().word()) + "  " + ink.bold(name));
        print(race.description(), 2, false);
        if (!race.actors().isEmpty()) {
            print("actors: " + String.join(" | ", race.actors()), 2, false);
        }
        print(figures(race.tally()), 2, false);
        outcomes(race);
        failures(race);
        if (race.tally().samples() > 0) {
            new ModeTable(ink, out).print(race);
        }
        command(repeat.race(results, race));
        out.println();
    }

    private static String figures(Tally tally) {
        if (tally.samples() == 0) {
            return Columns.plural(tally.forks(), "fork") + " without a sample";
        }
        String met = tally.tells() ? "; threads met " + Numbers.count(tally.met()) + " times" : "";
        String jvms =
                tally.shared() == 0 ? "" : " (" + tally.shared() + " of them in JVMs that race after race shares)";
        return Columns.plural(tally.forks(), "fork") + jvms + ", " + Numbers.scaled((double) tally.samples())
                + " samples"
                + met
                + rate(tally.samplesPerSecond(), "samples/s with long strides")
                + rate(tally.metPerSecond(), "met/s with short ones");
    }

    private static String rate(double rate, String what) {
        return Double.isNaN(rate) ? "" : "; " + Numbers.scaled(rate) + " " + what;
    }

    private void outcomes(RaceResults race) {
        List<OutcomeRecord> seen =
                race.outcomes().stream().filter(each -> each.count() > 0).toList();
        if (!seen.isEmpty()) {
            out.println(ink.faint("  "
                    + String.format(
                            "%3s %-" + idWidth + "s %14s %9s  %s",
                            "",
                            "outcome",
                            "samples",
                            "share",
                            bar < 24 ? "log scale" : "log scale, a full bar is all")));
        }
        int number = 0;
        List<String> ids = Columns.distinct(
                seen.stream().map(each -> Columns.line(each.id())).toList(), idWidth);
        for (OutcomeRecord outcome : seen.subList(0, Math.min(SHOWN_OUTCOMES, seen.size()))) {
            number++;
            outcome(number, outcome, ids.get(number - 1), race.tally());
        }
        if (seen.size() > SHOWN_OUTCOMES) {
            out.println("  and " + (seen.size() - SHOWN_OUTCOMES) + " more; export has all");
        }
        for (OutcomeRecord unseen : race.outcomes()) {
            if (!seen.isEmpty() && isNews(unseen, seen)) {
                print("not seen: " + unseen.id() + meaning(unseen), 2, true);
            }
        }
    }

    /** A case with a pattern is seen under another name, but with the same meaning. */
    private static boolean isNews(OutcomeRecord unseen, List<OutcomeRecord> seen) {
        return unseen.count() == 0
                && !unseen.grade().isWrong()
                && unseen.grade() != Grade.UNGRADED
                && seen.stream()
                        .noneMatch(each -> !each.id().equals(unseen.id())
                                && each.grade() == unseen.grade()
                                && each.description().equals(unseen.description())
                                && !unseen.id().matches("[\\w ,-]*"));
    }

    private void outcome(int number, OutcomeRecord outcome, String id, Tally tally) {
        long samples = tally.samples();
        String figures = String.format(
                "%3d %-" + idWidth + "s %,14d %9s  ",
                number,
                id,
                outcome.count(),
                Numbers.percent((double) outcome.count() / samples));
        String drawn = ink.bar(outcome.count(), samples, bar);
        boolean isBad = outcome.grade().isWrong();
        out.println("  " + (isBad ? ink.bad(figures + drawn) : figures + drawn));
        String grade = switch (outcome.grade()) {
            case FORBIDDEN -> "FORBIDDEN: ";
            case UNKNOWN -> "FORBIDDEN, no case of the race names it: ";
            case ACCEPTABLE_INTERESTING -> tally.tells() ? "met: " : "interesting: ";
            case ACCEPTABLE, UNGRADED -> "";
        };
        print(grade + Columns.meaning(outcome), 6, true);
        if (isBad) {
            invariants(outcome.id(), 6);
        }
    }

    /** Says the invariants that a text calls broken, below the first text that names them. */
    private void invariants(String text, int indent) {
        for (Invariant broken : Sentences.brokenIn(List.of(text))) {
            if (told.add(broken)) {
                print(Sentences.of(broken), indent, true);
            }
        }
    }

    private static String meaning(OutcomeRecord outcome) {
        return outcome.description().isBlank() ? "" : ": " + outcome.description();
    }

    /** Forks that ended in the same way with the same words count together. */
    private void failures(RaceResults race) {
        Map<String, List<SourcedFork>> kinds = new LinkedHashMap<>();
        for (SourcedFork each : race.bad()) {
            ForkRecord fork = each.fork();
            if (fork.status() != ForkStatus.NORMAL || !Messages.first(fork).isEmpty()) {
                String how = fork.status().name();
                String kind = how + ": " + Messages.first(fork).replaceAll("\\d+", "#");
                kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(each);
            }
        }
        int shown = 0;
        for (Map.Entry<String, List<SourcedFork>> each : kinds.entrySet()) {
            if (shown++ == SHOWN_FORKS) {
                out.println("  and " + (kinds.size() - SHOWN_FORKS) + " other ways to fail; export has all");
                return;
            }
            failure(each.getValue());
        }
    }

    private void failure(List<SourcedFork> alike) {
        ForkRecord fork = alike.get(0).fork();
        String which = "fork " + fork.fork() + " (" + fork.strides() + ", " + fork.mode() + ")"
                + (alike.size() == 1 ? "" : " and " + (alike.size() - 1) + " more");
        String how =
                fork.status() == ForkStatus.NORMAL ? "" : " " + fork.status().inWords();
        String line = which + how + ": " + Messages.first(fork);
        print(line, 2, false);
        invariants(line, 4);
    }

    /** A command that is too long for a line can still be copied. */
    private void command(String command) {
        List<String> lines = Quoted.lines("repeat: " + Columns.line(command), ink.width() - 4);
        for (int i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? "  " : "    ") + lines.get(i));
        }
    }

    private void print(String text, int indent, boolean faint) {
        List<String> lines = Columns.wrap(text, ink.width() - indent - 2);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            out.println(" ".repeat(i == 0 ? indent : indent + 2) + (faint ? ink.faint(line) : line));
        }
    }
}
