package dev.racewalk.core.trace;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.pagetable.DirtyRecorder;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.verify.ItemPath;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects dirty ranges in whole 4-KiB pages and merges adjacent ones. The traces show what Linux hands to its bitmap:
 * the length in whole items of the entry, counted from the first address asked for, which goes beyond the range when
 * that begins or ends inside an item (the bitmap then cuts it off).
 */
final class DirtyRuns implements DirtyRecorder {
    private static final long PAGE = 1L << Level.GRANULE_LG2;

    private final IoPageTable table;
    private final List<long[]> runs = new ArrayList<>();

    DirtyRuns(IoPageTable table) {
        this.table = table;
    }

    @Override
    public void record(long iova, long length) {
        long first = iova & -PAGE;
        long last = (iova + itemBytes(iova, length) - 1) | (PAGE - 1);
        long[] previous = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (previous != null && Long.compareUnsigned(first - 1, previous[1]) <= 0) {
            previous[1] = Long.compareUnsigned(last, previous[1]) > 0 ? last : previous[1];
        } else {
            runs.add(new long[] {first, last});
        }
    }

    private long itemBytes(long iova, long length) {
        @Nullable ItemPath item = TableWalk.find(table, iova);
        if (item == null) {
            return length;
        }
        int itemLg2 = Level.itemLg2(item.level());
        return (((iova + length - 1) >>> itemLg2) - (iova >>> itemLg2) + 1) << itemLg2;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("runs=" + runs.size());
        for (long[] run : runs) {
            text.append(String.format(" 0x%x+0x%x", run[0], run[1] - run[0] + 1));
        }
        return text.toString();
    }
}
