package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code opaque-unlock}: the top lock is released by a store that orders nothing. */
final class OpaqueUnlock extends ProtocolSteps {
    @Override
    public void unlockTop(SpinLock lock) {
        lock.unlockOpaque();
    }
}
