package dev.racewalk.core.pagetable.verify;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.TopOfTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Verifies a table at rest: walks everything reachable and reports every invariant whose breach can be seen there.
 *
 * <p>Seen are wrong words, runs that are not whole, and frames that are reachable twice, freed or missing from the account, if
 * the table keeps one. Not seen are steps in the wrong order that left no trace (I2, I4, I6, I10, I13), who reaches data (I14), a needless level or a lost
 * older top (I7: the top never shrinks, but what is below it may be unmapped), and a translation lost or invented as a whole (I12):
 * compare {@link TableWalk#entries} with what was mapped.
 */
public final class TableVerifier {
    private final IoPageTable table;
    private final PhysicalMemory memory;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<Long> reached = new HashSet<>();

    private TableVerifier(IoPageTable table) {
        this.table = table;
        memory = table.memory();
    }

    /**
     * Verifies a table.
     *
     * <p>Context: no operation is running on the table.
     *
     * @param table an open table
     * @param unsynced all gathers of this table that may hold tables
     * @return what is broken; empty if nothing is
     * @throws IllegalArgumentException if a gather is of another table
     * @throws IllegalStateException if the table is closed
     */
    public static List<Violation> verify(IoPageTable table, IotlbGather... unsynced) {
        for (IotlbGather gather : unsynced) {
            if (!gather.isOf(table)) {
                throw new IllegalArgumentException(gather + ": must be of the table that is verified");
            }
        }
        TableVerifier verifier = new TableVerifier(table);
        verifier.verifyTop();
        TableWalk.items(table, verifier::visit);
        verifier.account(unsynced);
        if (table.reclaims()) {
            verifier.verifyCounts();
        }
        return List.copyOf(verifier.violations);
    }

    private void verifyTop() {
        long top = table.topOfTable();
        reached.add(TopOfTable.address(top));
        if (!table.isFrameInUse(TopOfTable.address(top))) {
            violations.add(new Violation(Invariant.I9, "top", top, "names a frame that is not in use"));
        }
        int level = TopOfTable.level(top);
        if (level < table.startingLevel() || level > Level.MAX) {
            violations.add(new Violation(Invariant.I5, "top", top, "has an impossible level"));
        }
    }

    private boolean visit(ItemPath path, long item) {
        int level = path.level();
        if ((level == Level.MAX && path.index() >= Level.items(level))
                || Long.compareUnsigned(path.iova(), table.lastIova()) > 0) {
            report(Invariant.I12, path, item, "lies beyond the VA width");
            return false;
        }
        if (Item.isTable(item, level)) {
            return visitTable(path, item);
        }
        if (Item.isLeaf(item, level)) {
            visitLeaf(path, item);
        } else {
            report(Invariant.I8, path, item, "is neither empty nor a leaf nor a table of the level below");
        }
        return false;
    }

    private boolean visitTable(ItemPath path, long item) {
        long below = Item.tableAddress(item);
        if (item != Item.table(below, path.level())) {
            report(Invariant.I8, path, item, "is no table item as core writes it");
        }
        if (!memory.contains(below)) {
            report(Invariant.I12, path, item, "leads out of the memory");
        } else if (!reached.add(below)) {
            report(Invariant.I3, path, item, "leads to a table that another item leads to");
        } else if (!table.isFrameInUse(below)) {
            report(Invariant.I9, path, item, "leads to a frame that is not in use");
        } else {
            return true;
        }
        return false;
    }

    private void visitLeaf(ItemPath path, long item) {
        int level = path.level();
        int lg2 = Item.leafLg2(item, level);
        if (level == Level.MAX || lg2 > Level.itemLg2(level) + Level.ITEMS_LG2 - 1 || !supports(lg2)) {
            report(Invariant.I8, path, item, "has a size that the table does not support");
            return;
        }
        long oa = Item.leafAddress(item);
        if ((oa & ((1L << lg2) - 1)) != 0 || oa >>> table.oaLg2() != 0) {
            report(Invariant.I12, path, item, "has an output address that no map accepts");
        }
        long asWritten = Item.leaf(oa, lg2, level, Item.attributes(Item.prot(item)) | table.leafAttributes());
        if ((item & ~Item.DIRTY) != asWritten || Item.prot(item) == 0) {
            report(Invariant.I8, path, item, "is no leaf as core writes it");
        }
        int items = 1 << (lg2 - Level.itemLg2(level));
        int offset = path.index() & (items - 1);
        verifyRun(path, item, offset, items);
    }

    /** All items of a run hold the same word, but for D. */
    private void verifyRun(ItemPath path, long item, int offset, int items) {
        int first = path.slot() - offset;
        int toCompare = offset == 0 ? items : 1; // the first item with all, each other with the first
        for (int i = first; i < first + toCompare; i++) {
            long other = memory.loadAcquire(i);
            if (((other ^ item) & ~Item.DIRTY) != 0) {
                String difference = "item " + (i - first) + " is 0x" + Long.toHexString(other);
                report(Invariant.I8, path, item, "is part of a run that is not whole: its " + difference);
                return;
            }
        }
    }

    private boolean supports(int lg2) {
        return (table.pageSizes() >>> lg2 & 1) != 0;
    }

    private void account(IotlbGather... unsynced) {
        long gathered = 0;
        for (IotlbGather gather : unsynced) {
            gathered += gather.tableCount();
            gather.tables().forEach(frame -> {
                if (reached.contains(frame)) {
                    violations.add(new Violation(Invariant.I9, "gather", frame, "is a table that is still reachable"));
                }
            });
        }
        if (!table.countsTables()) {
            return;
        }
        long missing = table.liveTables() - reached.size() - gathered;
        if (missing != 0) {
            violations.add(new Violation(
                    Invariant.I11,
                    "account",
                    table.liveTables(),
                    "frames are allocated, but " + reached.size() + " reachable and " + gathered + " on gathers"));
        }
    }

    /** Each count is the number of items that are not empty; who is empty, and not the top, is listed; nobody else's is. */
    private void verifyCounts() {
        int listed = 0;
        for (long pa : reached) {
            int first = memory.word(pa);
            int used = 0;
            for (int slot = first; slot < first + Level.ITEMS; slot++) {
                used += memory.loadAcquire(slot) == Item.EMPTY ? 0 : 1;
            }
            listed += table.isListed(pa) ? 1 : 0;
            if (table.usedItems(pa) != used) {
                String count = "is the count of a table with " + used + " items in use";
                violations.add(
                        new Violation(Invariant.I15, "table 0x" + Long.toHexString(pa), table.usedItems(pa), count));
            } else if (used == 0 && !table.isListed(pa) && pa != TopOfTable.address(table.topOfTable())) {
                violations.add(
                        new Violation(Invariant.I15, "table", pa, "is empty, and not on the list of those to reclaim"));
            }
        }
        if (listed != table.listedTables()) {
            String what = "tables are on the list of those to reclaim, of which " + listed + " are reachable";
            violations.add(new Violation(Invariant.I15, "list", table.listedTables(), what));
        }
    }

    private void report(Invariant invariant, ItemPath path, long item, String what) {
        violations.add(new Violation(invariant, path.toString(), item, what));
    }
}
