package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.verify.Invariant;

/** Compares the counts of a table whose empty tables can be reclaimed with its items, before those are cleared. */
final class CountCheck {
    private final IoPageTable table;
    private final PhysicalMemory memory;
    private final Findings findings;
    private int listed;

    private CountCheck(IoPageTable table, Findings findings) {
        this.table = table;
        memory = table.memory();
        this.findings = findings;
    }

    static void verify(IoPageTable table, Findings findings) {
        CountCheck check = new CountCheck(table, findings);
        long top = table.topOfTable();
        check.verify(TopOfTable.address(top), TopOfTable.level(top), true);
        if (check.listed != table.listedTables()) {
            findings.report(
                    Invariant.I15,
                    "reclaim list",
                    table.listedTables() + " tables are on it, of which " + check.listed + " can be reached");
        }
    }

    private void verify(long tablePa, int level, boolean isTop) {
        if (!memory.contains(tablePa)) {
            return; // others report it
        }
        int first = memory.word(tablePa);
        int used = 0;
        for (int slot = first; slot < first + Level.ITEMS; slot++) {
            long item = memory.readOnce(slot);
            used += item == Item.EMPTY ? 0 : 1;
            if (Item.isTable(item, level)) {
                verify(Item.tableAddress(item), level - 1, false);
            }
        }
        boolean isListed = table.isListed(tablePa);
        listed += isListed ? 1 : 0;
        String where = String.format("table 0x%x of level %d", tablePa, level);
        if (table.usedItems(tablePa) != used) {
            String count = table.usedItems(tablePa) < 0 ? "it is dead" : "its count is " + table.usedItems(tablePa);
            findings.report(Invariant.I15, where, count + ", and it has " + used + " items in use");
        } else if (used == 0 && !isListed && !isTop) {
            findings.report(Invariant.I15, where, "it is empty, and not on the reclaim list");
        }
    }
}
