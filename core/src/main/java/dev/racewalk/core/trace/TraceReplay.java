package dev.racewalk.core.trace;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.PageTableBuilder;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replays traces, each on a fresh table. The format is described in {@linkplain dev.racewalk.core.trace the package}.
 *
 * <p>Context: one thread at a time.
 */
public final class TraceReplay {
    /** Frames that are enough for most traces: tables for 60 GiB in 4-KiB pages, in 128 MiB of memory. */
    public static final int DEFAULT_FRAMES = 1 << 15;

    private final PhysicalMemory memory;
    private final FramePool frames;
    private final UnaryOperator<PageTableBuilder> configuration;

    /** Makes a replay with {@link #DEFAULT_FRAMES}. */
    public TraceReplay() {
        this(DEFAULT_FRAMES, builder -> builder);
    }

    /**
     * Makes a replay.
     *
     * @param frames frames of memory for tables, at least 2; a trace that needs more sees ENOMEM
     * @param configuration what to change on each table but what {@code init} gives: the {@linkplain
     *     PageTableBuilder#rules Linux release} whose rules it follows, for one
     * @throws IllegalArgumentException if {@code frames} is less than 2 or more than a memory can have
     */
    public TraceReplay(int frames, UnaryOperator<PageTableBuilder> configuration) {
        this.configuration = Objects.requireNonNull(configuration, "configuration");
        if (frames < 2 || frames > PhysicalMemory.MAX_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames + ": must be 2.." + PhysicalMemory.MAX_FRAMES);
        }
        memory = new PhysicalMemory(frames);
        this.frames = new FramePool(memory);
    }

    /**
     * Replays a trace. Nothing is run before the whole trace has been read and found well-formed.
     *
     * @param trace the operations, read to the end, not closed
     * @param results where the results go, one or more lines an operation; not closed
     * @return why there can be no table as {@code init} asks for, and nothing else was run; null if there was one
     * @throws TraceFormatException if a line breaks a rule of the format; names the line and the rule
     * @throws IOException if reading or writing fails
     */
    public @Nullable PageTableException replay(BufferedReader trace, Appendable results)
            throws IOException, TraceFormatException {
        Objects.requireNonNull(results, "results");
        List<TraceLine> lines = parse(trace);
        if (lines.isEmpty()) {
            return null;
        }
        Iommu iommu = Iommu.builder(memory).frames(frames).build();
        Domain domain = iommu.newDomain();
        Device device = iommu.newDevice();
        domain.attach(device);
        IoPageTable table;
        try {
            table = init(lines.get(0), domain);
        } catch (PageTableException e) {
            results.append("init ret=" + e.errno() + "\n");
            return e;
        }
        Session session = new Session(table, device, results);
        try {
            session.begin();
            for (TraceLine line : lines.subList(1, lines.size())) {
                session.run(line);
            }
        } finally {
            session.end();
        }
        return null;
    }

    private static List<TraceLine> parse(BufferedReader trace) throws IOException, TraceFormatException {
        List<TraceLine> lines = new ArrayList<>();
        boolean ended = false;
        int number = 0;
        for (String text = trace.readLine(); text != null; text = trace.readLine()) {
            number++;
            int comment = text.indexOf('#');
            String operation = comment < 0 ? text : text.substring(0, comment);
            if (operation.isBlank()) {
                continue;
            }
            TraceLine line = TraceLine.parse(number, operation);
            if ((line.operation() == TraceLine.Operation.INIT) != lines.isEmpty()) {
                throw new TraceFormatException(number, text, "a trace has one init, and it comes first");
            }
            if (ended) {
                throw new TraceFormatException(number, text, "nothing follows deinit");
            }
            ended = line.operation() == TraceLine.Operation.DEINIT;
            lines.add(line);
        }
        return lines;
    }

    private IoPageTable init(TraceLine line, Domain domain) {
        return configuration
                .apply(IoPageTable.builder(memory, frames).hardware(domain))
                .startingLevel(line.width(0))
                .vaLg2(line.width(1))
                .oaLg2(line.width(2))
                .build();
    }

    /** The operations of one trace on its table. */
    private final class Session {
        private final IoPageTable table;
        private final Device device;
        private final IotlbGather gather;
        private final Appendable results;
        private boolean open = true;

        Session(IoPageTable table, Device device, Appendable results) {
            this.table = table;
            this.device = device;
            this.results = results;
            gather = table.newGather();
        }

        void begin() throws IOException {
            results.append(String.format(
                    "init ret=0 top=%d vasz=%d oasz=%d pgsize_bitmap=0x%x aperture=0x0-0x%x\n",
                    table.topLevel(), table.vaLg2(), table.oaLg2(), table.pageSizes(), table.lastIova()));
        }

        void run(TraceLine line) throws IOException {
            switch (line.operation()) {
                case MAP ->
                    mapped(
                            "map",
                            table.tryMapPages(
                                    line.argument(0),
                                    line.argument(1),
                                    line.argument(2),
                                    line.argument(3),
                                    line.bits(4)));
                case RANGE ->
                    mapped(
                            "range",
                            table.tryMapRange(line.argument(0), line.argument(1), line.argument(2), line.bits(3)));
                case UNMAP -> {
                    unmap(line, "unmap");
                    table.sync(gather);
                }
                case GATHER -> unmap(line, "gather");
                case SYNC -> sync();
                case READ -> access("read", line.argument(0), Device.READ);
                case WRITE -> access("write", line.argument(0), Device.WRITE);
                case IOVA -> iova(line.argument(0));
                case DIRTY -> results.append("dirty ret=" + error(() -> table.setDirty(line.argument(0))) + "\n");
                case CLEAN -> clean(line);
                case CUT -> cut(line.argument(0));
                case DUMP -> TableDump.write(table, results);
                case DEINIT -> results.append("deinit leaked=" + end() + "\n");
                case INIT -> throw new AssertionError("parse refuses a second init");
            }
        }

        /** Closes the table if it is open; returns how many tables never came back. */
        long end() {
            long before = frames.inUse() - table.liveTables();
            if (open) {
                open = false;
                try {
                    table.close();
                } catch (IllegalStateException e) {
                    // told by the account
                }
            }
            return frames.inUse() - before;
        }

        private void mapped(String operation, long result) throws IOException {
            Refusal refusal = MapResult.refusal(result);
            results.append(String.format(
                    "%s ret=%s mapped=%s top=%d\n",
                    operation,
                    refusal == null ? "0" : refusal.errno(),
                    Long.toUnsignedString(MapResult.bytes(result)),
                    table.topLevel()));
        }

        private void sync() throws IOException {
            int freed = gather.tableCount();
            table.sync(gather);
            results.append("sync freed=" + freed + "\n");
        }

        private void access(String operation, long iova, int access) throws IOException {
            long pa = device.translate(iova, access);
            String found = pa < 0 ? "fault=" + TranslationFault.of(pa) : String.format("pa=0x%x", pa);
            results.append(operation + " " + found + "\n");
        }

        private void unmap(TraceLine line, String operation) throws IOException {
            long unmapped = table.unmapPages(line.argument(0), line.argument(1), line.argument(2), gather);
            results.append(operation + " unmapped=" + Long.toUnsignedString(unmapped) + " freed=" + gather.tableCount()
                    + "\n");
        }

        private void iova(long iova) throws IOException {
            long pa = table.iovaToPhys(iova);
            results.append("iova pa=" + (pa == IoPageTable.NO_TRANSLATION ? "none" : String.format("0x%x", pa)) + "\n");
        }

        private void clean(TraceLine line) throws IOException {
            DirtyRuns runs = new DirtyRuns(table);
            String error = error(
                    () -> table.readAndClearDirty(line.argument(0), line.argument(1), line.bits(2), runs, gather));
            results.append("clean ret=" + error + " " + runs + "\n");
            table.sync(gather);
        }

        private void cut(long iova) throws IOException {
            boolean[] isCut = new boolean[1];
            String error = error(() -> isCut[0] = table.cutMapping(iova));
            results.append("cut ret=" + error + " cut=" + (isCut[0] ? 1 : 0) + "\n");
        }

        private static String error(Runnable operation) {
            try {
                operation.run();
                return "0";
            } catch (PageTableException e) {
                return e.errno().name();
            }
        }
    }
}
