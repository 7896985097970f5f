package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far an unmap goes, and what it gathers. */
class UnmapTest {
    private static final long KI4 = 0x1000;
    private static final long MI2 = 1L << 21;
    private static final long GI = 1L << 30;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    private static final class Recorder implements IommuHardware {
        private final List<String> invalidations = new ArrayList<>();

        @Override
        public void changeTop(long tablePa, int topLevel) {
            // not what this is about
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            invalidations.add(String.format("0x%x..0x%x %b", firstIova, lastIova, tablePointers));
        }

        @Override
        public void detach() {
            // not what this is about
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x3000, 0x1000", // a hole in the first table
        "0x1ff000, 0x1000", // the last page of a table
        "0x200000, 0x1000", // the first page of the next
        "0x3fe000, 0x2000",
        "0x400000, 0x200000", // a whole block
        "0x40000000, 0x200000", // the first block of the next table above
        "0x3fe00000, 0x200000"
    })
    void aHoleEndsItAndWhatIsBeyondStays(String holeAt, String holeLength) {
        long hole = Long.decode(holeAt);
        long end = hole + Long.decode(holeLength);
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapRange(0, KI4, 2 * MI2, PROT); // pages
            t.table.mapRange(2 * MI2, 3 * MI2, GI, PROT); // blocks, over the end of a table
            long all = 2 * MI2 + GI;
            assertThat(t.unmap(hole, end - hole)).isEqualTo(end - hole);

            assertThat(t.table.unmapPages(0, KI4, all / KI4, t.gather)).isEqualTo(hole);
            assertThat(t.gather.firstIova()).isZero();
            assertThat(t.gather.lastIova()).isEqualTo(hole - 1);
            assertThat(t.table.iovaToPhys(end)).isEqualTo(end + (end < 2 * MI2 ? KI4 : MI2));
            assertThat(t.unmap(end, all - end)).isEqualTo(all - end);
            assertThat(t.entryCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x10000, 0x10000, 0x10000",
        "0x200000, 0x200000, 0x200000",
        "0x400000, 0x400000, 0x400000",
        "0x40000000, 0x40000000, 0x40000000",
        "0x4000000000, 0x4000000000, 0x4000000000"
    })
    void anEntryInWhichTheRangeEndsGoesWholeAndIsGatheredWhole(String start, String size, long unmapped) {
        long iova = Long.decode(start);
        for (long asked : new long[] {1, KI4, unmapped / 2, unmapped - 1, unmapped}) {
            try (PooledTable t = PooledTable.of(2, 64, 52)) {
                t.table.mapPages(iova, 0, Long.decode(size), 1, PROT);

                assertThat(t.table.unmapPages(iova, 1, asked, t.gather)).isEqualTo(unmapped);
                assertThat(t.gather.firstIova()).isEqualTo(iova);
                assertThat(t.gather.lastIova()).isEqualTo(iova + unmapped - 1);
                assertThat(t.entryCount()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FLUSH_RANGE, 0x8000, 0x4000..0x8fff",
        "FLUSH_RANGE, 0x1000, 0x1000..0x4fff",
        "NO_GAPS, 0x5000, 0x4000..0x5fff",
        "NO_GAPS, 0x3000, 0x3000..0x4fff"
    })
    void aGatherThatTakesTheNextRangeIsFlushedOnce(GatherMode mode, String next, String flushed) {
        assertThat(flushesOf(mode, Long.decode(next), KI4)).containsExactly(flushed + " false");
    }

    @ParameterizedTest
    @CsvSource({"0x6000, 0x6000..0x6fff", "0x2000, 0x2000..0x2fff", "0x0, 0x0..0xfff", "0x3ff000, 0x3ff000..0x3fffff"})
    void aGatherWithoutGapsIsFlushedBeforeADisjointRange(String next, String flushed) {
        assertThat(flushesOf(GatherMode.NO_GAPS, Long.decode(next), KI4))
                .containsExactly("0x4000..0x4fff false", flushed + " false");
    }

    @ParameterizedTest
    @CsvSource({"FLUSH_RANGE", "NO_GAPS"})
    void theTablesOfTheNextRangeAreNotFreedWithThoseOfTheLast(GatherMode mode) {
        List<String> expected = mode == GatherMode.FLUSH_RANGE
                ? List.of("0x4000..0x3fffff true")
                : List.of("0x4000..0x4fff false", "0x200000..0x3fffff true");
        assertThat(flushesOf(mode, MI2, MI2)).isEqualTo(expected);
    }

    /** What is flushed when page 4 is unmapped, then another range, and the gather is synced. */
    private static List<String> flushesOf(GatherMode mode, long next, long length) {
        Recorder recorder = new Recorder();
        try (PooledTable t =
                new PooledTable(16, b -> b.vaLg2(64).gatherMode(mode).hardware(recorder))) {
            t.table.mapRange(0, KI4, 2 * MI2, PROT);
            assertThat(t.table.unmapPages(4 * KI4, KI4, 1, t.gather)).isEqualTo(KI4);
            assertThat(t.table.unmapPages(next, KI4, length / KI4, t.gather)).isEqualTo(length);
            long tables = t.gather.tableCount();
            assertThat(tables).isEqualTo(length / MI2);
            assertThat(t.table.liveTables()).as("tables until the sync").isEqualTo(4);
            t.table.sync(t.gather);
            assertThat(t.table.liveTables()).isEqualTo(4 - tables);
        }
        return recorder.invalidations;
    }
}
