package com.example;

import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.table.TableParts;

/** As {@link OneLockTable}, but a map forgets the lock: two of them may put a table into the same item, and one is lost. */
public final class NoLockTable extends OneLockTable {
    /** One is made for each execution. */
    public NoLockTable(TableParts parts) {
        super(parts);
    }

    @Override
    public Refusal map(long iova, long oa, int lg2) {
        return mapPage(iova, oa);
    }
}
