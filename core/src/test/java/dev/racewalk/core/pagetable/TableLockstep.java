package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A table and its model, which do the same operations and must never differ. */
final class TableLockstep {
    final TableModel model;
    final PooledTableParts real;

    /** The table, what it is made of, and what it told the hardware. */
    static final class PooledTableParts implements IommuHardware {
        final PhysicalMemory memory;
        final FramePool pool;
        final IoPageTable table;
        final IotlbGather gather;
        final List<String> told = new ArrayList<>();
        private long hardwareTop;

        PooledTableParts(TableConfiguration configuration) {
            memory = new PhysicalMemory(configuration.frames() + 1);
            pool = new FramePool(memory, 1, configuration.frames(), true);
            table = configuration.builder(memory, pool).hardware(this).build();
            gather = configuration.queued() ? table.newQueuedGather() : table.newGather();
        }

        @Override
        public void changeTop(long tablePa, int topLevel) {
            hardwareTop = tablePa | topLevel;
            told.add("changeTop to level " + topLevel);
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            told.add(String.format("invalidate 0x%x..0x%x %b", firstIova, lastIova, tablePointers));
        }

        @Override
        public void detach() {
            told.add("detach");
        }
    }

    /** Table and model differ. */
    static final class Difference extends AssertionError {
        private static final long serialVersionUID = 1L;

        Difference(String what, Object expected, Object actual) {
            super(what + ": expected " + expected + ", but was " + actual);
        }
    }

    TableLockstep(TableConfiguration configuration, Map<TableModel.Event, Integer> events) {
        model = new TableModel(configuration, events);
        real = new PooledTableParts(configuration);
    }

    /** Does an operation on both and compares answers, account, top, gather and what hardware was told. */
    void apply(TableOperation op) {
        switch (op.kind()) {
            case MAP_PAGES ->
                same(
                        model.mapPages(op.iova(), op.a(), op.b(), op.count(), op.bits()),
                        outcome(real.table.tryMapPages(op.iova(), op.a(), op.b(), op.count(), op.bits())));
            case MAP_RANGE ->
                same(
                        model.mapRange(op.iova(), op.a(), op.b(), op.bits()),
                        outcome(real.table.tryMapRange(op.iova(), op.a(), op.b(), op.bits())));
            case UNMAP -> {
                long expected = model.unmap(op.iova(), op.a(), op.b());
                same("bytes unmapped", expected, real.table.unmapPages(op.iova(), op.a(), op.b(), real.gather));
            }
            case LOOK_UP -> same("translation", model.iovaToPhys(op.iova()), real.table.iovaToPhys(op.iova()));
            case SET_DIRTY -> same(new TableModel.Outcome(model.setDirty(op.iova()), 0), setDirty(op.iova()));
            case CLEAN -> {
                boolean clear = (op.bits() & IoPageTable.NO_CLEAR) == 0;
                same(model.clean(op.iova(), op.a(), clear), clean(op));
            }
            case CUT -> same(model.cut(op.iova()), cut(op.iova()));
            case RECLAIM -> same("tables reclaimed", model.reclaim(), real.table.reclaim(Integer.MAX_VALUE));
            case SYNC -> {
                model.sync();
                real.table.sync(real.gather);
            }
        }
        same("level of the top", model.top, real.table.topLevel());
        same("live tables", model.live, real.table.liveTables());
        same("gather is empty", !model.gathered ? 1 : 0, real.gather.isEmpty() ? 1 : 0);
        if (model.gathered && !model.configuration.queued()) {
            same("first gathered", model.gatheredFirst, real.gather.firstIova());
            same("last gathered", model.gatheredLast, real.gather.lastIova());
        }
        same("levels of gathered leaves", model.leafLevels, real.gather.leafLevels());
        same("levels of gathered tables", model.tableLevels, real.gather.tableLevels());
        same("gathered tables", model.gatheredTables, real.gather.tableCount());
        if (!model.told.isEmpty() || !real.told.isEmpty()) {
            same(model.told, real.told);
            same("top in hardware", real.table.topOfTable(), real.hardwareTop);
            model.told.clear();
            real.told.clear();
        }
    }

    /** Compares all that lies in memory. */
    void checkAtRest() {
        List<Violation> violations = TableVerifier.verify(real.table, real.gather);
        if (!violations.isEmpty()) {
            throw new Difference("violations", "none", violations);
        }
        Iterator<TableModel.Leaf> leaves = model.entries.values().iterator();
        TableWalk.entries(real.table, (iova, sizeLg2, item) -> {
            if (!leaves.hasNext()) {
                throw new Difference("entry", "no more", String.format("0x%x 2^%d 0x%x", iova, sizeLg2, item));
            }
            TableModel.Leaf leaf = leaves.next();
            same("iova of an entry", leaf.iova, iova);
            same("size of the entry", leaf.sizeLg2, sizeLg2);
            same("item of the entry", model.item(leaf), item);
        });
        if (leaves.hasNext()) {
            throw new Difference("entry", String.format("0x%x", leaves.next().iova), "no more");
        }
        same("frames in use", model.live, real.pool.inUse());
        same("reachable tables", model.reachableTables(), model.live - model.gatheredTables);
    }

    /** Ends the table and checks the account. */
    void close() {
        apply(TableOperation.of(TableOperation.Kind.SYNC, 0));
        checkAtRest();
        real.table.close();
        same("frames in use after close", 0, real.pool.inUse());
        same(List.of("detach"), real.told);
    }

    private TableModel.Outcome setDirty(long iova) {
        try {
            real.table.setDirty(iova);
            return new TableModel.Outcome(null, 0);
        } catch (PageTableException e) {
            return new TableModel.Outcome(e.refusal(), e.mappedBytes());
        }
    }

    private TableModel.Outcome cut(long iova) {
        try {
            return new TableModel.Outcome(null, real.table.cutMapping(iova) ? 1 : 0);
        } catch (PageTableException e) {
            return new TableModel.Outcome(e.refusal(), e.mappedBytes());
        }
    }

    private TableModel.Cleaning clean(TableOperation op) {
        List<String> records = new ArrayList<>();
        DirtyRecorder recorder = (iova, length) -> records.add(String.format("0x%x+0x%x", iova, length));
        try {
            real.table.readAndClearDirty(op.iova(), op.a(), op.bits(), recorder, real.gather);
            return new TableModel.Cleaning(null, records);
        } catch (PageTableException e) {
            return new TableModel.Cleaning(e.refusal(), records);
        }
    }

    private static TableModel.Outcome outcome(long result) {
        return new TableModel.Outcome(MapResult.refusal(result), MapResult.bytes(result));
    }

    private static void same(String what, long expected, long actual) {
        if (expected != actual) {
            throw new Difference(what, String.format("0x%x", expected), String.format("0x%x", actual));
        }
    }

    private static void same(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new Difference("answer", expected, actual);
        }
    }
}
