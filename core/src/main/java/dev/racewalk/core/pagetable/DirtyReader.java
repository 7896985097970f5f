package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;

/** Reads and clears D in the leaves of a range. */
final class DirtyReader {
    private final long[] words;
    private final ProtocolSteps steps;

    DirtyReader(long[] words, ProtocolSteps steps) {
        this.words = words;
        this.steps = steps;
    }

    /** Reads the part of a range that a table holds. */
    void read(int table, int level, long first, long last, boolean clear, DirtyRecorder recorder, IotlbGather gather) {
        int itemLg2 = Level.itemLg2(level);
        int lastIndex = Level.index(last, level);
        long va = first;
        for (int index = Level.index(first, level); index <= lastIndex; index++) {
            long itemLast = va | ((1L << itemLg2) - 1);
            long item = steps.readItem(words, table + index);
            if (Item.isTable(item, level)) {
                int below = TopOfTable.slot(Item.tableAddress(item));
                read(below, level - 1, va, min(itemLast, last), clear, recorder, gather);
            } else if (Item.isPresent(item)) {
                int lg2 = Item.leafLg2(item, level);
                int items = 1 << (lg2 - itemLg2);
                int firstIndex = index & -items;
                long entry = va & -(1L << lg2);
                if (steps.takeDirty(words, table + firstIndex, items, clear)) {
                    if (clear) {
                        gather.widen(entry, entry + (1L << lg2) - 1);
                        gather.touchedLeaf(level);
                    }
                    recorder.record(va, min(steps.dirtyEntryLast(entry, lg2, level), last) - va + 1);
                }
                index = firstIndex + items - 1;
                itemLast = entry + (1L << lg2) - 1;
            }
            va = itemLast + 1;
        }
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }
}
