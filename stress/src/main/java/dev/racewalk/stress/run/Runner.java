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
import dev.racewalk.stress.record.Strides;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** How often what ended a run is repeated at most. */
    private static final int REPETITIONS = 5;

    /** Forks from which on it pays to make an archive of classes first. */
    private static final int WORTH_ARCHIVE = 16;

    private final RunConfig config;
    private final RunListener listener;
    private final Set<Fork> forks = ConcurrentHashMap.newKeySet();
    private final List<ForkRecord> records = new ArrayList<>();
    private final Object change = new Object();

    private volatile boolean interrupted;
    private volatile @Nullable SharedRun shared;
    private int begun;
    private int running;
    private @Nullable ForkRecord caught;
    private @Nullable Throwable failure;
    private final Standing standing = new Standing();

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
        SharedRun visiting = shared;
        if (visiting != null) {
            visiting.stop();
        }
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
        RunConfig.Resumed resumed = config.resumed();
        if (resumed != null) {
            resumed.done().forEach(this::know);
        }
        try (RunFolder folder = resumed == null
                ? RunFolder.create(config.folder())
                : RunFolder.reopen(config.folder(), resumed.done())) {
            Path scenario = config.scenario();
            if (scenario != null && resumed == null) {
                Files.copy(scenario, RunFolder.scenario(folder.path()));
            }
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
            boolean byTime = rounds == Integer.MAX_VALUE || plan.isShared();
            Integer planned = byTime ? null : rounds * plan.forksPerRound();
            String file = "jcstress-results-" + STAMP.format(startedAt) + ".bin.gz";
            RunRecord record = record(
                    resumed == null ? startedAt : resumed.run().startedAt(),
                    plan,
                    processors,
                    jvm,
                    races,
                    skipped,
                    planned,
                    file);
            folder.write(record);
            ResultWriter jcstress = new ResultWriter(folder.path().resolve(file));
            listener.runStarted(record);
            Ready ready = new Ready(folder, jcstress, processors, jvm, directives);
            Path archive = folder.path().resolve("classes.jsa");
            try {
                if (plan.isShared()) {
                    runShared(plan, races, startNanos, ready);
                } else {
                    runAll(plan, rounds, pace, ready, archive);
                }
                repeatCaught(plan, ready);
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

    /**
     * Tells how many processors a run may use.
     *
     * @param options that may allow fewer than there are
     * @return 1 at least
     */
    public static int processors(JcstressOptions options) {
        return options.processors(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Says why a race is skipped.
     *
     * @param actors of the race
     * @param processors that there are
     * @return the reason
     */
    public static String needs(int actors, int processors) {
        return "needs " + actors + " processors; there are " + processors;
    }

    /** Processors to use, so that the JVMs that live at a time fit into memory. */
    private int count() {
        int available = processors(config.options());
        int jvmsPerPair = Plan.isShared(config) ? config.preset().allModes().size() : 1;
        long each = (config.options().heapMb() + BESIDE_HEAP_MB) * (long) jvmsPerPair;
        long pairs = Math.max(1, (Host.memoryMb() - BESIDE_HEAP_MB) / each);
        return (int) Math.min(available, Math.max(2 * pairs, Math.min(available, 3)));
    }

    /** Takes over a fork of a run that goes on. */
    private void know(ForkRecord fork) {
        records.add(fork);
        standing.add(fork);
        begun = Math.max(begun, fork.fork());
    }

    private void sort(Processors processors, List<Race> races, List<RunRecord.Skipped> skipped) {
        for (Race race : config.races()) {
            int actors = race.actors().size();
            String unfit = config.unfit().get(race.name());
            if (unfit != null) {
                skipped.add(new RunRecord.Skipped(race.name(), unfit));
            } else if (processors.placements(actors, false).isEmpty()) {
                skipped.add(new RunRecord.Skipped(race.name(), needs(actors, processors.count())));
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

    private void runShared(Plan plan, List<Race> races, long startNanos, Ready ready)
            throws IOException, InterruptedException {
        if (races.isEmpty()) {
            return;
        }
        Duration limit = config.limit();
        long end = startNanos + (limit == null ? length(left(races)) : limit).toNanos();
        int lanes = ready.processors().lanes();
        Visits visits = new Visits(races, plan.sharedModes(), System.nanoTime(), end, lanes);
        RunConfig.Resumed resumed = config.resumed();
        if (resumed != null) {
            visits.resume(resumed.done());
        }
        try (ForkServer server = new ForkServer()) {
            SharedRun run = new SharedRun(
                    plan, visits, ready.jvm(), ready.processors(), config, server, new SharedForks(ready, server));
            shared = run;
            if (!interrupted) { // else nobody told it to stop
                run.run();
            }
        } finally {
            forks.forEach(Fork::stop);
        }
    }

    /** How many races a run that goes on has not finished; all, of a new one. */
    private int left(List<Race> races) {
        RunConfig.Resumed resumed = config.resumed();
        if (resumed == null) {
            return races.size();
        }
        int ways = config.preset().allModes().size() * Preset.both().size();
        return (int) races.stream()
                .filter(race -> resumed.done().stream()
                                .filter(fork -> fork.race().equals(race.name()))
                                .map(fork -> kind(fork.race(), fork.strides(), fork.mode()))
                                .distinct()
                                .count()
                        < ways)
                .count();
    }

    /** Repeats alone what ended the run, until it is seen again. */
    private void repeatCaught(Plan plan, Ready ready) throws IOException, InterruptedException {
        ForkRecord found = caught;
        ForkPlan same = found == null ? null : plan.same(found);
        if (same == null) {
            return;
        }
        interrupted = false;
        try (ForkServer server = new ForkServer()) {
            for (int i = 0; i < REPETITIONS && !interrupted; i++) {
                Placed placed = place(new ArrayList<>(List.of(same)), ready.processors());
                if (placed == null) {
                    break;
                }
                int before = records.size();
                new SharedForks(ready, server).runAlone(same, new Pace.Racing(2, 1_000), placed.cpus());
                ready.processors().release(placed.cpus());
                if (records.subList(before, records.size()).stream().anyMatch(fork -> fork.forbidden() > 0)) {
                    break;
                }
            }
        } finally {
            interrupted = true;
        }
    }

    /** What this does for forks in shared JVMs. */
    private final class SharedForks implements SharedRun.Forks {
        private final Ready ready;
        private final ForkServer server;

        SharedForks(Ready ready, ForkServer server) {
            this.ready = ready;
            this.server = server;
        }

        @Override
        public int begin(ForkPlan fork) {
            return Runner.this.begin(fork);
        }

        @Override
        public void keep(ForkReport.Ended ended) throws IOException {
            Runner.this.keep(ended, ready);
        }

        @Override
        public void runAlone(ForkPlan plan, Pace.Racing racing, Cpus cpus) throws IOException, InterruptedException {
            Fork fork = new Fork(begin(plan), plan, racing, cpus, ready.jvm(), config);
            forks.add(fork);
            try {
                if (!interrupted) {
                    ForkReport.Ended ended = run(fork, ready, server);
                    if (ended != null) {
                        keep(ended);
                    }
                }
            } finally {
                forks.remove(fork);
            }
        }
    }

    /** A fork begins; returns its number. */
    private int begin(ForkPlan fork) {
        synchronized (change) {
            int number = ++begun;
            listener.forkStarted(number, fork.way().race().name(), fork.way().strides(), fork.mode());
            return number;
        }
    }

    private void keep(ForkReport.Ended ended, Ready ready) throws IOException {
        synchronized (change) {
            records.add(ended.record());
            standing.add(ended.record());
            ready.folder().append(ended.record());
            ready.jcstress().add(ended.result());
            listener.forkEnded(ended.record());
            if (config.failFast() && ended.record().forbidden() > 0 && caught == null) {
                caught = ended.record();
            }
        }
        if (config.failFast() && ended.record().forbidden() > 0) {
            interrupt();
        }
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
            Map<String, Integer> done = done();
            for (int round = 0; round < rounds && !isOver(pace, round); round++) {
                List<ForkPlan> pending = pending(plan, round, done);
                long ofLater = plan.isSpare(round) ? Math.max(1, pending.size()) : perRound;
                while (!pending.isEmpty() && !isOver(pace, round)) {
                    Placed placed = place(pending, ready.processors());
                    if (placed == null) {
                        break;
                    }
                    long sharing =
                            Pace.sharing(pending.size() + 1, ofLater, rounds - 1 - round, rounds == Integer.MAX_VALUE);
                    Pace.Racing racing = pace.next(System.nanoTime(), sharing);
                    int number = begin(placed.plan());
                    start(
                            new Fork(number, placed.plan(), racing, placed.cpus(), ready.jvm(), config),
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

    /** How many forks of each kind a run has that goes on. */
    private Map<String, Integer> done() {
        Map<String, Integer> done = new HashMap<>();
        RunConfig.Resumed resumed = config.resumed();
        if (resumed != null) {
            resumed.done().forEach(fork -> done.merge(kind(fork.race(), fork.strides(), fork.mode()), 1, Integer::sum));
        }
        return done;
    }

    private static String kind(String race, Strides strides, String mode) {
        return race + " " + strides + " " + mode;
    }

    /** The forks of a round that are not done: in a spare round, those of races that are behind. */
    private List<ForkPlan> pending(Plan plan, int round, Map<String, Integer> done) {
        List<ForkPlan> forks = new ArrayList<>(plan.round(round));
        forks.removeIf(fork -> {
            String kind = kind(fork.way().race().name(), fork.way().strides(), fork.mode());
            boolean isDone = done.getOrDefault(kind, 0) > 0;
            if (isDone) {
                done.merge(kind, -1, Integer::sum);
            }
            return isDone;
        });
        synchronized (change) {
            return plan.isSpare(round) ? new ArrayList<>(standing.behind(forks)) : forks;
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
        int token = server.offer(fork.task(), fork::asked, fork::send);
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

    private void start(Fork fork, Pace pace, Ready ready, ForkServer server) {
        forks.add(fork);
        synchronized (change) {
            running++;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        if (!interrupted) {
                            ForkReport.Ended ended = run(fork, ready, server);
                            if (ended != null) {
                                keep(ended, ready);
                                if (ended.record().status() == ForkStatus.NORMAL) {
                                    pace.took(
                                            ended.record().durationMillis(),
                                            fork.racing().total());
                                }
                            }
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

    private ForkReport.@Nullable Ended run(Fork fork, Ready ready, ForkServer server)
            throws IOException, InterruptedException {
        Path directives =
                ready.directives() ? Files.createTempFile(ready.folder().path(), "fork", ".directives") : null;
        int token = server.offer(fork.task(), fork::asked, fork::send);
        try {
            if (directives != null) {
                fork.task().writeDirectives(directives, config.options());
            }
            return fork.run(ready.jvm(), directives, server.command(token, fork.task()));
        } finally {
            server.withdraw(token);
            if (directives != null) {
                Files.deleteIfExists(directives);
            }
        }
    }
}
