package dev.racewalk.stress.table;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.trace.ReplayedTable;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A table of a user's own under a replay of a workload: ranges are mapped by the largest pages that it can do. */
public final class ReplayedOwnTable implements ReplayedTable {
    private final RacedTable table;
    private final PhysicalMemory memory;
    private final FramePool frames;
    private final TableParts parts;
    private final Set<Ability> abilities;

    /**
     * Takes a table over.
     *
     * @param table that nothing was mapped in
     * @param memory where its tables lie
     * @param frames of the memory, of which nobody but the table has taken any
     * @param parts that the table was made of
     */
    public ReplayedOwnTable(RacedTable table, PhysicalMemory memory, FramePool frames, TableParts parts) {
        this.table = table;
        this.memory = memory;
        this.frames = frames;
        this.parts = parts;
        abilities = table.abilities();
    }

    @Override
    public Lane newLane() {
        TableGather gather = new TableGather();
        return new Lane() {
            @Override
            public @Nullable String map(long iova, long pa, long length) {
                return mapAll(iova, pa, length);
            }

            @Override
            public long unmap(long iova, long length) {
                long page = 1L << Level.GRANULE_LG2;
                return table.unmap(iova, length + page - 1 & -page, gather);
            }

            @Override
            public void sync() {
                table.sync(gather);
            }
        };
    }

    private @Nullable String mapAll(long iova, long pa, long length) {
        if ((iova | pa | length) % (1L << Level.GRANULE_LG2) != 0) {
            return "takes whole pages of 4 KiB only";
        }
        if (!reaches(iova + length - 1)) {
            return "does not reach so far";
        }
        long done = 0;
        while (done < length) {
            int lg2 = largest(iova + done | pa + done, length - done);
            Refusal refusal = table.map(iova + done, pa + done, lg2);
            if (refusal != null) {
                return String.format("%s after 0x%x bytes", refusal.errno(), done);
            }
            done += 1L << lg2;
        }
        return null;
    }

    private boolean reaches(long last) {
        int level = parts.startingLevel();
        boolean isBelowTop =
                abilities.contains(Ability.GROWTH) || level == Level.MAX || last >>> Level.tableLg2(level) == 0;
        return isBelowTop && (parts.vaLg2() == Long.SIZE || last >>> parts.vaLg2() == 0);
    }

    private int largest(long addresses, long left) {
        int most = Math.min(Long.numberOfTrailingZeros(addresses), Long.SIZE - 1 - Long.numberOfLeadingZeros(left));
        for (int lg2 = Math.min(most, Level.itemLg2(Level.MAX)); lg2 > Level.GRANULE_LG2; lg2--) {
            if (canMap(lg2)) {
                return lg2;
            }
        }
        return Level.GRANULE_LG2;
    }

    private boolean canMap(int lg2) {
        int level = Level.ofSize(lg2);
        boolean isItem = lg2 == Level.itemLg2(level);
        return (isItem || abilities.contains(Ability.CONTIGUOUS))
                && (level == 0 || abilities.contains(Ability.LARGE_PAGES))
                && (level <= parts.startingLevel() || abilities.contains(Ability.GROWTH));
    }

    @Override
    public long tables() {
        return frames.inUse();
    }

    @Override
    public long lookUp(long iova) {
        long oa = table.lookUp(iova);
        return oa == RacedTable.NO_TRANSLATION ? NO_TRANSLATION : oa;
    }

    @Override
    public int topLevel() {
        return abilities.contains(Ability.GROWTH) ? table.topLevel() : parts.startingLevel();
    }

    @Override
    public long verify(Consumer<String> violations) {
        Mapped mapped = new Mapped(memory);
        table.view(mapped);
        return mapped.bytes();
    }

    /** Frees its frames behind its back, as no operation takes a table down. */
    @Override
    public void close() {
        for (long frame = 1; frame < memory.frames(); frame++) {
            long pa = frame << PhysicalMemory.FRAME_LG2;
            if (frames.isInUse(pa)) {
                frames.free(pa);
            }
        }
    }
}
