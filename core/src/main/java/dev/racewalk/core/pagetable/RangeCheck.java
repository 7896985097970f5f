package dev.racewalk.core.pagetable;

import java.util.ArrayList;
import java.util.List;

/** The checked mode: notices operations that overlap in time and range although the range lock forbids it. */
final class RangeCheck {
    private final List<Operation> running = new ArrayList<>();

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
        synchronized (running) {
            for (Operation other : running) {
                if (operation.conflicts(other)) {
                    throw new RangeLockViolation(operation.toString(), other.toString());
                }
            }
            running.add(operation);
        }
        return operation;
    }

    void exit(Operation operation) {
        synchronized (running) {
            running.remove(operation);
        }
    }
}
