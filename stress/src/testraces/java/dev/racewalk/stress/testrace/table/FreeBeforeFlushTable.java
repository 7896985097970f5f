package dev.racewalk.stress.testrace.table;

import dev.racewalk.stress.table.TableGather;
import dev.racewalk.stress.table.TableParts;

/** As {@link LockPerLevelTable}, but frees a table before the flush: a device may have its address cached. */
public final class FreeBeforeFlushTable extends LockPerLevelTable {
    /** For {@code --table}. */
    public FreeBeforeFlushTable(TableParts parts) {
        super(parts);
    }

    @Override
    void giveUp(long pa, TableGather gather) {
        frames.freeZeroed(pa);
    }
}
