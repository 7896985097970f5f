package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;

/** Looks for D in the items of an entry at rest. */
public final class DirtyEntry {
    private DirtyEntry() {}

    /**
     * Tells whether D is set in any item of an entry.
     *
     * @param memory where the tables lie
     * @param top word that holds the top
     * @param iova in the entry
     * @return false also if there is no entry, or the address lies above the top
     */
    public static boolean isDirty(PhysicalMemory memory, long top, long iova) {
        int level = TopOfTable.level(top);
        if (level < Level.MAX && iova >>> Level.tableLg2(level) != 0) {
            return false; // its items would be those of another address
        }
        int slot = memory.word(TopOfTable.address(top)) + Level.index(iova, level);
        long item = memory.readOnce(slot);
        while (Item.isTable(item, level)) {
            level--;
            slot = memory.word(Item.tableAddress(item)) + Level.index(iova, level);
            item = memory.readOnce(slot);
        }
        if (!Item.isLeaf(item, level)) {
            return false;
        }
        int items = 1 << (Item.leafLg2(item, level) - Level.itemLg2(level));
        long dirty = 0;
        for (int i = slot & -items; i < (slot & -items) + items; i++) {
            dirty |= memory.readOnce(i) & Item.DIRTY;
        }
        return dirty != 0;
    }
}
