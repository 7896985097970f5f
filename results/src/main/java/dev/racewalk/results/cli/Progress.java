package dev.racewalk.results.cli;

import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.RaceName;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.record.Tally;
import dev.racewalk.stress.run.RunListener;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Tells how a run goes: on a terminal in one line that is rewritten, else in a line every few seconds. */
final class Progress implements RunListener, AutoCloseable {
    private final PrintStream out;
    private final boolean terminal;
    private final Tally tally = new Tally();

    private @Nullable StatusLine status;
    private long startNanos;
    private int fork;
    private String now = "";

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void runStarted(RunRecord started) {
        startNanos = System.nanoTime();
        status = new StatusLine(out, terminal, () -> line(started));
    }

    @Override
    public synchronized void forkStarted(int number, String race, Strides strides, String mode) {
        fork = number;
        now = RaceName.simple(race) + " " + strides + " " + mode;
    }

    @Override
    public void forkEnded(ForkRecord ended) {
        StatusLine shown = take(ended);
        if (ended.bad() && shown != null) { // without our lock: the line asks for its text under its own
            shown.above(() -> out.println(complaint(ended)));
        }
    }

    private synchronized @Nullable StatusLine take(ForkRecord ended) {
        tally.add(ended);
        return status;
    }

    /** One line about a fork that is worth looking at. */
    static String complaint(ForkRecord fork) {
        String name = fork.simpleName();
        String where = " (fork " + fork.fork() + ", " + fork.strides() + ", " + fork.mode() + ")";
        if (fork.forbidden() > 0) {
            return "FORBIDDEN " + name + ": " + fork.forbidden() + " of " + fork.samples() + " samples" + where;
        }
        return "FAILED " + name + ": " + fork.status().inWords() + where;
    }

    private synchronized String line(RunRecord started) {
        Integer planned = started.forksPlanned();
        String of = planned == null ? "" : "/" + planned;
        int race = 0;
        for (String each : started.races()) {
            race++;
            if (now.startsWith(RaceName.simple(each) + " ")) {
                break;
            }
        }
        return "race %d/%d  fork %d%s  %s  %s samples, %d forbidden%s  %s left"
                .formatted(
                        race,
                        started.races().size(),
                        fork,
                        of,
                        now,
                        Numbers.scaled((double) tally.samples()),
                        tally.forbidden(),
                        tally.failed() == 0 ? "" : ", " + tally.failed() + " failed",
                        left(started, planned));
    }

    private String left(RunRecord started, @Nullable Integer planned) {
        double elapsed = (System.nanoTime() - startNanos) / 1e9;
        double byTime = started.seconds() - elapsed;
        if (planned == null) {
            return Durations.format(Math.max(0, Math.round(byTime)));
        }
        if (tally.forks() == 0) {
            return Durations.format(Math.max(1, Math.round(byTime)));
        }
        double each = elapsed / tally.forks();
        double all = Math.min(byTime, each * (planned - tally.forks()));
        double firstRound = each * (Math.min(planned, 2 * started.races().size()) - tally.forks());
        return Durations.format(Math.round(Math.max(1, Math.max(all, firstRound)))); // the first round is never cut
    }

    @Override
    public void close() {
        StatusLine shown = status();
        if (shown != null) {
            shown.close();
        }
    }

    private synchronized @Nullable StatusLine status() {
        return status;
    }
}
