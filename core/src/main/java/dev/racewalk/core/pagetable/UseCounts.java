package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SpinLock;

/**
 * Of each table that may be reclaimed, how many of its items are in use, and whether it waits to be reclaimed: words beside the
 * frames, one for each frame.
 *
 * <p>A count is of the items that are not empty, and of those that an operation is about to write: it reserves them before. It
 * changes by compare-and-set alone. A table whose count is 0 may be marked {@link #DEAD}, which ends its life: nobody can reserve an
 * item of it any more. Whoever has brought a count to 0 puts the table on the list, unless it is there; one that is used again
 * stays on the list until somebody looks at it there.
 *
 * <p>The lock guards the list, and all that takes a table out of its item, from the look at its count to the change of its
 * parent's. A thread that has met a dead table waits for the lock, and then the table is severed.
 */
public final class UseCounts {
    /** What the counts are called, for a scheduler. */
    public static final String COUNTS = "count of frame";

    /** The count of a table that was severed, or is being severed. */
    static final long DEAD = Long.MIN_VALUE;

    /** No link: the table is not on the list. Else a link is the number of a frame and 1. */
    private static final long NOT_LISTED = 0;

    /** Where the list begins and ends: the frame that is never handed out. */
    private static final int ENDS = 0;

    private static final int LEVEL = 7;

    private final long[] counts;

    /** First input address of a table, and its level in the low three bits. */
    private final long[] spans;

    private final long[] next;
    private final long[] previous;
    private final SpinLock lock;

    UseCounts(PhysicalMemory memory) {
        counts = memory.newWords(COUNTS, memory.frames());
        spans = memory.newWords("span of frame", memory.frames());
        next = memory.newWords("next on the reclaim list", memory.frames());
        previous = memory.newWords("previous on the reclaim list", memory.frames());
        lock = memory.newLock("reclaim list");
        Access.storePlain(next, ENDS, ENDS + 1);
        Access.storePlain(previous, ENDS, ENDS + 1);
    }

    static int frame(long tablePa) {
        return (int) (tablePa >>> PhysicalMemory.FRAME_LG2);
    }

    /** The frame of the table that an item lies in. */
    static int frameOfSlot(int slot) {
        return slot >>> Level.ITEMS_LG2;
    }

    /** Notes a table that nobody else sees yet. */
    void begin(long tablePa, long firstIova, int level, int used) {
        int frame = frame(tablePa);
        Access.writeOnce(spans, frame, (firstIova & -(1L << Level.itemLg2(1))) | level);
        Access.writeOnce(counts, frame, used);
    }

    /**
     * Reserves items of a table.
     *
     * @param frame of the table
     * @param items that may be in use when this returns
     * @return false if the table is dead; then nothing has changed
     */
    public boolean reserve(int frame, int items) {
        while (true) {
            long count = Access.loadAcquire(counts, frame);
            if (count == DEAD) {
                return false;
            }
            if (Access.casVolatile(counts, frame, count, count + items)) {
                return true;
            }
        }
    }

    /** Gives back items that were reserved, or that are empty again; at 0 the table goes on the list. */
    void release(int frame, int items) {
        if (items != 0 && subtract(frame, items)) {
            listIfEmpty(frame);
        }
    }

    /** Subtracts from a count that is not 0; returns whether it is 0 now. */
    private boolean subtract(int frame, int items) {
        while (true) {
            long count = Access.loadAcquire(counts, frame);
            // volatile: who finds 0 finds the items empty, and who then finds a pointer to the table finds it dead
            if (Access.casVolatile(counts, frame, count, count - items)) {
                return count == items;
            }
        }
    }

    /** Puts a table on the list whose count was 0, if it still is. */
    void listIfEmpty(int frame) {
        lock();
        try {
            listIfEmptyLocked(frame);
        } finally {
            unlock();
        }
    }

    private void listIfEmptyLocked(int frame) {
        if (Access.loadAcquire(counts, frame) != 0 || Access.loadPlain(next, frame) != NOT_LISTED) {
            return;
        }
        int last = (int) Access.loadPlain(previous, ENDS) - 1;
        Access.storePlain(next, frame, ENDS + 1);
        Access.storePlain(previous, frame, last + 1);
        Access.storePlain(next, last, frame + 1);
        Access.storePlain(previous, ENDS, frame + 1);
    }

    /* Under the lock. */

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Waits until whoever has marked a table dead has severed it. */
    void awaitSevering() {
        lock.lock();
        lock.unlock();
    }

    /** The frame that was listed first; 0 if the list is empty. */
    int first() {
        return (int) Access.loadPlain(next, ENDS) - 1;
    }

    /**
     * Takes a table off the list, if it is there.
     *
     * <p>Context: the lock is held.
     *
     * @param frame of the table
     */
    public void unlist(int frame) {
        long after = Access.loadPlain(next, frame);
        if (after != NOT_LISTED) {
            long before = Access.loadPlain(previous, frame);
            Access.storePlain(next, (int) before - 1, after);
            Access.storePlain(previous, (int) after - 1, before);
            Access.storePlain(next, frame, NOT_LISTED);
            Access.storePlain(previous, frame, NOT_LISTED);
        }
    }

    boolean isEmpty(int frame) {
        return Access.loadAcquire(counts, frame) == 0;
    }

    /** Ends the life of a table whose count is 0. */
    boolean kill(int frame) {
        return Access.casVolatile(counts, frame, 0, DEAD);
    }

    /** As {@link #release}, of one item whose table was taken away. */
    void releaseLocked(int frame) {
        if (subtract(frame, 1)) {
            listIfEmptyLocked(frame);
        }
    }

    long firstIova(int frame) {
        return Access.readOnce(spans, frame) & ~LEVEL;
    }

    int level(int frame) {
        return (int) Access.readOnce(spans, frame) & LEVEL;
    }

    /* At rest. */

    /** The count of a table; negative for one that is dead. */
    long count(int frame) {
        return Access.loadAcquire(counts, frame);
    }

    boolean isListed(int frame) {
        return Access.loadPlain(next, frame) != NOT_LISTED;
    }

    int listed() {
        int tables = 0;
        for (int frame = first(); frame != ENDS; frame = (int) Access.loadPlain(next, frame) - 1) {
            tables++;
        }
        return tables;
    }
}
