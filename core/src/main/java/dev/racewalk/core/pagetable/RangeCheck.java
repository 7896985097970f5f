package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.GuardedState;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SpinLock;
import java.util.ArrayList;
import java.util.List;

/** The checked mode: notices operations that overlap in time and range although the range lock forbids it. */
final class RangeCheck {
    /** Of the memory's own kind, so that a scheduler below it sees when two operations meet here. */
    private final SpinLock lock;

    private final GuardedState state;

    /** Under the lock. */
    private final List<Operation> running = new ArrayList<>();

    RangeCheck(PhysicalMemory memory) {
        lock = memory.newLock("range check");
        state = memory.newState("operations under way");
    }

    /**
     * An operation under way.
     *
     * @param exclusive whether it needs the range lock for write
     */
    record Operation(String name, long first, long last, boolean exclusive, Thread thread) {
        boolean conflicts(Operation other) {
            return (exclusive || other.exclusive)
                    && Long.compareUnsigned(first, other.last) <= 0
                    && Long.compareUnsigned(other.first, last) <= 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "%s of 0x%x..0x%x (%s) by thread '%s'",
                    name, first, last, exclusive ? "exclusive" : "shared", thread.getName());
        }
    }

    /**
     * Begins an operation.
     *
     * @return a token for {@link #exit}
     * @throws RangeLockViolation if one is under way that conflicts; then nothing has begun
     */
    Operation enter(String name, long first, long last, boolean exclusive) {
        Operation operation = new Operation(name, first, last, exclusive, Thread.currentThread());
        Operation conflict = null;
        lock.lock();
        try {
            state.look();
            for (Operation other : running) {
                conflict = conflict == null && operation.conflicts(other) ? other : conflict;
            }
            if (conflict == null) {
                state.change();
                running.add(operation);
            }
        } finally {
            lock.unlock();
        }
        if (conflict != null) {
            throw new RangeLockViolation(operation.toString(), conflict.toString());
        }
        return operation;
    }

    void exit(Operation operation) {
        lock.lock();
        try {
            state.change();
            running.remove(operation);
        } finally {
            lock.unlock();
        }
    }
}
