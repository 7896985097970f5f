package dev.racewalk.stress.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What one thread can see, and that it is not seen where nothing is wrong. */
class SequentialCheckTest {
    @ParameterizedTest
    @EnumSource
    void theRightStepsPass(SequentialCheck check) {
        assertThat(check.find(ProtocolSteps.RIGHT, DriverSteps.RIGHT)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "short-gather, PART_OF_A_LARGE_ENTRY, 'I12 broken at device 0, IOVA 0x100000'",
        "empty-gather, GATHER_WITHOUT_GAPS, 'I12 broken at device 0, IOVA 0x'",
        "lost-errno, MAP_OF_A_PAGE_IN_USE, 'success instead of EADDRINUSE'",
        "bitmap-ignored, PAGE_OF_NO_SUPPORTED_SIZE, 'success instead of ENXIO'",
        "dirty-last-item, DIRTY_CONTIGUOUS_ENTRY, '0xf000 bytes of 0x10000 are reported'",
        "wide-table, TABLE_WIDER_THAN_THE_DEVICE, 'the device finds BAD_MODE at 0x10000000000'"
    })
    void aFaultIsSeen(String id, SequentialCheck check, String what) {
        SeededFault fault = SeededFault.of(id);
        assertThat(fault.catcher()).isEqualTo(check.name());
        assertThat(check.find(fault.newProtocolSteps(), fault.newDriverSteps(new PhysicalMemory(1))))
                .contains(what);
    }
}
