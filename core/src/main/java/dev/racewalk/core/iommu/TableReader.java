package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hardware's port to memory: reads items, and notices when the frame they lie in is not a table any more (I9). */
final class TableReader {
    private final PhysicalMemory memory;
    private final @Nullable FrameAllocator pool;
    private final Consumer<Violation> violations;

    TableReader(PhysicalMemory memory, @Nullable FrameAllocator pool, Consumer<Violation> violations) {
        this.memory = memory;
        this.pool = pool;
        this.violations = violations;
    }

    TableReader reportingTo(Consumer<Violation> other) {
        return new TableReader(memory, pool, other);
    }

    boolean contains(long pa) {
        return memory.contains(pa);
    }

    /** Generation of the frame at an address; always 0 without a pool. */
    int generation(long pa) {
        return pool == null ? 0 : pool.generation(pa) & CacheTable.GENERATION_MASK;
    }

    /** Whether the frame at an address is still the table that it was. */
    boolean isLive(long pa, int generation) {
        return pool == null || (pool.isInUse(pa) && generation(pa) == generation);
    }

    /**
     * Reads an item.
     *
     * @param slot its word number
     * @param generation of its frame when the pointer to it was read
     */
    long read(int device, int slot, int generation, long iova) {
        long item = memory.loadAcquire(slot); // acquire: the pointer before what it points to (I2)
        // After the read: a frame that is freed before this walk ends is freed too early, whenever it is noticed.
        if (pool != null || item == FramePool.POISON) {
            checkFrame(device, slot, generation, iova, item);
        }
        return item;
    }

    /** Sets D in an item, if it is still what was read. */
    boolean setDirty(int slot, long item) {
        return memory.casVolatile(slot, item, item | HardwareFormat.DIRTY); // locked: no other bit is lost (I13)
    }

    private void checkFrame(int device, int slot, int generation, long iova, long item) {
        long pa = (long) slot << 3;
        String wrong = null;
        if (pool != null && !pool.isInUse(pa)) {
            wrong = "is not in use";
        } else if (generation(pa) != generation) {
            wrong = "was recycled since the pointer to it was read";
        } else if (item == FramePool.POISON) {
            wrong = "is poisoned";
        }
        if (wrong != null) {
            String what = String.format("item read at 0x%x, in a frame that %s", pa, wrong);
            violations.accept(ViolationLog.violation(Invariant.I9, device, iova, item, what));
        }
    }
}
