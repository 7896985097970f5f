package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameList;

/** Clears the leaves of a range and retires the tables that lie wholly in it. */
class Unmapper {
    private final long[] words;
    private final ProtocolSteps steps;

    Unmapper(long[] words, ProtocolSteps steps) {
        this.words = words;
        this.steps = steps;
    }

    /**
     * Unmaps a range that the top reaches.
     *
     * @param gather takes the tables that were emptied and cleared away, as {@linkplain IotlbGather#retired retired}, and the
     *     levels that were touched
     * @return bytes unmapped: less than the range if a hole ended it, more if the range ended inside an entry
     */
    long unmap(long snapshot, long first, long last, IotlbGather gather) {
        int table = TopOfTable.slot(snapshot);
        int level = TopOfTable.level(snapshot);
        // Straight down to the lowest table that holds the whole range; the tables above it stay.
        while (level > 0 && isPartOfOneItem(first, last, level)) {
            long item = steps.readItem(words, table + Level.index(first, level));
            if (!Item.isTable(item, level)) {
                break;
            }
            table = TopOfTable.slot(item);
            level--;
        }
        return unmapTable(table, level, first, last, gather);
    }

    /** Whether a range lies in one item and does not cover it. */
    private static boolean isPartOfOneItem(long first, long last, int level) {
        long offset = (1L << Level.itemLg2(level)) - 1;
        return (first ^ last) >>> Level.itemLg2(level) == 0 && ((first & offset) != 0 || (last & offset) != offset);
    }

    /** Unmaps the part of a range that a table holds; less than that part was unmapped if a hole ended it. */
    private long unmapTable(int table, int level, long first, long last, IotlbGather gather) {
        int index = Level.index(first, level);
        int lastIndex = Level.index(last, level);
        int itemLg2 = Level.itemLg2(level);
        long done = 0;
        while (index <= lastIndex) {
            int slot = table + index;
            long va = first + done;
            boolean isItemStart = (va & ((1L << itemLg2) - 1)) == 0;
            int leaves = isItemStart ? steps.clearLeaves(words, slot, lastIndex - index + 1) : 0;
            if (leaves != 0) {
                gather.touchLeaf(level);
                cleared(slot, leaves);
                done += (long) leaves << itemLg2;
                index += leaves;
                continue;
            }
            long item = steps.readItem(words, slot);
            if (Item.isTable(item, level)) {
                long itemLast = va | ((1L << itemLg2) - 1);
                long partLast = Long.compareUnsigned(itemLast, last) < 0 ? itemLast : last;
                long tablePa = Item.tableAddress(item);
                long part = unmapTable(TopOfTable.slot(tablePa), level - 1, va, partLast, gather);
                done += part;
                if (Long.compareUnsigned(part, partLast - va + 1) < 0) {
                    return done;
                }
                if (steps.coversTable(va, partLast, itemLast - ((1L << itemLg2) - 1), itemLast)) {
                    retire(slot, tablePa, gather.retired());
                    gather.touchTable(level - 1);
                }
                index++;
            } else {
                int items = Item.isPresent(item) ? clearWhole(slot, level, va, item) : 0;
                if (items == 0) {
                    return done;
                }
                gather.touchLeaf(level);
                done += (long) items << itemLg2;
                index += items;
            }
        }
        return done;
    }

    /** Clears an entry if an address is its first; returns how many items it had. */
    private int clearWhole(int slot, int level, long va, long item) {
        int lg2 = Item.leafLg2(item, level);
        if ((va & ((1L << lg2) - 1)) != 0) {
            return 0;
        }
        int items = 1 << (lg2 - Level.itemLg2(level));
        steps.clearEntry(words, slot, items);
        cleared(slot, items);
        return items;
    }

    /** Neighbouring items hold nothing any more. */
    void cleared(int slot, int items) {
        // nobody counts
    }

    /** Takes away a table that was emptied. */
    void retire(int slot, long tablePa, FrameList retired) {
        steps.retireTable(words, slot, tablePa, retired);
    }
}
