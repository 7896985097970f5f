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
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/** Tells how a run goes: on a terminal in one line that is rewritten, else in a line every few seconds. */
final class Progress implements RunListener, AutoCloseable {
    private static final int TERMINAL_MILLIS = 500;
    private static final int LINES_MILLIS = 10_000;
    private static final int WIDTH = 110;

    private final PrintStream out;
    private final boolean terminal;
    private final Timer ticker = new Timer("racewalk-progress", true);
    private final Tally tally = new Tally();

    private @Nullable RunRecord run;
    private long startNanos;
    private int fork;
    private String now = "";
    private int lastWidth;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void runStarted(RunRecord started) {
        run = started;
        startNanos = System.nanoTime();
        int period = terminal ? TERMINAL_MILLIS : LINES_MILLIS;
        TimerTask task = new TimerTask() {
            @Override
            public void run() {
                tick();
            }
        };
        ticker.schedule(task, terminal ? 0 : period, period);
    }

    @Override
    public synchronized void forkStarted(int number, String race, Strides strides, String mode) {
        fork = number;
        now = RaceName.simple(race) + " " + strides + " " + mode;
    }

    @Override
    public synchronized void forkEnded(ForkRecord ended) {
        tally.add(ended);
        if (ended.bad()) {
            clear();
            out.println(complaint(ended));
        }
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

    private synchronized void tick() {
        RunRecord started = run;
        if (started != null) {
            show(line(started));
        }
    }

    private String line(RunRecord started) {
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

    private void show(String text) {
        if (terminal) {
            String cut = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
            out.print("\r" + cut + " ".repeat(Math.max(0, lastWidth - cut.length())));
            out.flush();
            lastWidth = cut.length();
        } else {
            out.println(text);
        }
    }

    private void clear() {
        if (terminal && lastWidth > 0) {
            out.print("\r" + " ".repeat(lastWidth) + "\r");
            out.flush();
            lastWidth = 0;
        }
    }

    @Override
    public void close() {
        ticker.cancel();
        synchronized (this) {
            run = null;
            clear();
        }
    }
}
