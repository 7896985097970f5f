package dev.racewalk.results.cli;

import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Sentences;
import dev.racewalk.stress.explore.NotExploredException;
import dev.racewalk.stress.explore.SharedFields;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.suite.Race;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints what the explorer found. */
final class ExplorePrint {
    private ExplorePrint() {}

    static void showFailed(Race race, Model model, String why) {
        System.err.printf("%s under %s cannot be explored: %s%n", race.simpleName(), model.id(), why);
    }

    static void showFailed(Race race, Model model, IllegalStateException e) {
        showFailed(race, model, NotExploredException.inWords(e));
    }

    static void show(Race race, Exploration exploration) {
        PrintStream out = System.out;
        if (exploration.wasSkipped()) {
            out.printf(
                    "%s under %s: %s%n", race.simpleName(), exploration.model().id(), exploration.inWords());
            return;
        }
        out.printf(
                "%s under %s: %s, in %.2f s%n",
                race.simpleName(), exploration.model().id(), exploration.inWords(), exploration.seconds());
        for (OutcomeRecord outcome : exploration.outcomes()) {
            if (outcome.count() > 0) {
                String mark = outcome.grade().isWrong() ? "FORBIDDEN " : "";
                out.printf("  %,12d  %s%s%n", outcome.count(), mark, outcome.id());
            }
        }
        for (Exploration.DataRace dataRace : exploration.dataRaces()) {
            out.printf(
                    "  %sdata race at %s: %s; %s%n",
                    dataRace.wrong() ? "FORBIDDEN " : "", dataRace.place(), dataRace.earlier(), dataRace.later());
        }
        SharedFields.of(race).forEach(field -> out.println("  warning: " + field));
        Exploration.Failure failure = exploration.failure();
        if (failure != null) {
            show(failure, forbidden(exploration));
        } else {
            Sentences.of(forbidden(exploration)).forEach(sentence -> out.println("  " + sentence));
        }
    }

    private static List<String> forbidden(Exploration exploration) {
        return exploration.outcomes().stream()
                .filter(outcome -> outcome.count() > 0 && outcome.grade().isWrong())
                .map(OutcomeRecord::id)
                .toList();
    }

    /** Sums up explorations, beside those that were not possible. */
    static void sum(List<Exploration> found, long failed) {
        long whole = found.stream()
                .filter(Exploration::complete)
                .filter(Exploration::isClean)
                .count();
        long wrong = found.stream().filter(each -> !each.isClean()).count();
        long skipped = found.stream().filter(Exploration::wasSkipped).count();
        long inPart = found.stream()
                .filter(Exploration::wasSkippedInPart)
                .filter(Exploration::isClean)
                .count();
        System.out.printf(
                "%s: %d complete%s, %d cut short by a bound, %d with a forbidden outcome or data race%s%s%n",
                Columns.plural(found.size() + failed, "exploration"),
                whole,
                inPart == 0 ? "" : ", " + inPart + " but for cases that the table cannot have",
                found.size() - whole - wrong - skipped - inPart,
                wrong,
                skipped == 0 ? "" : ", " + skipped + " skipped, which say nothing about the table",
                failed == 0 ? "" : ", " + failed + " not possible");
    }

    static void show(Exploration.Failure failure) {
        show(failure, List.of());
    }

    /** Shows an execution, and says the invariants that it and other end states call broken. */
    private static void show(Exploration.Failure failure, List<String> forbidden) {
        PrintStream out = System.out;
        out.println();
        failure.trace().forEach(out::println);
        out.println();
        out.println(failure.outcome() + ": " + failure.violation());
        List<String> named = new ArrayList<>(List.of(failure.violation(), failure.outcome()));
        named.addAll(forbidden);
        Sentences.of(named).forEach(out::println);
        failure.table().forEach(line -> out.println("  " + line));
        out.println();
    }
}
