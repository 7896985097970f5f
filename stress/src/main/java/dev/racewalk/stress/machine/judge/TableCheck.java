package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.Invariant;

/**
 * Walks the tables of a machine at rest, looks at item 0, the window and its borders, and clears them while it reads them:
 * the lines are in the cache then.
 */
final class TableCheck {
    /** What every race maps with. */
    private static final long ATTRIBUTES = Item.READABLE | Item.WRITABLE | Item.FORCE_COHERENCE;

    private final int startingLevel;
    private final PhysicalMemory memory;
    private final UsedWords used;
    private final Expectations expected;
    private final Findings findings;
    private final FrameAccount account;

    /** Bit f: frame f is in use, is reached. */
    private int inUse;

    private int reached;

    TableCheck(
            int startingLevel,
            PhysicalMemory memory,
            UsedWords used,
            Expectations expected,
            Findings findings,
            FrameAccount account) {
        this.startingLevel = startingLevel;
        this.memory = memory;
        this.used = used;
        this.expected = expected;
        this.findings = findings;
        this.account = account;
    }

    void begin() {
        inUse = account.inUse();
        reached = 0;
    }

    /** The frames that were reached, one bit each. */
    int reached() {
        return reached;
    }

    /** Verifies a table and all below it, and clears them. */
    void verify(long tablePa, int level, long iova) {
        int bit = memory.contains(tablePa) ? 1 << (tablePa >>> PhysicalMemory.FRAME_LG2) : 0;
        if ((inUse & bit & ~reached) == 0) {
            reportNoTable(tablePa, bit, level, iova);
            return;
        }
        reached |= bit;
        expected.findTable(iova, level);
        int slot = memory.word(tablePa);
        if (level > startingLevel) {
            verifyItem(slot, 0, level, iova);
        }
        int first = used.window() & (Level.items(level) - 1); // level 5 has fewer items
        for (int i = first; i < first + used.size(); i++) {
            verifyItem(slot, i, level, iova);
        }
        verifyBorder(slot, used.leftBorder(), level, iova);
        verifyBorder(slot, used.rightBorder(), level, iova);
        if (account.poisons() && !account.isPartOfMachine(bit)) {
            used.fill(Integer.numberOfTrailingZeros(bit), FramePool.POISON);
        }
    }

    private void reportNoTable(long tablePa, int bit, int level, long iova) {
        String where = String.format("table 0x%x of level %d", tablePa, level);
        if (bit == 0) {
            findings.report(Invariant.I12, where, "it lies beyond the memory");
        } else if ((reached & bit) != 0) {
            boolean leadsToOldTop = iova == 0 && level >= startingLevel;
            findings.report(leadsToOldTop ? Invariant.I7 : Invariant.I9, where, "two items lead to it");
        } else if ((account.touched() & bit) != 0) {
            findings.report(Invariant.I9, where, "an item leads to it, and it was given back");
        } else {
            findings.report(Invariant.I12, where, "an item leads to it, and nobody has ever taken this frame");
        }
    }

    private void verifyBorder(int slot, int index, int level, long iova) {
        if (index != UsedWords.NO_BORDER && memory.readOnce(slot + index) != Item.EMPTY) {
            findings.report(
                    Invariant.I12,
                    where(level, index, iova),
                    String.format("0x%x is beside the window, where no actor maps", memory.readOnce(slot + index)));
        }
    }

    private void verifyItem(int slot, int index, int level, long tableIova) {
        long item = memory.readOnce(slot + index);
        if (item == Item.EMPTY) {
            return;
        }
        memory.writeOnce(slot + index, Item.EMPTY);
        long iova = tableIova + ((long) index << Level.itemLg2(level));
        if (Item.isTable(item, level)) {
            verify(Item.tableAddress(item), level - 1, iova);
        } else if (Item.isLeaf(item, level)) {
            verifyLeaf(slot, index, item, level, iova);
        } else if (item == FramePool.POISON) {
            findings.report(Invariant.I2, where(level, index, tableIova), "the frame was not zeroed: it holds poison");
        } else {
            findings.report(
                    Invariant.I8, where(level, index, tableIova), String.format("0x%x is no item of this level", item));
        }
    }

    private void verifyLeaf(int slot, int index, long item, int level, long iova) {
        int lg2 = Item.leafLg2(item, level);
        int entry = Level.ofSize(lg2) == level ? expected.find(iova, lg2) : Expectations.NONE;
        if (entry == Expectations.NONE) {
            reportUnexpected(index, item, level, iova);
            return;
        }
        long right = Item.leaf(expected.oa(entry), lg2, level, ATTRIBUTES);
        if (((item ^ right) & ~Item.DIRTY) != 0) {
            reportWrong(item, right, level, iova);
        }
        verifyRun(slot + index, item, 1 << (lg2 - Level.itemLg2(level)), iova);
    }

    private void reportUnexpected(int index, long item, int level, long iova) {
        String where = String.format("iova 0x%x", iova);
        int lg2 = Item.leafLg2(item, level);
        boolean fits = Level.ofSize(lg2) == level;
        int before = fits ? index & ((1 << (lg2 - Level.itemLg2(level))) - 1) : 0;
        if (item == FramePool.POISON) {
            findings.report(Invariant.I2, where, "the frame was not zeroed: it holds poison");
        } else if (!fits) {
            findings.report(
                    Invariant.I8, where, String.format("0x%x is a leaf of a size that level %d has not", item, level));
        } else if (before != 0) {
            findings.report(
                    Invariant.I8,
                    where,
                    String.format("0x%x is item %d of a contiguous entry, whose first item is another", item, before));
        } else {
            findings.report(Invariant.I12, where, String.format("0x%x translates what nobody mapped", item));
        }
    }

    private void reportWrong(long item, long right, int level, long iova) {
        String where = String.format("iova 0x%x", iova);
        long different = (item ^ right) & ~Item.DIRTY;
        if (Item.leafAddress(item) != Item.leafAddress(right)) {
            findings.report(
                    Invariant.I12,
                    where,
                    String.format(
                            "translates to 0x%x instead of 0x%x", Item.leafAddress(item), Item.leafAddress(right)));
        } else if ((different & ~ATTRIBUTES) == 0) {
            findings.report(
                    Invariant.I12,
                    where,
                    String.format("0x%x has not the attributes that it was mapped with, 0x%x", item, right));
        } else {
            findings.report(
                    Invariant.I8,
                    where,
                    String.format("0x%x is no leaf of level %d as a map writes it, 0x%x", item, level, right));
        }
    }

    private void verifyRun(int slot, long item, int items, long iova) {
        for (int i = slot + 1; i < slot + items; i++) {
            long other = memory.readOnce(i);
            if (((other ^ item) & ~Item.DIRTY) != 0 && !findings.permits(Damage.RUN_BROKEN)) {
                findings.report(
                        Invariant.I8,
                        String.format("iova 0x%x", iova),
                        String.format(
                                "item %d of a contiguous entry is 0x%x, the first is 0x%x", i - slot, other, item));
            }
            memory.writeOnce(i, Item.EMPTY);
        }
    }

    private static String where(int level, int index, long tableIova) {
        return String.format("item %d of the table of level %d at iova 0x%x", index, level, tableIova);
    }
}
