package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkTask;
import dev.racewalk.stress.jcstress.RaceResult;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.JvmKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One fork in a JVM of its own: its process, its deadline, and what came of it. */
final class Fork {
    /** How long the JVM may take to end once it has sent its result. */
    private static final long AFTER_RESULT_MILLIS = 15_000;

    private static final int KILLED_BY_INTERRUPT = 130;
    private static final int KILLED_BY_TERMINATE = 143;
    private static final long STOP_MILLIS = 1_000;

    private final ForkReport report;
    private final Pace.Racing racing;
    private final ForkTask task;
    private final Duration deadline;

    private volatile @Nullable ChildJvm child;
    private volatile @Nullable RaceResult sent;
    private volatile boolean stopped;
    private boolean hung;
    private boolean killed;

    Fork(int number, ForkPlan plan, Pace.Racing racing, Cpus cpus, Jvm jvm, RunConfig config) {
        this.report = new ForkReport(number, plan, cpus, jvm, JvmKind.OWN, config);
        this.racing = racing;
        this.deadline = deadline(racing, config);
        this.task = report.task(racing);
    }

    /** What a fork may take before it counts as hung. */
    static Duration deadline(Pace.Racing racing, RunConfig config) {
        return config.grace().plusMillis(4 * racing.total());
    }

    /** What is said of a fork that hangs. */
    static String hungMessage(Duration deadline, Pace.Racing racing) {
        return "It was killed after " + deadline.toSeconds() + " s; " + racing.total() + " ms of racing were planned.";
    }

    int number() {
        return report.number();
    }

    Cpus cpus() {
        return report.cpus();
    }

    Pace.Racing racing() {
        return racing;
    }

    ForkTask task() {
        return task;
    }

    /** Its JVM is there and asks for its work; may be called by any thread. */
    void asked() {
        report.asked();
    }

    void send(RaceResult result) {
        report.sent();
        sent = result;
    }

    /** Kills it: the run stops, so nothing of it is kept. */
    void stop() {
        stopped = true;
        ChildJvm running = child;
        if (running != null) {
            running.kill();
        }
    }

    /**
     * Runs it to its end. Returns null if it was stopped.
     *
     * @param main the end of the command line: the class and its arguments
     */
    ForkReport.@Nullable Ended run(Jvm jvm, @Nullable Path directives, List<String> main) throws InterruptedException {
        Integer exit = null;
        try {
            ChildJvm started = ChildJvm.start(command(jvm, directives, main));
            child = started;
            if (stopped) {
                started.kill();
            }
            exit = await(started);
            report.wrote(started.output());
            report.wrote(started.errors());
        } catch (IOException e) {
            report.say("The JVM did not start: " + e.getMessage());
        }
        if (isStopped(exit)) {
            return null;
        }
        RaceResult said = sent;
        return report.ended(racing, status(said, exit), said, exit);
    }

    /** A terminal sends its interrupt to the forks as well, perhaps before the runner hears of it. */
    private boolean isStopped(@Nullable Integer exit) throws InterruptedException {
        boolean signalled = exit != null && (exit == KILLED_BY_INTERRUPT || exit == KILLED_BY_TERMINATE);
        for (long waited = 0; signalled && !stopped && waited < STOP_MILLIS; waited += 10) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return stopped;
    }

    private List<String> command(Jvm jvm, @Nullable Path directives, List<String> main) {
        List<String> command = new ArrayList<>(cpus().command());
        command.addAll(jvm.command());
        command.addAll(report.plan().way().modeFlags());
        if (directives != null) {
            command.add("-XX:CompilerDirectivesFile=" + directives.toAbsolutePath());
        }
        command.addAll(main);
        return command;
    }

    private int await(ChildJvm running) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!running.await(100)) {
            if (sent != null) {
                if (!running.await(AFTER_RESULT_MILLIS)) {
                    report.say("The JVM had sent its result and did not end; it was killed.");
                    killed = true;
                    running.kill();
                }
            } else if (System.nanoTime() > end) {
                hung = true;
                report.say(hungMessage(deadline, racing));
                report.sayWhatActorsDo(running.dump());
                running.kill();
            }
        }
        return running.await();
    }

    private ForkStatus status(@Nullable RaceResult said, @Nullable Integer exit) {
        if (hung) {
            return ForkStatus.HUNG;
        }
        if (exit == null) {
            return ForkStatus.VM_ERROR;
        }
        if (said != null && exit == 0) {
            return said.status();
        }
        if (!killed) { // by the runner, which has said so
            report.sayEnd(exit, said != null);
        }
        return ForkStatus.VM_ERROR;
    }
}
