package dev.racewalk.core.memory;

/**
 * A spinlock: the kind of lock the kernel takes around a change of the top. Its holder is never parked, but may
 * wait for hardware. It is not reentrant and does not check its owner. Made
 * by {@link PhysicalMemory#newLock}.
 */
public final class SpinLock {
    private static final int SPINS_BEFORE_YIELD = 64;

    /** Words of a cache line. */
    private static final int LINE = 8;

    /** Index of the first of the words that lie beside the lock, if there are any. */
    static final int FIRST_GUARDED = LINE + 1;

    private static final long FREE = 0;
    private static final long HELD = 1;

    private final String name;
    private final long[] words;
    private final int held;

    /** Makes a lock that lies anywhere. */
    SpinLock(String name) {
        this.name = name;
        words = Access.newLock(name, 1, 0);
        held = 0;
    }

    /** Makes a lock that lies with some words that it guards, and with nothing else in the same cache lines. */
    SpinLock(String name, int guarded) {
        this.name = name;
        words = Access.newLock(name, LINE + 1 + guarded + LINE, LINE);
        held = LINE;
    }

    /** The words that lie with the lock, from {@link #FIRST_GUARDED} on. */
    long[] words() {
        return words;
    }

    /** Waits until the lock is free and takes it; acquire order. */
    public void lock() {
        Access.awaitFree(words);
        int spins = 0;
        while (!tryLock()) {
            do {
                pause(spins++);
            } while (Access.readOnce(words, held) != FREE);
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
        return Access.casAcquire(words, held, FREE, HELD);
    }

    /** Gives the lock back; release order. */
    public void unlock() {
        Access.storeRelease(words, held, FREE);
    }

    /**
     * Gives the lock back and orders nothing. No operation of this library uses it: it is there to seed a missing barrier.
     */
    public void unlockOpaque() {
        Access.writeOnce(words, held, FREE);
    }

    @Override
    public String toString() {
        return String.format("%s=0x%x", name, Access.readOnce(words, held));
    }
}
