package dev.racewalk.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtraceLogTest {
    private static FtraceLog log(String text) throws Exception {
        return FtraceLog.read(new BufferedReader(new StringReader(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "           <...>-1234    [002] d..1.   123.456789: map: IOMMU: iova=0x00000000fff00000 - 0x00000000fff02000 paddr=0x0000000123456000 size=8192",
                "  kworker/u8:1-0x-77 [002] .....  123.456789: map: IOMMU: iova=0xfff00000 - 0xfff02000 paddr=0x123456000 size=8192  ",
                "   Web Content-5    [002] 123.456789: map:                  IOMMU: iova=0xfff00000 paddr=0x123456000 size=8192",
                "fio-9     (   9) [002] .... 123.456789: map: IOMMU: iova=0xfff00000 paddr=0x123456000 size=8192",
                "fio  4321 [002]   123.456789: iommu:map: IOMMU: iova=0xfff00000 - 0xfff02000 paddr=0x123456000 size=8192",
            })
    void aMapIsReadInEachFormInWhichToolsWriteIt(String line) throws Exception {
        assertThat(log(line).events())
                .containsExactly(new FtraceEvent(1, 2, true, 0xfff0_0000L, 0x1_2345_6000L, 8192, 8192));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-1 [000] d..1. 1.0: unmap: IOMMU: iova=0xfffffffffffff000 - 0x0000000000000000 size=4096 unmapped_size=0",
                "a-1 [000] d..1. 1.0: unmap: IOMMU: iova=0xfffffffffffff000 size=4096 unmapped_size=0",
            })
    void anUnmapIsReadWithTheEndOfItsRangeAndWithout(String line) throws Exception {
        assertThat(log(line).events()).containsExactly(new FtraceEvent(1, 0, false, -4096, 0, 4096, 0));
    }

    @Test
    void otherLinesAreSkippedAndCountedAndLostEventsToo() throws Exception {
        FtraceLog log = log("""
                # tracer: nop
                #

                a-1 [000] d..1. 1.0: sched_switch: prev_comm=map: IOMMU: x
                a-1 [000] d..1. 1.0: attach_device_to_domain: IOMMU: device=0000:00:02.0
                CPU:3 [LOST 12 EVENTS]
                CPU:1 [LOST 3 EVENTS]
                a-1 [001] d..1. 1.0: unmap: IOMMU: iova=0x1000 - 0x2000 size=4096 unmapped_size=4096
                """);
        assertThat(log.skipped()).isEqualTo(4);
        assertThat(log.lost()).isEqualTo(15);
        assertThat(log.events()).containsExactly(new FtraceEvent(8, 1, false, 0x1000, 0, 4096, 4096));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map: IOMMU: iova=0x1000 size=4096                              | must be: map: IOMMU: iova",
                "map: IOMMU: iova=0x1000 - 0x2000 paddr=0x1000 size=0           | size must be at least 1",
                "map: IOMMU: iova=0x1000 - 0x3000 paddr=0x1000 size=4096        | must end at iova + size",
                "map: IOMMU: iova=0x1000 paddr=0x1000 size=99999999999999999999 | below 2^64",
                "map: IOMMU: iova=0xfffffffffffff000 paddr=0x0 size=8192        | within 64 bits",
                "unmap: IOMMU: iova=0x1000 - 0x2000 size=4096                   | must be: unmap: IOMMU: iova",
                "unmap: IOMMU: iova=0xfffffffffffff000 size=4096 unmapped_size=8192 | within 64 bits",
            })
    void anEventThatTheKernelDoesNotWriteIsRefusedWithItsLineAndTheRule(String event, String rule) {
        assertThatThrownBy(() -> log("# heading\na-1 [000] d..1. 1.0: " + event))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining(rule);
    }
}
