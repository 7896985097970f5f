package dev.racewalk.stress.testrace.table;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.table.RacedTable;
import dev.racewalk.stress.table.TableGather;
import dev.racewalk.stress.table.TableParts;
import dev.racewalk.stress.table.TableView;
import java.util.ArrayList;
import java.util.List;

/** What tables in the AMDv1 format have in common: everything but their top, and how they change an item of an upper level. */
abstract class Amdv1Table implements RacedTable {
    private static final long ATTRIBUTES = Item.READABLE | Item.WRITABLE | Item.FORCE_COHERENCE;

    final PhysicalMemory memory;
    final FrameAllocator frames;
    final IommuHardware hardware;

    Amdv1Table(TableParts parts) {
        memory = parts.memory();
        frames = parts.frames();
        hardware = parts.hardware();
    }

    /** The top and its level, packed. */
    abstract long readTop();

    /** Adds a level above a top that was read; null if there is one, or another thread has added one. */
    Refusal grow(long seen) {
        return Refusal.BEYOND_VA_WIDTH;
    }

    /** Makes an empty item lead to a new table; null if it leads to one then. */
    Refusal installTable(int slot, int level) {
        long below = frames.allocate();
        if (below == FrameAllocator.NONE) {
            return Refusal.NO_FRAME;
        }
        if (!memory.casRelease(slot, Item.EMPTY, Item.table(below, level))) {
            frames.freeZeroed(below);
        }
        return null;
    }

    /** Takes a table, which is empty, out of its item, whose level is given. */
    void retireTable(int slot, int level, long pa, TableGather gather) {
        memory.writeOnce(slot, Item.EMPTY);
        gather.addTable(pa);
    }

    int slot(long pa, int level, long iova) {
        return memory.word(pa) + Level.index(iova, level);
    }

    private static boolean reaches(long top, long iova, int leafLevel) {
        int level = TopOfTable.level(top);
        return leafLevel <= level && (level == Level.MAX || iova >>> Level.tableLg2(level) == 0);
    }

    private static int items(long leaf, int level) {
        return 1 << (Item.leafLg2(leaf, level) - Level.itemLg2(level));
    }

    @Override
    public Refusal map(long iova, long oa, int lg2) {
        int leafLevel = Level.ofSize(lg2);
        long top = readTop();
        while (!reaches(top, iova, leafLevel)) {
            Refusal refusal = grow(top);
            if (refusal != null) {
                return refusal;
            }
            top = readTop();
        }
        long pa = TopOfTable.address(top);
        for (int level = TopOfTable.level(top); level > leafLevel; level--) {
            int slot = slot(pa, level, iova);
            long item = readItem(slot);
            if (item == Item.EMPTY) {
                Refusal refusal = installTable(slot, level);
                if (refusal != null) {
                    return refusal;
                }
                item = readItem(slot);
            }
            if (Item.isLeaf(item, level)) {
                return Refusal.IN_USE;
            }
            pa = Item.tableAddress(item);
        }
        return writeLeaf(slot(pa, leafLevel, iova), leafLevel, iova, Item.leaf(oa, lg2, leafLevel, ATTRIBUTES));
    }

    long readItem(int slot) {
        return memory.loadAcquire(slot);
    }

    private Refusal writeLeaf(int slot, int level, long iova, long leaf) {
        int items = items(leaf, level);
        List<Long> emptyTables = new ArrayList<>();
        for (int i = slot; i < slot + items; i++) {
            long item = readItem(i);
            boolean isTable = Item.isTable(item, level);
            if (Item.isLeaf(item, level) || (isTable && !isEmpty(Item.tableAddress(item), level - 1))) {
                return Refusal.IN_USE;
            }
            if (isTable) {
                emptyTables.add(Item.tableAddress(item));
            }
        }
        for (int i = slot; i < slot + items; i++) {
            memory.storeRelease(i, leaf);
        }
        if (!emptyTables.isEmpty()) { // they were in the way
            hardware.invalidate(iova, iova + (1L << Item.leafLg2(leaf, level)) - 1, true);
            emptyTables.forEach(pa -> freeTables(pa, level - 1));
        }
        return null;
    }

    private boolean isEmpty(long pa, int level) {
        for (int i = 0; i < Level.items(level); i++) {
            long item = memory.loadAcquire(memory.word(pa) + i);
            if (Item.isTable(item, level) ? !isEmpty(Item.tableAddress(item), level - 1) : item != Item.EMPTY) {
                return false;
            }
        }
        return true;
    }

    /** Frees a table without entries, and those below it. */
    private void freeTables(long pa, int level) {
        for (int i = 0; i < Level.items(level); i++) {
            int slot = memory.word(pa) + i;
            long item = memory.readOnce(slot);
            if (Item.isTable(item, level)) {
                memory.writeOnce(slot, Item.EMPTY);
                freeTables(Item.tableAddress(item), level - 1);
            }
        }
        frames.freeZeroed(pa);
    }

    @Override
    public long unmap(long iova, long length, TableGather gather) {
        long top = readTop();
        if (!reaches(top, iova, 0)) {
            return 0;
        }
        long end = unmapBelow(TopOfTable.address(top), TopOfTable.level(top), iova, iova + length, gather);
        if (end > iova) {
            gather.add(iova, end - iova);
        }
        return end - iova;
    }

    /** Unmaps from an address on, as far as a table goes; returns where it has stopped. */
    private long unmapBelow(long pa, int level, long iova, long end, TableGather gather) {
        long va = iova;
        for (int i = Level.index(iova, level); i < Level.items(level) && va - end < 0; i = Level.index(va, level)) {
            int slot = memory.word(pa) + i;
            long item = readItem(slot);
            if (Item.isLeaf(item, level)) {
                long size = 1L << Item.leafLg2(item, level);
                if ((va & (size - 1)) != 0) {
                    return va;
                }
                clearLeaf(slot, items(item, level));
                va += size;
            } else if (Item.isTable(item, level)) {
                long next = (va & -(1L << Level.itemLg2(level))) + (1L << Level.itemLg2(level));
                long reached = unmapBelow(Item.tableAddress(item), level - 1, va, end, gather);
                boolean isWhole = (va & ((1L << Level.itemLg2(level)) - 1)) == 0 && next - end <= 0;
                if (isWhole && reached == next) {
                    retireTable(slot, level, Item.tableAddress(item), gather);
                }
                if (reached - end < 0 && reached != next) {
                    return reached; // at a hole
                }
                va = reached;
            } else {
                return va;
            }
            if (Level.index(va, level) <= i) {
                return va; // at the end of the table
            }
        }
        return va;
    }

    private void clearLeaf(int slot, int items) {
        for (int i = slot; i < slot + items; i++) {
            memory.writeOnce(i, Item.EMPTY);
        }
    }

    @Override
    public void sync(TableGather gather) {
        if (!gather.isEmpty()) {
            hardware.invalidate(
                    gather.firstIova(), gather.lastIova(), !gather.tables().isEmpty());
            gather.tables().forEach(frames::freeZeroed);
            gather.clear();
        }
    }

    @Override
    public long lookUp(long iova) {
        long top = readTop();
        if (!reaches(top, iova, 0)) {
            return NO_TRANSLATION;
        }
        long pa = TopOfTable.address(top);
        for (int level = TopOfTable.level(top); level >= 0; level--) {
            long item = readItem(slot(pa, level, iova));
            if (Item.isLeaf(item, level)) {
                return Item.leafAddress(item) + (iova & ((1L << Item.leafLg2(item, level)) - 1));
            }
            if (item == Item.EMPTY) {
                return NO_TRANSLATION;
            }
            pa = Item.tableAddress(item);
        }
        return NO_TRANSLATION;
    }

    @Override
    public void view(TableView view) {
        long top = readTop();
        view.amdv1(TopOfTable.address(top), TopOfTable.level(top));
    }
}
