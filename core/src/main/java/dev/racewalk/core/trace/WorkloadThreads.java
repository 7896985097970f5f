package dev.racewalk.core.trace;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays a workload by several threads. An operation waits for those before it in the log that it overlaps with, if another
 * thread has them; the order of the log makes sure that nobody waits in a ring.
 */
final class WorkloadThreads implements WorkloadReplay.Way {
    /* What an operation is at; ahead of these, 0. */
    static final int BEGUN = 1;
    static final int OVER = 2;

    /** Addresses that a device reads. */
    private static final int PROBES = 4096;

    private final List<Workload.Operation> operations;
    private final ReplayedTable table;
    private final int[] threadOf;
    private final int threads;
    private final int[][] waitsFor;
    private final AtomicIntegerArray states;
    private final IntFunction<LongConsumer> latencies;
    private final List<Probe> probes;
    private final SplittableRandom random;
    private final int access;
    private final @Nullable Device device;
    private final @Nullable Iommu iommu;

    /** Set when all operations are over. */
    private volatile boolean ended;

    /** A thread for each processor of the log, under a device. */
    WorkloadThreads(Workload workload, ReplayedTable table, Domain domain, Iommu iommu, int access, long seed) {
        this(workload, table, Integer.MAX_VALUE, thread -> nanos -> {}, iommu, access, new SplittableRandom(seed));
        domain.attach(deviceOf());
    }

    /** So many threads, to which the processors of the log are dealt out, without a device. */
    WorkloadThreads(Workload workload, ReplayedTable table, int threads, IntFunction<LongConsumer> latencies) {
        this(workload, table, threads, latencies, null, Device.READ, new SplittableRandom(0));
    }

    private WorkloadThreads(
            Workload workload,
            ReplayedTable table,
            int most,
            IntFunction<LongConsumer> latencies,
            @Nullable Iommu iommu,
            int access,
            SplittableRandom random) {
        operations = workload.operations();
        this.table = table;
        this.latencies = latencies;
        this.iommu = iommu;
        this.random = random;
        device = iommu == null ? null : iommu.newDevice();
        this.access = access;
        List<Integer> cpus = operations.stream()
                .map(Workload.Operation::cpu)
                .distinct()
                .sorted()
                .toList();
        threads = Math.max(1, Math.min(most, cpus.size()));
        threadOf = operations.stream()
                .mapToInt(operation -> cpus.indexOf(operation.cpu()) % threads)
                .toArray();
        waitsFor = conflicts();
        states = new AtomicIntegerArray(operations.size());
        probes = iommu == null ? List.of() : Probe.of(workload, PROBES, random);
    }

    private Device deviceOf() {
        return Objects.requireNonNull(device);
    }

    /** For each operation, the last ones before it of other threads on each part of its range. */
    private int[][] conflicts() {
        RangeMap last = new RangeMap();
        int[][] found = new int[operations.size()][];
        for (int i = 0; i < found.length; i++) {
            Workload.Operation operation = operations.get(i);
            int thread = threadOf[i];
            found[i] = last.within(operation.iova(), operation.lastIova()).stream()
                    .mapToInt(range -> (int) range.value())
                    .filter(before -> threadOf[before] != thread)
                    .distinct()
                    .toArray();
            last.put(operation.iova(), operation.lastIova(), i);
        }
        return found;
    }

    @Override
    public void go(WorkloadReplay.Run run) {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            workers.add(new Thread(() -> guarded(run, () -> work(run, thread)), "racewalk-replay-" + i));
        }
        Thread reader = device == null ? null : new Thread(() -> guarded(run, () -> read(run)), "racewalk-device");
        workers.forEach(Thread::start);
        if (reader != null) {
            reader.start();
        }
        workers.forEach(WorkloadThreads::join);
        ended = true;
        if (reader != null) {
            join(reader);
        }
        Iommu checked = iommu;
        if (checked != null && !run.isOver()) {
            for (Violation violation : checked.check()) {
                run.violates(violation.toString());
            }
        }
    }

    private static void guarded(WorkloadReplay.Run run, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            run.breaks(e.toString());
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(WorkloadReplay.Run run, int thread) {
        ReplayedTable.Lane lane = table.newLane();
        LongConsumer times = latencies.apply(thread);
        for (int i = 0; i < threadOf.length; i++) {
            if (threadOf[i] == thread) {
                for (int before : waitsFor[i]) {
                    for (int spins = 0; states.get(before) != OVER; spins++) {
                        if (run.isOver()) {
                            return;
                        }
                        SpinLock.pause(spins);
                    }
                }
                if (run.isOver()) {
                    return;
                }
                states.set(i, BEGUN);
                run.operate(operations.get(i), lane, times);
                states.set(i, OVER);
            }
        }
    }

    /** Reads until all is over, and each address once more then. */
    private void read(WorkloadReplay.Run run) {
        long reads = 0;
        int last = 0;
        while (!probes.isEmpty() && last < probes.size() && !run.isOver() && !run.hasDifferences()) {
            Probe probe = ended ? probes.get(last++) : probes.get(random.nextInt(probes.size()));
            String wrong = probe.read(deviceOf(), access, states);
            reads++;
            if (wrong != null && !run.hasDifferences()) {
                run.breaks(wrong);
            }
        }
        run.readByDevice(reads);
    }
}
