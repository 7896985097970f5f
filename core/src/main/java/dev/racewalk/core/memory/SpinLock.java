package dev.racewalk.core.memory;

/**
 * A spinlock: the kind of lock the kernel takes around a change of the top. Critical sections are a few dozen
 * instructions and never block; it is not reentrant and does not check its owner.
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
    @SuppressWarnings("ThreadPriorityCheck") // without the yield, a waiter could starve the holder of its processor
    public void lock() {
        for (int spins = 0; held.readOnce() != 0 || !held.casVolatile(0, 1); spins++) {
            if (spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
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
