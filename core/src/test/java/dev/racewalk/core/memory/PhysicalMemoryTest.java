package dev.racewalk.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Emulated memory as one thread sees it: bounds, and what each access does. What it orders is beyond this test. */
class PhysicalMemoryTest {
    private static final int FRAMES = 3;
    private static final long BYTES = FRAMES * 4096L;

    private final PhysicalMemory memory = new PhysicalMemory(FRAMES);

    enum Write {
        WRITE_ONCE {
            @Override
            void to(PhysicalMemory memory, int word, long value) {
                memory.writeOnce(word, value);
            }
        },
        STORE_RELEASE {
            @Override
            void to(PhysicalMemory memory, int word, long value) {
                memory.storeRelease(word, value);
            }
        },
        FILL_OF_ONE {
            @Override
            void to(PhysicalMemory memory, int word, long value) {
                memory.fill(word, 1, value);
            }
        };

        abstract void to(PhysicalMemory memory, int word, long value);
    }

    enum Cas {
        RELEASE {
            @Override
            boolean of(PhysicalMemory memory, int word, long expected, long value) {
                return memory.casRelease(word, expected, value);
            }
        },
        OPAQUE {
            @Override
            boolean of(PhysicalMemory memory, int word, long expected, long value) {
                return memory.casOpaque(word, expected, value);
            }
        },
        VOLATILE {
            @Override
            boolean of(PhysicalMemory memory, int word, long expected, long value) {
                return memory.casVolatile(word, expected, value);
            }
        };

        abstract boolean of(PhysicalMemory memory, int word, long expected, long value);
    }

    @Test
    void aNewMemoryHoldsZeros() {
        assertThat(memory.frames()).isEqualTo(FRAMES);
        for (int word = 0; word < FRAMES * 512; word++) {
            assertThat(memory.readOnce(word)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, PhysicalMemory.MAX_FRAMES + 1, Integer.MAX_VALUE})
    void anImpossibleNumberOfFramesIsRefusedWithTheRule(int frames) {
        assertThatThrownBy(() -> new PhysicalMemory(frames))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frames = " + frames)
                .hasMessageContaining("1.." + PhysicalMemory.MAX_FRAMES);
    }

    @Test
    void theLargestMemoryFillsOneArray() {
        assertThat(PhysicalMemory.MAX_FRAMES).isEqualTo(0x7fff_ffff / 512);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 0x1000, 0x1ff8, BYTES - 8})
    void aWordNumberIsTheAddressDividedByEight(long pa) {
        assertThat(memory.word(pa)).isEqualTo((int) (pa / 8));
        assertThat(memory.contains(pa)).isTrue();
        assertThat(memory.contains(pa + 7)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "4, 4",
        "0x1007, 1007",
        "0x2fff, 2fff",
        "0x3000, 3000",
        "0x3004, 3004",
        "0x800000000, 800000000",
        "0x1000000000000, 1000000000000",
        "-8, fffffffffffffff8"
    })
    void anAddressOffTheWordsIsRefusedWithTheRule(String pa, String hex) {
        assertThatThrownBy(() -> memory.word(Long.decode(pa)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x" + hex + ":")
                .hasMessageContaining("multiple of 8 below 0x3000");
    }

    @ParameterizedTest
    @ValueSource(longs = {BYTES, BYTES + 1, 1L << 34, 1L << 35, 1L << 51, Long.MIN_VALUE, -1})
    void anAddressBeyondTheEndIsNotContained(long pa) {
        assertThat(memory.contains(pa)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void eachWriteReachesItsWordAloneAndEachReadSeesIt(Write write) {
        write.to(memory, 700, 0x8765_4321_0fed_cba9L);

        assertThat(memory.readOnce(700)).isEqualTo(0x8765_4321_0fed_cba9L);
        assertThat(memory.loadAcquire(700)).isEqualTo(0x8765_4321_0fed_cba9L);
        assertThat(memory.readOnce(699)).isZero();
        assertThat(memory.readOnce(701)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aCompareAndSetReplacesExactlyTheExpectedWord(Cas cas) {
        memory.writeOnce(5, -2);

        assertThat(cas.of(memory, 5, -3, 17)).isFalse();
        assertThat(memory.readOnce(5)).isEqualTo(-2);
        assertThat(cas.of(memory, 5, -2, 17)).isTrue();
        assertThat(memory.readOnce(5)).isEqualTo(17);
        assertThat(cas.of(memory, 5, -2, 18)).isFalse();
        assertThat(memory.readOnce(5)).isEqualTo(17);
        assertThat(memory.readOnce(4) | memory.readOnce(6)).isZero();
    }

    @Test
    void andVolatileKeepsTheMaskedBitsAndReturnsTheWordBefore() {
        memory.writeOnce(9, 0xff0f);

        assertThat(memory.andVolatile(9, 0x0ff3)).isEqualTo(0xff0f);
        assertThat(memory.readOnce(9)).isEqualTo(0x0f03);
    }

    @Test
    void fillWritesWhatALoopWouldWrite() {
        SplittableRandom random = Seeds.random("PhysicalMemoryTest.fill");
        for (int round = 0; round < 300; round++) {
            PhysicalMemory filled = new PhysicalMemory(1);
            int word = random.nextInt(512);
            int count = random.nextInt(512 - word + 1);
            long value = random.nextLong();
            filled.fill(word, count, value);
            for (int i = 0; i < 512; i++) {
                long expected = i >= word && i < word + count ? value : 0;
                assertThat(filled.readOnce(i))
                        .as("word %d of %d+%d", i, word, count)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void countMatchingCountsWhatALoopWouldCount() {
        SplittableRandom random = Seeds.random("PhysicalMemoryTest.countMatching");
        writeMostlyFives(random);
        for (int round = 0; round < 5000; round++) {
            int word = random.nextInt(FRAMES * 512);
            int limit = random.nextInt(Math.min(40, FRAMES * 512 - word) + 1);
            long mask = random.nextInt(4) == 0 ? 0x70 : 0xf0;
            long pattern = random.nextInt(8) == 0 ? 0x40 : 0x50;
            assertThat(memory.countMatching(word, limit, mask, pattern))
                    .isEqualTo(matching(word, limit, mask, pattern));
        }
        assertThat(memory.countMatching(0, FRAMES * 512, 0, 0)).isEqualTo(FRAMES * 512);
    }

    @Test
    void countMatchingCountsZerosUpToTheFirstOtherWord() {
        SplittableRandom random = Seeds.random("PhysicalMemoryTest.zeros");
        for (int round = 0; round < 2000; round++) {
            int word = random.nextInt(FRAMES * 512);
            int limit = random.nextInt(FRAMES * 512 - word + 1);
            int other = word + random.nextInt(FRAMES * 512 - word);
            memory.writeOnce(other, 1L << random.nextInt(64));

            assertThat(memory.countMatching(word, limit, -1, 0)).isEqualTo(Math.min(limit, other - word));
            memory.writeOnce(other, 0);
        }
    }

    @Test
    void aWordIsReplacedIfItMatches() {
        memory.writeOnce(7, 0x57);

        assertThat(memory.replaceMatching(7, 0xf0, 0x40, 1)).isFalse();
        assertThat(memory.readOnce(7)).isEqualTo(0x57);
        assertThat(memory.replaceMatching(7, 0xf0, 0x50, 1)).isTrue();
        assertThat(memory.readOnce(7)).isEqualTo(1);
        assertThat(memory.readOnce(6) | memory.readOnce(8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 400})
    void replaceMatchingReplacesWhatALoopWouldReplace(int longest) {
        SplittableRandom random = Seeds.random("PhysicalMemoryTest.replaceMatching");
        for (int round = 0; round < 300; round++) {
            if (round % 2 == 0) {
                writeMostlyFives(random);
            } else {
                memory.fill(0, FRAMES * 512, 0x5f);
            }
            int word = random.nextInt(FRAMES * 512);
            int limit = random.nextInt(Math.min(longest, FRAMES * 512 - word) + 1);
            long first = random.nextLong();
            long step = random.nextBoolean() ? 0 : random.nextLong();
            int count = matching(word, limit, 0xf0, 0x50);
            long[] expected = new long[FRAMES * 512];
            for (int i = 0; i < expected.length; i++) {
                boolean replaced = i >= word && i < word + count;
                expected[i] = replaced ? first + (i - word) * step : memory.readOnce(i);
            }

            assertThat(memory.replaceMatching(word, limit, 0xf0, 0x50, first, step))
                    .isEqualTo(count);
            for (int i = 0; i < expected.length; i++) {
                if (memory.readOnce(i) != expected[i]) {
                    assertThat(memory.readOnce(i))
                            .as("word %d of %d+%d", i, word, count)
                            .isEqualTo(expected[i]);
                }
            }
        }
    }

    @Test
    void zeroClearsItsWordsAlone() {
        memory.fill(0, 1024, -1);
        memory.zero(100, 512);

        for (int i = 0; i < 1024; i++) {
            assertThat(memory.readOnce(i)).as("word %d", i).isEqualTo(i >= 100 && i < 612 ? 0 : -1);
        }
    }

    @Test
    void aSharedWordHoldsWhatWasWrittenByEachMode() {
        SharedWord word = memory.newWord("top", 0x2a);

        assertThat(word).hasToString("top=0x2a");
        assertThat(word.readOnce()).isEqualTo(0x2a);
        word.writeOnce(1);
        assertThat(word.loadAcquire()).isEqualTo(1);
        word.storeRelease(2);
        assertThat(word.readOnce()).isEqualTo(2);
        assertThat(word.casVolatile(1, 3)).isFalse();
        assertThat(word.readOnce()).isEqualTo(2);
        assertThat(word.casVolatile(2, 3)).isTrue();
        assertThat(word.readOnce()).isEqualTo(3);
    }

    @Test
    void aSpinLockIsTakenByOneAtATime() {
        SpinLock lock = memory.newLock("top lock");

        assertThat(lock).hasToString("top lock=0x0");
        lock.lock();
        assertThat(lock.tryLock()).isFalse();
        lock.unlock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock()).isFalse();
        lock.unlock();
        assertThat(lock).hasToString("top lock=0x0");
    }

    /** Words with 5 in bits 7:4, but for one in twelve. */
    private void writeMostlyFives(SplittableRandom random) {
        for (int i = 0; i < FRAMES * 512; i++) {
            memory.writeOnce(i, random.nextInt(12) == 0 ? random.nextLong() : (random.nextLong() & ~0xf0L) | 0x50);
        }
    }

    private int matching(int word, int limit, long mask, long pattern) {
        int count = 0;
        while (count < limit && (memory.readOnce(word + count) & mask) == pattern) {
            count++;
        }
        return count;
    }
}
