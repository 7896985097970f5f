package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.model.StepSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps of an execution are told, and which are folded. */
class TraceRowsTest {
    private static final int QUIET = 1;
    private static final int MACHINERY = 2;
    private static final int ITEM = 3;

    private final List<TracedStep> steps = new ArrayList<>();

    /** Names for three locations; others are like items. */
    private static final class FewNames implements Trace.Names {
        @Override
        public String location(int location) {
            return "word " + location;
        }

        @Override
        public boolean isQuiet(int location) {
            return location == QUIET;
        }

        @Override
        public boolean isMachinery(int location) {
            return location == MACHINERY;
        }

        @Override
        public String value(int location, long value) {
            return Long.toString(value);
        }
    }

    private void step(int actor, Op.Kind kind, int location, String method) {
        int number = steps.size() + 1;
        boolean wrote = kind.writes();
        StepSource source = new StepSource(method, "Some.java:" + number, false);
        steps.add(new TracedStep(
                number, actor, kind, location, 0, 0, wrote, source, "word " + location, "0", "", 0, false, 0, 0));
    }

    private List<Integer> told(int most, int shown) {
        return TraceRows.of(steps, new FewNames(), most, shown).stream()
                .flatMap(row -> row.steps().stream())
                .map(TracedStep::number)
                .toList();
    }

    @Test
    void aLoadOfAWordOfTheMachineIsToldIfAnotherActorWritesIt() {
        step(0, Op.Kind.LOAD, MACHINERY, "looks");
        step(0, Op.Kind.LOAD, QUIET, "looks");
        step(0, Op.Kind.LOAD, ITEM, "looks");
        assertThat(told(10, 0)).containsExactly(3);
        step(0, Op.Kind.STORE, MACHINERY, "writes");
        assertThat(told(10, 0)).as("its own store").containsExactly(3, 4);
        step(1, Op.Kind.STORE, MACHINERY, "writes");
        assertThat(told(10, 0)).as("another's store").containsExactly(1, 3, 4, 5);
        assertThat(told(10, 2)).as("the one that is asked for").containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void rowsOnWordsThatNoOtherActorUsesAreFoldedButNotTheOneThatIsAskedFor() {
        step(1, Op.Kind.LOAD, ITEM, "reads");
        for (int i = 0; i < 6; i++) {
            step(0, Op.Kind.LOAD, 10 + i, "step" + i);
        }
        step(0, Op.Kind.STORE, ITEM, "writes");
        List<TraceRow> rows = TraceRows.of(steps, new FewNames(), 4, 0);
        assertThat(rows).hasSize(4);
        assertThat(rows.get(2).steps()).extracting(TracedStep::number).containsExactly(3, 4, 5, 6, 7);
        assertThat(rows.get(2).recorded(2, 0, List.of()).told())
                .isEqualTo("step1, step2, step3, step4, step5 (on words that no other actor uses)");
        assertThat(TraceRows.of(steps, new FewNames(), 4, 4))
                .as("none of two sequences on either side of step 4 hides it")
                .anySatisfy(row ->
                        assertThat(row.steps()).extracting(TracedStep::number).containsExactly(4));
    }

    @Test
    void stepsOfOneMethodShareARowUntilAnotherActorMakesOne() {
        step(0, Op.Kind.LOAD, ITEM, "reads");
        step(0, Op.Kind.LOAD, ITEM, "reads");
        step(1, Op.Kind.LOAD, ITEM, "reads");
        step(0, Op.Kind.LOAD, ITEM, "reads");
        assertThat(TraceRows.of(steps, new FewNames(), 10, 0))
                .extracting(row -> row.recorded(2, 0, List.of()).told())
                .containsExactly("word 3 is 0, 2 times", "word 3 is 0", "word 3 is 0");
    }
}
