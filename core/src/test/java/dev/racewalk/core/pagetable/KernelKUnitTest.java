package dev.racewalk.core.pagetable;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.PageSizes;
import dev.racewalk.core.memory.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cases of the kernel's own tests, {@code drivers/iommu/generic_pt/kunit_iommu_pt.h}, in both of its
 * configurations and by the rules of each release. At the end of each no table has leaked: {@link PooledTable#close} checks it.
 */
class KernelKUnitTest {
    private static final long TEST_OA = 0x74a7_1445_dead_beefL;
    private static final long KI = 1L << 10;
    private static final long GI = 1L << 30;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    enum Configuration {
        LEVEL_2(64, LinuxRules.LINUX_7_3),
        LEVEL_2_VA_32(32, LinuxRules.LINUX_7_3),
        LEVEL_2_OF_6_19(64, LinuxRules.LINUX_6_19),
        LEVEL_2_VA_32_OF_6_19(32, LinuxRules.LINUX_6_19);

        private final int vaLg2;
        private final LinuxRules rules;

        Configuration(int vaLg2, LinuxRules rules) {
            this.vaLg2 = vaLg2;
            this.rules = rules;
        }

        PooledTable open() {
            return open(PageSizes.ALL);
        }

        PooledTable open(long pageSizes) {
            return new PooledTable(
                    6000,
                    builder ->
                            builder.startingLevel(2).vaLg2(vaLg2).rules(rules).pageSizes(pageSizes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void increaseLevel(Configuration configuration) {
        try (PooledTable t = configuration.open()) {
            int level = 2;
            for (; topLast(t) != -1 && Long.compareUnsigned(topLast(t), t.table.lastIova()) < 0; level++) {
                long iova = topLast(t) + 1;
                assertThat(t.table.topLevel()).isEqualTo(level);
                map(t, iova, 0, 4 * KI);
                assertThat(t.table.topLevel()).isEqualTo(level + 1);
                assertThat(t.table.iovaToPhys(iova)).isZero();
                t.verify();
            }
            assertThat(level).isEqualTo(configuration.vaLg2 == 64 ? 5 : 2);
            assertThat(t.entryCount()).isEqualTo(level - 2L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapSimple(Configuration configuration) {
        try (PooledTable t = configuration.open()) {
            List<Long> starts = new ArrayList<>();
            long cursor = 256 * 4 * KI;
            for (int s : sizesBelow(t, t.table.vaLg2() - 1)) {
                long size = 1L << s;
                cursor = roundUp(cursor, size);
                map(t, cursor, cut(size), size);
                starts.add(cursor);
                check(t, cursor, cut(size), size);
                cursor += size;
            }
            assertThat(t.entries())
                    .extracting(PooledTable.Entry::sizeLg2)
                    .containsExactlyElementsOf(sizesBelow(t, t.table.vaLg2() - 1));
            assertThat(t.entries()).extracting(PooledTable.Entry::iova).isEqualTo(starts);
            t.verify();

            int number = 0;
            for (int s : sizesBelow(t, t.table.vaLg2() - 1)) {
                assertThat(unmap(t, starts.get(number), 1L << s)).isEqualTo(1L << s);
                assertThat(t.table.iovaToPhys(starts.get(number++))).isEqualTo(IoPageTable.NO_TRANSLATION);
            }
            assertThat(t.entryCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapTableToOa(Configuration configuration) {
        try (PooledTable t = configuration.open()) {
            int limit = Math.min(t.table.vaLg2() - 1, 34); // below 16 GiB
            List<Integer> sizes = sizesBelow(t, limit);
            long max = 1L << sizes.get(sizes.size() - 1);
            long base = roundUp(256 * 4 * KI, max);
            for (int s : sizes) {
                long size = 1L << s;
                long count = max / size;
                for (long i = 0; i < count; i++) {
                    map(t, base + i * size, cut(max) + i * size, size);
                }
                check(t, base, cut(max), max);
                assertThat(t.entryCount()).isEqualTo(count);
                if (s == sizes.get(sizes.size() - 1)) {
                    assertThat(unmap(t, base, max)).isEqualTo(max);
                } else {
                    assertThat(unmap(t, base, max / 2)).isEqualTo(max / 2);
                    for (long i = count / 2; i < count; i++) {
                        same(unmap(t, base + i * size, size), size, base + i * size);
                    }
                }
                assertThat(t.entryCount()).isZero();
                t.verify();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void unmapSplit(Configuration configuration) {
        try (PooledTable t = configuration.open()) {
            List<Integer> sizes = sizesBelow(t, t.table.vaLg2() - 1);
            for (int i = 0; i + 1 < sizes.size(); i++) {
                long base = 1L << sizes.get(i);
                for (int nextLg2 : sizes.subList(i + 1, sizes.size())) {
                    long next = 1L << nextLg2;
                    map(t, 0, cut(next), next);
                    assertThat(unmap(t, 0, base)).isEqualTo(next);
                    assertThat(t.entryCount()).isZero();

                    map(t, 0, cut(next), next);
                    map(t, next, cut(next), next);
                    assertThat(unmap(t, 0, base)).isEqualTo(next);
                    checkEnds(t, next, cut(next), next);
                    assertThat(unmap(t, next, base)).isEqualTo(next);
                    assertThat(t.entryCount()).isZero();
                }
            }
            t.verify();
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomMap(Configuration configuration) {
        SplittableRandom random = Seeds.random("KernelKUnitTest.randomMap");
        try (PooledTable t = configuration.open()) {
            long window = GI;
            long start = configuration.vaLg2 == 64 ? (random.nextLong() >>> 13) & -window : window;
            int collisions = 0;
            for (int round = 0; round < 1000; round++) {
                int s = 12 + random.nextInt(14);
                long offset = random.nextLong(window) & -(1L << s);
                long length = Math.min((random.nextLong(16) + 1) << s, window - offset);
                long iova = start + offset;
                long result = t.table.tryMapRange(iova, iova, length, PROT);
                if (!MapResult.isMapped(result)) {
                    collisions++;
                    assertThat(MapResult.refusal(result)).isEqualTo(Refusal.IN_USE);
                    unmapColliding(t, iova, length);
                    assertThat(t.table.mapRange(iova, iova, length, PROT)).isEqualTo(length);
                }
                check(t, iova, iova, length);
                if (round % 100 == 99) {
                    t.verify();
                }
            }
            assertThat(collisions).isGreaterThan(100);
            unmapColliding(t, start, window);
            assertThat(t.entryCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pgsizeBoundary(Configuration configuration) {
        try (PooledTable t = configuration.open()) {
            t.table.mapRange(0xfef8_0000L, 0x20_8b95_d000L, 0x2_0000, PROT);
            check(t, 0xfef8_0000L, 0x20_8b95_d000L, 0x2_0000);
            assertThat(t.entryCount()).isEqualTo(0x20); // no two pages are aligned alike
            assertThat(unmap(t, 0xfef8_0000L, 0x2_0000)).isEqualTo(0x2_0000);
            assertThat(t.entryCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mixed(Configuration configuration) {
        long start = 0x3f_e400L << 12;
        long end = 0x4c_0600L << 12;
        if (configuration.vaLg2 == 32) {
            // The kernel skips what does not fit; here the refusal is the test.
            try (PooledTable t = configuration.open()) {
                assertThat(MapResult.refusal(t.table.tryMapRange(start, start, end - start, PROT)))
                        .isEqualTo(Refusal.BEYOND_VA_WIDTH);
                assertThat(t.entryCount()).isZero();
            }
            start >>>= 4; // the same shape, 16 times smaller, fits
            end >>>= 4;
        }
        try (PooledTable t = configuration.open()) {
            t.table.mapRange(start, start, end - start, PROT);
            check(t, start, start, end - start);
            assertThat(t.entries().stream().map(PooledTable.Entry::sizeLg2).distinct())
                    .hasSizeGreaterThan(3);
            t.verify();
            assertThat(unmap(t, start, end - start)).isEqualTo(end - start);
            assertThat(t.entryCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL_2", "LEVEL_2_OF_6_19"})
    void mixedOfThreeSizes(Configuration configuration) {
        long start = 0x3f_e400L << 12;
        long length = (0x4c_0600L << 12) - start;
        try (PooledTable t = configuration.open(4 * KI | 1L << 21 | GI)) {
            t.table.mapRange(start, start, length, PROT);
            check(t, start, start, length);
            assertThat(t.entries())
                    .extracting(PooledTable.Entry::sizeLg2)
                    .containsExactlyElementsOf(Stream.of(nCopies(14, 21), nCopies(3, 30), nCopies(3, 21))
                            .flatMap(List::stream)
                            .toList());
            t.verify();
        }
    }

    /** From 7.1 on the kernel maps pages as it maps a range; up to 6.19 it gives them one size. */
    @ParameterizedTest
    @EnumSource
    void pagesAreMappedAsARange(Configuration configuration) {
        try (PooledTable pages = configuration.open();
                PooledTable range = configuration.open()) {
            long iova = 0x4000_0000L - 5 * 4 * KI;
            long pa = iova + 0x8000_0000L;
            long count = 5 + 512 + 3;
            assertThat(pages.table.mapPages(iova, pa, 4 * KI, count, PROT)).isEqualTo(count * 4 * KI);
            assertThat(range.table.mapRange(iova, pa, count * 4 * KI, PROT)).isEqualTo(count * 4 * KI);
            if (configuration.rules == LinuxRules.LINUX_7_3) {
                assertThat(pages.entries()).isEqualTo(range.entries());
                assertThat(range.entries())
                        .extracting(PooledTable.Entry::sizeLg2)
                        .containsExactly(12, 14, 21, 13, 12);
            } else {
                assertThat(pages.entries()).hasSize((int) count).allMatch(entry -> entry.sizeLg2() == 12);
            }
            check(pages, iova, pa, count * 4 * KI);
        }
    }

    private static void map(PooledTable t, long iova, long oa, long size) {
        same(t.table.mapPages(iova, oa, size, 1, PROT), size, iova);
    }

    private static long unmap(PooledTable t, long iova, long length) {
        return t.unmap(iova, length);
    }

    /** Every page up to 2 GiB, as in the kernel; of what is beyond, the last one. */
    private static void check(PooledTable t, long iova, long oa, long length) {
        long limit = Math.min(length, 2 * GI);
        for (long offset = 0; offset < limit; offset += 4 * KI) {
            same(t.table.iovaToPhys(iova + offset), oa + offset, iova + offset);
        }
        checkEnds(t, iova, oa, length);
    }

    private static void checkEnds(PooledTable t, long iova, long oa, long length) {
        for (long offset : new long[] {0, length / 2 - 1, length / 2, length - 1}) {
            same(t.table.iovaToPhys(iova + offset), oa + offset, iova + offset);
        }
    }

    /** An assertion that costs nothing while it holds: these tests make millions. */
    private static void same(long actual, long expected, long iova) {
        if (actual != expected) {
            assertThat(actual).as("iova 0x%x", iova).isEqualTo(expected);
        }
    }

    private static void unmapColliding(PooledTable t, long first, long length) {
        long last = first + length - 1;
        for (PooledTable.Entry entry : t.entries()) {
            long entryLast = entry.iova() + (1L << entry.sizeLg2()) - 1;
            if (Long.compareUnsigned(entry.iova(), last) <= 0 && Long.compareUnsigned(entryLast, first) >= 0) {
                assertThat(unmap(t, entry.iova(), 1L << entry.sizeLg2())).isEqualTo(1L << entry.sizeLg2());
            }
        }
    }

    /** The sizes of a table below 2^limitLg2, ascending. */
    private static List<Integer> sizesBelow(PooledTable t, int limitLg2) {
        List<Integer> sizes = new ArrayList<>();
        for (int s = 0; s < limitLg2; s++) {
            if ((t.table.pageSizes() >>> s & 1) == 1) {
                sizes.add(s);
            }
        }
        assertThat(sizes).isNotEmpty();
        return sizes;
    }

    private static long cut(long size) {
        return (TEST_OA & ((1L << PageSizes.MAX_OA_LG2) - 1)) & -size;
    }

    private static long roundUp(long value, long size) {
        return (value + size - 1) & -size;
    }

    private static long topLast(PooledTable t) {
        int tableLg2 = Math.min(64, 12 + 9 * (t.table.topLevel() + 1));
        return tableLg2 == 64 ? -1 : (1L << tableLg2) - 1;
    }
}
