package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Cpus;
import dev.racewalk.stress.jcstress.ForkServer;
import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.record.Strides;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The races of a run that share JVMs: visits them as {@link Visits} says. What ends badly is repeated in a JVM of its own, as
 * evidence that the races before it had no part in it.
 */
final class SharedRun {
    /** Milliseconds of racing in a repetition. */
    private static final Pace.Racing REPETITION = new Pace.Racing(2, 500);

    /** Repetitions of a race; one that hangs takes long each time. */
    private static final int REPETITIONS = 2;

    private final Plan plan;
    private final Jvm jvm;
    private final Processors processors;
    private final RunConfig config;
    private final ForkServer server;
    private final Forks forks;
    private final Visits visits;
    private final SharedJvm.Pool jvms;
    private final Set<SharedFork> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> repeated = new HashMap<>();
    private final Object change = new Object();
    private int underWay;
    private @Nullable Throwable failure;
    private volatile boolean stopped;

    /** What the runner does for every fork. */
    interface Forks {
        /** A fork begins; returns its number. */
        int begin(ForkPlan fork);

        /** Keeps what came of a fork. */
        void keep(ForkReport.Ended ended) throws IOException;

        /** Runs a fork in a JVM of its own, and keeps what came of it. */
        void runAlone(ForkPlan fork, Pace.Racing racing, Cpus cpus) throws IOException, InterruptedException;
    }

    private record Placed(Visits.Visit visit, Cpus cpus) {}

    /**
     * Prepares it.
     *
     * @param plan of the run
     * @param visits what to race, and when
     * @param jvm how JVMs are started
     * @param processors of this machine
     * @param config of the run
     * @param server that hands out the forks
     * @param forks what the runner does for each
     */
    SharedRun(
            Plan plan,
            Visits visits,
            Jvm jvm,
            Processors processors,
            RunConfig config,
            ForkServer server,
            Forks forks) {
        this.plan = plan;
        this.visits = visits;
        this.jvm = jvm;
        this.processors = processors;
        this.config = config;
        this.server = server;
        this.forks = forks;
        this.jvms = new SharedJvm.Pool(
                jvm, server, processors.lanes() * plan.sharedModes().size());
    }

    /** Stops it soon; may be called by any thread. */
    void stop() {
        stopped = true;
        running.forEach(SharedFork::stop);
        synchronized (change) {
            change.notifyAll();
        }
    }

    /** Runs until the time is over, or it is stopped. */
    void run() throws IOException, InterruptedException {
        try {
            for (Placed placed = next(); placed != null; placed = next()) {
                start(placed);
            }
            synchronized (change) {
                while (underWay > 0) {
                    change.wait(1_000);
                }
            }
        } finally {
            running.forEach(SharedFork::stop);
            jvms.close();
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("the runner failed", failure);
        }
    }

    /** Waits for a visit for which there are processors; returns null if there is no more. */
    private @Nullable Placed next() throws InterruptedException {
        synchronized (change) {
            AtomicReference<@Nullable Cpus> cpus = new AtomicReference<>();
            while (!stopped && failure == null && !visits.isOver(System.nanoTime())) {
                Visits.Visit visit = visits.next(System.nanoTime(), possible -> {
                    cpus.set(processors.tryAcquire(
                            plan(possible, Preset.both().get(0)).way().placement()));
                    return cpus.get() != null;
                });
                if (visit != null) {
                    underWay++;
                    return new Placed(visit, Objects.requireNonNull(cpus.get()));
                }
                if (underWay == 0) {
                    return null; // nothing is left that may be visited
                }
                change.wait(1_000);
            }
            return null;
        }
    }

    private ForkPlan plan(Visits.Visit visit, Strides strides) {
        return plan.shared(visit.race(), strides, visit.mode());
    }

    private void start(Placed placed) {
        Visits.Visit visit = placed.visit();
        Thread thread = new Thread(
                () -> {
                    try {
                        List<Strides> both = Preset.both();
                        run(plan(visit, both.get(0)), visit.shortMillis(), placed.cpus());
                        run(plan(visit, both.get(1)), visit.longMillis(), placed.cpus());
                    } catch (Throwable e) { // an error of the runner must not look like a race that found nothing
                        synchronized (change) {
                            failure = failure == null ? e : failure;
                        }
                    } finally {
                        synchronized (change) {
                            processors.release(placed.cpus());
                            visits.ended(visit);
                            underWay--;
                            change.notifyAll();
                        }
                    }
                },
                "racewalk-visit-" + visit.race().simpleName());
        thread.setDaemon(true);
        thread.start();
    }

    private void run(ForkPlan fork, long millis, Cpus cpus) throws IOException, InterruptedException {
        if (millis == 0 || stopped) {
            return;
        }
        SharedFork shared = new SharedFork(forks.begin(fork), fork, cpus, jvm, server, config);
        running.add(shared);
        ForkReport.Ended ended;
        try {
            if (stopped) {
                shared.stop();
            }
            ended = shared.run(jvms, millis);
        } finally {
            running.remove(shared);
        }
        if (ended == null) {
            return;
        }
        forks.keep(ended);
        boolean again;
        synchronized (change) {
            visits.learn(ended.record());
            again = ended.record().bad() && repeated.merge(fork.way().race().name(), 1, Integer::sum) <= REPETITIONS;
        }
        if (again && !stopped) {
            forks.runAlone(fork, REPETITION, cpus);
        }
    }
}
