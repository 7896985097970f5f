package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code unzeroed-publish}: the compare-and-set that installs a table orders nothing, as {@code cmpxchg_relaxed()}. So that
 * there is something to be seen late, each table is a recycled frame that is zeroed just before. */
final class UnzeroedPublish extends ProtocolSteps {
    @Override
    public boolean installTable(PhysicalMemory memory, int slot, long seen, long tableItem) {
        int table = memory.word(Item.tableAddress(tableItem));
        memory.fill(table, Level.ITEMS, FramePool.POISON);
        memory.zero(table, Level.ITEMS);
        return memory.casOpaque(slot, seen, tableItem);
    }
}
