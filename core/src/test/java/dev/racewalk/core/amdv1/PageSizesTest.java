package dev.racewalk.core.amdv1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.Seeds;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sizes that a leaf can have, and the choice among them, against loops over all sizes. */
class PageSizesTest {
    private static final long SEED = Seeds.choose("PageSizesTest");

    static IntStream levels() {
        return IntStream.rangeClosed(0, 5);
    }

    /** The suffixes of the kernel's test. */
    static IntStream suffixes() {
        return IntStream.concat(IntStream.rangeClosed(1, 9), IntStream.rangeClosed(32, 41));
    }

    @ParameterizedTest
    @MethodSource("levels")
    void aLevelHoldsThePowersOfTwoFromItsItemUpToHalfItsTable(int level) {
        for (int s = 0; s < 64; s++) {
            assertThat(PageSizes.ofLevel(level) >>> s & 1)
                    .as("2^%d at level %d", s, level)
                    .isEqualTo(isPossible(s, level) ? 1 : 0);
        }
    }

    @Test
    void allSizesAreThoseOfAnyLevel() {
        for (int s = 0; s < 64; s++) {
            boolean possible = false;
            for (int level = 0; level <= 5; level++) {
                possible |= isPossible(s, level);
            }
            assertThat(PageSizes.ALL >>> s & 1).as("2^%d", s).isEqualTo(possible ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "48, 52, 0xff7ffffff000",
        "64, 52, 0xfff7ffffff000",
        "32, 52, 0x7ffffff000",
        "64, 40, 0x7ffffff000",
        "21, 52, 0x1ff000",
        "22, 52, 0x3ffff000",
        "64, 13, 0x1000",
        "64, 12, 0",
        "12, 52, 0",
        "13, 52, 0x1ff000",
        "57, 48, 0xff7ffffff000"
    })
    void theSizesOfKnownWidthsAreThoseOfLinux(int vaLg2, int oaLg2, String bitmap) {
        assertThat(PageSizes.ofWidths(vaLg2, oaLg2)).isEqualTo(Long.decode(bitmap));
    }

    @Test
    void theSizesOfAllWidthsAreThoseOfTheLevelsReachedThatFitTheOaWidth() {
        for (int vaLg2 = 1; vaLg2 <= 64; vaLg2++) {
            for (int oaLg2 = 1; oaLg2 <= 52; oaLg2++) {
                long expected = 0;
                for (int s = 12; s < oaLg2; s++) {
                    int level = (s - 12) / 9;
                    boolean levelReached = 12 + 9 * level < vaLg2;
                    expected |= levelReached && isPossible(s, level) ? 1L << s : 0;
                }
                assertThat(PageSizes.ofWidths(vaLg2, oaLg2))
                        .as("VA %d, OA %d", vaLg2, oaLg2)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("suffixes")
    void theBestSizeForRandomPrefixesIsTheLargestThatFits(int vaSuffix) {
        SplittableRandom random = new SplittableRandom(SEED);
        suffixes()
                .forEach(oaSuffix -> suffixes().forEach(lengthSuffix -> {
                    long va = withSuffix(random.nextLong(), vaSuffix);
                    long oa = withSuffix(random.nextLong(), oaSuffix);
                    long length = withSuffix(random.nextLong() >>> random.nextInt(63), lengthSuffix);
                    long last = Long.compareUnsigned(va + length - 1, va) < 0 ? -1 : va + length - 1;
                    long sizes = random.nextLong();
                    checkBest(sizes, va, last, oa);
                    checkBest(PageSizes.ALL, va, last, oa);
                }));
    }

    @ParameterizedTest
    @MethodSource("suffixes")
    void theBestSizeForPrefixesOfZerosIsTheLargestThatFits(int suffix) {
        suffixes().forEach(other -> {
            checkBest(-1, 0, (1L << suffix) - 1, 1L << other);
            checkBest(-1, 1L << other, (1L << other) + (1L << suffix) - 1, 0);
            checkBest(-1, 0, (1L << suffix) - 2, 0);
            checkBest(-1, 0, 1L << suffix, 0);
        });
    }

    @ParameterizedTest
    @MethodSource("suffixes")
    void theBestSizeForPrefixesOfOnesIsTheLargestThatFits(int suffix) {
        suffixes().forEach(other -> {
            long ones = -1L << suffix;
            checkBest(-1, ones, -1, -1L << other);
            checkBest(-1, -1L << other, -1, ones);
            checkBest(-1, ones, ones | 1, 0);
        });
    }

    @ParameterizedTest
    @MethodSource("suffixes")
    void anEmptyBitmapHasNoBestSize(int suffix) {
        assertThat(PageSizes.best(0, 0, -1, 0)).isEqualTo(-1);
        assertThat(PageSizes.best(0, 1L << suffix, -1, 1L << suffix)).isEqualTo(-1);
        assertThat(PageSizes.best(0, 0, 1L << suffix, 0)).isEqualTo(-1);
    }

    @Test
    void theBestSizeIsRightAtTheLimitsOfALog2() {
        for (int s = 0; s < 64; s++) {
            long size = 1L << s;
            assertThat(PageSizes.best(-1, 0, size - 1, 0)).as("2^%d bytes", s).isEqualTo(s);
            assertThat(PageSizes.best(size, 0, size - 1, size))
                    .as("only 2^%d", s)
                    .isEqualTo(s);
            assertThat(PageSizes.best(size, -size, -1, 0)).as("last 2^%d", s).isEqualTo(s);
            assertThat(PageSizes.best(size, 0, -1, 0)).as("2^%d in all", s).isEqualTo(s);
            if (s > 0) {
                assertThat(PageSizes.best(size, 0, size - 2, 0)).as("too short").isEqualTo(-1);
                assertThat(PageSizes.best(size, size >>> 1, -1, 0)).as("VA off").isEqualTo(-1);
                assertThat(PageSizes.best(size, 0, -1, size >>> 1)).as("OA off").isEqualTo(-1);
            }
        }
    }

    private static void checkBest(long sizes, long va, long last, long oa) {
        BigInteger length = unsigned(last).subtract(unsigned(va)).add(BigInteger.ONE);
        int best = -1;
        for (int s = 0; s < 64; s++) {
            BigInteger size = BigInteger.TWO.pow(s);
            boolean fits = unsigned(sizes).testBit(s)
                    && unsigned(va).mod(size).signum() == 0
                    && unsigned(oa).mod(size).signum() == 0
                    && size.compareTo(length) <= 0;
            best = fits ? s : best;
        }
        assertThat(PageSizes.best(sizes, va, last, oa))
                .as("sizes 0x%x, va 0x%x..0x%x, oa 0x%x", sizes, va, last, oa)
                .isEqualTo(best);
    }

    private static boolean isPossible(int sizeLg2, int level) {
        int itemLg2 = 12 + 9 * level;
        boolean isErratum = sizeLg2 == 39;
        return level < 5 && sizeLg2 >= itemLg2 && sizeLg2 < itemLg2 + 9 && sizeLg2 <= 51 && !isErratum;
    }

    private static long withSuffix(long value, int zeros) {
        return (value & -1L << zeros) | 1L << zeros;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
