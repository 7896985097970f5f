package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.IoPageTable;
import org.jspecify.annotations.Nullable;

/** The flush queue of a machine, and what it has released: an address that whoever wants it may take. */
final class Releases implements FlushQueue.Released {
    /** No address; the window of such a race does not begin at address 0. */
    static final long NONE = 0;

    private final FlushQueue queue;
    private final SharedWord free;

    /** Set before the actors of a sample start. */
    private FlushQueue.@Nullable Released owner;

    Releases(IoPageTable table, PhysicalMemory memory, int ranges) {
        queue = table.newFlushQueue(ranges, this);
        free = memory.newWord("released address", NONE);
    }

    FlushQueue queue() {
        return queue;
    }

    /** Says who gets back what was mapped, before the addresses are free. */
    void tell(FlushQueue.Released other) {
        owner = other;
    }

    @Override
    public void release(long iova, long length) {
        if (owner != null) {
            owner.release(iova, length);
        }
        free.storeRelease(iova); // release: whoever takes it finds the items empty
    }

    /** Takes the address that was released last, if nobody has; else {@link #NONE}. */
    long take() {
        long iova = free.loadAcquire();
        return iova != NONE && free.casVolatile(iova, NONE) ? iova : NONE;
    }

    void reset() {
        owner = null;
        if (free.readOnce() != NONE) { // a store would take the line away from the other core
            free.writeOnce(NONE);
        }
    }
}
