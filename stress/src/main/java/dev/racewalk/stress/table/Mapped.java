package dev.racewalk.stress.table;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;

/** Counts what a table maps. */
final class Mapped implements TableView {
    private final PhysicalMemory memory;
    private long bytes;

    Mapped(PhysicalMemory memory) {
        this.memory = memory;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void amdv1(long topPa, int topLevel) {
        for (int i = 0; i < Level.items(topLevel); i++) {
            long item = memory.readOnce(memory.word(topPa) + i);
            if (Item.isTable(item, topLevel)) {
                amdv1(Item.tableAddress(item), topLevel - 1);
            } else if (Item.isLeaf(item, topLevel)) { // each item of an entry stands for its own part
                bytes += 1L << Level.itemLg2(topLevel);
            }
        }
    }

    @Override
    public void table(long pa) {
        // it maps nothing by itself
    }

    @Override
    public void entry(long iova, int lg2, long oa, boolean dirty) {
        bytes += 1L << lg2;
    }
}
