package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each single allocation of each kind of operation fails once. */
class NoMemoryTest {
    private static final long KI4 = 0x1000;
    private static final long MI2 = 1L << 21;
    private static final long GI = 1L << 30;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    /**
     * A map that needs tables.
     *
     * @param name what it shows
     * @param startingLevel of the table, whose VA width is 64
     * @param grownLevel level of the top afterwards
     * @param before maps what is there already
     * @param pageSize of the map, or 0 for a mapRange
     * @param mappedBefore bytes mapped before each of its allocations, in their order
     */
    record Map(
            String name,
            int startingLevel,
            int grownLevel,
            Consumer<IoPageTable> before,
            long iova,
            long pa,
            long length,
            long pageSize,
            List<Long> mappedBefore) {

        long run(IoPageTable table) {
            return pageSize == 0
                    ? table.mapRange(iova, pa, length, PROT)
                    : table.mapPages(iova, pa, pageSize, length / pageSize, PROT);
        }

        long tryRun(IoPageTable table) {
            return pageSize == 0
                    ? table.tryMapRange(iova, pa, length, PROT)
                    : table.tryMapPages(iova, pa, pageSize, length / pageSize, PROT);
        }

        /** How much the top has grown when an allocation fails: all at once, after the last new top. */
        int levelAfterFailureOf(int allocation) {
            return allocation <= grownLevel - startingLevel ? startingLevel : grownLevel;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    record Failure(Map map, boolean fastPath, int allocation) {
        @Override
        public String toString() {
            return map + (fastPath ? "" : " without the fast path") + ", allocation " + allocation + " of "
                    + map.mappedBefore().size();
        }
    }

    static List<Map> maps() {
        Consumer<IoPageTable> nothing = table -> {};
        Consumer<IoPageTable> neighbours = table -> {
            table.mapPages(0, 0x7000, KI4, 1, IoPageTable.READ);
            table.mapPages(GI, 0x40_0000, MI2, 1, IoPageTable.WRITE);
            table.setDirty(0);
        };
        return List.of(
                new Map("a page in a table that is missing", 2, 2, neighbours, MI2, 0, KI4, KI4, zeros(1)),
                new Map("a page that needs two tables", 2, 2, neighbours, 5 * GI, 0, KI4, KI4, zeros(2)),
                new Map("a page that needs three tables", 3, 3, nothing, 1L << 40, KI4, KI4, KI4, zeros(3)),
                new Map("a page that needs four tables", 4, 4, nothing, 1L << 50, KI4, KI4, KI4, zeros(4)),
                new Map("a page that needs five tables", 5, 5, nothing, -KI4, KI4, KI4, KI4, zeros(5)),
                new Map("a contiguous entry", 2, 2, neighbours, 3 * GI, 0x1_0000, 0x1_0000, 0x1_0000, zeros(2)),
                new Map("256 pages that become one entry", 2, 2, nothing, GI, GI, 1L << 20, KI4, zeros(2)),
                new Map("a leaf of 2 MiB", 2, 2, nothing, 3 * MI2, MI2, MI2, MI2, zeros(1)),
                new Map("a leaf of 2 MiB beside pages", 2, 2, neighbours, 3 * GI, MI2, MI2, MI2, zeros(1)),
                new Map("a leaf of 1 GiB", 3, 3, neighbours, 1L << 40, GI, GI, GI, zeros(1)),
                new Map("growth by one", 2, 3, neighbours, 1L << 39, 0, 1L << 30, GI, zeros(2)),
                new Map("growth by two", 2, 4, neighbours, 1L << 50, 0, KI4, KI4, zeros(2 + 4)),
                new Map("growth by three", 2, 5, neighbours, -MI2, MI2, MI2, MI2, zeros(3 + 4)),
                new Map("growth by four", 1, 5, nothing, -MI2, 0, KI4, KI4, zeros(4 + 5)),
                new Map("growth for the leaf level", 1, 2, nothing, 0, GI, GI, GI, zeros(1)),
                new Map("growth for the leaf level twice", 3, 4, nothing, 0, 0, 1L << 48, 1L << 48, zeros(1)),
                // three tables of level 0, the first two of which need one of level 1
                new Map(
                        "a range over three tables of pages",
                        2,
                        2,
                        nothing,
                        GI - MI2,
                        KI4,
                        3 * MI2,
                        0,
                        List.of(0L, 0L, MI2, MI2, 2 * MI2)),
                new Map(
                        "pages over two tables",
                        2,
                        2,
                        neighbours,
                        MI2 - 2 * KI4,
                        0x1_0000,
                        4 * KI4,
                        KI4,
                        List.of(2 * KI4)),
                // pages, leaves of 2 MiB, pages
                new Map(
                        "a range of mixed sizes",
                        2,
                        2,
                        neighbours,
                        2 * GI - KI4,
                        GI - KI4,
                        KI4 + 2 * MI2 + KI4,
                        0,
                        List.of(0L, KI4, KI4 + 2 * MI2)),
                new Map(
                        "growth by one and a range of mixed sizes",
                        2,
                        3,
                        nothing,
                        (1L << 39) - KI4,
                        GI - KI4,
                        KI4 + 2 * MI2 + KI4,
                        0,
                        List.of(0L, 0L, 0L, KI4, KI4, KI4 + 2 * MI2)),
                new Map(
                        "a range whose leaf level makes the top grow",
                        1,
                        2,
                        nothing,
                        GI - KI4,
                        3 * GI - KI4,
                        KI4 + GI,
                        0,
                        List.of(0L, 0L)));
    }

    static Stream<Failure> failures() {
        return maps().stream()
                .flatMap(map -> Stream.of(true, false)
                        .flatMap(fastPath -> IntStream.rangeClosed(
                                        1, map.mappedBefore().size())
                                .mapToObj(allocation -> new Failure(map, fastPath, allocation))));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void eachMapTakesExactlyTheFramesItIsSaidToNeed(Map map) {
        try (PooledTable t = open(map, true)) {
            long before = t.pool.allocated();
            assertThat(map.run(t.table)).isEqualTo(map.length());
            assertThat(t.pool.allocated() - before).isEqualTo(map.mappedBefore().size());
            assertThat(t.table.topLevel()).isEqualTo(map.grownLevel());
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailedAllocationIsReportedLeaksNothingAndChangesNothingElse(Failure failure) {
        Map map = failure.map();
        long mapped = map.mappedBefore().get(failure.allocation() - 1);
        try (PooledTable t = open(map, failure.fastPath())) {
            List<PooledTable.Entry> before = t.entries();
            t.pool.failAllocations(failure.allocation(), Long.MAX_VALUE);

            PageTableException e = catchThrowableOfType(PageTableException.class, () -> map.run(t.table));

            assertThat(e).isNotNull();
            assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
            assertThat(e.refusal()).isEqualTo(Refusal.NO_FRAME);
            assertThat(e.mappedBytes()).isEqualTo(mapped);
            assertThat(e).hasMessageContaining("ENOMEM");
            assertThat(e).hasMessageContaining("iova = 0x" + Long.toHexString(map.iova() + mapped));
            assertThat(t.table.topLevel()).isEqualTo(map.levelAfterFailureOf(failure.allocation()));
            t.verify();
            checkTranslations(t, map, before, mapped);

            t.pool.failAllocations(1, 0);
            if (mapped != 0) {
                assertThat(t.unmap(map.iova(), mapped)).isEqualTo(mapped);
            }
            assertThat(t.entries()).isEqualTo(before);
            assertThat(map.run(t.table)).isEqualTo(map.length());
            checkTranslations(t, map, before, map.length());
            assertThat(t.entries()).isEqualTo(undisturbed(map));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void oneFailedAllocationEndsTheMapAlthoughTheNextWouldSucceed(Failure failure) {
        try (PooledTable t = open(failure.map(), failure.fastPath())) {
            long allocated = t.pool.allocated();
            t.pool.failAllocations(failure.allocation(), 1);

            long result = failure.map().tryRun(t.table);

            assertThat(MapResult.refusal(result)).isEqualTo(Refusal.NO_FRAME);
            assertThat(MapResult.bytes(result))
                    .isEqualTo(failure.map().mappedBefore().get(failure.allocation() - 1));
            assertThat(t.pool.allocated() - allocated).isEqualTo(failure.allocation() - 1);
        }
    }

    @Test
    void aTableWithoutAFrameForItsTopIsNotBuilt() {
        PhysicalMemory memory = new PhysicalMemory(8);
        FramePool pool = new FramePool(memory);
        pool.failAllocations(1, 1);

        assertThatThrownBy(() -> IoPageTable.builder(memory, pool).build())
                .isInstanceOfSatisfying(PageTableException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
                    assertThat(e.mappedBytes()).isZero();
                })
                .hasMessageContaining("top");
        assertThat(pool.allocated()).isZero();
        IoPageTable.builder(memory, pool).build().close();
        assertThat(pool.inUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aCutWithoutAFrameForEachTableChangesNothing(int allocation) {
        long entry = 1L << 49; // two items of level 4: four tables down to a page, and one since no leaf has 512 GiB
        try (PooledTable t = PooledTable.of(4, 64, 52)) {
            t.table.mapPages(entry, 0, entry, 1, PROT);
            t.table.setDirty(entry + GI);
            java.util.Map<Long, Long> before = t.dump();
            long inUse = t.pool.inUse();
            t.pool.failAllocations(allocation, Long.MAX_VALUE);

            PageTableException e =
                    catchThrowableOfType(PageTableException.class, () -> t.table.cutMapping(entry + 3 * KI4));

            assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
            assertThat(e)
                    .hasMessageContaining("cutMapping(0x2000000003000): ENOMEM")
                    .hasMessageContaining("iova = 0x2000000003000");
            assertThat(t.pool.inUse()).isEqualTo(inUse);
            assertThat(t.dump()).isEqualTo(before);

            t.pool.failAllocations(1, 0);
            assertThat(t.table.cutMapping(entry + 3 * KI4)).isTrue();
            assertThat(t.pool.inUse()).isEqualTo(inUse + 5);
        }
    }

    @Test
    void whatTheArgumentsForbidIsRefusedBeforeAFrameIsMissed() {
        try (PooledTable t = PooledTable.of(2, 50, 52)) {
            t.pool.failAllocations(1, Long.MAX_VALUE);

            assertThat(MapResult.refusal(t.table.tryMapPages(1L << 50, 0, KI4, 1, PROT)))
                    .isEqualTo(Refusal.BEYOND_VA_WIDTH);
            assertThat(MapResult.refusal(t.table.tryMapRange(-KI4, 0, KI4, PROT)))
                    .isEqualTo(Refusal.BEYOND_VA_WIDTH);
            assertThat(MapResult.refusal(t.table.tryMapPages(1L << 49, 0, KI4, 1, PROT)))
                    .isEqualTo(Refusal.NO_FRAME);
        }
    }

    @Test
    void unmapLookUpDirtyAndCloseNeedNoFrame() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapRange(GI - KI4, 0, 3 * MI2, PROT);
            t.pool.failAllocations(1, Long.MAX_VALUE);

            assertThat(t.table.iovaToPhys(GI)).isEqualTo(KI4);
            t.table.setDirty(GI);
            List<Long> dirty = new ArrayList<>();
            t.table.readAndClearDirty(GI - KI4, 3 * MI2, 0, (iova, length) -> dirty.add(iova), t.gather);
            assertThat(dirty).containsExactly(GI);
            assertThat(t.unmap(GI - KI4, 3 * MI2)).isEqualTo(3 * MI2);
        }
    }

    private static PooledTable open(Map map, boolean fastPath) {
        PooledTable t = new PooledTable(
                64,
                builder -> builder.startingLevel(map.startingLevel()).vaLg2(64).fastPath(fastPath));
        map.before().accept(t.table);
        assertThat(t.table.topLevel()).isEqualTo(map.startingLevel());
        return t;
    }

    private static List<PooledTable.Entry> undisturbed(Map map) {
        try (PooledTable t = open(map, true)) {
            map.run(t.table);
            return t.entries();
        }
    }

    /** What was there is there still, and of the range exactly the mapped part is translated. */
    private static void checkTranslations(PooledTable t, Map map, List<PooledTable.Entry> before, long mapped) {
        assertThat(t.entries()).containsAll(before);
        long sum =
                t.entries().stream().mapToLong(entry -> 1L << entry.sizeLg2()).sum();
        long sumBefore =
                before.stream().mapToLong(entry -> 1L << entry.sizeLg2()).sum();
        assertThat(sum - sumBefore).isEqualTo(mapped);
        long step = Math.max(KI4, map.length() >>> 12);
        for (long offset = 0; offset < map.length(); offset += step) {
            for (long probe : new long[] {offset, offset + step - 1}) {
                long expected = probe < mapped ? map.pa() + probe : IoPageTable.NO_TRANSLATION;
                long iova = map.iova() + probe;
                if (probe < map.length() && t.table.iovaToPhys(iova) != expected) {
                    assertThat(t.table.iovaToPhys(iova)).as("iova 0x%x", iova).isEqualTo(expected);
                }
            }
        }
    }

    private static List<Long> zeros(int allocations) {
        return java.util.Collections.nCopies(allocations, 0L);
    }
}
