package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.racewalk.core.amdv1.PageSizes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every combination of good and bad arguments: of the rules that a call breaks the earliest is the answer, nothing has
 * changed, and {@code tryMapPages} and {@code tryMapRange} say the same as {@code mapPages} and {@code mapRange} but never
 * throw.
 */
class RefusalOrderTest {
    private static final long OA_WIDTH = 40;
    private static final long END_OF_OA = 1L << OA_WIDTH;

    private static final List<Integer> PROTS = List.of(3, 4);
    private static final List<Long> IOVAS =
            List.of(0x80_0000L, 0x80_0800L, 1L << 45, (1L << 45) - 0x1000, -0x1000L, -0x1800L, -1L);
    private static final List<Long> PAS =
            List.of(0x80_0000L, 0x80_0800L, END_OF_OA - 0x1000, END_OF_OA - 1, END_OF_OA, -0x1000L);
    private static final List<Long> PAGE_SIZES = List.of(0x1000L, 0x20_0000L, 0x800L, 0x3000L, 0L, 1L << 39, 1L << 63);
    private static final List<Long> COUNTS = List.of(1L, 3L, 0L, 1L << 52, 3L << 49, -1L);

    /** Pairs that no call can break at once. */
    private static final Set<Set<Refusal>> IMPOSSIBLE_PAIRS = Set.of(
            Set.of(Refusal.LENGTH_ZERO, Refusal.LENGTH_OVERFLOW),
            Set.of(Refusal.LENGTH_ZERO, Refusal.IOVA_OVERFLOW),
            Set.of(Refusal.LENGTH_ZERO, Refusal.OA_BEYOND_OA_WIDTH),
            Set.of(Refusal.LENGTH_ZERO, Refusal.BEYOND_VA_WIDTH));

    @ParameterizedTest
    @CsvSource({
        "LINUX_6_19, true, 0x1000000, BEYOND_VA_WIDTH",
        "LINUX_6_19, false, 0x1000000, BEYOND_VA_WIDTH",
        "LINUX_6_19, true, 0x800000,",
        "LINUX_6_19, false, 0x800000,",
        "LINUX_7_3, true, 0x1000000, PAGE_SIZE",
        "LINUX_7_3, false, 0x1000000, PAGE_SIZE",
        "LINUX_7_3, true, 0x400000, PAGE_SIZE",
        "LINUX_7_3, false, 0x400000, PAGE_SIZE",
        "LINUX_7_3, true, 0x200000,",
        "LINUX_7_3, false, 0x200000,"
    })
    void aPageThatTheVaWidthDoesNotHoldIsRefused(
            LinuxRules rules, boolean fastPath, String size, @Nullable Refusal refusal) {
        try (PooledTable t = new PooledTable(
                16, b -> b.rules(rules).startingLevel(1).vaLg2(23).fastPath(fastPath))) {
            long result = t.table.tryMapPages(0, 0, Long.decode(size), 1, 3);

            assertThat(MapResult.refusal(result)).isEqualTo(refusal);
            assertThat(MapResult.bytes(result)).isEqualTo(refusal == null ? Long.decode(size) : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void ofTheRulesThatPagesBreakTheEarliestIsTheAnswer(boolean fastPath) {
        Set<Set<Refusal>> pairs = new HashSet<>();
        try (PooledTable t = new PooledTable(
                16, b -> b.startingLevel(2).vaLg2(45).oaLg2((int) OA_WIDTH).fastPath(fastPath))) {
            MapRules rules = new MapRules(45, (int) OA_WIDTH, t.table.pageSizes());
            t.table.mapPages(0x1000, 0, 0x1000, 1, 3);
            Map<Long, Long> dump = t.dump();
            for (int prot : PROTS) {
                for (long iova : IOVAS) {
                    for (long pa : PAS) {
                        for (long size : PAGE_SIZES) {
                            for (long count : COUNTS) {
                                Set<Refusal> broken = rules.brokenByPages(iova, pa, size, count, prot);
                                addPairs(pairs, broken);
                                if (!broken.isEmpty()) {
                                    checkPages(t, MapRules.first(broken), iova, pa, size, count, prot);
                                }
                            }
                        }
                    }
                }
            }
            assertThat(t.dump()).isEqualTo(dump);
        }
        assertThat(missing(pairs, MapRules.ORDER)).isEqualTo(IMPOSSIBLE_PAIRS);
    }

    @Test
    void ofTheRulesThatARangeBreaksTheEarliestIsTheAnswer() {
        Set<Set<Refusal>> pairs = new HashSet<>();
        List<Refusal> order = MapRules.ORDER.stream()
                .filter(refusal -> refusal != Refusal.LENGTH_OVERFLOW && refusal != Refusal.PAGE_SIZE)
                .toList();
        try (PooledTable t = PooledTable.of(2, 45, (int) OA_WIDTH)) {
            MapRules rules = new MapRules(45, (int) OA_WIDTH, t.table.pageSizes());
            t.table.mapPages(0x1000, 0, 0x1000, 1, 3);
            Map<Long, Long> dump = t.dump();
            for (int prot : PROTS) {
                for (long iova : IOVAS) {
                    for (long pa : PAS) {
                        for (long length : new long[] {0x1000, 0x3000, 0x800, 1, 0, 1L << 52, -0x1000, -1}) {
                            Set<Refusal> broken = rules.brokenByRange(iova, pa, MapRules.unsigned(length), prot);
                            addPairs(pairs, broken);
                            if (!broken.isEmpty()) {
                                checkRange(t, MapRules.first(broken), iova, pa, length, prot);
                            }
                        }
                    }
                }
            }
            assertThat(t.dump()).isEqualTo(dump);
        }
        Set<Set<Refusal>> impossible = new HashSet<>(IMPOSSIBLE_PAIRS);
        impossible.removeIf(pair -> !order.containsAll(pair));
        assertThat(missing(pairs, order)).isEqualTo(impossible);
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, 0x2000, 0x1000, 1, 8, 'EINVAL: prot = 8: prot must have READ (1) or WRITE (2)'",
        "0x1000, 0x10000000000, 0x1000, 1, 1, 'ERANGE: pa = 0x10000000000, OA width 40 bits: pa must fit the OA width'",
        "0x1000, 0x2000, 0x1000, 0, 1, 'EINVAL: length = 0: the length must not be 0'",
        "0x1000, 0x2000, 0x2000000000, 0x8000000, 1, 'EOVERFLOW: pageSize = 0x2000000000: pageSize * pageCount must be'",
        "-4096, 0x2000, 0x1000, 2, 1, 'EOVERFLOW: iova = 0xfffffffffffff000, length = 0x2000: iova + length - 1 must be'",
        "0x1000, 0xfffffff000, 0x1000, 2, 1, 'ERANGE: last output address = 0x10000000fff, OA width 40 bits: pa + len'",
        "0x1000, 0x2000, 0x800, 4, 1, 'ENXIO: pageSize = 0x800, supported = 0x7ffffff000: pageSize must be one'",
        "0x1800, 0x2000, 0x1000, 1, 1, 'ENXIO: iova = 0x1800, pa = 0x2000, length = 0x1000, page size = 0x1000: iova,'",
        "0x2000, 0x1800, 0x1000, 1, 1, 'ENXIO: iova = 0x2000, pa = 0x1800, length = 0x1000, page size = 0x1000: iova,'",
        "0x200000000000, 0, 0x1000, 1, 1, 'ERANGE: last iova = 0x200000000fff, VA width 45 bits: the range must fit'",
        "0x7000, 0, 0x1000, 1, 1, 'EADDRINUSE: iova = 0x7000: the IOVA is translated already'",
        "0x4000, 0x1000, 0x1000, 4, 1, 'EADDRINUSE: iova = 0x7000: the IOVA is translated already; mapped before it: 0x3000'"
    })
    void theMessageNamesTheErrorTheValueAndTheRule(
            String iova, String pa, String size, String count, int prot, String message) {
        try (PooledTable t = PooledTable.of(2, 45, (int) OA_WIDTH)) {
            t.table.mapPages(0x7000, 0x1000, 0x1000, 1, 1); // not aligned like what is tried
            PageTableException e = catchThrowableOfType(
                    PageTableException.class,
                    () -> t.table.mapPages(
                            Long.decode(iova), Long.decode(pa), Long.decode(size), Long.decode(count), prot));
            assertThat(e).hasMessageContaining(message);
            assertThat(e).hasMessageStartingWith("mapPages(iova=0x" + Long.toHexString(Long.decode(iova)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 'EINVAL: length = 0'",
        "-4096, 4097, 'EOVERFLOW: iova = 0xfffffffffffff000, length = 0x1001'",
        "0x7ffffff000, 0x1001, 'ERANGE: last iova = 0x8000000000, top level 2'",
        "-1, 1, 'ERANGE: last iova = 0xffffffffffffffff, top level 2'",
        "0x1000, 0, 'EINVAL: length = 0'",
        "-1, 0, 'EINVAL: length = 0'",
        "-1, 2, 'EOVERFLOW: iova = 0xffffffffffffffff, length = 0x2'"
    })
    void readAndClearDirtyRefusesRangesItCannotRead(String iova, long length, String message) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapRange(0, 0, 0x20_0000, 3);
            t.table.setDirty(0);
            Map<Long, Long> dump = t.dump();

            assertThatThrownBy(() -> t.table.readAndClearDirty(
                            Long.decode(iova),
                            length,
                            0,
                            (first, bytes) -> assertThat(first).isNegative(),
                            t.gather))
                    .isInstanceOf(PageTableException.class)
                    .hasMessageContaining(message)
                    .hasMessageStartingWith("readAndClearDirty(iova=0x" + Long.toHexString(Long.decode(iova)));
            assertThat(t.gather.isEmpty()).isTrue();
            assertThat(t.dump()).isEqualTo(dump);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x8000000000, ERANGE, ABOVE_TOP",
        "-1, ERANGE, ABOVE_TOP",
        "0x7fffffffff, ENOENT, NO_TRANSLATION",
        "0x200000, ENOENT, NO_TRANSLATION",
        "0x40000000, ENOENT, NO_TRANSLATION"
    })
    void setDirtyRefusesAnAddressThatIsNotTranslated(String iova, Errno errno, Refusal refusal) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapRange(0, 0, 0x20_0000, 3);
            Map<Long, Long> dump = t.dump();

            assertThatThrownBy(() -> t.table.setDirty(Long.decode(iova)))
                    .isInstanceOfSatisfying(PageTableException.class, e -> {
                        assertThat(e.errno()).isEqualTo(errno);
                        assertThat(e.refusal()).isEqualTo(refusal);
                        assertThat(e.mappedBytes()).isZero();
                    })
                    .hasMessageContaining("0x" + Long.toHexString(Long.decode(iova)));
            assertThat(t.dump()).isEqualTo(dump);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x10001, ENXIO, CUT_MISALIGNED, 'iova = 0x10001, smallest page size = 0x1000: iova must be a multiple of the sma'",
        "-1, ENXIO, CUT_MISALIGNED, 'iova = 0xffffffffffffffff, smallest page size = 0x1000'",
        "-4096, ERANGE, BEYOND_VA_WIDTH, 'last iova = 0xfffffffffffff000, VA width 45 bits'",
        "0x200000000000, ERANGE, BEYOND_VA_WIDTH, 'last iova = 0x200000000000, VA width 45 bits'",
        "0x10000, ENOMEM, NO_FRAME, 'iova = 0x10000: no frame left for a table'"
    })
    void cutMappingChecksAlignmentThenWidthThenFrames(String iova, Errno errno, Refusal refusal, String message) {
        try (PooledTable t = PooledTable.of(2, 45, (int) OA_WIDTH)) {
            t.table.mapRange(0, 0, 0x20_0000, 3);
            Map<Long, Long> dump = t.dump();
            t.pool.failAllocations(1, Long.MAX_VALUE);

            assertThatThrownBy(() -> t.table.cutMapping(Long.decode(iova)))
                    .isInstanceOfSatisfying(PageTableException.class, e -> {
                        assertThat(e.errno()).isEqualTo(errno);
                        assertThat(e.refusal()).isEqualTo(refusal);
                    })
                    .hasMessageStartingWith("cutMapping(0x" + Long.toHexString(Long.decode(iova)) + ")")
                    .hasMessageContaining(message);
            assertThat(t.dump()).isEqualTo(dump);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "startingLevel, 0, 48, 52",
        "startingLevel, 6, 48, 52",
        "startingLevel, -1, 48, 52",
        "vaLg2, 2, 0, 52",
        "vaLg2, 2, 65, 52",
        "vaLg2, 2, -5, 52",
        "vaLg2, 2, 1, 52",
        "vaLg2, 2, 12, 52",
        "vaLg2, 1, 21, 52",
        "vaLg2, 2, 30, 52",
        "vaLg2, 4, 48, 52",
        "vaLg2, 5, 13, 52",
        "vaLg2, 5, 57, 52",
        "oaLg2, 2, 48, 0",
        "oaLg2, 2, 48, 53",
        "oaLg2, 2, 48, -1",
        "oaLg2, 2, 48, 1",
        "oaLg2, 2, 48, 12"
    })
    void aTableThatCannotBeIsRefusedAndSaysWhy(String culprit, int level, int vaLg2, int oaLg2) {
        int value = switch (culprit) {
            case "startingLevel" -> level;
            case "vaLg2" -> vaLg2;
            default -> oaLg2;
        };
        assertThatThrownBy(() -> PooledTable.of(level, vaLg2, oaLg2))
                .isInstanceOfSatisfying(PageTableException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.EINVAL);
                    assertThat(e.refusal()).isEqualTo(Refusal.CONFIGURATION);
                })
                .hasMessageContaining(culprit + " = " + value);
    }

    @ParameterizedTest
    @EnumSource
    void aTopWhoseFirstItemSpansTheVaWidthIsRefusedWithTheRule(LinuxRules rules) {
        for (int level = 1; level <= 5; level++) {
            int startingLevel = level;
            int itemLg2 = 12 + 9 * level;
            assertThatThrownBy(() -> new PooledTable(
                            8, b -> b.rules(rules).startingLevel(startingLevel).vaLg2(itemLg2)))
                    .isInstanceOf(PageTableException.class)
                    .hasMessageContaining(String.format(
                            "vaLg2 = %d: must be more than %1$d: one item of startingLevel = %d spans 2^%1$d bytes",
                            itemLg2, level));
            try (PooledTable t = new PooledTable(
                    8, b -> b.rules(rules).startingLevel(startingLevel).vaLg2(itemLg2 + 1))) {
                assertThat(t.table.lastIova()).isEqualTo((2L << itemLg2) - 1);
                assertThat(t.table.rules()).isEqualTo(rules);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LINUX_6_19, 1, 22, 13, 0x1000",
        "LINUX_6_19, 5, 64, 52, 0xfff7ffffff000",
        "LINUX_6_19, 5, 58, 52, 0xfff7ffffff000",
        "LINUX_6_19, 1, 22, 52, 0x3ffff000",
        "LINUX_6_19, 1, 30, 52, 0x3ffff000",
        "LINUX_6_19, 1, 48, 52, 0xff7ffffff000",
        "LINUX_6_19, 1, 64, 13, 0x1000",
        "LINUX_7_3, 1, 22, 13, 0x1000",
        "LINUX_7_3, 5, 64, 52, 0xfff7ffffff000",
        "LINUX_7_3, 5, 58, 52, 0xfff7ffffff000",
        "LINUX_7_3, 1, 22, 52, 0x1ff000",
        "LINUX_7_3, 1, 30, 52, 0x1ffff000",
        "LINUX_7_3, 1, 48, 52, 0x7f7ffffff000",
        "LINUX_7_3, 1, 53, 52, 0xfff7ffffff000",
        "LINUX_7_3, 1, 52, 52, 0x7ff7ffffff000",
        "LINUX_7_3, 1, 64, 13, 0x1000"
    })
    void theLimitsOfAConfigurationAreTables(LinuxRules rules, int level, int vaLg2, int oaLg2, String sizes) {
        try (PooledTable t = new PooledTable(
                8, b -> b.rules(rules).startingLevel(level).vaLg2(vaLg2).oaLg2(oaLg2))) {
            assertThat(t.table.topLevel()).isEqualTo(level);
            assertThat(t.table.vaLg2()).isEqualTo(vaLg2);
            assertThat(t.table.oaLg2()).isEqualTo(oaLg2);
            assertThat(t.table.lastIova()).isEqualTo(vaLg2 == 64 ? -1 : (1L << vaLg2) - 1);
            assertThat(t.table.pageSizes()).isEqualTo(Long.decode(sizes));
            assertThat(t.table.mapPages(0, 0x1000, 0x1000, 1, 1)).isEqualTo(0x1000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xfff, 1L << 39, 1L << 40, ~PageSizes.ALL})
    void aTableWithoutAPageSizeIsRefused(long sizes) {
        assertThatThrownBy(() -> new PooledTable(8, b -> b.oaLg2(40).pageSizes(sizes)))
                .isInstanceOfSatisfying(
                        PageTableException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageContaining("pageSizes = 0x" + Long.toHexString(sizes));
    }

    @Test
    void aTableRefusesToHaveOnlyAPageSizeThatItsReleaseHides() {
        long half = 1L << 29;
        try (PooledTable t = new PooledTable(
                8, b -> b.startingLevel(1).vaLg2(30).pageSizes(half).rules(LinuxRules.LINUX_6_19))) {
            assertThat(t.table.mapPages(half, 0, half, 1, 1)).isEqualTo(half);
        }
        assertThatThrownBy(() ->
                        new PooledTable(8, b -> b.startingLevel(1).vaLg2(30).pageSizes(half)))
                .isInstanceOf(PageTableException.class)
                .hasMessageContaining("pageSizes = 0x20000000: must hold one of 0x1ffff000");
    }

    private static void checkPages(
            PooledTable t, Refusal refusal, long iova, long pa, long size, long count, int prot) {
        long result = t.table.tryMapPages(iova, pa, size, count, prot);
        String call = String.format("iova 0x%x, pa 0x%x, size 0x%x, count 0x%x, prot %d", iova, pa, size, count, prot);
        assertThat(MapResult.isMapped(result)).as(call).isFalse();
        assertThat(MapResult.refusal(result)).as(call).isEqualTo(refusal);
        assertThat(MapResult.bytes(result)).as(call).isZero();
        PageTableException e =
                catchThrowableOfType(PageTableException.class, () -> t.table.mapPages(iova, pa, size, count, prot));
        assertThat(e.refusal()).as(call).isEqualTo(refusal);
        assertThat(e.errno()).as(call).isEqualTo(refusal.errno());
        assertThat(e.mappedBytes()).as(call).isZero();
        assertThat(e).hasMessageContaining(refusal.errno() + ": ").hasMessageEndingWith(refusal.rule());
    }

    private static void checkRange(PooledTable t, Refusal refusal, long iova, long pa, long length, int prot) {
        long result = t.table.tryMapRange(iova, pa, length, prot);
        String call = String.format("iova 0x%x, pa 0x%x, length 0x%x, prot %d", iova, pa, length, prot);
        assertThat(MapResult.refusal(result)).as(call).isEqualTo(refusal);
        assertThat(MapResult.bytes(result)).as(call).isZero();
        PageTableException e =
                catchThrowableOfType(PageTableException.class, () -> t.table.mapRange(iova, pa, length, prot));
        assertThat(e.refusal()).as(call).isEqualTo(refusal);
        assertThat(e.mappedBytes()).as(call).isZero();
        assertThat(e).hasMessageContaining(refusal.errno() + ": ").hasMessageEndingWith(refusal.rule());
    }

    private static void addPairs(Set<Set<Refusal>> pairs, Set<Refusal> broken) {
        for (Refusal a : broken) {
            for (Refusal b : broken) {
                pairs.add(a == b ? Set.of(a) : Set.of(a, b));
            }
        }
    }

    private static Set<Set<Refusal>> missing(Set<Set<Refusal>> pairs, List<Refusal> order) {
        Set<Set<Refusal>> missing = new HashSet<>();
        addPairs(missing, Set.copyOf(order));
        missing.removeAll(pairs);
        return missing;
    }
}
