package dev.racewalk.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import dev.racewalk.stress.fault.SeededFault;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A second opinion on the races of installs and of growth, from a model checker that is not ours. Lincheck knows sequential
 * consistency alone, and tries a bounded number of interleavings of random scenarios; the profile {@code lincheck} has it
 * try more of both, with three threads.
 */
class LincheckTest {
    private static final int SCENARIOS = Integer.getInteger("racewalk.lincheck.scenarios", 3);
    private static final int INTERLEAVINGS = Integer.getInteger("racewalk.lincheck.interleavings", 500);
    private static final int THREADS = Integer.getInteger("racewalk.lincheck.threads", 2);

    /** Nobody else runs while these do, and their steps are not those of the protocol. */
    private static final String[] NOT_RACED = {
        FewFrames.class.getName(), TableVerifier.class.getName(), TableWalk.class.getName()
    };

    /** Three pages below one table that is missing. */
    public static class InstallTable extends SharedTable {
        /** Made by Lincheck. */
        public InstallTable() {
            this(ProtocolSteps.RIGHT);
        }

        InstallTable(ProtocolSteps steps) {
            super(steps, 0x1000, 0x2000, 0x3000);
        }
    }

    /** With the fault {@code blind-install}. */
    public static final class BlindInstallTable extends InstallTable {
        private static final ProtocolSteps STEPS = SeededFault.BLIND_INSTALL.newProtocolSteps();

        /** Made by Lincheck. */
        public BlindInstallTable() {
            super(STEPS);
        }
    }

    /** Two pages for which the top must rise by one level, and one that needs two. */
    public static class GrowingTable extends SharedTable {
        /** Made by Lincheck. */
        public GrowingTable() {
            this(ProtocolSteps.RIGHT);
        }

        GrowingTable(ProtocolSteps steps) {
            super(steps, 1L << 30, 2L << 30, 1L << 39);
        }
    }

    /** With the fault {@code lock-free-push}. */
    public static final class LockFreeGrowingTable extends GrowingTable {
        private static final ProtocolSteps STEPS = SeededFault.LOCK_FREE_PUSH.newProtocolSteps();

        /** Made by Lincheck. */
        public LockFreeGrowingTable() {
            super(STEPS);
        }
    }

    private static void modelCheck(Class<? extends SharedTable> table) {
        new ModelCheckingOptions()
                .sequentialSpecification(SharedTable.Specification.class)
                .iterations(SCENARIOS)
                .invocationsPerIteration(INTERLEAVINGS)
                .threads(THREADS)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(2)
                .minimizeFailedScenario(false) // which takes longer than to find it
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(NOT_RACED)
                        .allMethods()
                        .ignore())
                .check(table);
    }

    @ParameterizedTest
    @ValueSource(classes = {InstallTable.class, GrowingTable.class})
    void mapsAreLinearizable(Class<? extends SharedTable> table) {
        modelCheck(table);
    }

    @Test
    void aPlainStoreInPlaceOfTheCompareAndSetLosesATable() {
        assertThatThrownBy(() -> modelCheck(BlindInstallTable.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("The following interleaving leads to the error")
                .hasMessageContaining("steps.installTable")
                .hasMessageContaining("switch");
    }

    @Test
    void aGrowthWithoutALockLosesATop() {
        assertThatThrownBy(() -> modelCheck(LockFreeGrowingTable.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("The following interleaving leads to the error")
                .hasMessageContaining("steps.publishTop")
                .hasMessageContaining("switch");
    }
}
