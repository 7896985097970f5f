package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Compilation;
import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkTask;
import dev.racewalk.stress.jcstress.RaceResult;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.suite.Race;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One fork under way: its process, its deadline, and what came of it. */
final class Fork {
    private static final String SAID_BY_RACE = "racewalk:";

    /** How long the JVM may take to end once it has sent its result. */
    private static final long AFTER_RESULT_MILLIS = 15_000;

    private static final int KILLED_BY_INTERRUPT = 130;
    private static final int KILLED_BY_TERMINATE = 143;
    private static final int KILLED = 137;
    private static final long STOP_MILLIS = 1_000;

    private final int number;
    private final ForkPlan plan;
    private final Pace.Racing racing;
    private final Cpus cpus;
    private final ForkTask task;
    private final List<String> flags;
    private final Duration deadline;

    private final List<String> messages = new ArrayList<>();
    private volatile @Nullable ChildJvm child;
    private volatile @Nullable RaceResult sent;
    private volatile boolean stopped;
    private boolean hung;
    private boolean killed;

    /** What came of a fork, for the run's own files and for that of jcstress. */
    record Ended(ForkRecord record, RaceResult result) {}

    Fork(int number, ForkPlan plan, Pace.Racing racing, Cpus cpus, Jvm jvm, RunConfig config) {
        this.number = number;
        this.plan = plan;
        this.racing = racing;
        this.cpus = cpus;
        this.deadline = config.grace().plusMillis(4 * racing.total());
        this.flags = new ArrayList<>(jvm.flags());
        flags.addAll(plan.way().modeFlags());
        int heap = config.options().heapMb();
        task = new ForkTask(number, plan.way(), racing.iterations(), racing.millis(), heap, cpus);
    }

    int number() {
        return number;
    }

    Cpus cpus() {
        return cpus;
    }

    Pace.Racing racing() {
        return racing;
    }

    ForkTask task() {
        return task;
    }

    void send(RaceResult result) {
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
    @Nullable
    Ended run(Jvm jvm, @Nullable Path directives, List<String> main) throws InterruptedException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long startNanos = System.nanoTime();
        ProcessorTime.Reading before = ProcessorTime.read();
        List<String> output = new ArrayList<>();
        Integer exit = null;
        try {
            ChildJvm started = ChildJvm.start(command(jvm, directives, main));
            child = started;
            if (stopped) {
                started.kill();
            }
            exit = await(started);
            output.addAll(started.output());
            output.addAll(started.errors());
        } catch (IOException e) {
            messages.add("The JVM did not start: " + e.getMessage());
        }
        if (isStopped(exit)) {
            return null;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        Double others = ProcessorTime.othersShare(before, ProcessorTime.read());
        return ended(exit, output, start, millis, others);
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
        List<String> command = new ArrayList<>(cpus.command());
        command.addAll(jvm.command());
        command.addAll(plan.way().modeFlags());
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
                    messages.add("The JVM had sent its result and did not end; it was killed.");
                    killed = true;
                    running.kill();
                }
            } else if (System.nanoTime() > end) {
                hung = true;
                messages.add("It was killed after " + deadline.toSeconds() + " s; " + racing.total()
                        + " ms of racing were planned.");
                sayWhatActorsDo(running.dump());
                running.kill();
            }
        }
        return running.await();
    }

    private void sayWhatActorsDo(List<String> dump) {
        boolean isActor = false;
        for (String line : dump) {
            if (line.startsWith("\"")) {
                isActor = line.startsWith("\"JcstressThread_");
            }
            isActor &= !line.isBlank();
            if (isActor) {
                messages.add(
                        line.replaceFirst(" .*", "").startsWith("\"")
                                ? line.substring(0, line.indexOf('"', 1) + 1)
                                : line);
            }
        }
    }

    private Ended ended(
            @Nullable Integer exit, List<String> output, Instant start, long millis, @Nullable Double others) {
        RaceResult said = sent;
        ForkStatus status = status(said, exit);
        RaceResult result = RaceResult.of(status);
        if (said != null) {
            result.addOutcomes(said);
            messages.addAll(0, said.messages());
        }
        output.stream().filter(line -> line.startsWith(SAID_BY_RACE)).forEach(messages::add);
        result.complete(task, messages, output);
        ForkTask.Way way = plan.way();
        Race race = way.race();
        List<OutcomeRecord> outcomes = race.grade(result.counts());
        boolean kept = status != ForkStatus.NORMAL || output.stream().anyMatch(line -> line.startsWith(SAID_BY_RACE));
        ForkRecord record = new ForkRecord(
                RunFolder.SCHEMA,
                number,
                race.name(),
                race.family(),
                race.description(),
                race.actors(),
                way.strides(),
                racing.iterations(),
                racing.millis(),
                plan.mode(),
                way.modeFlags(),
                flags,
                Compilation.inWords(way.compileMode(), race.actors().size()),
                way.compileMode(),
                way.placement().toString(),
                way.placement().affinity().name(),
                cpus.numbers(),
                way.spin().name(),
                start,
                start.plusMillis(millis),
                millis,
                result.samples(),
                OutcomeRecord.samples(outcomes, Grade::isMet),
                OutcomeRecord.samples(outcomes, Grade::isWrong),
                outcomes,
                status,
                exit,
                List.copyOf(messages),
                kept ? List.copyOf(output) : List.of(),
                others);
        return new Ended(record, result);
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
        if (killed) {
            return ForkStatus.VM_ERROR; // by the runner, which has said so
        }
        if (exit == KILLED) {
            messages.add("The JVM was killed; perhaps the machine ran out of memory.");
        } else {
            messages.add("The JVM ended with status " + exit + (said == null ? ", and sent no result." : "."));
        }
        return ForkStatus.VM_ERROR;
    }
}
