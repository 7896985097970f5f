package dev.racewalk.core.memory;

/**
 * A spinlock: the kind of lock the kernel takes around a change of the top. Its holder is never parked, but may
 * wait for hardware, as the kernel does around a change of the top. It is not reentrant and does not check its owner. Made
 * by {@link PhysicalMemory#newLock}.
 */
public final class SpinLock {
    private static final int SPINS_BEFORE_YIELD = 64;
    private static final long FREE = 0;
    private static final long HELD = 1;

    private final String name;
    private final long[] held;

    SpinLock(String name) {
        this.name = name;
        held = Access.newLock(name);
    }

    /** Waits until the lock is free and takes it; acquire order. */
    public void lock() {
        Access.awaitFree(held);
        int spins = 0;
        while (!tryLock()) {
            do {
                pause(spins++);
            } while (Access.readOnce(held, 0) != FREE);
        }
    }

    /**
     * Passes the time until another thread has done something: spins, and after a while yields the processor.
     *
     * @param spins how often the caller has waited already
     */
    @SuppressWarnings("ThreadPriorityCheck") // without the yield, a waiter could starve the thread it waits for
    public static void pause(int spins) {
        if (Access.pause()) {
            return;
        }
        if (spins < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /**
     * Takes the lock if it is free; acquire order.
     *
     * @return true if it was taken
     */
    public boolean tryLock() {
        return Access.casAcquire(held, 0, FREE, HELD);
    }

    /** Gives the lock back; release order. */
    public void unlock() {
        Access.storeRelease(held, 0, FREE);
    }

    /**
     * Gives the lock back and orders nothing. No operation of this library uses it: it is there to seed a missing barrier.
     */
    public void unlockOpaque() {
        Access.writeOnce(held, 0, FREE);
    }

    @Override
    public String toString() {
        return String.format("%s=0x%x", name, Access.readOnce(held, 0));
    }
}
