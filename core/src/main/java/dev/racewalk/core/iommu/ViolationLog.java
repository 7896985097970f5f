package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.GuardedState;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The violations noticed while hardware was running: the first few, and how many there were. */
final class ViolationLog implements Consumer<Violation> {
    private static final int KEPT = 64;

    private final SpinLock lock;
    private final GuardedState state;

    /** Under the lock. */
    private final List<Violation> first = new ArrayList<>(0);

    /** Written under the lock. */
    private final SharedWord count;

    ViolationLog(PhysicalMemory memory) {
        lock = memory.newLock("violation log");
        state = memory.newState("violations");
        count = memory.newWord("count of violations", 0);
    }

    /** What hardware read or cached for an address although the protocol rules it out. */
    static Violation violation(Invariant invariant, int device, long iova, long word, String what) {
        return new Violation(invariant, String.format("device %d, IOVA 0x%x", device, iova), word, what);
    }

    @Override
    public void accept(Violation violation) {
        lock.lock();
        try {
            state.change();
            if (first.size() < KEPT) {
                first.add(violation);
            }
            count.storeRelease(count.readOnce() + 1); // release: pairs with count
        } finally {
            lock.unlock();
        }
    }

    long count() {
        return count.loadAcquire();
    }

    List<Violation> first() {
        return count() == 0 ? List.of() : copy();
    }

    private List<Violation> copy() {
        lock.lock();
        try {
            state.look();
            return List.copyOf(first);
        } finally {
            lock.unlock();
        }
    }
}
