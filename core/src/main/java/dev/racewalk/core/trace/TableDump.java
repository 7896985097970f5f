package dev.racewalk.core.trace;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.verify.ItemPath;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes what a table holds, as the operation {@code dump} shows it. */
final class TableDump {
    private final Appendable out;
    private @Nullable ItemPath first;
    private int lastIndex;
    private long word;

    private TableDump(Appendable out) {
        this.out = out;
    }

    static void write(IoPageTable table, Appendable out) throws IOException {
        TableDump dump = new TableDump(out);
        out.append("dump top=" + table.topLevel() + "\n");
        try {
            TableWalk.items(table, dump::visit);
            dump.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.append(String.format("tables=%d pgsize_bitmap=0x%x\n", table.liveTables(), table.pageSizes()));
    }

    private boolean visit(ItemPath path, long item) {
        long shown = Item.isTable(item, path.level()) ? item & ~Item.ADDRESS : item;
        if (continues(path, shown)) {
            lastIndex = path.index();
        } else {
            flush();
            first = path;
            lastIndex = path.index();
            word = shown;
        }
        return true;
    }

    /** Items come depth first: the next index of the same table comes next only if nothing is below this one. */
    private boolean continues(ItemPath path, long shown) {
        return first != null
                && shown == word
                && path.level() == first.level()
                && path.slot() - first.slot() == path.index() - first.index()
                && path.index() == lastIndex + 1;
    }

    private void flush() {
        if (first == null) {
            return;
        }
        String indices = first.index() == lastIndex ? "" + lastIndex : first.index() + "-" + lastIndex;
        try {
            out.append(String.format("e %d %s%s 0x%x\n", first.level(), first.tablePath(), indices, word));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
