package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.amdv1.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state of the model: lists are replaced and never changed, so that a copy is cheap. */
final class ModelState {
    /** Bits of {@link #entry}. */
    static final int ENTRY_BLOCKED = 1;

    static final int ENTRY_ATTACHED = 2;

    /** Nobody holds a lock. */
    static final int NOBODY = -1;

    /** Bit 0 of {@link #seen}: nothing. */
    static final long ABSENT = 1;

    private static final int LEVEL_SHIFT = 52;

    List<Leaf> leaves = List.of();

    /** Level and number of each table but the tops' chain, whose items 0 count too. */
    long[] tables = {};

    int top;

    /** Actors that were interrupted and have not noticed, one bit each. */
    int interrupted;

    int topLock = NOBODY;
    int domainLock = NOBODY;
    int domainLevel;

    /** Frames of the three actors, and of the common store. */
    int[] store = new int[4];

    /** Frames that each actor is about to give back to the common store, one after the other, before it does anything else. */
    private int[] owed = new int[4];

    /** Frames that the first actor gets before it is refused. */
    int left = Integer.MAX_VALUE;

    Worker[] workers;

    /** For each page, what a device may see: a bit for each value. */
    long[] seen;

    /** D of each page: a bit each. */
    int dirty;

    /** For each device: what its entry may be, the levels of the tops that it may walk from (a bit each), pages kept with D. */
    int[] entry;

    int[] levels;
    int[] keptDirty;
    boolean closed;

    ModelState(int workers, int pages, int devices) {
        this.workers = new Worker[workers];
        Arrays.fill(this.workers, Worker.FRESH);
        seen = new long[pages];
        Arrays.fill(seen, ABSENT);
        entry = new int[devices];
        levels = new int[devices];
        keptDirty = new int[devices];
    }

    ModelState(ModelState other) {
        leaves = other.leaves;
        tables = other.tables;
        top = other.top;
        interrupted = other.interrupted;
        topLock = other.topLock;
        domainLock = other.domainLock;
        domainLevel = other.domainLevel;
        store = other.store.clone();
        owed = other.owed.clone();
        left = other.left;
        workers = other.workers.clone();
        seen = other.seen.clone();
        dirty = other.dirty;
        entry = other.entry.clone();
        levels = other.levels.clone();
        keptDirty = other.keptDirty.clone();
        closed = other.closed;
    }

    /** All that tells this state from another. */
    List<Object> key() {
        return List.of(
                leaves,
                asList(tables),
                List.of(top, interrupted, topLock, domainLock, domainLevel, left, dirty, closed),
                asList(store),
                asList(owed),
                List.of(workers.clone()),
                asList(seen),
                asList(entry),
                asList(levels),
                asList(keptDirty));
    }

    private static List<Long> asList(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static List<Integer> asList(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /* Frames. */

    /** Gives frames back: to a store of the actor's own at once, else one after the other. */
    void giveBack(int actor, int to, int count) {
        if (to == actor) {
            store[to] += count;
        } else {
            owed[actor] += count;
            if (count != 0) {
                giveNextBack(actor, to);
            }
        }
    }

    boolean owes(int actor) {
        return owed[actor] != 0;
    }

    void giveNextBack(int actor, int to) {
        owed[actor]--;
        store[to]++;
    }

    /* Translations. */

    @Nullable
    Leaf at(long address) {
        for (Leaf leaf : leaves) {
            if (leaf.covers(address)) {
                return leaf;
            }
        }
        return null;
    }

    boolean isFree(long first, long last) {
        for (Leaf leaf : leaves) {
            if (Long.compareUnsigned(leaf.iova(), last) <= 0 && Long.compareUnsigned(first, leaf.last()) <= 0) {
                return false;
            }
        }
        return true;
    }

    void add(Leaf leaf) {
        List<Leaf> more = new ArrayList<>(leaves);
        int at = 0;
        while (at < more.size() && Long.compareUnsigned(more.get(at).iova(), leaf.iova()) < 0) {
            at++;
        }
        more.add(at, leaf);
        leaves = List.copyOf(more);
    }

    void remove(Leaf leaf) {
        leaves = leaves.stream().filter(each -> !each.equals(leaf)).toList();
    }

    /* Tables. */

    private static long table(int level, long iova) {
        long number = level == Level.MAX ? 0 : iova >>> Level.tableLg2(level);
        return (long) level << LEVEL_SHIFT | number;
    }

    boolean hasTable(int level, long iova) {
        return Arrays.binarySearch(tables, table(level, iova)) >= 0;
    }

    void addTable(int level, long iova) {
        long[] more = Arrays.copyOf(tables, tables.length + 1);
        more[tables.length] = table(level, iova);
        Arrays.sort(more);
        tables = more;
    }

    /** Takes away the tables below some level whose whole span lies in a range; returns how many. */
    int removeTables(int belowLevel, long first, long last) {
        long[] rest = Arrays.stream(tables)
                .filter(table -> !isInside(table, belowLevel, first, last))
                .toArray();
        int removed = tables.length - rest.length;
        tables = rest;
        return removed;
    }

    private static boolean isInside(long table, int belowLevel, long first, long last) {
        int level = (int) (table >>> LEVEL_SHIFT);
        if (level >= belowLevel) {
            return false;
        }
        long start = (table & ((1L << LEVEL_SHIFT) - 1)) << Level.tableLg2(level);
        long end = start + (1L << Level.tableLg2(level)) - 1;
        return Long.compareUnsigned(first, start) <= 0 && Long.compareUnsigned(end, last) <= 0;
    }
}
