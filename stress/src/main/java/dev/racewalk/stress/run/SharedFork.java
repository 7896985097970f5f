package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkServer;
import dev.racewalk.stress.jcstress.RaceResult;
import dev.racewalk.stress.jcstress.SharedMain;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.JvmKind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One fork in a {@link SharedJvm}: job after job of a few iterations each. */
final class SharedFork {
    /** How long the actors run in an iteration. */
    private static final int MILLIS = 50;

    /** What an iteration takes beyond that, about: the actors start, and stop after their stride. */
    private static final int BETWEEN_MILLIS = 6;

    /** Iterations of a job at most: what is lost if the race hangs or dies. */
    private static final int MOST = 5;

    /** How long the lines of a JVM may take to arrive that were written before its result. */
    private static final long LINES_MILLIS = 2_000;

    private final ForkReport report;
    private final ForkServer server;
    private final RunConfig config;
    private final RaceResult sum = RaceResult.of(ForkStatus.NORMAL);
    private ForkStatus status = ForkStatus.NORMAL;
    private @Nullable Integer exit;
    private int iterations;
    private @Nullable RaceResult sent;
    private volatile boolean stopped;

    SharedFork(int number, ForkPlan plan, Cpus cpus, Jvm jvm, ForkServer server, RunConfig config) {
        this.report = new ForkReport(number, plan, cpus, jvm, JvmKind.SHARED, config);
        this.server = server;
        this.config = config;
    }

    /** Ends it within the job that is running. */
    void stop() {
        stopped = true;
        synchronized (this) {
            notifyAll();
        }
    }

    /**
     * Runs jobs until the time is over, one at least. What the jobs found that ended is kept, however the last one ends.
     *
     * @param jvms take the JVM from here, and give it back if the fork ends well
     * @param millis milliseconds, the start of a JVM included
     * @return what came of it; null if it was stopped before a job ended
     */
    ForkReport.@Nullable Ended run(SharedJvm.Pool jvms, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            SharedJvm shared = jvms.take(report.plan().way().modeFlags(), report.cpus());
            run(shared.child(), 1);
            for (int next = fitting(end); status == ForkStatus.NORMAL && !stopped && next > 0; next = fitting(end)) {
                run(shared.child(), next);
            }
            if (status == ForkStatus.NORMAL && !stopped) {
                jvms.give(shared);
            } else {
                shared.child().kill();
            }
        } catch (IOException e) {
            status = ForkStatus.VM_ERROR;
            report.say("The JVM did not start: " + e.getMessage());
        }
        if (stopped && iterations == 0) {
            return null;
        }
        return report.ended(new Pace.Racing(iterations, MILLIS), status, sum, exit);
    }

    private static int fitting(long end) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        return (int) Math.min(MOST, left / (MILLIS + BETWEEN_MILLIS));
    }

    private void run(ChildJvm child, int count) throws InterruptedException {
        Pace.Racing racing = new Pace.Racing(count, MILLIS);
        int token = server.offer(report.task(racing), report::asked, this::send);
        try {
            tell(child, token);
            RaceResult result = await(child, token, racing);
            if (result != null) {
                report.wrote(child.take(SharedMain.end(token), LINES_MILLIS));
                report.sent();
                result.messages().forEach(report::say);
                sum.addOutcomes(result);
                status = result.status();
                iterations += count;
            }
        } finally {
            server.withdraw(token);
        }
    }

    private static void tell(ChildJvm child, int token) {
        try {
            child.send(String.valueOf(token));
        } catch (IOException e) {
            // it has ended, or is about to: the wait for its result says so
        }
    }

    private synchronized void send(RaceResult result) {
        sent = result;
        notifyAll();
    }

    private synchronized @Nullable RaceResult taken() {
        RaceResult result = sent;
        sent = null;
        return result;
    }

    /** Waits for the result of a job; returns null if there is none, and then the status says why, or it was stopped. */
    private @Nullable RaceResult await(ChildJvm child, int token, Pace.Racing racing) throws InterruptedException {
        Duration deadline = Fork.deadline(racing, config);
        long end = System.nanoTime() + deadline.toNanos();
        while (!stopped) {
            synchronized (this) {
                if (sent == null && !stopped) {
                    wait(100);
                }
            }
            boolean isAlive = child.isAlive(); // asked first: a result that was sent before the end is there by now
            RaceResult result = taken();
            if (result != null) {
                return result;
            }
            if (!isAlive) {
                died(child, token);
                return null;
            }
            if (System.nanoTime() > end) {
                status = ForkStatus.HUNG;
                report.say(Fork.hungMessage(deadline, racing));
                report.sayWhatActorsDo(child.dump());
                child.kill();
                return null;
            }
        }
        return null;
    }

    private void died(ChildJvm child, int token) throws InterruptedException {
        status = ForkStatus.VM_ERROR;
        int code = child.await();
        exit = code;
        report.wrote(child.take(SharedMain.end(token), 100));
        report.sayEnd(code, false);
    }
}
