package dev.racewalk.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frame pool as one thread sees it. */
class FramePoolTest {
    private final PhysicalMemory memory = new PhysicalMemory(200);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 64, 100, 190})
    void allFramesComeOutOnceThenNoneThenAllAgain(int capacity) {
        FramePool pool = new FramePool(memory, 7, capacity, false);
        Set<Long> all = new HashSet<>();
        for (int frame = 7; frame < 7 + capacity; frame++) {
            all.add(frame * 4096L);
        }
        assertThat(pool.capacity()).isEqualTo(capacity);
        for (int round = 0; round < 3; round++) {
            List<Long> taken = takeAll(pool);
            assertThat(taken).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
            assertThat(pool.inUse()).isEqualTo(capacity);
            assertThat(pool.allocate()).isEqualTo(FrameAllocator.NONE);
            taken.forEach(pool::free);
            assertThat(pool.inUse()).isZero();
        }
    }

    @Test
    void aPoolOfAWholeMemoryLeavesOutFrameZero() {
        FramePool pool = new FramePool(memory);

        assertThat(takeAll(pool)).hasSize(199).doesNotContain(0L).contains(0x1000L, 199 * 0x1000L);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void framesComeOutZeroedWhateverWasInThem(boolean poison, boolean zeroedByOwner) {
        FramePool pool = new FramePool(memory, 1, 40, poison);
        for (int round = 0; round < 4; round++) {
            List<Long> taken = takeAll(pool);
            for (long pa : taken) {
                int word = memory.word(pa);
                assertThat(memory.countMatching(word, 512, -1, 0)).isEqualTo(512);
                memory.fill(word, 512, 0x1234_5678L + pa);
                if (zeroedByOwner) {
                    memory.fill(word, 512, 0);
                    pool.freeZeroed(pa);
                } else {
                    pool.free(pa);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false",
        "false, false, true",
        "false, true, false",
        "false, true, true",
        "true, false, false",
        "true, false, true",
        "true, true, false",
        "true, true, true"
    })
    void aDoubleFreeIsRefusedAndChangesNothing(boolean poison, boolean firstZeroed, boolean secondZeroed) {
        FramePool pool = new FramePool(memory, 1, 40, poison);
        long pa = pool.allocate();
        giveBack(pool, pa, firstZeroed);

        assertThatThrownBy(() -> giveBack(pool, pa, secondZeroed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x" + Long.toHexString(pa))
                .hasMessageContaining("not in use");
        assertThat(pool.freed()).isEqualTo(1);
        assertThat(takeAll(pool)).hasSize(40).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x4000, 0xf000, 0x5001, 0x5800, 0x5fff, 1L << 44, -0x1000, Long.MIN_VALUE})
    void whatIsNoFrameOfThePoolIsRefused(long pa) {
        FramePool pool = new FramePool(memory, 5, 10, false);
        assertThat(takeAll(pool)).hasSize(10);

        for (boolean zeroed : new boolean[] {false, true}) {
            assertThatThrownBy(() -> giveBack(pool, pa, zeroed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0x" + Long.toHexString(pa))
                    .hasMessageContaining("0x5000..0xe000");
        }
        assertThat(pool.inUse()).isEqualTo(10);
    }

    @Test
    void aFrameThatWasNeverHandedOutIsRefused() {
        FramePool pool = new FramePool(memory, 1, 10, false);

        assertThatThrownBy(() -> pool.free(0x3000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x3000")
                .hasMessageContaining("not in use");
        assertThat(pool.inUse()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "1, 0", "1, -5", "1, 200", "199, 2", "200, 1", "2147483647, 1", "1, 2147483647"})
    void framesOutsideTheMemoryAreRefusedWithTheRule(int firstFrame, int frames) {
        assertThatThrownBy(() -> new FramePool(memory, firstFrame, frames, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("firstFrame = " + firstFrame + ", frames = " + frames)
                .hasMessageContaining("1..199");
    }

    @Test
    void aMemoryOfOneFrameHasNoPool() {
        assertThatThrownBy(() -> new FramePool(new PhysicalMemory(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 511})
    void poisonCatchesALateWriter(int word) {
        FramePool pool = new FramePool(memory, 1, 1, true);
        long pa = pool.allocate();
        pool.free(pa);
        memory.writeOnce(memory.word(pa) + word, 0);

        assertThatThrownBy(pool::allocate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x1000")
                .hasMessageContaining("written to while it was free")
                .hasMessageContaining("word " + word + " holds 0x0");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void poisonIsWhatALateReaderSees(boolean zeroed) {
        FramePool pool = new FramePool(memory, 1, 1, true);
        long pa = pool.allocate();
        giveBack(pool, pa, zeroed);

        assertThat(memory.countMatching(memory.word(pa), 512, -1, FramePool.POISON))
                .isEqualTo(512);
        assertThat(FramePool.POISON & 1).as("looks present").isOne();
        assertThat(FramePool.POISON & 0x07f0_0000_0000_0000L)
                .as("reserved bits")
                .isNotZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 511})
    void poisonCatchesAFrameThatIsGivenBackAsZeroedAndIsNot(int word) {
        FramePool pool = new FramePool(memory, 1, 1, true);
        long pa = pool.allocate();
        memory.writeOnce(memory.word(pa) + word, 0x77);

        assertThatThrownBy(() -> pool.freeZeroed(pa))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not zeroed")
                .hasMessageContaining("word " + word + " holds 0x77");
        assertThat(pool.isInUse(pa)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 1", "4, 2", "2, 0", "5, 9223372036854775807", "1, 9223372036854775807"})
    void theOrderedAllocationsFailAndNoOther(long first, long count) {
        FramePool pool = new FramePool(memory, 1, 100, false);
        pool.failAllocations(first, count);

        long allocated = 0;
        for (long number = 1; number <= 20; number++) {
            boolean fails = number >= first && number - first < count;
            long pa = pool.allocate();
            assertThat(pa == FrameAllocator.NONE)
                    .as("allocation %d fails", number)
                    .isEqualTo(fails);
            allocated += fails ? 0 : 1;
            assertThat(pool.allocated()).isEqualTo(allocated);
        }
    }

    @Test
    void aNewOrderReplacesTheOldOne() {
        FramePool pool = new FramePool(memory, 1, 100, false);
        pool.failAllocations(2, Long.MAX_VALUE);
        assertThat(pool.allocate()).isNotZero();
        assertThat(pool.allocate()).isZero();
        assertThat(pool.allocate()).isZero();

        pool.failAllocations(2, 1);
        assertThat(pool.allocate()).isNotZero();
        assertThat(pool.allocate()).isZero();
        assertThat(pool.allocate()).isNotZero();

        pool.failAllocations(1, Long.MAX_VALUE);
        assertThat(pool.allocate()).isZero();
        pool.failAllocations(1, 0);
        assertThat(pool.allocate()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "1, -1", "-9223372036854775808, -9223372036854775808"})
    void anOrderOfImpossibleFailuresIsRefused(long first, long count) {
        FramePool pool = new FramePool(memory, 1, 100, false);

        assertThatThrownBy(() -> pool.failAllocations(first, count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first = " + first + ", count = " + count);
    }

    @Test
    void theGenerationOfAFrameChangesAtEachHandOverAndOfNoOther() {
        FramePool pool = new FramePool(memory, 3, 2, false);
        Set<Integer> seen = new HashSet<>();
        seen.add(pool.generation(0x3000));
        int other = pool.generation(0x4000);
        long spare = pool.allocate();
        if (spare == 0x3000) { // leave the other frame alone
            seen.add(pool.generation(0x3000));
            pool.free(spare);
            seen.add(pool.generation(0x3000));
            assertThat(seen).hasSize(3);
            assertThat(pool.generation(0x4000)).isEqualTo(other);
        } else {
            assertThat(spare).isEqualTo(0x4000);
            assertThat(pool.generation(0x4000)).isNotEqualTo(other);
            assertThat(seen).containsExactly(pool.generation(0x3000));
            pool.free(spare);
        }
        for (int i = 0; i < 100; i++) {
            long pa = pool.allocate();
            int inUse = pool.generation(pa);
            assertThat(pool.generation(pa + 0xfff)).isEqualTo(inUse);
            pool.free(pa);
            assertThat(pool.generation(pa)).isNotEqualTo(inUse);
            int free = pool.generation(pa);
            assertThat(pool.allocate()).as("last in, first out").isEqualTo(pa);
            assertThat(pool.generation(pa)).isNotIn(inUse, free);
            pool.free(pa);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x2fff, 0x5000, -1, 1L << 44})
    void aForeignFrameIsNeverInUseAndHasGenerationZero(long pa) {
        FramePool pool = new FramePool(memory, 3, 2, false);
        assertThat(takeAll(pool)).hasSize(2);

        assertThat(pool.isInUse(pa)).isFalse();
        assertThat(pool.generation(pa)).isZero();
        assertThat(pool.isInUse(0x3000)).isTrue();
        assertThat(pool.isInUse(0x4fff)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 3, 12})
    void stripesThatAreNoPowerOfTwoAreRefused(int stripes) {
        FramePool.Builder builder = FramePool.builder(memory);

        assertThatThrownBy(() -> builder.stripes(stripes, () -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stripes = " + stripes)
                .hasMessageContaining("power of two");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aMagazineWithoutFramesIsRefused(int frames) {
        FramePool.Builder builder = FramePool.builder(memory);

        assertThatThrownBy(() -> builder.magazine(frames))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("magazine = " + frames)
                .hasMessageContaining("at least 1");
    }

    @ParameterizedTest(name = "poison {0}, {1} stripes, {2} frames a magazine")
    @CsvSource({
        "false, 1, 32",
        "true, 1, 32",
        "false, 1, 1",
        "false, 2, 1",
        "true, 4, 3",
        "false, 8, 32",
        "false, 2, 100",
        "false, 4, 200"
    })
    void theAccountIsRightUnderRandomUse(boolean poison, int stripes, int magazine) {
        SplittableRandom random = Seeds.random("FramePoolTest");
        FramePool pool = FramePool.builder(memory)
                .frames(1, 150)
                .poison(poison)
                .stripes(stripes, random::nextInt)
                .magazine(magazine)
                .build();
        List<Long> held = new ArrayList<>();
        long allocated = 0;
        long freed = 0;
        int exhausted = 0;
        for (int i = 0; i < 50_000; i++) {
            boolean filling = (i / 500) % 2 == 0;
            if (random.nextInt(10) < (filling ? 8 : 2)) {
                long pa = pool.allocate();
                if (held.size() == 150) {
                    assertThat(pa).isEqualTo(FrameAllocator.NONE);
                    exhausted++;
                } else {
                    assertThat(pa).isNotIn(held).isNotEqualTo(FrameAllocator.NONE);
                    held.add(pa);
                    allocated++;
                }
            } else if (!held.isEmpty()) {
                long pa = held.remove(random.nextInt(held.size()));
                assertThat(pool.isInUse(pa)).isTrue();
                giveBack(pool, pa, random.nextBoolean());
                assertThat(pool.isInUse(pa)).isFalse();
                freed++;
            }
            assertThat(pool.allocated()).isEqualTo(allocated);
            assertThat(pool.freed()).isEqualTo(freed);
            assertThat(pool.inUse()).isEqualTo(held.size());
        }
        assertThat(exhausted).as("allocations from the exhausted pool").isGreaterThan(100);
    }

    private static void giveBack(FramePool pool, long pa, boolean zeroed) {
        if (zeroed) {
            pool.freeZeroed(pa);
        } else {
            pool.free(pa);
        }
    }

    private static List<Long> takeAll(FramePool pool) {
        List<Long> frames = new ArrayList<>();
        for (long pa = pool.allocate(); pa != FrameAllocator.NONE; pa = pool.allocate()) {
            frames.add(pa);
        }
        return frames;
    }
}
