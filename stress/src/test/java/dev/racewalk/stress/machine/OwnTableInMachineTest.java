package dev.racewalk.stress.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.pagetable.GatherMode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Machines as they are raced, with a table that is not core's. */
class OwnTableInMachineTest {
    private static final Setup FITS = Setup.table(1, 1).withMeeting().withPrepared(1);

    private record Case(String name, Setup setup) implements RaceCase {}

    @BeforeEach
    void useAnotherTable() {
        OwnTable.use(
                "dev.racewalk.stress.testrace.table.LockPerLevelTable",
                getClass().getClassLoader());
        OwnTable.begin();
    }

    @AfterEach
    void useCoresTables() {
        OwnTable.use(null, getClass().getClassLoader());
        OwnTable.begin();
    }

    @Test
    void aSampleThatTheTableCannotDoHasNoOutcome() {
        Machine m = new MachinePool(FITS).take();
        m.first().begin();
        m.first().end(m.first().map(m.item(2, 1)));

        assertThatThrownBy(() -> m.atRest("apart"))
                .isInstanceOf(UnfitRaceException.class)
                .hasMessage("it needs growth, which the table has not");
    }

    @Test
    void aSampleThatItCanDoHasOne() {
        Machine m = new MachinePool(FITS).take();
        m.first().begin();
        m.first().end(m.first().map(m.item(1, 1)));
        m.expect(m.item(1, 1));

        assertThat(m.first().result()).isEqualTo("mapped");
        assertThat(m.atRest("apart")).isEqualTo("apart");
    }

    @Test
    void casesWhoseSetupDoesNotFitAreNotRaced() {
        Case fits = new Case("fits", FITS);
        Case unfit = new Case("unfit", FITS.withGatherMode(GatherMode.NO_GAPS));
        Cases<Case> cases = Cases.of(List.of(unfit, fits));

        assertThat(List.of(cases.of(cases.take()), cases.of(cases.take()), cases.of(cases.take())))
                .containsOnly(fits);
        Cases<Case> none = Cases.of(List.of(unfit));
        assertThatThrownBy(none::take).isInstanceOf(UnfitRaceException.class).hasMessageContaining("NO_GAPS");
    }

    @Test
    void allCasesAreRacedWithCoresTable() {
        useCoresTables();
        Case fits = new Case("fits", FITS);
        Case noGaps = new Case("no gaps", FITS.withGatherMode(GatherMode.NO_GAPS));
        Cases<Case> cases = Cases.of(List.of(noGaps, fits));

        assertThat(List.of(cases.of(cases.take()), cases.of(cases.take()))).containsExactlyInAnyOrder(fits, noGaps);
    }
}
