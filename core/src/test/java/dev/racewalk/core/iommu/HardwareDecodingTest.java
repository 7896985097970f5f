package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.HandMadeTables.D;
import static dev.racewalk.core.iommu.HandMadeTables.FC;
import static dev.racewalk.core.iommu.HandMadeTables.FRAMES;
import static dev.racewalk.core.iommu.HandMadeTables.IR;
import static dev.racewalk.core.iommu.HandMadeTables.IW;
import static dev.racewalk.core.iommu.HandMadeTables.RW;
import static dev.racewalk.core.iommu.HandMadeTables.V_TV;
import static dev.racewalk.core.iommu.HandMadeTables.contiguous;
import static dev.racewalk.core.iommu.HandMadeTables.item;
import static dev.racewalk.core.iommu.HandMadeTables.itemLg2;
import static dev.racewalk.core.iommu.HandMadeTables.slot;
import static dev.racewalk.core.iommu.HandMadeTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardwareDecodingTest {
    private static final long OA = 0x0008_7654_3218_1000L;
    private static final long IOVA = 0x0123_4567_89AB_CDEFL;
    private static final long OUTSIDE = FRAMES * 4096L;

    private final HandMadeTables tables = new HandMadeTables();

    private TranslationFault fault(long iova, int access) {
        TranslationFault fault = TranslationFault.of(tables.device.translate(iova, access));
        assertThat(fault).as("a fault").isNotNull();
        return fault;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void aLeafOfTheItemsOwnSizeTranslatesAtItsLevel(int level) {
        long offset = (1L << itemLg2(level)) - 1;
        tables.chainTo(level, IOVA);
        tables.put(IOVA, level, item(OA & ~offset, 0, RW | FC));

        assertThat(tables.device.translate(IOVA, Device.READ)).isEqualTo((OA & ~offset) | (IOVA & offset));
    }

    @Test
    void aPageOf512GiBFallsUnderTheErratum() {
        tables.chainTo(3, IOVA);
        tables.put(IOVA, 3, item(1L << 39, 0, RW));

        assertThat(fault(IOVA, Device.READ)).isEqualTo(TranslationFault.BAD_SIZE);
    }

    static Stream<Arguments> contiguousSizes() {
        return IntStream.rangeClosed(0, 4)
                .boxed()
                .flatMap(level -> IntStream.rangeClosed(itemLg2(level) + 1, Math.min(itemLg2(level) + 8, 51))
                        .mapToObj(lg2 -> arguments(level, lg2)));
    }

    @ParameterizedTest(name = "level {0}, 2^{1}")
    @MethodSource("contiguousSizes")
    void everyItemOfAContiguousLeafTranslates(int level, int lg2) {
        long offset = (1L << lg2) - 1;
        long first = IOVA & ~offset;
        long oa = ((1L << 52) - 1) & ~offset;
        tables.chainTo(level, IOVA);
        for (int i = 0; i < 1 << (lg2 - itemLg2(level)); i++) {
            tables.put(first + ((long) i << itemLg2(level)), level, contiguous(oa, lg2, RW));
        }

        for (long iova : new long[] {first, IOVA, first + offset}) {
            Device fresh = tables.iommu.newDevice();
            fresh.storeEntry(tables.device.entry());
            assertThat(fresh.translate(iova, Device.READ)).isEqualTo(oa | (iova & offset));
            assertThat(fresh.translate(first + (1L << itemLg2(level)) - 1, Device.WRITE))
                    .as("from the cache")
                    .isEqualTo(oa | (1L << itemLg2(level)) - 1);
        }
    }

    @ParameterizedTest(name = "level {0}, 2^{1}")
    @CsvSource({"1,13", "1,21", "2,30", "2,29", "3,39", "3,20", "4,48", "4,52", "0,21", "1,30", "2,39", "3,48", "4,53"})
    void aContiguousSizeOutsideTheLevelFaults(int level, int lg2) {
        tables.chainTo(level, IOVA);
        tables.put(IOVA, level, contiguous(0, lg2, RW));

        assertThat(fault(IOVA, Device.READ)).isEqualTo(TranslationFault.BAD_SIZE);
    }

    static Stream<Arguments> malformedItems() {
        return Stream.of(
                arguments("absent", 0, 0L, TranslationFault.NOT_PRESENT),
                arguments("absent with all else set", 2, ~1L, TranslationFault.NOT_PRESENT),
                arguments("reserved bit 52 of a leaf", 0, item(OA, 0, RW | 1L << 52), TranslationFault.RESERVED_BITS),
                arguments(
                        "reserved bit 58 of a table",
                        2,
                        item(table(1), 2, RW | 1L << 58),
                        TranslationFault.RESERVED_BITS),
                arguments("poison", 1, 0x07F0_DEAD_F8EE_0C01L, TranslationFault.RESERVED_BITS),
                arguments("address bits below 2 MiB", 1, item(0x1000, 0, RW), TranslationFault.RESERVED_BITS),
                arguments("leaf at level 5", 5, item(0, 0, RW), TranslationFault.BAD_NEXT_LEVEL),
                arguments("contiguous leaf at level 5", 5, contiguous(0, 51, RW), TranslationFault.BAD_NEXT_LEVEL),
                arguments("table at level 0", 0, item(table(0), 1, RW), TranslationFault.BAD_NEXT_LEVEL),
                arguments("own mode as Next Level", 2, item(table(2), 3, RW), TranslationFault.BAD_NEXT_LEVEL),
                arguments("above the own mode", 2, item(table(5), 6, RW), TranslationFault.BAD_NEXT_LEVEL),
                arguments("mode 6 at level 5", 5, item(table(5), 6, RW), TranslationFault.BAD_NEXT_LEVEL),
                arguments("level 2 leads to level 0", 2, item(table(0), 1, RW), TranslationFault.SKIPPED_BITS_NOT_ZERO),
                arguments("table outside memory", 2, item(OUTSIDE, 2, RW), TranslationFault.BAD_ADDRESS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedItems")
    void aMalformedItemFaultsAndTheFaultSaysWhere(String name, int level, long word, TranslationFault expected) {
        tables.chainTo(level, IOVA);
        tables.put(IOVA, level, word);

        assertThat(fault(IOVA, Device.WRITE)).isEqualTo(expected);
        assertThat(tables.device.lastFault())
                .isEqualTo(new FaultRecord(
                        expected, tables.device.id(), IOVA, Device.WRITE, level, slot(IOVA, level) * 8L, word))
                .asString()
                .contains(expected.name(), "IOVA 0x" + Long.toHexString(IOVA), "0x" + Long.toHexString(word));
    }

    static Stream<Arguments> skips() {
        return IntStream.rangeClosed(2, 5)
                .boxed()
                .flatMap(from -> IntStream.rangeClosed(0, from - 2).mapToObj(to -> arguments(from, to)));
    }

    @ParameterizedTest(name = "level {0} leads to level {1}")
    @MethodSource("skips")
    void skippedLevelsTranslateWhereTheirBitsAreZero(int from, int to) {
        long skipped = (1L << itemLg2(from)) - (1L << itemLg2(to + 1));
        long iova = IOVA & ~skipped;
        tables.chainTo(from, iova);
        tables.put(iova, from, item(table(to), to + 1, RW));
        for (int level = to; level > 0; level--) {
            tables.put(iova, level, item(table(level - 1), level, RW));
        }
        tables.put(iova, 0, item(OA & ~0xFFFL, 0, RW));

        assertThat(tables.device.translate(iova, Device.READ)).isEqualTo((OA & ~0xFFFL) | (iova & 0xFFF));
        for (long bit = Long.lowestOneBit(skipped); (bit & skipped) != 0; bit <<= 1) {
            assertThat(fault(iova | bit, Device.READ)).isEqualTo(TranslationFault.SKIPPED_BITS_NOT_ZERO);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void anAddressBeyondTheModeFaults(int mode) {
        tables.chainTo(mode - 1, 0, 0);
        tables.put(0, 0, item(OA & ~0xFFFL, 0, RW));

        assertThat(tables.device.translate(0x123, Device.READ)).isEqualTo((OA & ~0xFFFL) | 0x123);
        assertThat(fault(1L << itemLg2(mode), Device.READ)).isEqualTo(TranslationFault.BEYOND_ROOT);
        assertThat(fault(1L << 63, Device.READ)).isEqualTo(TranslationFault.BEYOND_ROOT);
    }

    static Stream<Arguments> badEntries() {
        return Stream.of(
                arguments("all zero", 0L, TranslationFault.UNTRANSLATED),
                arguments("V alone", table(2) | 3 << 9 | RW | 1, TranslationFault.BLOCKED),
                arguments("TV alone", table(2) | 3 << 9 | RW | 2, TranslationFault.UNTRANSLATED),
                arguments("all but V", ~1L, TranslationFault.UNTRANSLATED),
                arguments("a reserved bit of a blocked entry", 1L | 1L << 63, TranslationFault.ILLEGAL_ENTRY),
                arguments("mode 0", table(2) | RW | V_TV, TranslationFault.BAD_MODE),
                arguments("mode 7", table(2) | 7 << 9 | RW | V_TV, TranslationFault.BAD_MODE),
                arguments("root outside memory", OUTSIDE | 3 << 9 | RW | V_TV, TranslationFault.BAD_ADDRESS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badEntries")
    void aBadDeviceTableEntryFaults(String name, long word, TranslationFault expected) {
        tables.device.storeEntry(word);

        assertThat(fault(0, Device.READ)).isEqualTo(expected);
        assertThat(tables.device.lastFault())
                .isEqualTo(new FaultRecord(expected, 0, 0, Device.READ, FaultRecord.DEVICE_TABLE, 0, word));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void permissionsAreWhatEachWordOnTheWayAllows(int restricted) {
        for (long allowed : new long[] {0, IR, IW, RW}) {
            for (int access = Device.READ; access <= (Device.READ | Device.WRITE); access++) {
                HandMadeTables made = new HandMadeTables();
                made.entry(2, V_TV | (restricted == 0 ? allowed : RW));
                made.put(0, 1, item(table(0), 1, restricted == 1 ? allowed : RW));
                made.put(0, 0, item(0x5000, 0, restricted == 2 ? allowed : RW));
                long wanted = (long) access << 61;
                long expected = (wanted & ~allowed) == 0 ? 0x5000 : TranslationFault.PERMISSION.code();

                assertThat(made.device.translate(0, access)).as("walked").isEqualTo(expected);
                assertThat(made.device.translate(0, access)).as("cached").isEqualTo(expected);
            }
        }
    }

    @Test
    void aWriteSetsDirtyInTheItemThatTranslatesAndARefusedOneDoesNot() {
        tables.chainTo(0, 0);
        tables.put(0, 0, contiguous(0x40000, 14, RW));
        tables.put(0x1000, 0, contiguous(0x40000, 14, RW));
        tables.put(0x4000, 0, item(0x5000, 0, IR));

        assertThat(tables.device.translate(0, Device.READ)).isEqualTo(0x40000);
        assertThat(tables.memory.readOnce(slot(0, 0)) & D).as("after a read").isZero();
        assertThat(tables.device.translate(0x1234, Device.WRITE)).isEqualTo(0x41234);
        assertThat(tables.memory.readOnce(slot(0, 0)) & D)
                .as("of the neighbour")
                .isZero();
        assertThat(tables.memory.readOnce(slot(0x1000, 0)) & D).isEqualTo(D);
        assertThat(fault(0x4000, Device.WRITE)).isEqualTo(TranslationFault.PERMISSION);
        assertThat(tables.memory.readOnce(slot(0x4000, 0)) & D).as("refused").isZero();
    }

    @Test
    void aWriteThroughATranslationThatWasReplacedWithoutDirtyWalksAgain() {
        tables.chainTo(0, 0);
        tables.put(0, 0, item(0x5000, 0, RW));
        assertThat(tables.device.translate(0, Device.READ)).isEqualTo(0x5000);

        tables.put(0, 0, item(0x6000, 0, RW));
        assertThat(tables.device.translate(0, Device.READ)).as("cached").isEqualTo(0x5000);
        assertThat(tables.device.translate(0, Device.WRITE)).isEqualTo(0x6000);
        assertThat(tables.memory.readOnce(slot(0, 0))).isEqualTo(item(0x6000, 0, RW | D));
    }
}
