package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;

/**
 * Who walks a table, so that whoever has severed a part of it can wait for all who may still be there: a grace period. Each
 * operation of a thread is a section of one of two generations. A grace period begins a new generation, and is over when nobody is
 * left in the old one; those who come later cannot find what was severed before.
 *
 * <p>One word holds it all, so that a thread learns the generation and enters it in one step:
 *
 * <pre>{@code
 *   63            62                  31 30                   0
 *  +-------------+----------------------+----------------------+
 *  | generation  | threads in 1         | threads in 0         |
 *  +-------------+----------------------+----------------------+
 * }</pre>
 */
public final class ReadSections {
    /** What the word is called, for a scheduler. */
    public static final String READERS = "sections";

    private static final int BITS = 31;
    private static final long ONE = (1L << BITS) - 1;

    private final SharedWord word;

    /** Held for a grace period: a second one must not begin in between. */
    private final SpinLock lock;

    ReadSections(PhysicalMemory memory) {
        word = memory.newWord(READERS, 0);
        lock = memory.newLock("grace period");
    }

    /** Enters; returns the generation, for {@link #exit}. */
    int enter() {
        while (true) {
            long seen = word.loadAcquire();
            int generation = (int) (seen >>> (2 * BITS)) & 1;
            // volatile: what the section reads, it reads after it can be seen here
            if (word.casVolatile(seen, seen + (1L << (generation * BITS)))) {
                return generation;
            }
        }
    }

    void exit(int generation) {
        while (true) {
            long seen = word.loadAcquire();
            if (word.casVolatile(seen, seen - (1L << (generation * BITS)))) {
                return;
            }
        }
    }

    /**
     * Waits until all sections are over that had begun before.
     *
     * <p>Context: in no section.
     */
    public void await() {
        lock.lock();
        try {
            int old = begin();
            for (int spins = 0; ((word.loadAcquire() >>> (old * BITS)) & ONE) != 0; spins++) {
                SpinLock.pause(spins);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins another generation; returns the old one. */
    private int begin() {
        while (true) {
            long seen = word.loadAcquire();
            // volatile: what was severed before this is found by nobody who enters after it
            if (word.casVolatile(seen, seen ^ (1L << (2 * BITS)))) {
                return (int) (seen >>> (2 * BITS)) & 1;
            }
        }
    }
}
