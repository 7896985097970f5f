package dev.racewalk.stress.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.machine.OwnerSteps;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue. */
class FaultTest {
    /** Every fault: whoever adds one, adds its id here. */
    private static final List<String> IDS = List.of(
            "lock-free-push",
            "unchecked-push",
            "torn-top",
            "top-before-hardware",
            "hardware-not-awaited",
            "grown-flag-shared",
            "sufficient-top",
            "completion-out-of-order",
            "chain-leak",
            "null-table",
            "growth-livelock",
            "blind-install",
            "loser-leak",
            "loser-double-free",
            "loser-no-reload",
            "unzeroed-publish",
            "gather-before-clear",
            "free-before-flush",
            "reuse-before-sync",
            "partial-clear",
            "partial-run",
            "non-empty-collected",
            "short-gather",
            "empty-gather",
            "lost-errno",
            "bitmap-ignored",
            "dirty-last-item",
            "dirty-lost-update",
            "relaxed-top",
            "uncovered-retired",
            "gap-frees-new-range",
            "flush-smaller-than-table",
            "flush-smaller-than-entry",
            "skipped-sync",
            "page-freed-before-sync",
            "page-reused-while-queued",
            "entry-after-invalidation",
            "device-listed-late",
            "command-before-written",
            "entry-cleared",
            "replaced-with-gap",
            "wide-table",
            "stale-near",
            "late-run",
            "unzeroed-reuse",
            "relaxed-install",
            "opaque-unlock",
            "cut-with-gap",
            "cut-loses-dirty",
            "uncounted-child",
            "freed-while-queued",
            "retry-into-dead-table",
            "severed-without-grace");

    @Test
    void theCatalogueHasEachFaultOnce() {
        assertThat(Arrays.stream(SeededFault.values()).map(SeededFault::id)).containsExactlyElementsOf(IDS);
    }

    @ParameterizedTest
    @EnumSource
    void eachFaultReplacesAStepOfOneKind(SeededFault fault) {
        boolean protocol = fault.newProtocolSteps().getClass() != ProtocolSteps.class;
        boolean driver = fault.newDriverSteps(new PhysicalMemory(2)).getClass() != DriverSteps.class;
        boolean owner = fault.newOwnerSteps().getClass() != OwnerSteps.class;

        assertThat(Stream.of(protocol, driver, owner).filter(replaced -> replaced))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void eachFaultIsFoundByItsId(SeededFault fault) {
        assertThat(SeededFault.of(fault.id())).isEqualTo(fault);
    }

    @Test
    void anUnknownIdIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> SeededFault.of("blind install"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blind install")
                .hasMessageContaining("must be one of lock-free-push, ")
                .hasMessageContaining("relaxed-top");
    }
}
