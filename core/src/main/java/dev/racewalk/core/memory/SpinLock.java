package dev.racewalk.core.memory;

/**
 * A spinlock: the kind of lock the kernel takes around a change of the top. Its holder is never parked, but may
 * wait for hardware, as the kernel does around a change of the top. It is not reentrant and does not check its owner.
 */
public class SpinLock {
    private static final int SPINS_BEFORE_YIELD = 64;

    private final SharedWord held;

    /**
     * Makes a free lock.
     *
     * @param name what it guards, for a scheduler's trace
     */
    protected SpinLock(String name) {
        held = new SharedWord(name, 0);
    }

    /** Waits until the lock is free and takes it; acquire order. */
    public void lock() {
        for (int spins = 0; held.readOnce() != 0 || !held.casVolatile(0, 1); spins++) {
            pause(spins);
        }
    }

    /**
     * Passes the time until another thread has done something: spins, and after a while yields the processor.
     *
     * @param spins how often the caller has waited already
     */
    @SuppressWarnings("ThreadPriorityCheck") // without the yield, a waiter could starve the thread it waits for
    public static void pause(int spins) {
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
        return held.casVolatile(0, 1);
    }

    /** Gives the lock back; release order. */
    public void unlock() {
        held.storeRelease(0);
    }

    @Override
    public String toString() {
        return held.toString();
    }
}
