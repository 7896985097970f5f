package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code sufficient-top}: if another thread has grown the top in the meantime, there is nothing to add to it, and that
 * nothing is published. */
final class SufficientTop extends ProtocolSteps {
    @Override
    public boolean mayPublish(long snapshot, long current, long newTop) {
        return current == snapshot;
    }
}
