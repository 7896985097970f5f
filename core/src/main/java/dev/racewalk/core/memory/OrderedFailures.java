package dev.racewalk.core.memory;

/** The failures of allocations that a test has ordered. */
final class OrderedFailures {
    private static final int COUNT = 0;
    private static final int UNTIL_FIRST = 1;

    private final SpinLock lock;

    /** Written under the lock; the count is read without it, and is 0 in production. */
    private final long[] words;

    OrderedFailures(PhysicalMemory memory) {
        lock = memory.newLock("ordered failures");
        words = memory.newWords("ordered failures", 2);
    }

    /** Replaces what was ordered before. */
    void order(long first, long count) {
        lock.lock();
        Access.storePlain(words, UNTIL_FIRST, first);
        Access.storeRelease(words, COUNT, count);
        lock.unlock();
    }

    /** Counts an allocation, and tells whether it is to fail. */
    boolean isDue() {
        return Access.loadAcquire(words, COUNT) != 0 && countDown();
    }

    private boolean countDown() {
        lock.lock();
        try {
            long left = Access.loadPlain(words, UNTIL_FIRST) - 1;
            Access.storePlain(words, UNTIL_FIRST, left);
            return left <= 0 && -left < Access.loadPlain(words, COUNT);
        } finally {
            lock.unlock();
        }
    }
}
