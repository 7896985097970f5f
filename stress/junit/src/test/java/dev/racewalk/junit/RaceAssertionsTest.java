package dev.racewalk.junit;

import static dev.racewalk.junit.RaceAssertions.assertThat;
import static dev.racewalk.junit.RaceAssertions.explore;
import static dev.racewalk.stress.record.Model.SC;
import static dev.racewalk.stress.record.Model.TSO;
import static dev.racewalk.stress.record.Model.WEAK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.record.Exploration;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RaceAssertionsTest {
    private static final Bounds FEW = new Bounds(5_000, 2, Duration.ofSeconds(5), Integer.MAX_VALUE, 1, 1, true);

    @Test
    void theRightProtocolIsRightUnderEachModel() {
        assertThat(explore(TwoMaps.class).under(SC, TSO, WEAK)).isRight();
    }

    @Test
    void stepsOfTheUserAreWrongAndTheScheduleIsTheMessage() {
        Exploring wrong = explore(TwoMaps.class).with(BlindInstallSteps::new);

        Exploration.Failure failure = assertThat(wrong).isWrong();
        assertThat(failure.outcome()).isEqualTo("broken: mapped, mapped, I12 broken");
        assertThatThrownBy(() -> assertThat(wrong).isRight())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("TwoMaps is wrong under sc: broken: mapped, mapped, I12 broken")
                .hasMessageContainingAll(
                        "mapsPage1", "mapsPage2", "installTable (", ": item 8 := table in frame", "I12 broken at");
        assertThat(explore(TwoMaps.class)).isRight();
    }

    @Test
    void aFaultOfTheCatalogueIsWrong() {
        assertThat(explore(TwoMaps.class).with(SeededFault.of("loser-leak"))).isWrong();
    }

    @Test
    void whatAnArbiterAssertsIsRightUnderOneModelAndWrongUnderAnother() {
        assertThat(explore(StoreBuffering.class)).isRight();
        Exploration.Failure failure =
                assertThat(explore(StoreBuffering.class).under(TSO)).isWrong();
        assertThat(failure.outcome()).startsWith("failed: neither has seen the other");
    }

    @Test
    void whatIsRightIsNotWrong() {
        assertThatThrownBy(() -> assertThat(explore(TwoMaps.class)).isWrong())
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("TwoMaps was not found to be wrong under sc: complete, [0-9,]+ executions");
    }

    @Test
    void aBoundThatCutsTheExplorationShortIsTold() {
        assertThat(explore(TwoMaps.class).bounded(FEW)).isNotFoundWrong();
        assertThatThrownBy(() -> assertThat(explore(TwoMaps.class).bounded(FEW)).isRight())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "TwoMaps is not known to be right under sc: cut short by the bound on executions");
    }

    @Test
    void aMistakeInARaceIsTold() {
        assertThatThrownBy(() -> assertThat(explore(NoDevice.class)).isRight())
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "NoDevice cannot be explored under sc: actor b: the race uses a device, .*NoDevice\\.b, .*");
        assertThatThrownBy(() -> assertThat(explore(SharesAField.class)).isRight())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("SharesAField.wasHere is shared by actors");
        assertThatThrownBy(() -> explore(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.String has 0 methods with @Arbiter or @ExploreTest: a race has one");
    }

    /** It reads by a device, and has none. */
    static class NoDevice {
        private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));
        private final Machine m = POOL.take();

        @Actor
        void a() {
            m.first().maps(m.item(0, 1));
        }

        @Actor
        void b() {
            m.second().reads(m.item(0, 2));
        }

        @Arbiter
        void atRest() {
            m.expect(m.item(0, 1));
            m.atRest("over");
        }
    }

    /** Its actors share a field. */
    static class SharesAField {
        private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));
        private final Machine m = POOL.take();
        private boolean wasHere;

        @Actor
        void a() {
            m.first().maps(m.item(0, 1));
            wasHere = true;
        }

        @Actor
        void b() {
            if (!wasHere) {
                m.second().maps(m.item(0, 2));
            }
        }

        @Arbiter
        void atRest() {
            m.atRest("over");
        }
    }
}
