package dev.racewalk.stress.table;

import java.util.ArrayList;
import java.util.List;

/**
 * What unmaps have left to be flushed: one range of input addresses that covers all, and tables that may be given back after
 * that.
 *
 * <p>Context: one thread at a time.
 */
public final class TableGather {
    private final List<Long> tables = new ArrayList<>();
    private boolean isRangeEmpty = true;
    private long first;
    private long last;

    /** Makes an empty gather. */
    public TableGather() {}

    /**
     * Widens the range.
     *
     * @param iova first input address
     * @param length bytes, 1 at least; the range does not go beyond 2^64
     */
    public void add(long iova, long length) {
        long end = iova + length - 1;
        if (isRangeEmpty || Long.compareUnsigned(iova, first) < 0) {
            first = iova;
        }
        if (isRangeEmpty || Long.compareUnsigned(end, last) > 0) {
            last = end;
        }
        isRangeEmpty = false;
    }

    /**
     * Adds a table that nothing leads to any more.
     *
     * @param pa physical address, of zeros
     */
    public void addTable(long pa) {
        tables.add(pa);
    }

    /**
     * Tells whether there is nothing to flush, and no table.
     *
     * @return true at first, and after {@link #clear}
     */
    public boolean isEmpty() {
        return isRangeEmpty && tables.isEmpty();
    }

    /**
     * Returns where the range begins.
     *
     * @return an input address; meaningless if nothing was added
     */
    public long firstIova() {
        return first;
    }

    /**
     * Returns where the range ends.
     *
     * @return the last input address, inclusive; meaningless if nothing was added
     */
    public long lastIova() {
        return last;
    }

    /**
     * Returns the tables.
     *
     * @return physical addresses, in the order in which they were added
     */
    public List<Long> tables() {
        return List.copyOf(tables);
    }

    /** Forgets all. */
    public void clear() {
        tables.clear();
        isRangeEmpty = true;
    }
}
