package dev.racewalk.stress.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.ForkedMain;
import org.openjdk.jcstress.Verbosity;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.CPUMap;
import org.openjdk.jcstress.os.OSSupport;

/** One fork under way: its process, its deadline, and what came of it. */
final class Fork {
    private static final String SAID_BY_RACE = "racewalk:";
    private static final long AFTER_DUMP_MILLIS = 1_500;

    /** How long the JVM may take to end once it has sent its result. */
    private static final long AFTER_RESULT_SECONDS = 15;

    private static final int KILLED_BY_INTERRUPT = 130;
    private static final int KILLED_BY_TERMINATE = 143;
    private static final int KILLED = 137;
    private static final long STOP_MILLIS = 1_000;

    private final int number;
    private final ForkPlan plan;
    private final Pace.Racing racing;
    private final CPUMap cpus;
    private final TestConfig task;
    private final List<String> flags;
    private final Duration deadline;

    private final List<String> messages = new ArrayList<>();
    private volatile @Nullable Process process;
    private volatile @Nullable TestResult sent;
    private volatile boolean stopped;
    private boolean hung;
    private boolean killed;

    /** What came of a fork, for the run's own files and for that of jcstress. */
    record Ended(ForkRecord record, TestResult result) {}

    Fork(int number, ForkPlan plan, Pace.Racing racing, CPUMap cpus, Jvm jvm, RunConfig config) {
        this.number = number;
        this.plan = plan;
        this.racing = racing;
        this.cpus = cpus;
        this.deadline = config.grace().plusMillis(4 * racing.total());
        this.flags = new ArrayList<>(jvm.flags());
        flags.addAll(plan.modeFlags());
        int heap = config.options().heapMb();
        task = new TestConfig(
                new ForkOptions(plan, racing, heap),
                plan.race().info(),
                number,
                new ArrayList<>(plan.modeFlags()),
                plan.compileMode(),
                plan.scheduling());
        task.setCPUMap(cpus);
    }

    int number() {
        return number;
    }

    CPUMap cpus() {
        return cpus;
    }

    Pace.Racing racing() {
        return racing;
    }

    ForkedTestConfig job() {
        return new ForkedTestConfig(task);
    }

    void send(TestResult result) {
        sent = result;
    }

    /** Kills it: the run stops, so nothing of it is kept. */
    void stop() {
        stopped = true;
        Process running = process;
        if (running != null) {
            kill(running);
        }
    }

    /** Runs it to its end. Returns null if it was stopped. */
    @Nullable
    Ended run(Jvm jvm, @Nullable Path directives, int token, String host, int port) throws InterruptedException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long startNanos = System.nanoTime();
        ProcessorTime.Reading before = ProcessorTime.read();
        List<String> output = new ArrayList<>();
        Integer exit = null;
        try {
            Process started = new ProcessBuilder(command(jvm, directives, token, host, port)).start();
            process = started;
            if (stopped) {
                kill(started);
            }
            Lines out = Lines.of(started.getInputStream());
            Lines err = Lines.of(started.getErrorStream());
            exit = await(started, out);
            output.addAll(out.all());
            output.addAll(err.all());
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

    private List<String> command(Jvm jvm, @Nullable Path directives, int token, String host, int port) {
        List<String> command = new ArrayList<>();
        String map = OSSupport.taskSetAvailable() ? cpus.globalAffinityMap() : "";
        if (!map.isEmpty()) {
            command.addAll(List.of("taskset", "-c", map));
        }
        command.addAll(jvm.command());
        command.addAll(plan.modeFlags());
        if (directives != null) {
            command.add("-XX:CompilerDirectivesFile=" + directives.toAbsolutePath());
        }
        command.add(ForkedMain.class.getName());
        command.add(Boolean.toString(plan.scheduling().mode() == AffinityMode.LOCAL));
        command.addAll(List.of(host, String.valueOf(port), String.valueOf(token)));
        return command;
    }

    /** Writes the directives for the compilers. */
    void writeDirectives(Path file, Verbosity verbosity) throws IOException {
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file, Charset.defaultCharset()))) {
            task.generateDirectives(writer, verbosity);
        }
    }

    private int await(Process running, Lines out) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!running.waitFor(100, TimeUnit.MILLISECONDS)) {
            if (sent != null) {
                if (!running.waitFor(AFTER_RESULT_SECONDS, TimeUnit.SECONDS)) {
                    messages.add("The JVM had sent its result and did not end; it was killed.");
                    killed = true;
                    kill(running);
                }
            } else if (System.nanoTime() > end) {
                hung = true;
                messages.add("It was killed after " + deadline.toSeconds() + " s; " + racing.total()
                        + " ms of racing were planned.");
                dump(running, out);
                kill(running);
            }
        }
        return running.waitFor();
    }

    /** Asks the JVM what its actors are doing. */
    private void dump(Process running, Lines out) throws InterruptedException {
        int before = out.soFar().size();
        try {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(running.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return; // there is no such command
        }
        TimeUnit.MILLISECONDS.sleep(AFTER_DUMP_MILLIS);
        List<String> lines = out.soFar();
        boolean isActor = false;
        for (String line : lines.subList(Math.min(before, lines.size()), lines.size())) {
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

    private static void kill(Process running) {
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        running.destroyForcibly();
    }

    private Ended ended(
            @Nullable Integer exit, List<String> output, Instant start, long millis, @Nullable Double others) {
        TestResult race = sent;
        ForkStatus status = status(race, exit);
        TestResult result = new TestResult(forJcstress(status));
        if (race != null) {
            result.addState(race.getCounter());
            messages.addAll(0, race.getMessages());
        }
        output.stream().filter(line -> line.startsWith(SAID_BY_RACE)).forEach(messages::add);
        result.addMessages(messages);
        result.addVMOuts(output);
        result.setConfig(task);
        List<OutcomeRecord> outcomes = plan.race().grade(result);
        boolean kept = status != ForkStatus.NORMAL || output.stream().anyMatch(line -> line.startsWith(SAID_BY_RACE));
        ForkRecord record = new ForkRecord(
                RunFolder.SCHEMA,
                number,
                plan.race().name(),
                plan.race().family(),
                plan.race().description(),
                plan.race().actors(),
                plan.strides(),
                racing.iterations(),
                racing.millis(),
                plan.mode(),
                plan.modeFlags(),
                flags,
                JvmMode.compilation(plan.compileMode(), plan.race().actors().size()),
                plan.compileMode(),
                plan.scheduling().toString(),
                plan.scheduling().mode().name(),
                processors(),
                plan.spin().name(),
                start,
                start.plusMillis(millis),
                millis,
                result.getTotalCount(),
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

    private List<Integer> processors() {
        String map = cpus.globalAffinityMap();
        return map.isEmpty()
                ? List.of()
                : Arrays.stream(map.split(",", -1))
                        .map(Integer::valueOf)
                        .distinct()
                        .sorted()
                        .toList();
    }

    private ForkStatus status(@Nullable TestResult race, @Nullable Integer exit) {
        if (hung) {
            return ForkStatus.HUNG;
        }
        if (exit == null) {
            return ForkStatus.VM_ERROR;
        }
        if (race != null && exit == 0) {
            return ForkStatus.valueOf(race.status().name());
        }
        if (killed) {
            return ForkStatus.VM_ERROR; // by the runner, which has said so
        }
        if (exit == KILLED) {
            messages.add("The JVM was killed; perhaps the machine ran out of memory.");
        } else {
            messages.add("The JVM ended with status " + exit + (race == null ? ", and sent no result." : "."));
        }
        return ForkStatus.VM_ERROR;
    }

    private static Status forJcstress(ForkStatus status) {
        return status == ForkStatus.HUNG ? Status.TIMEOUT_ERROR : Status.valueOf(status.name());
    }
}
