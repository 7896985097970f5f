package dev.racewalk.core.iommu;

import dev.racewalk.core.pagetable.Invariant;
import dev.racewalk.core.pagetable.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The violations noticed while hardware was running: the first few, and how many there were. */
final class ViolationLog implements Consumer<Violation> {
    private static final int KEPT = 64;

    private final List<Violation> first = new ArrayList<>(0);

    /** Written under the lock. */
    private volatile long count;

    /** What hardware read or cached for an address although the protocol rules it out. */
    static Violation violation(Invariant invariant, int device, long iova, long word, String what) {
        return new Violation(invariant, String.format("device %d, IOVA 0x%x", device, iova), word, what);
    }

    @Override
    public synchronized void accept(Violation violation) {
        count = count + 1;
        if (first.size() < KEPT) {
            first.add(violation);
        }
    }

    long count() {
        return count;
    }

    List<Violation> first() {
        return count == 0 ? List.of() : copy();
    }

    private synchronized List<Violation> copy() {
        return List.copyOf(first);
    }
}
