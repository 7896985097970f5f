package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code lock-free-push}: the top grows without a lock. */
final class LockFreePush extends ProtocolSteps {
    @Override
    public void lockTop(SpinLock lock) {
        // no lock
    }

    @Override
    public void unlockTop(SpinLock lock) {
        // no lock
    }
}
