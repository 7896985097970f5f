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

/** The geometry of the levels. */
class LevelTest {
    private static final long SEED = Seeds.choose("LevelTest");

    static IntStream levels() {
        return IntStream.rangeClosed(0, 5);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 12, 21, 512",
        "1, 21, 30, 512",
        "2, 30, 39, 512",
        "3, 39, 48, 512",
        "4, 48, 57, 512",
        "5, 57, 64, 128"
    })
    void eachLevelHasTheSizesOfTheSpecification(int level, int itemLg2, int tableLg2, int items) {
        assertThat(Level.itemLg2(level)).isEqualTo(itemLg2);
        assertThat(Level.tableLg2(level)).isEqualTo(tableLg2);
        assertThat(Level.items(level)).isEqualTo(items);
    }

    @ParameterizedTest
    @MethodSource("levels")
    void eachLevelDecodesAContiguousSetOfVaBits(int level) {
        for (int b = 0; b < 64; b++) {
            boolean decoded = b >= 12 + 9 * level && b <= Math.min(12 + 9 * level + 8, 63);
            int weight = decoded ? 1 << (b - 12 - 9 * level) : 0;
            assertThat(Level.index(1L << b, level)).as("VA bit %d", b).isEqualTo(weight);
        }
    }

    @Test
    void allLevelsTogetherDecodeAll64VaBitsOnce() {
        for (int b = 0; b < 64; b++) {
            int decoders = b < Level.GRANULE_LG2 ? 1 : 0; // the offset in a page
            for (int level = 0; level <= Level.MAX; level++) {
                decoders += Level.index(1L << b, level) != 0 ? 1 : 0;
            }
            assertThat(decoders).as("decoders of VA bit %d", b).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void theIndexIsTheItemNumberInTheTable(int level) {
        SplittableRandom random = new SplittableRandom(SEED);
        BigInteger itemSize = BigInteger.TWO.pow(12 + 9 * level);
        for (int i = 0; i < 1000; i++) {
            long va = i == 0 ? -1 : random.nextLong();
            BigInteger item = new BigInteger(Long.toUnsignedString(va)).divide(itemSize);
            assertThat(Level.index(va, level))
                    .as("va 0x%x", va)
                    .isEqualTo(item.mod(BigInteger.valueOf(512)).intValueExact());
        }
    }

    @Test
    void aSizeBelongsToTheHighestLevelWhoseItemsAreNotLarger() {
        for (int s = 12; s <= 51; s++) {
            int highest = 0;
            for (int level = 0; level <= 5; level++) {
                highest = 12 + 9 * level <= s ? level : highest;
            }
            assertThat(Level.ofSize(s)).as("level of 2^%d", s).isEqualTo(highest);
        }
    }
}
