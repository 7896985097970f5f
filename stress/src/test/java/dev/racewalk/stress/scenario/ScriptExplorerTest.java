package dev.racewalk.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
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
    private static final Bounds ALL =
            new Bounds(5_000, 100_000, Duration.ofSeconds(120), Integer.MAX_VALUE, 0, 1, true);

    private static final String TWO_GROWTHS =
            "scenario growths\ntable start=1\nactor\n map 2:0+1:0+0:1 4K\nactor\n map 2:0+1:0+0:2 4K\n";

    @AfterEach
    void rightStepsAgain() {
        MachineParts.useSteps(null);
    }

    private static Exploration explore(String text, Model model) {
        return ScriptExplorer.explore(PreparedScript.of(ScriptReader.read(text)), model, ALL, null);
    }

    private static Exploration.Failure failure(SeededFault fault, String text) {
        MachineParts.useSteps(fault);
        return Objects.requireNonNull(explore(text, Model.SC).failure());
    }

    /** As many results as the model allows: it allows nothing that cannot happen in these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "table start=1\nactor\n map 1:0+0:1 4K\nactor\n map 1:0+0:2 4K\n",
                "table start=1 lock=ranges\nactor\n map 1:0+0:1 4K\nactor\n map 1:0+0:0 16K\n look 1:0+0:1\n",
                "table start=1\nframes each=1 first=0\nactor\n map 1:0+0:1 4K\nactor\n map 1:0+0:2 4K\n",
                "table start=1\nframes prepared=2 shared=yes\nactor\n map 0 1G\nactor\n map 2:0+1:0 4K\n",
                "table start=1\ndevice A\nbefore\n map 1:0+0:1 4K\nactor\n clean 1:0+0:1 4K\n sync\n"
                        + "actor\n write A 1:0+0:1\n",
                "table start=1\ndevice A\nactor\n map 2:0 2M\nactor\n read A 2:0\n",
                "table start=1\ndevice A\nbefore\n empty 1:0 4K\nactor\n map 1:0 2M\nactor\n read A 1:0\n",
                "table start=1\ndevice A\nbefore\n map 1:0 4K\n read A 1:0\nactor\n close\nactor\n read A 1:0\n",
                "table start=1\ndevice A\ndevice B detached\nbefore\n map 1:0 4K\nactor\n attach B\n"
                        + "actor\n read B 1:0\n"
            })
    void whatTheModelAllowsHappensAndNothingElse(String text) {
        Script script = ScriptReader.read("scenario x\n" + text);
        PreparedScript prepared = PreparedScript.of(script);

        Exploration exploration = ScriptExplorer.explore(prepared, Model.SC, ALL, null);

        assertThat(exploration.isClean()).as(exploration.toString()).isTrue();
        assertThat(exploration.complete()).isTrue();
        assertThat(exploration.outcomes().stream().filter(outcome -> outcome.count() > 0))
                .hasSameSizeAs(prepared.answers().allowed().keySet());
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
                PreparedScript.of(ScriptReader.read(TWO_GROWTHS)), Model.SC, failure.schedule(), null);
        assertThat(repeated.outcome()).isEqualTo(failure.outcome());
    }

    @Test
    void resultsThatNoOrderExplainsAreNotAllowed() {
        String text = "scenario x\ntable start=1\ndevice A\nbefore\n read A 2:0+1:0+0:1\nactor\n map 2:0+1:0+0:1 4K\n"
                + "actor\n map 2:0+1:0+0:2 4K\n read A 2:0+1:0+0:2\n";

        assertThat(failure(SeededFault.TOP_BEFORE_HARDWARE, text).outcome())
                .startsWith("not allowed: mapped | mapped, ");
    }

    @Test
    void aDThatIsLostIsFoundAtRest() {
        String text = "scenario x\ntable start=1\ndevice A\nbefore\n map 1:0+0:1 4K\n"
                + "actor\n clean 1:0+0:1 4K\n sync\nactor\n write A 1:0+0:1\n";

        assertThat(failure(SeededFault.DIRTY_LOST_UPDATE, text).outcome()).startsWith("I13 broken: ");
    }

    @Test
    void aPreparationThatFailsIsAnOutcomeOfItsOwn() {
        String text = "scenario x\ntable start=1\nbefore\n map 1:0+0:1 4K\n map 1:0+0:1 4K\nactor\nactor\n";

        assertThat(failure(SeededFault.LOST_ERRNO, text).outcome()).startsWith("not prepared");
    }

    @Test
    void ofActorsThatBreakTheContractOnlyWhatNobodyMayBreakIsJudged() {
        String text = "scenario x\ntable start=1\ncontract broken\nactor\n map 1:0+0:1 4K\nactor\n map 1:0+0:1 4K\n";

        assertThat(explore(text, Model.SC).isClean()).isTrue();
        assertThat(failure(SeededFault.LOSER_LEAK, text).outcome()).startsWith("I11 broken: ");
        assertThat(failure(SeededFault.LOSER_DOUBLE_FREE, text).outcome()).startsWith("I3 broken: ");
    }

    @Test
    void resultsKnowTheScenarioByItsName() {
        Exploration exploration = explore(TWO_GROWTHS, Model.SC);

        assertThat(exploration.race()).isEqualTo("dev.racewalk.stress.scenario.growths");
        assertThat(exploration.outcomes()).extracting(OutcomeRecord::id).contains("allowed: mapped | mapped");
    }
}
