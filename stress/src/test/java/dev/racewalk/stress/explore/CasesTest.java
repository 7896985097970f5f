package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Caught;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A race with a table of cases is raced and explored in each of them. */
class CasesTest {
    private static final String RACE = "dev.racewalk.stress.testrace.CasesRace";

    /** The case of it that is wrong. */
    private static final String WRONG = "level 3";

    private record Numbered(int number) implements RaceCase {
        @Override
        public String name() {
            return "case " + number;
        }

        @Override
        public Setup setup() {
            return Setup.table(number, 1);
        }
    }

    private static Explorer explorer(long executions) {
        Bounds bounds = new Bounds(5_000, executions, Duration.ofSeconds(60), Integer.MAX_VALUE, 0, 1, true);
        return new Explorer(Races.named(RACE), Model.SC, bounds, Protocol.RIGHT);
    }

    private static Exploration explore(long executions) {
        try (Explorer explorer = explorer(executions)) {
            return explorer.explore();
        }
    }

    private static Exploration.Failure failure() {
        return Objects.requireNonNull(explore(10_000).failure());
    }

    @Test
    void oneSampleAfterTheOtherIsOfTheNextCase() {
        Cases<Numbered> cases = Cases.of(List.of(new Numbered(1), new Numbered(2), new Numbered(3)));

        List<Integer> levels = IntStream.range(0, 7)
                .mapToObj(i -> cases.take())
                .peek(m -> assertThat(m.topLevel()).isEqualTo(cases.of(m).number()))
                .map(Machine::topLevel)
                .toList();

        assertThat(levels).containsExactly(1, 2, 3, 1, 2, 3, 1);
    }

    @Test
    void aMachineThatWasUsedComesBackToItsCase() {
        Cases<Numbered> cases = Cases.of(List.of(new Numbered(1), new Numbered(2)));
        Machine first = cases.take();
        assertThat(first.atRest("fine")).isEqualTo("fine");
        cases.take();

        assertThat(cases.take()).isSameAs(first);
    }

    @Test
    void casesHaveNamesOfTheirOwn() {
        assertThatThrownBy(() -> Cases.of(List.of(new Numbered(1), new Numbered(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cases [case 1, case 1]: must be one at least, each with a name of its own");
        assertThatThrownBy(() -> Cases.of(List.<Numbered>of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatWasCaughtNamesTheCase() {
        Cases<Numbered> cases = Cases.of(List.of(new Numbered(1), new Numbered(2)));
        cases.take();
        Machine second = cases.take();
        second.expect(0, Addresses.PAGE);

        assertThat(second.atRest("fine")).isEqualTo("I12 broken");
        assertThat(Caught.last()).startsWith("case 2: I12 broken");
    }

    @Test
    void eachCaseIsExploredUntilOneEndsWrongly() {
        Exploration exploration = explore(10_000);

        assertThat(exploration.complete()).isFalse();
        assertThat(exploration.cutBy()).isEqualTo("a wrong end state");
        assertThat(exploration.outcomes())
                .filteredOn(outcome -> outcome.count() > 0)
                .extracting(OutcomeRecord::id)
                .contains("level 1, apart", "level 1, table of 2 stays", "level 2, apart", WRONG + ", I12 broken")
                .noneSatisfy(id -> assertThat(id).startsWith("level 4"));
    }

    @Test
    void aCaseThatIsCutLeavesTheRaceIncomplete() {
        Exploration exploration = explore(1);

        assertThat(exploration.complete()).isFalse();
        assertThat(exploration.cutBy()).isEqualTo("the bound on executions or time, first in case level 1");
        assertThat(exploration.executions()).isEqualTo(4);
    }

    @Test
    void aFailureNamesItsCase() {
        Exploration.Failure failure = failure();

        assertThat(failure.caseName()).isEqualTo(WRONG);
        assertThat(failure.violation()).startsWith(WRONG + ": I12 broken");
        assertThat(failure.trace()).startsWith("case " + WRONG);
    }

    @Test
    void aScheduleIsReplayedInItsCase(@TempDir Path folder) throws IOException {
        Exploration.Failure failure = failure();
        Path file = folder.resolve("schedule");
        new ScheduleFile(RACE, failure.caseName(), Model.SC, Protocol.RIGHT, failure.schedule()).write(file);
        ScheduleFile read = ScheduleFile.read(file);

        try (Explorer explorer = explorer(1)) {
            Exploration.Failure repeated = explorer.replay(read.caseName(), read.steps());

            assertThat(repeated.outcome()).isEqualTo(failure.outcome());
            assertThat(repeated.trace()).isEqualTo(failure.trace());
        }
    }

    @Test
    void aScheduleOfACaseThatIsNotThereIsRefused() {
        try (Explorer explorer = explorer(1)) {
            assertThatThrownBy(() -> explorer.replay("level 5", "0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("case level 5: must be one of [level 1, level 2, level 3, level 4]");
            assertThatThrownBy(() -> explorer.replay(null, "0")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
