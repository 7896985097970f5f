package dev.racewalk.core.amdv1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The word that hardware starts a walk from. */
class DeviceTableEntryTest {

    @ParameterizedTest
    @ValueSource(longs = {0x1000, 0x0004_a714_45de_a000L, 0x0007_1445_dead_b000L, 0x000f_ffff_ffff_f000L})
    void rootAndModeRoundTripAtEachLevel(long root) {
        for (int level = 0; level <= 5; level++) {
            long entry = DeviceTableEntry.of(root, level);

            assertThat(DeviceTableEntry.root(entry)).isEqualTo(root);
            assertThat(DeviceTableEntry.mode(entry)).isEqualTo(level + 1);
            assertThat(DeviceTableEntry.translates(entry)).isTrue();
        }
    }

    @Test
    void anEntryHasTheBitsOfTheSpecificationAndNoOther() {
        // V, TV, HAD at 8:7, mode 3 at 11:9, root 0x12345000, IR, IW
        assertThat(DeviceTableEntry.of(0x1234_5000L, 2)).isEqualTo(0x6000_0000_1234_5783L);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, false", "3, true"})
    void onlyAnEntryWithBothValidBitsTranslates(long validBits, boolean translates) {
        assertThat(DeviceTableEntry.translates(validBits)).isEqualTo(translates);
        assertThat(DeviceTableEntry.translates(validBits | ~3L)).isEqualTo(translates);
    }

    @Test
    void aBlockedDeviceHasAValidEntryThatDoesNotTranslate() {
        assertThat(DeviceTableEntry.BLOCKED & 1).isOne();
        assertThat(DeviceTableEntry.translates(DeviceTableEntry.BLOCKED)).isFalse();
    }

    @Test
    void rootAndModeAreReadFromTheirFieldsWhateverTheOtherBits() {
        long others = ~(0x000f_ffff_ffff_f000L | 7L << 9);

        assertThat(DeviceTableEntry.root(others)).isZero();
        assertThat(DeviceTableEntry.mode(others)).isZero();
        assertThat(DeviceTableEntry.root(~others)).isEqualTo(0x000f_ffff_ffff_f000L);
        assertThat(DeviceTableEntry.mode(~others)).isEqualTo(7);
    }
}
