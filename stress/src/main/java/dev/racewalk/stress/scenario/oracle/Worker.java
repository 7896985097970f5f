package dev.racewalk.stress.scenario.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * How far an actor is.
 *
 * @param op index of its operation
 * @param phase of the operation, 0 at its begin
 * @param entry index of the leaf that it works on
 * @param snapshot what it keeps from one part to the next: a level
 * @param done bytes that are mapped, unmapped or reported so far
 * @param cursor where it goes on
 * @param results of the operations that are over
 * @param lock what it holds of the range lock
 * @param gather what it must flush
 * @param pending tables that an overmap has taken out
 */
record Worker(
        int op,
        int phase,
        int entry,
        int snapshot,
        long done,
        long cursor,
        List<Long> results,
        Lock lock,
        Gathered gather,
        int pending) {
    /** What an actor holds of the range lock. */
    enum Lock {
        NONE,
        /** Nothing, but its request is listed: even when nobody is in its way any more, until it notices or has given up. */
        WAITING,
        /** The range of its operation. */
        OF_THIS,
        /** The range of the operation before, which it is about to give back. */
        OF_LAST
    }

    /**
     * A gather.
     *
     * @param any whether there is a range
     * @param first address of the range
     * @param last address of the range, inclusive
     * @param tables that wait for the flush
     */
    record Gathered(boolean any, long first, long last, int tables) {
        static final Gathered NOTHING = new Gathered(false, 0, 0, 0);

        Gathered with(long from, long to) {
            long least = any && Long.compareUnsigned(first, from) < 0 ? first : from;
            long most = any && Long.compareUnsigned(last, to) > 0 ? last : to;
            return new Gathered(true, least, most, tables);
        }

        Gathered withTables(int more) {
            return new Gathered(any, first, last, tables + more);
        }

        boolean covers(long address) {
            return any && Long.compareUnsigned(first, address) <= 0 && Long.compareUnsigned(address, last) <= 0;
        }

        boolean isApartFrom(long from, long to) {
            return any
                    && ((Long.compareUnsigned(from, last) > 0 && from - last > 1)
                            || (Long.compareUnsigned(first, to) > 0 && first - to > 1));
        }
    }

    static final Worker FRESH = new Worker(0, 0, 0, 0, 0, 0, List.of(), Lock.NONE, Gathered.NOTHING, 0);

    Worker at(int other) {
        return new Worker(op, other, entry, snapshot, done, cursor, results, lock, gather, pending);
    }

    Worker keeping(int level) {
        return new Worker(op, phase, entry, level, done, cursor, results, lock, gather, pending);
    }

    Worker nextEntry(long bytes) {
        return new Worker(op, phase, entry + 1, snapshot, done + bytes, cursor, results, lock, gather, pending);
    }

    Worker adding(long bytes) {
        return new Worker(op, phase, entry, snapshot, done + bytes, cursor, results, lock, gather, pending);
    }

    Worker goingOnAt(long address) {
        return new Worker(op, phase, entry, snapshot, done, address, results, lock, gather, pending);
    }

    boolean locked() {
        return lock == Lock.OF_THIS || lock == Lock.OF_LAST;
    }

    /** Index of the operation whose range it holds. */
    int lockedOp() {
        return lock == Lock.OF_LAST ? op - 1 : op;
    }

    Worker holding(Lock other) {
        return new Worker(op, phase, entry, snapshot, done, cursor, results, other, gather, pending);
    }

    Worker with(Gathered other) {
        return new Worker(op, phase, entry, snapshot, done, cursor, results, lock, other, pending);
    }

    Worker taking(int tables) {
        return new Worker(op, phase, entry, snapshot, done, cursor, results, lock, gather, pending + tables);
    }

    Worker over(long result) {
        List<Long> all = new ArrayList<>(results);
        all.add(result);
        return new Worker(op + 1, 0, 0, 0, 0, 0, List.copyOf(all), Lock.NONE, gather, 0);
    }
}
