package dev.racewalk.core.iommu;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A device's port to data: moves words, and notices when the page is not its owner's any more (I14). */
final class DataPort {
    /** Kept for a page where there is no data. */
    private static final int NO_DATA = 0;

    private final @Nullable DataMemory memory;
    private final Consumer<Violation> violations;

    DataPort(@Nullable DataMemory memory, Consumer<Violation> violations) {
        this.memory = memory;
        this.violations = violations;
    }

    DataPort reportingTo(Consumer<Violation> other) {
        return new DataPort(memory, other);
    }

    boolean contains(long oa) {
        return memory != null && memory.contains(oa);
    }

    /** Whose page an address lies in, as far as anybody knows. */
    int owner(long oa) {
        return memory != null && memory.contains(oa) ? memory.owner(oa) : NO_DATA;
    }

    /**
     * Moves words of one page.
     *
     * @param oa that {@link #contains} holds for
     * @param owner of the page when the translation was read
     */
    void move(int device, long iova, long oa, int owner, boolean writes, long[] data, int from, int words) {
        DataMemory moved = memory;
        if (moved == null) {
            return;
        }
        for (int i = 0; i < words; i++) {
            long at = oa + (long) i * Long.BYTES;
            if (writes) {
                moved.store(at, data[from + i]);
            } else {
                data[from + i] = moved.load(at);
            }
        }
        // After it: a page that is given back before this access ends is given back too early, whenever that is
        // noticed.
        String wrong = wrong(owner, moved.owner(oa));
        if (wrong != null) {
            String what = String.format("data %s at 0x%x, in a page that %s", writes ? "written" : "read", oa, wrong);
            report(device, iova, data[from], what);
        }
    }

    /** Checks a cached translation against who has the page now. */
    void checkCached(int device, long iova, long oa, long word, int owner) {
        String wrong = wrong(owner, owner(oa));
        if (wrong != null) {
            report(device, iova, word, "cached translation of a page that " + wrong);
        }
    }

    private static @Nullable String wrong(int owner, int now) {
        if (now == DataMemory.NOBODY) {
            return "was given back";
        }
        return now == owner ? null : "was given back and taken again since it was mapped";
    }

    private void report(int device, long iova, long word, String what) {
        violations.accept(ViolationLog.violation(Invariant.I14, device, iova, word, what));
    }
}
