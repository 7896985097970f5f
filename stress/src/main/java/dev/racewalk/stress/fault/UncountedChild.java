package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code uncounted-child}: a table below another does not count as an item in use of that. */
final class UncountedChild extends ProtocolSteps {
    @Override
    public boolean countsChild() {
        return false;
    }
}
