package dev.racewalk.stress.machine;

import dev.racewalk.core.pagetable.DirtyRecorder;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.Refusal;
import org.jspecify.annotations.Nullable;

/** Calls core's table. */
final class CoreCalls implements TableCalls {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    private final IoPageTable table;
    private final IotlbGather gather;
    private final DirtyCount dirty = new DirtyCount();

    CoreCalls(IoPageTable table, boolean queued) {
        this.table = table;
        gather = queued ? table.newQueuedGather() : table.newGather();
    }

    @Override
    public int map(long iova, int lg2, int count, long oa) {
        return mapped(table.tryMapPages(iova, oa, 1L << lg2, count, RW), lg2, count);
    }

    @Override
    public int mapRange(long iova, long oa, long length) {
        return mapped(table.tryMapRange(iova, oa, length, RW), Addresses.PAGE, (int) (length >>> Addresses.PAGE));
    }

    private static int mapped(long result, int lg2, int count) {
        Refusal refusal = MapResult.refusal(result);
        return refusal == null
                ? ResultCodes.MAPPED
                : ResultCodes.mappedBefore((int) (MapResult.bytes(result) >>> lg2), count, refusal);
    }

    @Override
    public long mapOrThrow(long iova, long oa, long pageSize, long count, int prot) {
        return table.mapPages(iova, oa, pageSize, count, prot);
    }

    @Override
    public long mapRangeOrThrow(long iova, long oa, long length) {
        return table.mapRange(iova, oa, length, RW);
    }

    @Override
    public long unmap(long iova, long length) {
        return table.unmapPages(iova, 1L << Addresses.PAGE, length >>> Addresses.PAGE, gather);
    }

    @Override
    public void sync() {
        table.sync(gather);
    }

    @Override
    public void queue(FlushQueue queue, long iova, long length) {
        queue.add(iova, length, gather);
    }

    @Override
    public void close() {
        table.close();
    }

    @Override
    public boolean cut(long iova) {
        return table.cutMapping(iova);
    }

    @Override
    public int reclaim() {
        return table.reclaim(Integer.MAX_VALUE);
    }

    @Override
    public long lookUp(long iova) {
        return table.iovaToPhys(iova);
    }

    @Override
    public long readAndClearDirty(long iova, long length) {
        dirty.bytes = 0;
        table.readAndClearDirty(iova, length, 0, dirty, gather);
        return dirty.bytes;
    }

    @Override
    public @Nullable Refusal setDirty(long iova) {
        try {
            table.setDirty(iova);
            return null;
        } catch (PageTableException e) {
            return e.refusal();
        }
    }

    private static final class DirtyCount implements DirtyRecorder {
        long bytes;

        @Override
        public void record(long iova, long length) {
            bytes += length;
        }
    }
}
