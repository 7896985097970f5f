package dev.racewalk.results.report;

import dev.racewalk.stress.run.ForkRecord;
import dev.racewalk.stress.run.ForkStatus;
import dev.racewalk.stress.run.OutcomeRecord;
import dev.racewalk.stress.run.Race;
import dev.racewalk.stress.run.RunRecord;
import dev.racewalk.stress.run.RunResult;
import dev.racewalk.stress.run.RunState;
import dev.racewalk.stress.run.Tally;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The last lines of a run: a table of the races, what was forbidden or failed, and where to look. */
public final class Summary {
    private static final int NAME = 42;
    private static final int SHOWN = 8;
    private static final double SPOILED = 0.05;

    /** How jcstress begins its words about an exception, which follows. */
    private static final String GENERAL = "Unrecoverable error";

    private final RunResult result;
    private final PrintStream out;
    private final String command;

    /**
     * Prepares it.
     *
     * @param result of the run
     * @param out where it goes
     * @param command how this program is called
     */
    public Summary(RunResult result, PrintStream out, String command) {
        this.result = result;
        this.out = out;
        this.command = command;
    }

    /** Prints it. */
    public void print() {
        Tally all = result.tally();
        table();
        skipped();
        bad(all);
        totals(all);
    }

    private void table() {
        Map<String, Tally> races = new TreeMap<>();
        for (ForkRecord fork : result.forks()) {
            races.computeIfAbsent(fork.family() + "." + fork.simpleName(), key -> new Tally())
                    .add(fork);
        }
        if (races.isEmpty()) {
            return;
        }
        out.printf(
                "%-" + NAME + "s %5s %9s %9s %9s %9s  %s%n",
                "race",
                "forks",
                "samples",
                "met",
                "samples/s",
                "met/s",
                "result");
        races.forEach((name, tally) -> out.printf(
                "%-" + NAME + "s %5d %9s %9s %9s %9s  %s%n",
                name.length() > NAME ? name.substring(0, NAME - 2) + ".." : name,
                tally.forks(),
                Numbers.scaled((double) tally.samples()),
                Numbers.percent(tally.samples() == 0 ? Double.NaN : tally.metShare()),
                Numbers.scaled(tally.samplesPerSecond()),
                Numbers.scaled(tally.metPerSecond()),
                word(tally)));
        out.println("samples/s with long strides, met/s with short ones, per second of racing");
        out.println();
    }

    private static String word(Tally tally) {
        if (tally.forbidden() > 0) {
            return "FORBID";
        }
        return tally.failed() > 0 ? "FAILED" : "ok";
    }

    private void skipped() {
        Map<String, List<String>> byReason = new TreeMap<>();
        for (RunRecord.Skipped each : result.run().skipped()) {
            byReason.merge(each.reason(), List.of(Race.simpleName(each.race())), Summary::joined);
        }
        byReason.forEach((reason, races) -> {
            out.println("Skipped, " + reason + ":");
            races.forEach(race -> out.println("    " + race));
        });
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private void bad(Tally all) {
        Map<String, Long> forbidden = new LinkedHashMap<>();
        Map<String, Integer> failed = new LinkedHashMap<>();
        Map<String, String> words = new LinkedHashMap<>();
        for (ForkRecord fork : all.bad()) {
            for (OutcomeRecord outcome : fork.outcomes()) {
                if (outcome.grade().isWrong() && outcome.count() > 0) {
                    String key = fork.simpleName() + ": " + outcome.id();
                    forbidden.merge(key, outcome.count(), Long::sum);
                    said(fork).forEach(line -> words.putIfAbsent(key, line));
                }
            }
            if (fork.status() != ForkStatus.NORMAL) {
                String key = fork.simpleName() + ": " + fork.status().inWords();
                failed.merge(key, 1, Integer::sum);
                why(fork).forEach(line -> words.putIfAbsent(key, line));
            }
        }
        show("FORBIDDEN", forbidden, "times", words);
        show("FAILED", failed, "forks", words);
    }

    /** What happened, and where in the race. */
    private static List<String> why(ForkRecord fork) {
        String what = fork.messages().stream()
                .filter(line -> !line.isBlank() && !line.startsWith(GENERAL))
                .findFirst()
                .orElse("");
        String where = fork.messages().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("at dev.racewalk"))
                .findFirst()
                .map(line -> ", " + line)
                .orElse("");
        return List.of(what.strip() + where);
    }

    private static List<String> said(ForkRecord fork) {
        return fork.messages().stream()
                .filter(line -> line.startsWith("racewalk:"))
                .limit(1)
                .toList();
    }

    private void show(String label, Map<String, ? extends Number> found, String unit, Map<String, String> words) {
        int shown = 0;
        for (Map.Entry<String, ? extends Number> each : found.entrySet()) {
            if (shown++ == SHOWN) {
                out.println(label + " and " + (found.size() - SHOWN) + " more in forks.jsonl");
                return;
            }
            long count = each.getValue().longValue();
            String times = count == 1 ? unit.substring(0, unit.length() - 1) : unit;
            out.println(label + " " + each.getKey() + ", " + count + " " + times);
            if (words.containsKey(each.getKey())) {
                out.println("    " + words.get(each.getKey()));
            }
        }
    }

    private void totals(Tally all) {
        RunRecord run = result.run();
        long races = result.forks().stream().map(ForkRecord::race).distinct().count();
        long seconds = Duration.between(run.startedAt(), Objects.requireNonNullElse(run.endedAt(), run.startedAt()))
                .toSeconds();
        Integer planned = run.forksPlanned();
        boolean isInterrupted = run.state() == RunState.INTERRUPTED;
        out.println((isInterrupted ? "Interrupted: " : "")
                + plural(races, "race") + ", "
                + plural(all.forks(), "fork") + (isInterrupted && planned != null ? " of " + planned : "")
                + " in " + Durations.format(seconds) + ", "
                + Numbers.scaled((double) all.samples()) + " samples; threads met in " + Numbers.percent(all.metShare())
                + ".");
        double others = all.othersShare();
        if (others > SPOILED) {
            out.println("Others took " + Numbers.percent(others) + " of the processors: the rates above are too low.");
        }
        out.println(plural(all.forbidden(), "forbidden sample") + ", " + plural(all.failed(), "failed fork") + ", "
                + plural(run.skipped().size(), "skipped race") + ".");
        out.println("Results: " + result.folder() + " (forks.jsonl, " + run.jcstressFile() + ")");
        if (!all.bad().isEmpty()) {
            out.println("To repeat what went wrong: " + command + " run --again " + result.folder());
        }
    }

    private static String plural(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
