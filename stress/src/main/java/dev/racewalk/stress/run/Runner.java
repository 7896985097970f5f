package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkServer;
import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.jcstress.ResultWriter;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.RunState;
import dev.racewalk.stress.suite.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs races in forks and writes down what each found. A fork that hangs is killed, one that dies or throws is recorded, and
 * the others go on. One run at a time in a JVM.
 */
public final class Runner {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

    /** Memory of a fork beyond its heap, and of this JVM. */
    private static final int BESIDE_HEAP_MB = 300;

    /** Forks from which on it pays to make an archive of classes first. */
    private static final int WORTH_ARCHIVE = 16;

    private final RunConfig config;
    private final RunListener listener;
    private final Set<Fork> forks = ConcurrentHashMap.newKeySet();
    private final List<ForkRecord> records = new ArrayList<>();
    private final Object change = new Object();

    private volatile boolean interrupted;
    private int running;
    private @Nullable Throwable failure;

    /** What is fixed before the first fork. */
    private record Ready(RunFolder folder, ResultWriter jcstress, Processors processors, Jvm jvm, boolean directives) {}

    /**
     * Prepares a run.
     *
     * @param config what to run
     * @param listener hears how it goes
     */
    public Runner(RunConfig config, RunListener listener) {
        this.config = config;
        this.listener = listener;
    }

    /**
     * Stops the run: forks under way are killed and left out, and {@link #run} returns soon with what was measured. May be
     * called by any thread, at any time.
     */
    public void interrupt() {
        interrupted = true;
        forks.forEach(Fork::stop);
        synchronized (change) {
            change.notifyAll();
        }
    }

    /**
     * Runs.
     *
     * @return what came of it; failures of races are in there and no exceptions
     * @throws IOException if the folder cannot be written, or no JVM starts
     * @throws InterruptedException if the calling thread is interrupted
     */
    public RunResult run() throws IOException, InterruptedException {
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long startNanos = System.nanoTime();
        try (RunFolder folder = RunFolder.create(config.folder())) {
            StringBuilder log = new StringBuilder();
            Processors processors = Processors.look(count(), config.options().affinity(), ProcessorTime.allowed());
            log.append(processors.log());
            List<Race> races = new ArrayList<>();
            List<RunRecord.Skipped> skipped = new ArrayList<>();
            sort(processors, races, skipped);
            Jvm jvm = jvm(folder, log);
            boolean directives = jvm.takesDirectives(folder.path(), log);
            Plan plan = new Plan(config, races, processors, modes(jvm, directives, log));
            Files.writeString(folder.probeLog(), log);
            Pace pace = pace(startNanos, processors, races.size());
            int rounds = races.isEmpty()
                    ? 0
                    : plan.rounds(pace.fitting(
                            System.nanoTime(), config.preset().rounds().wanted()));
            boolean endless = rounds == Integer.MAX_VALUE;
            Integer planned = endless ? null : rounds * plan.forksPerRound();
            String file = "jcstress-results-" + STAMP.format(startedAt) + ".bin.gz";
            RunRecord record = record(startedAt, plan, processors, jvm, races, skipped, planned, file);
            folder.write(record);
            ResultWriter jcstress = new ResultWriter(folder.path().resolve(file));
            listener.runStarted(record);
            Ready ready = new Ready(folder, jcstress, processors, jvm, directives);
            Path archive = folder.path().resolve("classes.jsa");
            try {
                runAll(plan, rounds, pace, ready, archive);
            } finally {
                jcstress.close();
                Files.deleteIfExists(archive);
            }
            throwFailure();
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            Set<String> raced = records.stream().map(ForkRecord::race).collect(Collectors.toSet());
            record = record.ended(interrupted ? RunState.INTERRUPTED : RunState.COMPLETE, now, raced);
            folder.write(record);
            listener.runEnded(record);
            return new RunResult(folder.path(), record, List.copyOf(records));
        }
    }

    private int count() {
        int available = config.options().processors(Runtime.getRuntime().availableProcessors());
        long pairs = Math.max(
                1, (Host.memoryMb() - BESIDE_HEAP_MB) / (config.options().heapMb() + BESIDE_HEAP_MB));
        return (int) Math.min(available, Math.max(2 * pairs, Math.min(available, 3)));
    }

    private void sort(Processors processors, List<Race> races, List<RunRecord.Skipped> skipped) {
        for (Race race : config.races()) {
            int actors = race.actors().size();
            if (processors.placements(actors, false).isEmpty()) {
                skipped.add(new RunRecord.Skipped(
                        race.name(), "needs " + actors + " processors; there are " + processors.count()));
            } else {
                races.add(race);
            }
        }
    }

    private Jvm jvm(RunFolder folder, StringBuilder log) throws IOException {
        try {
            return Jvm.look(config, folder.path(), log);
        } catch (IOException e) {
            Files.writeString(folder.probeLog(), log);
            throw e;
        }
    }

    private Set<JvmMode> modes(Jvm jvm, boolean directives, StringBuilder log) throws IOException {
        JcstressOptions options = config.options();
        if (!options.jvmArgs().isEmpty()) {
            if (!jvm.takes(Plan.flags(JvmMode.GIVEN, config, 0), log)) {
                throw new NoForkException("-jvmArgs " + options.jvmArgs() + ": no JVM starts with them");
            }
            return EnumSet.of(JvmMode.GIVEN);
        }
        Set<JvmMode> modes = EnumSet.noneOf(JvmMode.class);
        for (JvmMode mode : config.preset().allModes()) {
            boolean isOff = mode.isSplit() && !(options.split() && directives);
            if (!isOff && jvm.takes(Plan.flags(mode, config, 0), log)) {
                modes.add(mode);
            }
        }
        if (modes.isEmpty()) {
            throw new NoForkException(
                    "no JVM starts in any mode of " + config.preset().id());
        }
        return modes;
    }

    private Pace pace(long startNanos, Processors processors, int races) {
        Duration limit = config.limit();
        int longest = config.preset().rounds().longest();
        return new Pace(
                startNanos, limit == null ? length(races) : limit, processors.lanes(), longest, config.options());
    }

    private Duration length(int races) {
        return config.preset().isEndless()
                ? Duration.ofSeconds(60)
                : config.preset().length(races);
    }

    private RunRecord record(
            Instant startedAt,
            Plan plan,
            Processors processors,
            Jvm jvm,
            List<Race> races,
            List<RunRecord.Skipped> skipped,
            @Nullable Integer planned,
            String file) {
        Duration limit = config.limit();
        return new RunRecord(
                RunFolder.SCHEMA,
                RunState.RUNNING,
                startedAt,
                null,
                config.commandLine(),
                config.preset().id(),
                config.selection(),
                config.shard(),
                (limit == null ? length(races.size()) : limit).toSeconds(),
                races.stream().map(Race::name).toList(),
                List.copyOf(skipped),
                planned,
                config.seed(),
                plan.modeNames(),
                jvm.flags(),
                processors.affinityInWords(),
                file,
                Host.versions(),
                Host.machine());
    }

    private void runAll(Plan plan, int rounds, Pace pace, Ready begun, Path archive)
            throws IOException, InterruptedException {
        if (rounds == 0) {
            return;
        }
        try (ForkServer server = new ForkServer()) {
            long perRound = plan.forksPerRound();
            Ready ready = begun;
            if (perRound * rounds >= WORTH_ARCHIVE) {
                ready = archive(plan.round(0).get(0), begun, server, archive.toAbsolutePath());
            }
            int number = 0;
            for (int round = 0; round < rounds && !isOver(pace, round); round++) {
                List<ForkPlan> pending = new ArrayList<>(plan.round(round));
                while (!pending.isEmpty() && !isOver(pace, round)) {
                    Placed placed = place(pending, ready.processors());
                    if (placed == null) {
                        break;
                    }
                    long sharing =
                            Pace.sharing(pending.size() + 1, perRound, rounds - 1 - round, rounds == Integer.MAX_VALUE);
                    Pace.Racing racing = pace.next(System.nanoTime(), sharing);
                    start(
                            new Fork(++number, placed.plan(), racing, placed.cpus(), ready.jvm(), config),
                            placed.plan(),
                            pace,
                            ready,
                            server);
                }
            }
            awaitAll();
        } finally {
            forks.forEach(Fork::stop);
        }
    }

    /** Lets a fork, of which nothing else is kept, write an archive of classes from which the others start. */
    private Ready archive(ForkPlan first, Ready ready, ForkServer server, Path archive)
            throws IOException, InterruptedException {
        Placed placed = place(new ArrayList<>(List.of(first)), ready.processors());
        if (placed == null) {
            return ready;
        }
        Fork fork = new Fork(0, first, new Pace.Racing(1, 1), placed.cpus(), ready.jvm(), config);
        forks.add(fork);
        int token = server.offer(fork.task(), fork::send);
        try {
            if (!interrupted) {
                fork.run(ready.jvm().writing(archive), null, server.command(token, fork.task()));
            }
        } finally {
            server.withdraw(token);
            forks.remove(fork);
            ready.processors().release(placed.cpus());
        }
        Jvm reading = ready.jvm().reading(archive);
        return Files.exists(archive) && reading.takes(first.way().modeFlags(), new StringBuilder())
                ? new Ready(ready.folder(), ready.jcstress(), ready.processors(), reading, ready.directives())
                : ready;
    }

    private record Placed(ForkPlan plan, Cpus cpus) {}

    /** Takes the first fork for which there are processors, waiting for them. Returns null if the run is to stop. */
    private @Nullable Placed place(List<ForkPlan> pending, Processors processors) throws InterruptedException {
        synchronized (change) {
            while (!interrupted && failure == null) {
                for (ForkPlan plan : pending) {
                    Cpus cpus = processors.tryAcquire(plan.way().placement());
                    if (cpus != null) {
                        pending.remove(plan);
                        return new Placed(plan, cpus);
                    }
                }
                change.wait(1_000);
            }
            return null;
        }
    }

    /** The first round is run to its end, so that every race has its turn. */
    private boolean isOver(Pace pace, int round) {
        boolean mayCut = round > 0;
        return interrupted || failed() || (mayCut && !pace.hasTime(System.nanoTime()));
    }

    private boolean failed() {
        synchronized (change) {
            return failure != null;
        }
    }

    private void throwFailure() throws IOException {
        synchronized (change) {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure != null) {
                throw new IllegalStateException("the runner failed", failure);
            }
        }
    }

    private void awaitAll() throws InterruptedException {
        synchronized (change) {
            while (running > 0) {
                change.wait(1_000);
            }
        }
    }

    private void start(Fork fork, ForkPlan plan, Pace pace, Ready ready, ForkServer server) {
        forks.add(fork);
        synchronized (change) {
            running++;
            listener.forkStarted(
                    fork.number(), plan.way().race().name(), plan.way().strides(), plan.mode());
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        if (!interrupted) {
                            run(fork, pace, ready, server);
                        }
                    } catch (Throwable e) { // an error of the runner must not look like a fork that found nothing
                        synchronized (change) {
                            failure = failure == null ? e : failure;
                        }
                    } finally {
                        forks.remove(fork);
                        synchronized (change) {
                            ready.processors().release(fork.cpus());
                            running--;
                            change.notifyAll();
                        }
                    }
                },
                "racewalk-fork-" + fork.number());
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Fork fork, Pace pace, Ready ready, ForkServer server) throws IOException, InterruptedException {
        Path directives =
                ready.directives() ? Files.createTempFile(ready.folder().path(), "fork", ".directives") : null;
        int token = server.offer(fork.task(), fork::send);
        try {
            if (directives != null) {
                fork.task().writeDirectives(directives, config.options());
            }
            Fork.Ended ended = fork.run(ready.jvm(), directives, server.command(token, fork.task()));
            if (ended != null) {
                synchronized (change) {
                    if (ended.record().status() == ForkStatus.NORMAL) {
                        pace.took(ended.record().durationMillis(), fork.racing().total());
                    }
                    records.add(ended.record());
                    ready.folder().append(ended.record());
                    ready.jcstress().add(ended.result());
                    listener.forkEnded(ended.record());
                }
            }
        } finally {
            server.withdraw(token);
            if (directives != null) {
                Files.deleteIfExists(directives);
            }
        }
    }
}
