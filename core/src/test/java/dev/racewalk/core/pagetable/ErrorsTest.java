package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Collisions, the ends of the address space, and what is left after an error. {@link RefusalOrderTest} has the arguments. */
class ErrorsTest {
    private static final long KI4 = 0x1000;
    private static final long KI16 = 0x4000;
    private static final long MI2 = 1L << 21;
    private static final long GI = 1L << 30;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    @ParameterizedTest
    @CsvSource({
        "page on a page,                 0x5000,     0x1000,   0x5000,     0x1000,   0",
        "page inside a run,              0x10000,    0x10000,  0x13000,    0x1000,   0",
        "page inside a block,            0x200000,   0x200000, 0x3ff000,   0x1000,   0",
        "page inside a block of 1 GiB,   0x40000000, 0x40000000, 0x7ffff000, 0x1000, 0",
        "run over its last page,         0x1f000,    0x1000,   0x10000,    0x10000,  0",
        "run over its first page,        0x10000,    0x1000,   0x10000,    0x10000,  0",
        "run over a run,                 0x18000,    0x8000,   0x10000,    0x10000,  0",
        "block over a page,              0x2ff000,   0x1000,   0x200000,   0x200000, 0",
        "1 GiB over a page,              0x7ffff000, 0x1000,   0x40000000, 0x40000000, 0",
        "1 GiB over a block,             0x60000000, 0x200000, 0x40000000, 0x40000000, 0"
    })
    void anEntryIsRefusedWhereAnyPartIsTranslatedAndNothingChanges(
            String name, String there, String thereSize, String iova, String size, long mapped) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            map(t, Long.decode(there), Long.decode(thereSize));
            Map<Long, Long> dump = t.dump();

            long result = t.table.tryMapPages(Long.decode(iova), 0, Long.decode(size), 1, PROT);

            assertThat(MapResult.refusal(result)).as(name).isEqualTo(Refusal.IN_USE);
            assertThat(MapResult.bytes(result)).isEqualTo(mapped);
            assertThat(t.dump()).as("all words").isEqualTo(dump);
            t.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anOvermapRefusedHalfWayChangesNothing(boolean liveInTheLast) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            // tables of level 0 under each of the 8 items of an entry of 16 MiB; all empty but one
            for (int i = 0; i < 8; i++) {
                map(t, 8 * MI2 + i * MI2, KI4);
            }
            int live = liveInTheLast ? 7 : 4;
            for (int i = 0; i < 8; i++) {
                if (i != live) {
                    assertThat(t.unmap(8 * MI2 + i * MI2, KI4)).isEqualTo(KI4);
                }
            }
            Map<Long, Long> dump = t.dump();
            assertThat(t.table.liveTables()).isEqualTo(1 + 1 + 8);

            long result = t.table.tryMapPages(8 * MI2, 0, 8 * MI2, 1, PROT);

            assertThat(MapResult.refusal(result)).isEqualTo(Refusal.IN_USE);
            assertThat(MapResult.bytes(result)).isZero();
            assertThat(t.dump()).isEqualTo(dump);

            assertThat(t.unmap(8 * MI2 + live * MI2, KI4)).isEqualTo(KI4);
            assertThat(t.table.mapPages(8 * MI2, 0, 8 * MI2, 1, PROT)).isEqualTo(8 * MI2);
            assertThat(t.table.liveTables()).isEqualTo(2);
        }
    }

    @Test
    void anOvermapOfTablesTwoLevelsDeepIsRefusedForOneLivePage() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            map(t, GI, KI4);
            map(t, GI + 300 * MI2, KI4);
            assertThat(t.unmap(GI, KI4)).isEqualTo(KI4);
            Map<Long, Long> dump = t.dump();

            assertThat(MapResult.refusal(t.table.tryMapPages(GI, 0, GI, 1, PROT)))
                    .isEqualTo(Refusal.IN_USE);
            assertThat(t.dump()).isEqualTo(dump);

            assertThat(t.unmap(GI + 300 * MI2, KI4)).isEqualTo(KI4);
            assertThat(t.table.mapPages(GI, 0, GI, 1, PROT)).isEqualTo(GI);
            assertThat(t.table.liveTables()).isEqualTo(1);
        }
    }

    @Test
    void theEntriesBeforeACollisionStayAndAreReported() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            map(t, 4 * MI2, KI4);

            assertThatThrownBy(() -> t.table.mapRange(MI2 - KI4, 9 * MI2 - KI4, 8 * MI2, PROT))
                    .isInstanceOfSatisfying(PageTableException.class, e -> {
                        assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE);
                        assertThat(e.mappedBytes()).isEqualTo(3 * MI2 + KI4);
                    })
                    .hasMessageContaining("iova = 0x800000");
            assertThat(t.table.iovaToPhys(4 * MI2 - 1)).isEqualTo(12 * MI2 - 1);
            assertThat(t.unmap(MI2 - KI4, 3 * MI2 + KI4)).isEqualTo(3 * MI2 + KI4);
            assertThat(t.entryCount()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"0x4000, 3", "0x8000, 5", "0x100000, 257", "0x200000, 513", "0x1000, 2"})
    void aLengthThatIsNoMultipleOfTheBestSizeMapsExactlyItsRange(String start, long pages) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            long iova = Long.decode(start);
            assertThat(t.table.mapPages(iova, iova + (1L << 32), KI4, pages, PROT))
                    .isEqualTo(pages * KI4);

            for (long page = 0; page < pages; page++) {
                assertThat(t.table.iovaToPhys(iova + page * KI4)).isEqualTo(iova + page * KI4 + (1L << 32));
            }
            assertThat(t.table.iovaToPhys(iova - 1)).isEqualTo(IoPageTable.NO_TRANSLATION);
            assertThat(t.table.iovaToPhys(iova + pages * KI4)).isEqualTo(IoPageTable.NO_TRANSLATION);
        }
    }

    @Test
    void threePagesAt16KiBAreOneEntryOfTwoAndOneOfOne() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapPages(KI16, KI16, KI4, 3, PROT);

            assertThat(t.entries())
                    .containsExactly(
                            new PooledTable.Entry(KI16, 13, KI16, PROT),
                            new PooledTable.Entry(KI16 + 2 * KI4, 12, KI16 + 2 * KI4, PROT));
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 2", "64, 5", "48, 2", "39, 2", "32, 1"})
    void theLastPageOfTheSpaceIsAPageLikeAnyOther(int vaLg2, int startingLevel) {
        try (PooledTable t = PooledTable.of(startingLevel, vaLg2, 52)) {
            long last = t.table.lastIova();
            long page = last - KI4 + 1;
            t.table.mapRange(page, KI4, KI4, PROT);
            assertThat(t.table.iovaToPhys(last)).isEqualTo(2 * KI4 - 1);

            t.table.setDirty(last);
            DirtyBitmap dirty = new DirtyBitmap(page, 12, 1);
            t.table.readAndClearDirty(page, KI4, 0, dirty, t.gather);
            assertThat(dirty.isDirty(last)).isTrue();
            assertThat(t.gather.lastIova()).isEqualTo(last);
            t.table.sync(t.gather);

            assertThat(t.table.unmapPages(page, KI4, 1, t.gather)).isEqualTo(KI4);
            assertThat(t.gather.firstIova()).isEqualTo(page);
            assertThat(t.gather.lastIova()).isEqualTo(last);
            assertThat(t.entryCount()).isZero();
        }
    }

    @Test
    void aRangeToTheLastByteOfA64BitSpaceIsMappedAndUnmappedWhole() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            long iova = -(3 * GI + KI4);
            assertThat(t.table.mapRange(iova, 5 * GI - KI4, -iova, PROT)).isEqualTo(-iova);
            assertThat(t.table.iovaToPhys(-1)).isEqualTo(8 * GI - 1);
            assertThat(t.entries()).extracting(PooledTable.Entry::sizeLg2).containsExactly(12, 30, 31);

            assertThat(t.table.unmapPages(iova, KI4, -iova / KI4, t.gather)).isEqualTo(-iova);
            assertThat(t.gather.lastIova()).isEqualTo(-1);
            assertThat(t.entryCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 2", "48, 2", "39, 2", "32, 2"})
    void oneByteBeyondTheSpaceIsRefused(int vaLg2, int startingLevel) {
        try (PooledTable t = PooledTable.of(startingLevel, vaLg2, 52)) {
            long page = t.table.lastIova() - KI4 + 1;
            Refusal refusal = vaLg2 == 64 ? Refusal.IOVA_OVERFLOW : Refusal.BEYOND_VA_WIDTH;

            assertThat(MapResult.refusal(t.table.tryMapRange(page, 0, 2 * KI4, PROT)))
                    .isEqualTo(refusal);
            assertThat(MapResult.refusal(t.table.tryMapPages(page, 0, KI4, 2, PROT)))
                    .isEqualTo(refusal);
            assertThat(t.table.topLevel()).isEqualTo(startingLevel);
            assertThat(t.table.liveTables()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 11, 0x7ffffff3, -1, Integer.MIN_VALUE | 3})
    void theOtherBitsOfAProtectionHaveNoEffect(int prot) {
        try (PooledTable with = PooledTable.of(2, 64, 52);
                PooledTable without = PooledTable.of(2, 64, 52)) {
            with.table.mapPages(0, KI4, KI4, 1, prot);
            with.table.mapRange(MI2, 0, MI2 + KI16, prot);
            without.table.mapPages(0, KI4, KI4, 1, prot & 3);
            without.table.mapRange(MI2, 0, MI2 + KI16, prot & 3);

            assertThat(with.dump()).isEqualTo(without.dump());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void forceCoherenceMarksEveryLeafAndNoTable(boolean forceCoherence) {
        try (PooledTable t =
                new PooledTable(64, b -> b.startingLevel(3).vaLg2(64).forceCoherence(forceCoherence))) {
            t.table.mapPages(0, 0, KI4, 1, PROT);
            t.table.mapRange(MI2, 0, MI2 + KI16, PROT);
            int[] counts = new int[2];
            TableWalk.items(t.table, (path, item) -> {
                boolean leaf = Item.isLeaf(item, path.level());
                assertThat((item & Item.FORCE_COHERENCE) != 0).isEqualTo(leaf && forceCoherence);
                counts[leaf ? 1 : 0]++;
                return true;
            });
            assertThat(counts).containsExactly(4, 6); // tables; a page, a block, four items of a run
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aRealOutputAddressOfZeroIsNotNone(boolean fastPath) {
        try (PooledTable t = new PooledTable(16, b -> b.vaLg2(64).fastPath(fastPath))) {
            t.table.mapPages(MI2, 0, KI4, 1, PROT);

            assertThat(t.table.iovaToPhys(MI2)).isZero();
            assertThat(t.table.iovaToPhys(MI2 + 5)).isEqualTo(5);
            for (long iova : new long[] {0, MI2 - 1, MI2 + KI4, 1L << 39, -1}) {
                assertThat(t.table.iovaToPhys(iova)).isEqualTo(IoPageTable.NO_TRANSLATION);
            }
        }
    }

    static Stream<Named<long[]>> rangesThatUnmapNothing() {
        return Stream.of(
                Named.of("size 0", new long[] {MI2, 0, 7}),
                Named.of("count 0", new long[] {MI2, KI4, 0}),
                Named.of("product overflows", new long[] {MI2, 1L << 32, 1L << 32}),
                Named.of("product overflows to a range", new long[] {MI2, (1L << 52) + 1, KI4}),
                Named.of("product is 2^64 and 2 MiB", new long[] {MI2, 3, 2_932_031_007_403L << 21}),
                Named.of("end overflows", new long[] {MI2, 1, -MI2 + 1}),
                Named.of("end overflows far", new long[] {MI2, 1, -1}),
                Named.of("ends above the top", new long[] {MI2, 1, (1L << 39) - MI2 + 1}),
                Named.of("begins above the top", new long[] {1L << 39, KI4, 1}),
                Named.of("last page of 64 bits", new long[] {-KI4, KI4, 1}),
                Named.of("begins inside an entry", new long[] {MI2 + KI4, KI4, 1}),
                Named.of("begins inside an entry and goes on", new long[] {MI2 + KI4, MI2, 2}),
                Named.of("begins off a page", new long[] {MI2 + 1, KI4, 1}),
                Named.of("begins in a hole", new long[] {0, MI2, 2}),
                Named.of("begins in an empty table", new long[] {4 * MI2, KI4, 1}),
                Named.of("begins in an empty table, goes on", new long[] {4 * MI2, MI2, 2}));
    }

    @ParameterizedTest
    @MethodSource("rangesThatUnmapNothing")
    void aRangeThatUnmapsNothingLeavesTableAndGatherUntouched(long[] range) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            map(t, MI2, MI2);
            map(t, 5 * MI2, MI2);
            map(t, 4 * MI2, KI4);
            assertThat(t.unmap(4 * MI2, KI4)).isEqualTo(KI4); // leaves an empty table
            Map<Long, Long> dump = t.dump();

            assertThat(t.table.unmapPages(range[0], range[1], range[2], t.gather))
                    .isZero();

            assertThat(t.gather.isEmpty()).isTrue();
            assertThat(t.gather.tableCount()).isZero();
            assertThat(t.dump()).isEqualTo(dump);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "0, 511, 0",
        "0, 512, 1",
        "0, 1023, 1",
        "0, 1024, 2",
        "1, 511, 0",
        "1, 1023, 1",
        "256, 512, 0",
        "256, 1280, 2",
        "511, 2, 0",
        "3584, 512, 1",
        "0, 4096, 8"
    })
    void onlyTablesThatLieWhollyInTheRangeGoToTheGather(int firstPage, int pages, int tables) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapRange(GI, GI + KI4, 8 * MI2, PROT); // eight tables of level 0, one of level 1, one of level 2
            assertThat(t.table.liveTables()).isEqualTo(10);

            assertThat(t.table.unmapPages(GI + firstPage * KI4, KI4, pages, t.gather))
                    .isEqualTo(pages * KI4);
            assertThat(t.gather.firstIova()).isEqualTo(GI + firstPage * KI4);
            assertThat(t.gather.lastIova()).isEqualTo(GI + (firstPage + pages) * KI4 - 1);
            assertThat(t.gather.tableCount()).isEqualTo(tables);
            assertThat(t.table.liveTables()).as("until the sync").isEqualTo(10);
            t.table.sync(t.gather);
            assertThat(t.table.liveTables()).isEqualTo(10 - tables);
        }
    }

    static Stream<Named<Consumer<IoPageTable>>> operations() {
        return Stream.of(
                Named.of("mapPages", table -> table.mapPages(0, 0, KI4, 1, PROT)),
                Named.of("tryMapPages", table -> table.tryMapPages(0, 0, KI4, 1, PROT)),
                Named.of("mapPages of a block", table -> table.mapPages(0, 0, MI2, 1, PROT)),
                Named.of("mapPages above the top", table -> table.mapPages(-KI4, 0, KI4, 1, PROT)),
                Named.of("mapRange", table -> table.mapRange(0, 0, KI4, PROT)),
                Named.of("tryMapRange", table -> table.tryMapRange(0, 0, KI4, PROT)),
                Named.of("unmapPages", table -> table.unmapPages(0, KI4, 1, table.newGather())),
                Named.of("iovaToPhys", table -> table.iovaToPhys(0)),
                Named.of("iovaToPhys above the top", table -> table.iovaToPhys(-1)),
                Named.of("setDirty", table -> table.setDirty(0)),
                Named.of("setDirty above the top", table -> table.setDirty(-1)),
                Named.of("topOfTable", IoPageTable::topOfTable),
                Named.of("topLevel", IoPageTable::topLevel),
                Named.of(
                        "readAndClearDirty",
                        table -> table.readAndClearDirty(0, KI4, 0, (iova, length) -> {}, table.newGather())));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aClosedTableRefusesEveryOperation(Consumer<IoPageTable> operation) {
        PooledTable t = PooledTable.of(2, 64, 52);
        t.table.mapPages(0, 0, KI4, 1, PROT);
        t.close();

        assertThatThrownBy(() -> operation.accept(t.table))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(PageTableException.class)
                .hasMessageContaining("closed");
        assertThat(t.pool.inUse()).isZero();
        assertThat(t.table).hasToString("closed page table");
    }

    @Test
    void whatIsWrongWithTheArgumentsComesBeforeThatTheTableIsClosed() {
        PooledTable t = PooledTable.of(2, 64, 52);
        t.close();

        assertThatThrownBy(() -> t.table.mapPages(0, 0, KI4, 1, 0))
                .isInstanceOf(PageTableException.class)
                .hasMessageContaining("prot = 0");
        assertThatThrownBy(() -> t.table.mapRange(0, 0, 0, PROT))
                .isInstanceOf(PageTableException.class)
                .hasMessageContaining("length = 0");
    }

    @Test
    void closingTwiceDoesNothing() {
        PooledTable t = PooledTable.of(2, 64, 52);
        t.close();
        long freed = t.pool.freed();

        assertThatCode(t.table::close).doesNotThrowAnyException();
        assertThat(t.pool.freed()).isEqualTo(freed);
    }

    @Test
    void closeReportsTablesOnAGatherThatWasNotSynced() {
        PooledTable t = PooledTable.of(2, 64, 52);
        t.table.mapRange(0, KI4, 2 * MI2, PROT); // two tables of level 0
        assertThat(t.table.unmapPages(0, MI2, 2, t.gather)).isEqualTo(2 * MI2);
        assertThat(t.gather.tableCount()).isEqualTo(2);

        ThrowingCallable close = t.table::close;

        assertThatThrownBy(close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 tables")
                .hasMessageContaining("gather");
        assertThat(t.pool.inUse()).isEqualTo(2);
        assertThat(t.pool.isInUse(t.gather.tables().poll())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theTopGrowsForTheLeafLevelAlone(boolean asRange) {
        for (long blocks : new long[] {511, 512}) {
            try (PooledTable t = PooledTable.of(1, 64, 52)) {
                if (asRange) {
                    t.table.mapRange(0, 0, blocks * MI2, PROT);
                } else {
                    t.table.mapPages(0, 0, MI2, blocks, PROT);
                }
                if (blocks == 511) {
                    assertThat(t.table.topLevel()).as("range and leaves fit").isOne();
                } else {
                    assertThat(t.table.topLevel())
                            .as("the range fits, but not a leaf of 1 GiB")
                            .isEqualTo(2);
                    assertThat(t.entries()).containsExactly(new PooledTable.Entry(0, 30, 0, PROT));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0x40000000, 2", "1, 0x8000000000, 3", "2, 0x1000000000000, 4", "2, -4096, 5", "1, -4096, 5"})
    void theTopGrowsAsFarAsTheRangeNeedsAndNoFurther(int startingLevel, String iova, int level) {
        try (PooledTable t = PooledTable.of(startingLevel, 64, 52)) {
            map(t, 0, KI4);
            map(t, Long.decode(iova), KI4);

            assertThat(t.table.topLevel()).isEqualTo(level);
            assertThat(t.table.iovaToPhys(0)).isZero();
            assertThat(t.unmap(Long.decode(iova), KI4)).isEqualTo(KI4);
            assertThat(t.table.topLevel()).as("the top never shrinks").isEqualTo(level);
        }
    }

    @Test
    void aTopThatHasGrownStaysAfterARefusal() {
        try (PooledTable t = PooledTable.of(1, 64, 52)) {
            map(t, GI - KI4, KI4);
            assertThat(MapResult.refusal(t.table.tryMapRange(GI - KI4, KI4, 2 * KI4, PROT)))
                    .isEqualTo(Refusal.IN_USE);

            assertThat(t.table.topLevel()).isEqualTo(2);
            assertThat(t.entryCount()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LINUX_6_19, 1, 30",
        "LINUX_6_19, 2, 32",
        "LINUX_6_19, 3, 40",
        "LINUX_6_19, 5, 58",
        "LINUX_7_3, 1, 22",
        "LINUX_7_3, 1, 30",
        "LINUX_7_3, 2, 39",
        "LINUX_7_3, 2, 32",
        "LINUX_7_3, 3, 40",
        "LINUX_7_3, 5, 64",
        "LINUX_7_3, 5, 58"
    })
    void aTopThatCoversTheVaWidthDoesNotGrow(LinuxRules rules, int startingLevel, int vaLg2) {
        try (PooledTable t = new PooledTable(
                256, b -> b.rules(rules).startingLevel(startingLevel).vaLg2(vaLg2))) {
            long size = Long.highestOneBit(t.table.pageSizes() & (1L << Math.min(vaLg2, 52)) - 1);
            assertThat(t.table.mapPages(t.table.lastIova() - size + 1, 0, size, 1, PROT))
                    .isEqualTo(size);
            if (vaLg2 < 64) {
                assertThat(MapResult.refusal(t.table.tryMapPages(1L << vaLg2, 0, KI4, 1, PROT)))
                        .isEqualTo(Refusal.BEYOND_VA_WIDTH);
            }
            assertThat(t.table.topLevel()).isEqualTo(startingLevel);
        }
    }

    @Test
    void restrictedSizesHoldForEveryPathOfAMap() {
        try (PooledTable t = new PooledTable(64, b -> b.vaLg2(64).pageSizes(1L << 16 | 1L << 21))) {
            assertThat(t.table.pageSizes()).isEqualTo(1L << 16 | 1L << 21);
            assertThat(MapResult.refusal(t.table.tryMapPages(0, 0, KI4, 1, PROT)))
                    .isEqualTo(Refusal.PAGE_SIZE);
            assertThat(MapResult.refusal(t.table.tryMapRange(KI4, KI4, 1L << 16, PROT)))
                    .isEqualTo(Refusal.MISALIGNED);
            t.table.mapPages(4 * MI2, 0, 1L << 16, 1, PROT);
            assertThat(MapResult.refusal(t.table.tryMapPages(4 * MI2 + (1L << 16), 0, KI4, 1, PROT)))
                    .as("the short way, with all tables there")
                    .isEqualTo(Refusal.PAGE_SIZE);
            assertThat(t.unmap(4 * MI2, 1L << 16)).isEqualTo(1L << 16);
            t.table.mapRange(MI2 - (2L << 16), MI2 - (2L << 16), MI2 + (3L << 16), PROT);
            assertThat(t.entries()).extracting(PooledTable.Entry::sizeLg2).isEqualTo(List.of(16, 16, 21, 16));
        }
    }

    private static void map(PooledTable t, long iova, long size) {
        assertThat(t.table.mapPages(iova, iova & ((1L << 40) - 1), size, 1, PROT))
                .isEqualTo(size);
    }

    @Test
    void aTableThatDoesNotCountItsTablesSaysSoAndClosesAllTheSame() {
        PhysicalMemory memory = new PhysicalMemory(8);
        FramePool pool = new FramePool(memory);
        IoPageTable table = IoPageTable.builder(memory, pool).countTables(false).build();
        table.mapPages(KI4, 0, KI4, 1, PROT);

        assertThatThrownBy(table::liveTables)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("countTables(false)");
        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
        assertThat(pool.inUse()).isZero();
    }
}
