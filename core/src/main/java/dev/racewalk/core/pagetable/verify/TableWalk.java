package dev.racewalk.core.pagetable.verify;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all that a table holds, depth first, in ascending order of indices.
 *
 * <p>Context: the table is at rest, or the caller can live with a picture that never was.
 */
public final class TableWalk {
    private final PhysicalMemory memory;
    private final int topLevel;
    private final ItemVisitor visitor;

    private TableWalk(PhysicalMemory memory, int topLevel, ItemVisitor visitor) {
        this.memory = memory;
        this.topLevel = topLevel;
        this.visitor = visitor;
    }

    /**
     * Visits each item that is not zero; an item that leads to a table comes before what is in it. Pointers out of the
     * memory are not followed.
     *
     * @param table the table
     * @param visitor sees the items
     */
    public static void items(IoPageTable table, ItemVisitor visitor) {
        long top = table.topOfTable();
        new TableWalk(table.memory(), TopOfTable.level(top), visitor)
                .table(TopOfTable.slot(top), TopOfTable.level(top), 0);
    }

    /**
     * Visits each entry once, in ascending order of addresses.
     *
     * @param table the table
     * @param visitor sees the entries
     */
    public static void entries(IoPageTable table, EntryVisitor visitor) {
        PhysicalMemory memory = table.memory();
        items(table, (path, item) -> {
            if (Item.isLeaf(item, path.level())) {
                int lg2 = Item.leafLg2(item, path.level());
                int items = 1 << (lg2 - Level.itemLg2(path.level()));
                if (path.index() % items == 0) {
                    boolean dirty = ProtocolSteps.RIGHT.takeDirty(memory.words(), path.slot(), items, false);
                    visitor.visit(path.iova(), lg2, dirty ? item | Item.DIRTY : item);
                }
            }
            return true;
        });
    }

    /**
     * Finds the item that decides about an address: the leaf that translates it, or the empty item where the walk ends.
     *
     * @param table the table
     * @param iova input address
     * @return where the item is, or null if the address is beyond the current top
     */
    public static @Nullable ItemPath find(IoPageTable table, long iova) {
        long top = table.topOfTable();
        int topLevel = TopOfTable.level(top);
        if (!TopOfTable.reaches(top, iova, ~table.lastIova())) {
            return null;
        }
        int slot = TopOfTable.slot(top) + Level.index(iova, topLevel);
        for (int level = topLevel; ; level--) {
            long item = table.memory().loadAcquire(slot);
            if (!Item.isTable(item, level)) {
                return new ItemPath(topLevel, level, iova & -(1L << Level.itemLg2(level)), slot);
            }
            slot = TopOfTable.slot(item) + Level.index(iova, level - 1);
        }
    }

    /** The first item from one on that is not empty, as far as a quick look can tell. */
    private int firstUsed(int table, int from) {
        return from + memory.countMatching(table + from, Level.ITEMS - from, -1, Item.EMPTY);
    }

    private void table(int table, int level, long iova) {
        for (int index = firstUsed(table, 0); index < Level.ITEMS; index = firstUsed(table, index + 1)) {
            long item = memory.loadAcquire(table + index);
            if (item != Item.EMPTY) {
                long itemIova = iova + ((long) index << Level.itemLg2(level));
                boolean descend = visitor.visit(new ItemPath(topLevel, level, itemIova, table + index), item);
                long below = Item.tableAddress(item);
                if (descend && Item.isTable(item, level) && memory.contains(below)) {
                    table(TopOfTable.slot(below), level - 1, itemIova);
                }
            }
        }
    }
}
