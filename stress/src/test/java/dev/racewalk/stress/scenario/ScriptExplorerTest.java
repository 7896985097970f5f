package dev.racewalk.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptReader;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios are explored: the right protocol has all ends that the model allows and no other, and faults have others. */
class ScriptExplorerTest {
    private static final Bounds ALL = new Bounds(5_000, 100_000, Duration.ofMinutes(2), Integer.MAX_VALUE, 0, 1, true);

    private static final String TWO_GROWTHS =
            "scenario growths;table start=1;actor; map 2:0+1:0+0:1 4K;actor; map 2:0+1:0+0:2 4K;";

    @AfterEach
    void rightStepsAgain() {
        MachineParts.useSteps(null);
    }

    private static Script script(String lines) {
        return ScriptReader.read(lines.replace(";", "\n"));
    }

    private static Exploration explore(String text, Model model) {
        return ScriptExplorer.explore(PreparedScript.of(script(text)), model, ALL, Protocol.RIGHT);
    }

    private static Exploration.Failure failure(SeededFault fault, String text) {
        MachineParts.useSteps(fault);
        return Objects.requireNonNull(explore(text, Model.SC).failure());
    }

    /** As many results as the model allows: it allows nothing that cannot happen in these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "table start=1;actor; map 1:0+0:1 4K;actor; map 1:0+0:2 4K;",
                "table start=1 lock=ranges;actor; map 1:0+0:1 4K;actor; map 1:0+0:0 16K; look 1:0+0:1;",
                "table start=1;frames each=1 first=0;actor; map 1:0+0:1 4K;actor; map 1:0+0:2 4K;",
                "table start=1;frames prepared=2 shared=yes;actor; map 0 1G;actor; map 2:0+1:0 4K;",
                "table start=1;frames prepared=1 pool=2;actor; map 1:0+0:1 4K;actor; map 1:1+0:1 4K;",
                "table start=1 lock=ranges;actor; map 1:0+0:1 4K;actor; try map 1:0+0:0 16K;",
                "table start=1;device A;before; map 1:0+0:1 4K;actor; clean 1:0+0:1 4K; sync;"
                        + "actor; write A 1:0+0:1;",
                "table start=1;device A;actor; map 2:0 2M;actor; read A 2:0;",
                "table start=1;device A;before; empty 1:0 4K;actor; map 1:0 2M;actor; read A 1:0;",
                "table start=1;device A;before; map 1:0 4K; read A 1:0;actor; close;actor; read A 1:0;",
                "table start=1;device A;device B detached;before; map 1:0 4K;actor; attach B;" + "actor; read B 1:0;"
            })
    void whatTheModelAllowsHappensAndNothingElse(String text) {
        Script script = script("scenario x;" + text);
        PreparedScript prepared = PreparedScript.of(script);

        Exploration exploration = ScriptExplorer.explore(prepared, Model.SC, ALL, Protocol.RIGHT);

        assertThat(exploration.isClean()).as(exploration.toString()).isTrue();
        assertThat(exploration.complete()).isTrue();
        assertThat(exploration.outcomes().stream().filter(outcome -> outcome.count() > 0))
                .hasSameSizeAs(prepared.answers().allowed().keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a reclaim severs a table that an overmap looks through
                "table start=2;before; empty 2:0+1:24 4K;actor; reclaim;actor; map 2:0 1G;",
                // an address above the top has the items of another one, and not its D
                "table start=2;device A;before; map 1:32 2M;actor; look 1:33;actor; read A 3:0+1:32; dirty 1:32+0:192;"
            })
    void theRightProtocolSurvives(String text) {
        Exploration exploration = explore("scenario x;" + text, Model.SC);

        assertThat(exploration.isClean()).as(exploration.toString()).isTrue();
        assertThat(exploration.complete()).isTrue();
    }

    @Test
    void aScenarioIsExploredUnderEachModel() {
        for (Model model : Model.values()) {
            assertThat(explore(TWO_GROWTHS, model).isClean()).as(model.id()).isTrue();
        }
    }

    @Test
    void aFaultEndsOtherwiseAndItsScheduleIsRepeated() {
        Exploration.Failure failure = failure(SeededFault.UNCHECKED_PUSH, TWO_GROWTHS);

        assertThat(failure.outcome()).isEqualTo("I7 broken: mapped | mapped");
        Exploration.Failure repeated = ScriptExplorer.replay(
                PreparedScript.of(script(TWO_GROWTHS)), Model.SC, failure.schedule(), Protocol.RIGHT);
        assertThat(repeated.outcome()).isEqualTo(failure.outcome());
    }

    @Test
    void resultsThatNoOrderExplainsAreNotAllowed() {
        String text = "scenario x;table start=1;device A;before; read A 2:0+1:0+0:1;actor; map 2:0+1:0+0:1 4K;"
                + "actor; map 2:0+1:0+0:2 4K; read A 2:0+1:0+0:2;";

        assertThat(failure(SeededFault.TOP_BEFORE_HARDWARE, text).outcome())
                .startsWith("not allowed: mapped | mapped, ");
    }

    @Test
    void aDThatIsLostIsFoundAtRest() {
        String text = "scenario x;table start=1;device A;before; map 1:0+0:1 4K;"
                + "actor; clean 1:0+0:1 4K; sync;actor; write A 1:0+0:1;";

        assertThat(failure(SeededFault.DIRTY_LOST_UPDATE, text).outcome()).startsWith("I13 broken: ");
    }

    @Test
    void aPreparationThatFailsIsAnOutcomeOfItsOwn() {
        String text = "scenario x;table start=1;before; map 1:0+0:1 4K; map 1:0+0:1 4K;actor;actor;";

        assertThat(failure(SeededFault.LOST_ERRNO, text).outcome()).startsWith("not prepared");
    }

    @Test
    void ofActorsThatBreakTheContractOnlyWhatNobodyMayBreakIsJudged() {
        String text = "scenario x;table start=1;contract broken;actor; map 1:0+0:1 4K;actor; map 1:0+0:1 4K;";

        assertThat(explore(text, Model.SC).isClean()).isTrue();
        assertThat(failure(SeededFault.LOSER_LEAK, text).outcome()).startsWith("I11 broken: ");
        assertThat(failure(SeededFault.LOSER_DOUBLE_FREE, text).outcome()).startsWith("I3 broken: ");
    }

    @Test
    void aTableThatIsClosedAtTheEndIsJudgedWhereTheContractIsBroken() {
        String text = "scenario x;table start=1;contract broken;frames each=3 prepared=3 first=1;device A;"
                + "before; map 1:0 4K; read A 1:0;actor; map 3:0+2:0 4K; close;actor; read A 1:0;";

        assertThat(explore(text, Model.SC).isClean()).isTrue();
        assertThat(failure(SeededFault.CHAIN_LEAK, text).outcome()).startsWith("I11 broken: ");
    }

    @Test
    void resultsKnowTheScenarioByItsName() {
        Exploration exploration = explore(TWO_GROWTHS, Model.SC);

        assertThat(exploration.race()).isEqualTo("dev.racewalk.stress.scenario.growths");
        assertThat(exploration.outcomes()).extracting(OutcomeRecord::id).contains("allowed: mapped | mapped");
    }
}
