package dev.racewalk.core.trace;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.PageTableBuilder;
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
    private final ReplayedTable.Maker maker;
    private final int access;
    private Function<PhysicalMemory, DriverSteps> driver = of -> DriverSteps.RIGHT;

    /**
     * Makes a replay on core's table.
     *
     * @param workload what to do
     * @param frames frames of memory for tables, at least 2; maps that need more are refused with ENOMEM
     * @param configuration of the table
     * @param prot of all maps: {@link IoPageTable#READ}, {@link IoPageTable#WRITE} or both
     * @throws IllegalArgumentException if {@code frames} or {@code prot} is out of range
     */
    public WorkloadReplay(Workload workload, int frames, UnaryOperator<PageTableBuilder> configuration, int prot) {
        this(
                workload,
                frames,
                ofCore(configuration, prot),
                (prot & IoPageTable.READ) != 0 ? Device.READ : Device.WRITE);
        if (prot < IoPageTable.READ || prot > (IoPageTable.READ | IoPageTable.WRITE)) {
            throw new IllegalArgumentException("prot = " + prot + ": must be 1 (read), 2 (write) or 3 (both)");
        }
    }

    /**
     * Makes a replay on any table, which maps for reading and writing.
     *
     * @param workload what to do
     * @param frames frames of memory for tables, at least 2; maps that need more are refused
     * @param maker makes the table, for each replay anew
     * @throws IllegalArgumentException if {@code frames} is out of range
     */
    public WorkloadReplay(Workload workload, int frames, ReplayedTable.Maker maker) {
        this(workload, frames, maker, Device.READ);
    }

    private WorkloadReplay(Workload workload, int frames, ReplayedTable.Maker maker, int access) {
        this.workload = Objects.requireNonNull(workload, "workload");
        this.maker = Objects.requireNonNull(maker, "maker");
        if (frames < 2 || frames > PhysicalMemory.MAX_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames + ": must be 2.." + PhysicalMemory.MAX_FRAMES);
        }
        this.access = access;
        memory = new PhysicalMemory(frames);
        this.frames = new FramePool(memory);
    }

    private static ReplayedTable.Maker ofCore(UnaryOperator<PageTableBuilder> configuration, int prot) {
        Objects.requireNonNull(configuration, "configuration");
        return (memory, frames, hardware) -> new CoreTable(
                configuration
                        .apply(IoPageTable.builder(memory, frames))
                        .hardware(hardware)
                        .build(),
                prot);
    }

    /**
     * Replaces the steps of the driver, which {@link #race} makes; default {@link DriverSteps#RIGHT}.
     *
     * @param steps makes them for the memory of a driver
     * @return this
     */
    public WorkloadReplay driver(Function<PhysicalMemory, DriverSteps> steps) {
        driver = Objects.requireNonNull(steps, "steps");
        return this;
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
        Iommu iommu =
                Iommu.builder(memory).frames(frames).steps(driver.apply(memory)).build();
        Domain domain = iommu.newDomain();
        return replay(domain, goesOn, table -> new WorkloadThreads(workload, table, domain, iommu, access, seed));
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
            ReplayedTable.Lane lane = table.newLane();
            for (Workload.Operation operation : workload.operations()) {
                run.operate(operation, lane, latencies);
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

    private WorkloadResult replay(IommuHardware hardware, boolean goesOn, Function<ReplayedTable, Way> ways) {
        GrowthCount growths = new GrowthCount(hardware);
        ReplayedTable table = maker.make(memory, frames, growths);
        Run run = new Run(table, goesOn);
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

    private void verify(ReplayedTable table, Run run) {
        long bytes = 0;
        for (RangeMap.Range range : workload.left()) {
            bytes += range.last() - range.first() + 1;
            for (long iova : new long[] {range.first(), range.last()}) {
                if (table.lookUp(iova) != iova + range.value()) {
                    run.violates(String.format(
                            "I12: 0x%x is translated to 0x%x at the end instead of 0x%x",
                            iova, table.lookUp(iova), iova + range.value()));
                }
            }
        }
        long mapped = table.verify(run::violates);
        if (mapped != bytes) {
            run.violates(String.format("I12: 0x%x bytes are mapped at the end instead of 0x%x", mapped, bytes));
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
        private final ReplayedTable table;
        private final boolean goesOn;
        private final List<WorkloadResult.Difference> differences = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();
        private final AtomicInteger operations = new AtomicInteger();
        private volatile long peakTables;
        private volatile boolean isOver;
        private volatile long deviceReads;

        Run(ReplayedTable table, boolean goesOn) {
            this.table = table;
            this.goesOn = goesOn;
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

        void operate(Workload.Operation operation, ReplayedTable.Lane lane, LongConsumer latencies) {
            long start = System.nanoTime();
            String answer = operation.isMap() ? map(operation, lane) : unmap(operation, lane);
            latencies.accept(System.nanoTime() - start);
            lane.sync();
            operations.incrementAndGet();
            long tables = table.tables();
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

        private static @Nullable String map(Workload.Operation operation, ReplayedTable.Lane lane) {
            String refusal = lane.map(operation.iova(), operation.pa(), operation.length());
            return refusal == null ? null : "the log says done, the table " + refusal;
        }

        private static @Nullable String unmap(Workload.Operation operation, ReplayedTable.Lane lane) {
            long bytes = lane.unmap(operation.iova(), operation.length());
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
