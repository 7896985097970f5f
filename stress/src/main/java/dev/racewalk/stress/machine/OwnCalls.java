package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.RacedTable;
import dev.racewalk.stress.table.TableGather;
import org.jspecify.annotations.Nullable;

/** Calls a table of a user's own. What that cannot do says that the race does not fit it. */
final class OwnCalls implements TableCalls {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    private final RacedTable table;
    private final int startingLevel;
    private final int vaLg2;
    private final TableGather gather = new TableGather();

    OwnCalls(RacedTable table, Setup setup) {
        this.table = table;
        startingLevel = setup.startingLevel();
        vaLg2 = setup.vaLg2();
    }

    @Override
    public int map(long iova, int lg2, int count, long oa) {
        requireFit(iova, iova + ((long) count << lg2) - 1, lg2);
        for (int i = 0; i < count; i++) {
            long done = (long) i << lg2;
            Refusal refusal = table.map(iova + done, oa + done, lg2);
            if (refusal != null) {
                return ResultCodes.mappedBefore(i, count, refusal);
            }
        }
        return ResultCodes.MAPPED;
    }

    private void requireFit(long iova, long last, int lg2) {
        OwnTable.used();
        if (Long.compareUnsigned(last, iova) < 0 || (vaLg2 < Long.SIZE && last >>> vaLg2 != 0)) {
            throw OwnTable.unfit("it maps beyond what the table may span");
        }
        int level = Level.ofSize(lg2);
        if (lg2 != Level.itemLg2(level)) {
            OwnTable.require(table, Ability.CONTIGUOUS);
        } else if (level > 0) {
            OwnTable.require(table, Ability.LARGE_PAGES);
        }
        if (level > startingLevel || (startingLevel < Level.MAX && last >>> Level.tableLg2(startingLevel) != 0)) {
            OwnTable.require(table, Ability.GROWTH);
        }
    }

    @Override
    public int mapRange(long iova, long oa, long length) {
        throw OwnTable.unfit("it maps ranges by pages of several sizes");
    }

    @Override
    public long mapOrThrow(long iova, long oa, long pageSize, long count, int prot) {
        throw OwnTable.unfit(
                prot == RW
                        ? "it maps by a call that throws"
                        : "it maps with other rights than for reading and writing");
    }

    @Override
    public long mapRangeOrThrow(long iova, long oa, long length) {
        throw OwnTable.unfit("it maps by a call that throws");
    }

    @Override
    public long unmap(long iova, long length) {
        OwnTable.used();
        return table.unmap(iova, length, gather);
    }

    @Override
    public void sync() {
        OwnTable.used();
        table.sync(gather);
    }

    @Override
    public void queue(FlushQueue queue, long iova, long length) {
        throw OwnTable.unfit("it needs a queue of ranges that are flushed later");
    }

    @Override
    public void close() {
        throw OwnTable.unfit("it closes the table");
    }

    @Override
    public boolean cut(long iova) {
        throw OwnTable.unfit("it needs entries that are cut in two");
    }

    @Override
    public int reclaim() {
        throw OwnTable.unfit("it needs a reclaim of empty tables");
    }

    @Override
    public long lookUp(long iova) {
        OwnTable.used();
        return table.lookUp(iova);
    }

    @Override
    public long readAndClearDirty(long iova, long length) {
        OwnTable.used();
        OwnTable.require(table, Ability.DIRTY);
        return table.readAndClearDirty(iova, length, gather);
    }

    @Override
    public @Nullable Refusal setDirty(long iova) {
        OwnTable.used();
        OwnTable.require(table, Ability.DIRTY);
        return table.setDirty(iova);
    }
}
