package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A table with a poisoned pool of its own and one gather; closing it checks that nothing leaked. */
final class PooledTable implements AutoCloseable {
    final PhysicalMemory memory;
    final FramePool pool;
    final IoPageTable table;
    final IotlbGather gather;

    /** A translation, without D. */
    record Entry(long iova, int sizeLg2, long oa, int prot) {
        @Override
        public String toString() {
            return String.format("0x%x..0x%x -> 0x%x prot %d", iova, iova + (1L << sizeLg2) - 1, oa, prot);
        }
    }

    PooledTable(int frames, UnaryOperator<PageTableBuilder> configuration) {
        memory = new PhysicalMemory(frames + 1);
        pool = new FramePool(memory, 1, frames, true);
        table = configuration.apply(IoPageTable.builder(memory, pool)).build();
        gather = table.newGather();
    }

    static PooledTable of(int startingLevel, int vaLg2, int oaLg2) {
        return new PooledTable(
                256,
                builder -> builder.startingLevel(startingLevel).vaLg2(vaLg2).oaLg2(oaLg2));
    }

    /** Unmaps and syncs. */
    long unmap(long iova, long length) {
        long unmapped = table.unmapPages(iova, 1, length, gather);
        table.sync(gather);
        return unmapped;
    }

    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        TableWalk.entries(
                table,
                (iova, sizeLg2, item) ->
                        entries.add(new Entry(iova, sizeLg2, Item.leafAddress(item), Item.prot(item))));
        return entries;
    }

    long entryCount() {
        long[] count = new long[1];
        TableWalk.entries(table, (iova, sizeLg2, item) -> count[0]++);
        return count[0];
    }

    /** Every word that is not zero in every frame in use, and the top: all that an operation can change. */
    Map<Long, Long> dump() {
        Map<Long, Long> words = new TreeMap<>();
        words.put(-1L, table.topOfTable());
        for (int frame = 1; frame < memory.frames(); frame++) {
            long pa = frame * 4096L;
            for (long word = pa; pool.isInUse(pa) && word < pa + 4096; word += 8) {
                words.put(word, memory.readOnce(memory.word(word)));
            }
        }
        words.values().removeIf(word -> word == 0);
        return words;
    }

    /** Tables that can be reached from the top, counted without the help of the code under test. */
    int reachableTables() {
        Set<Long> reached = new HashSet<>();
        long top = table.topOfTable();
        reach(top & ~7L, (int) (top & 7), reached);
        return reached.size();
    }

    private void reach(long pa, int level, Set<Long> reached) {
        assertThat(reached.add(pa)).as("table 0x%x is reached once", pa).isTrue();
        for (int i = 0; level > 0 && i < 512; i++) {
            long item = memory.readOnce(memory.word(pa) + i);
            if ((item & 1) == 1 && (item >>> 9 & 7) != 0 && (item >>> 9 & 7) != 7) {
                reach(item & 0x000f_ffff_ffff_f000L, level - 1, reached);
            }
        }
    }

    /** Checks invariants and account of the table at rest. */
    void verify() {
        assertThat(TableVerifier.verify(table, gather)).isEmpty();
        assertThat(table.liveTables()).as("live tables").isEqualTo(reachableTables() + gather.tableCount());
        assertThat(pool.inUse()).as("frames in use").isEqualTo(table.liveTables());
    }

    @Override
    public void close() {
        table.sync(gather);
        verify();
        table.close();
        assertThat(pool.inUse()).as("frames leaked").isZero();
        assertThat(table.liveTables()).as("live tables after close").isZero();
    }
}
