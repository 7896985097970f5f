package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code relaxed-install}: the compare-and-set that installs a table orders nothing, as {@code cmpxchg_relaxed()}. What can be
 * seen late are the zeros that were written when the frame was taken; {@code unzeroed-publish} writes others just before.
 */
final class RelaxedInstall extends ProtocolSteps {
    @Override
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        return Access.casOpaque(words, slot, seen, tableItem);
    }
}
