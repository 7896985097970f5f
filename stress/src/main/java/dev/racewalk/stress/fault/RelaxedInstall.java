package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code relaxed-install}: the compare-and-set that installs a table orders nothing, as {@code cmpxchg_relaxed()}. What can be
 * seen late are the zeros that were written when the frame was taken; {@code unzeroed-publish} writes others just before.
 */
final class RelaxedInstall extends ProtocolSteps {
    @Override
    public boolean installTable(PhysicalMemory memory, int slot, long seen, long tableItem) {
        return memory.casOpaque(slot, seen, tableItem);
    }
}
