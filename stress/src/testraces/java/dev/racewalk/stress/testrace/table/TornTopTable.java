package dev.racewalk.stress.testrace.table;

import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.table.TableParts;

/** As {@link TwoWordTopTable}, but a reader does not look at the sequence count: CVE-2025-39961. */
public final class TornTopTable extends TwoWordTopTable {
    /** For {@code --table}. */
    public TornTopTable(TableParts parts) {
        super(parts);
    }

    @Override
    long readTop() {
        long pa = root.loadAcquire();
        return TopOfTable.of(pa, (int) level.loadAcquire());
    }
}
