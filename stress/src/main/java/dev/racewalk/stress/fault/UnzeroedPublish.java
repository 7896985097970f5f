package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code unzeroed-publish}: the compare-and-set that installs a table orders nothing, as {@code cmpxchg_relaxed()}. So that
 * there is something to be seen late, each table is a recycled frame that is zeroed just before. */
final class UnzeroedPublish extends ProtocolSteps {
    @Override
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        int table = TopOfTable.slot(tableItem);
        PhysicalMemory.fill(words, table, Level.ITEMS, FramePool.POISON);
        Access.fillPlain(words, table, table + Level.ITEMS, 0);
        return Access.casOpaque(words, slot, seen, tableItem);
    }
}
