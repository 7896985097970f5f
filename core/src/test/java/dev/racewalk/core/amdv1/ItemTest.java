package dev.racewalk.core.amdv1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of tables, against words that are put together bit by bit. */
class ItemTest {
    private static final long TEST_OA = 0x74a7_1445_dead_beefL;
    private static final int PR = 0;
    private static final int D = 6;
    private static final int FC = 60;
    private static final int IR = 61;
    private static final int IW = 62;

    record LeafCase(int level, int sizeLg2, long oa) {
        int items() {
            return 1 << (sizeLg2 - (12 + 9 * level));
        }

        @Override
        public String toString() {
            return String.format("2^%d at level %d, OA 0x%x", sizeLg2, level, oa);
        }
    }

    /** Every size that each level holds, with the OAs that the kernel's test uses. */
    static Stream<LeafCase> leaves() {
        List<LeafCase> cases = new ArrayList<>();
        for (int level = 0; level <= 4; level++) {
            for (int s = 12 + 9 * level; s < 12 + 9 * level + 9; s++) {
                if (s != 39 && s <= 51) {
                    long offset = (1L << s) - 1;
                    long highest = ((1L << 52) - 1) & ~offset;
                    cases.add(new LeafCase(level, s, TEST_OA & highest));
                    cases.add(new LeafCase(level, s, 0));
                    cases.add(new LeafCase(level, s, highest));
                }
            }
        }
        return cases.stream();
    }

    static IntStream tableLevels() {
        return IntStream.rangeClosed(1, 5);
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void aLeafHasTheBitsOfTheSpecificationAndNoOther(LeafCase leaf) {
        for (int prot = 1; prot <= 3; prot++) {
            for (long extra : new long[] {0, Item.FORCE_COHERENCE, Item.DIRTY, Item.FORCE_COHERENCE | Item.DIRTY}) {
                long attributes = Item.attributes(prot) | extra;
                long item = Item.leaf(leaf.oa(), leaf.sizeLg2(), leaf.level(), attributes);
                assertThat(item)
                        .as("prot %d, extra 0x%x: got 0x%x", prot, extra, item)
                        .isEqualTo(leafBitByBit(leaf, prot, extra));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void eachItemOfARunDecodesToTheWholeEntry(LeafCase leaf) {
        long size = 1L << leaf.sizeLg2();
        long itemSize = 1L << (12 + 9 * leaf.level());
        long entryVa = TEST_OA & -size;
        for (int prot = 1; prot <= 3; prot++) {
            for (long extra : new long[] {0, Item.FORCE_COHERENCE, Item.DIRTY}) {
                long item = leafBitByBit(leaf, prot, extra);
                assertThat(Item.isPresent(item)).isTrue();
                assertThat(Item.isLeaf(item, leaf.level())).isTrue();
                assertThat(Item.isTable(item, leaf.level())).isFalse();
                assertThat(Item.leafLg2(item, leaf.level())).isEqualTo(leaf.sizeLg2());
                assertThat(Item.leafAddress(item)).isEqualTo(leaf.oa());
                assertThat(Item.prot(item)).isEqualTo(prot);
                for (int i = 0; i < leaf.items(); i++) {
                    for (long offset : new long[] {0, 1, itemSize - 1}) {
                        long inEntry = i * itemSize + offset;
                        assertThat(Item.translate(item, leaf.level(), entryVa + inEntry))
                                .as("item %d, offset 0x%x", i, offset)
                                .isEqualTo(leaf.oa() + inEntry);
                    }
                }
            }
        }
    }

    @Test
    void theWorkedExampleOf64KiBAt0x12340000IsRightBitForBit() {
        long item = Item.leaf(0x1234_0000L, 16, 0, Item.attributes(3));

        assertThat(item).isEqualTo(0x6000_0000_1234_7e01L);
        assertThat(Item.leafLg2(item, 0)).isEqualTo(16);
        assertThat(Item.leafAddress(item)).isEqualTo(0x1234_0000L);
    }

    @ParameterizedTest
    @MethodSource("tableLevels")
    void aTableItemStoresTheModeOfTheTableItPointsTo(int level) {
        for (long pa : new long[] {0x1000, TEST_OA & 0x000f_ffff_ffff_f000L, 0x000f_ffff_ffff_f000L}) {
            long item = Item.table(pa, level);
            int modeOfTableBelow = (level - 1) + 1;

            assertThat(item).isEqualTo(pa | (long) modeOfTableBelow << 9 | bit(PR) | bit(IR) | bit(IW));
            assertThat(Item.nextLevel(item)).isEqualTo(modeOfTableBelow);
            assertThat(Item.tableAddress(item)).isEqualTo(pa);
            for (int at = 0; at <= 5; at++) {
                assertThat(Item.isTable(item, at)).as("at level %d", at).isEqualTo(at == level);
                assertThat(Item.isLeaf(item, at)).as("at level %d", at).isEqualTo(at == 0);
            }
        }
    }

    @Test
    void whatAnItemIsFollowsFromPresentNextLevelAndLevelAlone() {
        SplittableRandom random = Seeds.random("ItemTest");
        for (int level = 0; level <= 5; level++) {
            for (int next = 0; next <= 7; next++) {
                for (int present = 0; present <= 1; present++) {
                    long noise = random.nextLong() & ~(7L << 9 | 1);
                    long item = noise | (long) next << 9 | present;
                    boolean leaf = present == 1 && (level == 0 || next == 0 || next == 7);
                    boolean table = present == 1 && level > 0 && next == level;
                    String what = String.format("0x%x at level %d", item, level);
                    assertThat(Item.isPresent(item)).as(what).isEqualTo(present == 1);
                    assertThat(Item.nextLevel(item)).as(what).isEqualTo(next);
                    assertThat(Item.isLeaf(item, level)).as(what).isEqualTo(leaf);
                    assertThat(Item.isTable(item, level)).as(what).isEqualTo(table);
                }
            }
        }
    }

    @Test
    void theEmptyItemTranslatesNothing() {
        assertThat(Item.EMPTY).isZero();
        assertThat(Item.isPresent(Item.EMPTY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 19, -1, -2, -3, -4, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void onlyTheTwoLowBitsOfAProtectionCount(int prot) {
        long readable = prot % 2 != 0 ? bit(IR) : 0;
        long writable = Math.floorMod(prot, 4) >= 2 ? bit(IW) : 0;

        assertThat(Item.attributes(prot)).isEqualTo(readable | writable);
        assertThat(Item.prot(Item.attributes(prot) | ~(bit(IR) | bit(IW)))).isEqualTo(Math.floorMod(prot, 4));
    }

    @Test
    void theNamedBitsAreWhereTheSpecificationPutsThem() {
        assertThat(Item.PRESENT).isEqualTo(bit(PR));
        assertThat(Item.DIRTY).isEqualTo(bit(D));
        assertThat(Item.FORCE_COHERENCE).isEqualTo(bit(FC));
        assertThat(Item.READABLE).isEqualTo(bit(IR));
        assertThat(Item.WRITABLE).isEqualTo(bit(IW));
        assertThat(Item.ADDRESS).isEqualTo(bits(12, 51));
        assertThat(Item.KIND).isEqualTo(bits(9, 11) | bit(PR));
    }

    private static long leafBitByBit(LeafCase leaf, int prot, long extra) {
        long word = bit(PR);
        for (int b = 12; b <= 51; b++) {
            if ((leaf.oa() >>> b & 1) == 1) {
                word |= bit(b);
            }
        }
        if (leaf.items() > 1) {
            word |= bit(9) | bit(10) | bit(11);
            for (int b = 12; b < leaf.sizeLg2() - 1; b++) {
                word |= bit(b); // a string of sizeLg2 - 13 ones, above it a zero
            }
        }
        word |= (prot & 1) != 0 ? bit(IR) : 0;
        word |= (prot & 2) != 0 ? bit(IW) : 0;
        word |= (extra & bit(FC)) != 0 ? bit(FC) : 0;
        word |= (extra & bit(D)) != 0 ? bit(D) : 0;
        return word;
    }

    private static long bit(int number) {
        return 1L << number;
    }

    private static long bits(int first, int last) {
        long word = 0;
        for (int b = first; b <= last; b++) {
            word |= bit(b);
        }
        return word;
    }
}
