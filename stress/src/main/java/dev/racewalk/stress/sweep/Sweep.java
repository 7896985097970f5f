package dev.racewalk.stress.sweep;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Protocol;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Explores many races, each of them in a JVM beside this one, several at a time. A JVM takes one race at a time, and the next
 * when it is done, which it explores while it is warm; one that could not explore its race is replaced.
 */
public final class Sweep {
    private final List<SweepJob> jobs;
    private final int processes;
    private final Bounds bounds;
    private final Protocol protocol;
    private final Listener listener;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<SweepProcess> running = ConcurrentHashMap.newKeySet();
    private final Object telling = new Object();
    private volatile boolean interrupted;
    private @Nullable RuntimeException broken;

    /** Hears what came of each job, one call at a time, in the order in which they end. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A job ended.
         *
         * @param job index into the list of jobs
         * @param swept what came of it
         */
        void ended(int job, Swept swept);
    }

    /**
     * Prepares a sweep.
     *
     * @param jobs what to explore
     * @param processes JVMs at a time, 1 at least
     * @param bounds of each exploration
     * @param protocol that the machines follow
     * @param listener hears what came of each job
     * @throws IllegalArgumentException if there is no process
     */
    public Sweep(List<SweepJob> jobs, int processes, Bounds bounds, Protocol protocol, Listener listener) {
        if (processes < 1) {
            throw new IllegalArgumentException(processes + " processes: must be 1 at least");
        }
        this.jobs = List.copyOf(jobs);
        this.processes = processes;
        this.bounds = bounds;
        this.protocol = protocol;
        this.listener = listener;
    }

    /**
     * Returns the jobs.
     *
     * @return as they were given
     */
    public List<SweepJob> jobs() {
        return jobs;
    }

    /**
     * Explores. Jobs are begun in their order.
     *
     * @return whether all jobs were done; false if the sweep was interrupted before
     * @throws InterruptedException if this thread is interrupted; JVMs that were started are ended
     */
    public boolean run() throws InterruptedException {
        List<Thread> workers = IntStream.range(0, Math.min(processes, jobs.size()))
                .mapToObj(i -> new Thread(this::work, "racewalk-sweep-" + i))
                .toList();
        workers.forEach(worker -> worker.setDaemon(true));
        workers.forEach(Thread::start);
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } finally {
            if (workers.stream().anyMatch(Thread::isAlive)) {
                interrupt();
            }
        }
        synchronized (telling) {
            if (broken != null) {
                throw broken;
            }
        }
        return !interrupted;
    }

    /**
     * Stops the sweep: JVMs are ended, and {@link #run} returns soon. What a JVM had told before, of a race under one of
     * several models, say, is told to the listener. May be called by any thread, at any time.
     */
    public void interrupt() {
        interrupted = true;
        running.forEach(SweepProcess::stop);
    }

    private void work() {
        SweepProcess process = new SweepProcess(bounds, protocol, processes);
        running.add(process);
        try {
            for (int job = next.getAndIncrement(); job < jobs.size() && !interrupted; job = next.getAndIncrement()) {
                tell(job, process.run(jobs.get(job)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            synchronized (telling) {
                broken = e;
            }
            interrupt();
        } finally {
            running.remove(process);
            process.end();
        }
    }

    private void tell(int job, Swept swept) {
        boolean isWhole = swept.found().size() + swept.failed().size()
                == jobs.get(job).models().size();
        if (isWhole || !swept.found().isEmpty()) {
            synchronized (telling) {
                listener.ended(job, swept);
            }
        }
    }

    /**
     * Says how many JVMs suit this machine.
     *
     * @return as many as it has processors
     */
    public static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
