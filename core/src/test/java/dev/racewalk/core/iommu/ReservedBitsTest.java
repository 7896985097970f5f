package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.HandMadeTables.IR;
import static dev.racewalk.core.iommu.HandMadeTables.RW;
import static dev.racewalk.core.iommu.HandMadeTables.contiguous;
import static dev.racewalk.core.iommu.HandMadeTables.item;
import static dev.racewalk.core.iommu.HandMadeTables.slot;
import static dev.racewalk.core.iommu.HandMadeTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hardware makes of each bit, against lists of bits as AMD's specification has them: 2.2.2 and 2.2.3. */
class ReservedBitsTest {
    private static final long OA = 1L << 48;

    private final HandMadeTables tables = new HandMadeTables();

    /** Ranges of bits, as they are written: {@code 60:52 63}. */
    private static boolean hasAny(long word, String ranges) {
        BitSet bits = BitSet.valueOf(new long[] {word});
        for (String range : ranges.split(" ", -1)) {
            String[] ends = range.split(":", -1);
            int first = Integer.parseInt(ends[ends.length - 1]);
            int next = bits.nextSetBit(first);
            if (next >= 0 && next <= Integer.parseInt(ends[0])) {
                return true;
            }
        }
        return false;
    }

    private @Nullable TranslationFault read(long iova) {
        tables.device.reset();
        return TranslationFault.of(tables.device.translate(iova, Device.READ));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void ofEachCombinationOfTheHighBitsALeafTakesUAndFcAndNoneOfTheSevenBelow(int level) {
        tables.chainTo(level, 0);
        for (long high = 0; high < 1 << 12; high++) {
            long word = level == 3 ? contiguous(OA, 40, high << 52) : item(OA, 0, high << 52);
            tables.put(0, level, word);
            TranslationFault expected = hasAny(word, "58:52")
                    ? TranslationFault.RESERVED_BITS
                    : (word & IR) == 0 ? TranslationFault.PERMISSION : null;
            assertThat(read(0)).as("0x%x", word).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void ofEachCombinationOfTheHighBitsATableItemTakesNeitherUNorFcNorTheSevenBelow(int level) {
        tables.chainTo(0, 0);
        tables.put(0, 0, item(OA, 0, RW));
        for (long high = 0; high < 1 << 12; high++) {
            long word = item(table(level - 1), level, high << 52);
            tables.put(0, level, word);
            TranslationFault expected = hasAny(word, "60:52")
                    ? TranslationFault.RESERVED_BITS
                    : (word & IR) == 0 ? TranslationFault.PERMISSION : null;
            assertThat(read(0)).as("0x%x", word).isEqualTo(expected);
        }
    }

    @Test
    void ofEachCombinationOfTheLowBitsALeafIgnoresAllButPresentAndNextLevel() {
        tables.chainTo(0, 0);
        for (long low = 0; low < 1 << 9; low++) {
            long word = OA | RW | low;
            tables.put(0, 0, word);
            assertThat(read(0)).as("0x%x", word).isEqualTo(hasAny(word, "0") ? null : TranslationFault.NOT_PRESENT);
        }
    }

    @Test
    void aDeviceTableEntryIsLegalOnlyWithoutReservedBitsAndOneWithoutVIsNotLookedAt() {
        tables.chainTo(0, 0);
        tables.put(0, 0, item(OA, 0, RW));
        for (int a = 52; a < 64; a++) {
            for (int b = a; b < 64; b++) {
                for (long low = 0; low < 1 << 9; low++) {
                    long word = table(5) | 6 << 9 | 1L << a | 1L << b | low;
                    tables.device.storeEntry(word);
                    assertThat(read(0)).as("0x%x", word).isEqualTo(ofEntry(word));
                }
            }
        }
    }

    private static @Nullable TranslationFault ofEntry(long word) {
        boolean hasReservedHad = hasAny(word, "8") && !hasAny(word, "7");
        if (!hasAny(word, "0")) {
            return TranslationFault.UNTRANSLATED;
        }
        if (hasAny(word, "6:2 60:52 63") || hasReservedHad) {
            return TranslationFault.ILLEGAL_ENTRY;
        }
        if (!hasAny(word, "1")) {
            return TranslationFault.BLOCKED;
        }
        return hasAny(word, "61") ? null : TranslationFault.PERMISSION;
    }

    @Test
    void whatCoreWritesIsLegal() {
        for (int level = 0; level <= 5; level++) {
            tables.device.storeEntry(DeviceTableEntry.of(table(5), level));
            assertThat(read(0)).isEqualTo(TranslationFault.NOT_PRESENT);
        }
        tables.device.storeEntry(DeviceTableEntry.BLOCKED);
        assertThat(read(0)).isEqualTo(TranslationFault.BLOCKED);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "3, true"})
    void hardwareSetsDirtyOnlyIfHadOfTheEntrySaysSo(long had, boolean sets) {
        tables.chainTo(0, 0);
        tables.entry(6, 3L | had << 7 | RW);
        tables.put(0, 0, item(OA, 0, RW));
        assertThat(tables.device.translate(0, Device.READ)).isEqualTo(OA);
        assertThat(tables.device.translate(0, Device.WRITE)).as("by the cache").isEqualTo(OA);
        assertThat(tables.memory.readOnce(slot(0, 0))).isEqualTo(item(OA, 0, RW | (sets ? HandMadeTables.D : 0)));
        tables.put(0, 0, item(OA, 0, RW));
        tables.device.reset();
        assertThat(tables.device.translate(0, Device.WRITE)).as("by a walk").isEqualTo(OA);
        assertThat(tables.memory.readOnce(slot(0, 0))).isEqualTo(item(OA, 0, RW | (sets ? HandMadeTables.D : 0)));
    }

    @ParameterizedTest
    @CsvSource({"13, 1", "21, 1", "22, 2", "30, 2", "39, 3", "47, 4", "48, 4", "49, 5", "57, 5", "58, 6", "64, 6"})
    void aDeviceTakesNoModeAndNoAddressThatIsWiderThanItself(int bits, int modes) {
        Device narrow = tables.iommu.newDevice(CachePolicy.KEEP_ALL, bits);
        assertThat(narrow.addressBits()).isEqualTo(bits);
        for (int mode = 1; mode <= 6; mode++) {
            narrow.storeEntry(DeviceTableEntry.of(table(mode - 1), mode - 1));
            narrow.reset();
            assertThat(TranslationFault.of(narrow.translate(0, Device.READ)))
                    .as("mode " + mode)
                    .isEqualTo(mode <= modes ? TranslationFault.NOT_PRESENT : TranslationFault.BAD_MODE);
        }
        narrow.storeEntry(DeviceTableEntry.of(table(modes - 1), modes - 1));
        narrow.reset();
        assertThat(TranslationFault.of(narrow.translate(-1L >>> (64 - bits), Device.READ)))
                .isEqualTo(TranslationFault.NOT_PRESENT);
        if (bits < 64) {
            assertThat(TranslationFault.of(narrow.translate(1L << bits, Device.READ)))
                    .isEqualTo(TranslationFault.BEYOND_DEVICE);
        }
    }
}
