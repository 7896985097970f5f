package dev.racewalk.core.trace;

import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.PageTableBuilder;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replays a {@link Workload} on a fresh table: in its order, or with a thread for each processor of the log under a device.
 * Each unmap is synced. At the end the table must hold what the log has left, and be whole.
 *
 * <p>Context: one thread at a time.
 */
public final class WorkloadReplay {
    private final Workload workload;
    private final PhysicalMemory memory;
    private final FramePool frames;
    private final UnaryOperator<PageTableBuilder> configuration;
    private final int prot;

    /**
     * Makes a replay.
     *
     * @param workload what to do
     * @param frames frames of memory for tables, at least 2; maps that need more are refused with ENOMEM
     * @param configuration of the table
     * @param prot of all maps: {@link IoPageTable#READ}, {@link IoPageTable#WRITE} or both
     * @throws IllegalArgumentException if {@code frames} or {@code prot} is out of range
     */
    public WorkloadReplay(Workload workload, int frames, UnaryOperator<PageTableBuilder> configuration, int prot) {
        this.workload = Objects.requireNonNull(workload, "workload");
        this.configuration = Objects.requireNonNull(configuration, "configuration");
        if (frames < 2 || frames > PhysicalMemory.MAX_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames + ": must be 2.." + PhysicalMemory.MAX_FRAMES);
        }
        if (prot < IoPageTable.READ || prot > (IoPageTable.READ | IoPageTable.WRITE)) {
            throw new IllegalArgumentException("prot = " + prot + ": must be 1 (read), 2 (write) or 3 (both)");
        }
        this.prot = prot;
        memory = new PhysicalMemory(frames);
        this.frames = new FramePool(memory);
    }

    /**
     * Replays the operations in the order of the log, in this thread.
     *
     * @param goesOn whether it goes on after an answer that is not that of the log
     * @return what was found
     * @throws dev.racewalk.core.pagetable.PageTableException if there can be no such table
     */
    public WorkloadResult run(boolean goesOn) {
        return inOrder(goesOn, nanos -> {});
    }

    /**
     * Replays the operations of each processor in a thread of its own. Operations on overlapping ranges keep the order of the log,
     * others run as they come. Meanwhile a device reads addresses that the log is about, and must find what the operations
     * around the read allow.
     *
     * @param goesOn whether it goes on after an answer that is not that of the log
     * @param seed of the addresses that the device reads
     * @return what was found
     * @throws dev.racewalk.core.pagetable.PageTableException if there can be no such table
     */
    public WorkloadResult race(boolean goesOn, long seed) {
        Iommu iommu = Iommu.builder(memory).frames(frames).build();
        Domain domain = iommu.newDomain();
        return replay(domain, goesOn, table -> new WorkloadThreads(workload, table, domain, iommu, prot, seed));
    }

    /**
     * Measures operations: each, without its sync, is timed.
     *
     * @param threads 1 replays in the order of the log; more deal out the operations of its processors to so many threads, in
     *     the order of conflicts
     * @param latencies makes what takes the nanoseconds of each operation of a thread, by its number from 0
     * @return what was found
     * @throws IllegalArgumentException if {@code threads < 1}
     * @throws dev.racewalk.core.pagetable.PageTableException if there can be no such table
     */
    public WorkloadResult measure(int threads, IntFunction<LongConsumer> latencies) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
        }
        return threads == 1
                ? inOrder(true, latencies.apply(0))
                : replay(IommuHardware.NONE, true, table -> new WorkloadThreads(workload, table, threads, latencies));
    }

    private WorkloadResult inOrder(boolean goesOn, LongConsumer latencies) {
        return replay(IommuHardware.NONE, goesOn, table -> run -> {
            IotlbGather gather = table.newGather();
            for (Workload.Operation operation : workload.operations()) {
                run.operate(operation, gather, latencies);
                if (run.isOver()) {
                    return;
                }
            }
        });
    }

    /** A way through the operations. */
    interface Way {
        void go(Run run);
    }

    private WorkloadResult replay(IommuHardware hardware, boolean goesOn, Function<IoPageTable, Way> ways) {
        GrowthCount growths = new GrowthCount(hardware);
        IoPageTable table = configuration
                .apply(IoPageTable.builder(memory, frames))
                .hardware(growths)
                .build();
        Run run = new Run(table, goesOn, prot);
        Way way = ways.apply(table);
        long start = System.nanoTime();
        way.go(run);
        long nanos = System.nanoTime() - start;
        if (!run.isOver() && !run.hasDifferences()) {
            verify(table, run);
        }
        int topLevel = table.topLevel();
        try {
            table.close();
        } catch (IllegalStateException e) {
            run.violates(String.valueOf(e.getMessage()));
        }
        return run.result(growths.count.get(), topLevel, nanos);
    }

    private void verify(IoPageTable table, Run run) {
        for (Violation violation : TableVerifier.verify(table)) {
            run.violates(violation.toString());
        }
        long[] bytes = {0, 0};
        TableWalk.entries(table, (iova, lg2, item) -> bytes[0] += 1L << lg2);
        for (RangeMap.Range range : workload.left()) {
            bytes[1] += range.last() - range.first() + 1;
            for (long iova : new long[] {range.first(), range.last()}) {
                if (table.iovaToPhys(iova) != iova + range.value()) {
                    run.violates(String.format(
                            "I12: 0x%x is translated to 0x%x at the end instead of 0x%x",
                            iova, table.iovaToPhys(iova), iova + range.value()));
                }
            }
        }
        if (bytes[0] != bytes[1]) {
            run.violates(String.format("I12: 0x%x bytes are mapped at the end instead of 0x%x", bytes[0], bytes[1]));
        }
    }

    /** Counts how often the top grows. */
    private record GrowthCount(IommuHardware hardware, AtomicInteger count) implements IommuHardware {
        GrowthCount(IommuHardware hardware) {
            this(hardware, new AtomicInteger());
        }

        @Override
        public void attach(long tablePa, int topLevel, int vaLg2) {
            hardware.attach(tablePa, topLevel, vaLg2);
        }

        @Override
        public void changeTop(long tablePa, int topLevel) {
            hardware.changeTop(tablePa, topLevel);
            count.incrementAndGet();
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            hardware.invalidate(firstIova, lastIova, tablePointers);
        }

        @Override
        public void detach() {
            hardware.detach();
        }
    }

    /** A replay under way, by one thread or several. */
    static final class Run {
        private final IoPageTable table;
        private final boolean goesOn;
        private final int prot;
        private final long page;
        private final List<WorkloadResult.Difference> differences = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();
        private final AtomicInteger operations = new AtomicInteger();
        private volatile long peakTables;
        private volatile boolean isOver;
        private volatile long deviceReads;

        Run(IoPageTable table, boolean goesOn, int prot) {
            this.table = table;
            this.goesOn = goesOn;
            this.prot = prot;
            page = Long.lowestOneBit(table.pageSizes());
        }

        boolean isOver() {
            return isOver;
        }

        boolean hasDifferences() {
            synchronized (differences) {
                return !differences.isEmpty();
            }
        }

        void violates(String what) {
            synchronized (differences) {
                violations.add(what);
            }
        }

        /** Ends the replay: something is broken. */
        void breaks(String what) {
            violates(what);
            isOver = true;
        }

        void readByDevice(long reads) {
            deviceReads = reads;
        }

        void operate(Workload.Operation operation, IotlbGather gather, LongConsumer latencies) {
            long start = System.nanoTime();
            String answer = operation.isMap() ? map(operation) : unmap(operation, gather);
            latencies.accept(System.nanoTime() - start);
            table.sync(gather);
            operations.incrementAndGet();
            long tables = table.liveTables();
            if (tables > peakTables) {
                notePeak(tables);
            }
            if (answer != null) {
                differs(operation, answer);
            }
        }

        private void notePeak(long tables) {
            synchronized (differences) {
                peakTables = Math.max(peakTables, tables);
            }
        }

        private void differs(Workload.Operation operation, String answer) {
            synchronized (differences) {
                differences.add(new WorkloadResult.Difference(operation.line(), operation + ": " + answer));
            }
            if (!goesOn) {
                isOver = true;
            }
        }

        private @Nullable String map(Workload.Operation operation) {
            long result = table.tryMapRange(operation.iova(), operation.pa(), operation.length(), prot);
            Refusal refusal = MapResult.refusal(result);
            if (refusal == null) {
                return null;
            }
            return String.format(
                    "the log says done, the table %s after 0x%x bytes", refusal.errno(), MapResult.bytes(result));
        }

        private @Nullable String unmap(Workload.Operation operation, IotlbGather gather) {
            long pages = Long.divideUnsigned(operation.length() - 1, page) + 1;
            long bytes = table.unmapPages(operation.iova(), page, pages, gather);
            return bytes == operation.done()
                    ? null
                    : String.format("the log says 0x%x bytes, the table 0x%x", operation.done(), bytes);
        }

        WorkloadResult result(int growths, int topLevel, long nanos) {
            return new WorkloadResult(
                    operations.get(), differences, violations, peakTables, growths, topLevel, deviceReads, nanos);
        }
    }
}
