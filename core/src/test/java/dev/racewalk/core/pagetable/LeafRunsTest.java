package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.amdv1.PageSizes;
import dev.racewalk.core.memory.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many leaves of one size a range takes before the size changes, against a walk that chooses leaf by leaf. Kernel: {@code
 * pt_pgsz_count()} of 7.1 and later, which its test {@code test_pgsz_count} checks.
 */
class LeafRunsTest {
    /** More leaves than any walk here takes, unless the length says so. */
    private static final int MANY = 20_000;

    private static final long PAGE = 1L << 12;
    private static final long BLOCK = 1L << 21;
    private static final long GI = 1L << 30;

    private final SplittableRandom random = Seeds.random("LeafRunsTest");

    @ParameterizedTest
    @CsvSource({
        "0x1000, 0, 0, 0x40000000, 262144", // pages are all there is
        "0x201000, 0x1000, 0x1000, 0x3ffff000, 511", // up to the first block
        "0x201000, 0x1000, 0x2000, 0x3ffff000, 262143", // never aligned alike
        "0x201000, 0x1000, 0x1000, 0x200000, 512", // too short for a block anywhere
        "0x201000, 0x1000, 0x1000, 0x3ff000, 511", // just long enough
        "0x201000, 0x1000, 0x1000, 0x3fe000, 1022", // and one page too short
        "0x201000, 0, 0, 0x1ff000, 511", // aligned, but shorter than a block
        "0x201000, 0x1ff000, 0x7ff000, 0x400000, 1", // a single page before blocks
        "0x40001000, 0x3ffff000, 0x7ffff000, 0x40001000, 1",
        "0x1000, -4096, 0xffffffffff000, 0x1000, 1" // the last page of all
    })
    void pagesAreCountedUpToTheFirstLargerLeaf(String sizes, String iova, String pa, String length, long pages) {
        Limits limits = new Limits(64, 52, Long.decode(sizes), LinuxRules.LINUX_7_3);
        assertThat(limits.runLength(Long.decode(iova), Long.decode(pa), Long.decode(length), 12) / PAGE)
                .isEqualTo(pages);
    }

    @Test
    void blocksAreCountedFromTheirStartToTheLastThatIsWhole() {
        Limits limits = new Limits(64, 52, PAGE | BLOCK, LinuxRules.LINUX_7_3);
        assertThat(limits.runLength(0, 0, GI, 21)).isEqualTo(GI);
        assertThat(limits.runLength(0, 0, GI + BLOCK - PAGE, 21)).isEqualTo(GI);
        assertThat(limits.runLength(-GI, 0, GI, 21)).isEqualTo(GI);
    }

    @Test
    void aRunEndsWhereTheBestSizeForTheNextPlaceIsAnother() {
        int ended = 0;
        for (int i = 0; i < 50_000; i++) {
            long sizes = sizes();
            Limits limits = new Limits(64, 52, sizes, LinuxRules.LINUX_7_3);
            int smallest = Long.numberOfTrailingZeros(sizes);
            long length = (1 + random.nextLong(1L << random.nextInt(1, 13))) << smallest;
            long iova = random.nextLong() & -(1L << (smallest + random.nextInt(14)));
            iova = -iova - length > 0 ? iova : 0; // not over the end
            long pa = random.nextBoolean() ? iova : random.nextLong() & -(1L << (smallest + random.nextInt(14)));
            pa &= (1L << 51) - 1;
            String call = String.format("sizes 0x%x, iova 0x%x, pa 0x%x, length 0x%x", sizes, iova, pa, length);

            int first = best(sizes, iova, pa, length);
            int highest = first;
            long run = -1;
            int leaves = 0;
            for (long done = 0; done != length; leaves++) {
                assertThat(leaves).as(call).isLessThan(MANY);
                int lg2 = best(sizes, iova + done, pa + done, length - done);
                if (lg2 != first && run < 0) {
                    run = done;
                    ended++;
                }
                highest = Math.max(highest, lg2);
                done += 1L << lg2;
            }

            assertThat(limits.runLength(iova, pa, length, first)).as(call).isEqualTo(run < 0 ? length : run);
            assertThat(limits.highestLeafLevel(iova, pa, length)).as(call).isEqualTo(Level.ofSize(highest));
        }
        assertThat(ended).as("runs that ended before their range").isGreaterThan(10_000);
    }

    /** A few sizes of the format, often neighbours. */
    private long sizes() {
        int smallest = 12 + random.nextInt(12);
        long many = random.nextLong();
        long few = many & random.nextLong();
        long mask = (1L << smallest)
                | switch (random.nextInt(3)) {
                    case 0 -> -1;
                    case 1 -> many;
                    default -> few;
                };
        return PageSizes.ALL & mask & -(1L << smallest);
    }

    private static int best(long sizes, long iova, long pa, long length) {
        int best = -1;
        for (int s = 12; s < 52; s++) {
            long size = 1L << s;
            boolean fits = (sizes & size) != 0
                    && Long.remainderUnsigned(iova, size) == 0
                    && pa % size == 0
                    && Long.compareUnsigned(size, length) <= 0;
            best = fits ? s : best;
        }
        return best;
    }
}
