package dev.racewalk.results.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said where explorer and machine differ. */
class DifferenceTest {
    private static Exploration explored(Model model, String fault, boolean complete, String... ids) {
        List<OutcomeRecord> outcomes = Arrays.stream(ids)
                .map(id -> SampleRuns.outcome(id, 5, Grade.ACCEPTABLE))
                .toList();
        return new Exploration(
                "a.Race", model, fault, null, null, complete, null, 9, 0, 0, outcomes, null, List.of(), 1);
    }

    private static Exploration explored(Model model, String... ids) {
        return explored(model, null, true, ids);
    }

    private static RaceResults seen(long met, String... ids) {
        return SampleRuns.race(SampleRuns.fork(
                1,
                "a.Race",
                "tiered",
                "",
                Arrays.stream(ids)
                        .map(id -> SampleRuns.outcome(id, met / ids.length, Grade.ACCEPTABLE_INTERESTING))
                        .toList()));
    }

    @Test
    void nothingIsSaidWhereTheyAgree() {
        assertThat(Difference.of(seen(20, "x", "y"), List.of(explored(Model.SC, "x", "y")), true))
                .isEmpty();
    }

    @Test
    void whatTwoModelsReachAndNobodySawInFewMeetingsIsSaidOnceAndWarns() {
        List<Exploration> both = List.of(explored(Model.SC, "x", "y", "z"), explored(Model.TSO, "x", "y", "z"));
        assertThat(Difference.of(seen(22, "x"), both, true))
                .containsExactly(new Difference(
                        Mark.WARNING,
                        "2 outcomes that sc and tso reach were not seen in 22 meetings: race it longer: “y”, “z”."));
    }

    @Test
    void inManyMeetingsItIsNoWarning() {
        assertThat(Difference.of(seen(20_000, "x"), List.of(explored(Model.SC, "x", "y")), true))
                .containsExactly(new Difference(
                        Mark.NOTE,
                        "1 outcome that sc reaches was not seen in 20.0 K meetings: rare on this machine, if it"
                                + " happens at all: “y”."));
    }

    @Test
    void whatTsoAllowsAndScDoesNotIsNoWarning() {
        List<Exploration> both = List.of(explored(Model.SC, "x"), explored(Model.TSO, "x", "y"));
        assertThat(Difference.of(seen(20_000, "x", "y"), both, true))
                .containsExactly(
                        new Difference(Mark.NOTE, "1 outcome was seen as x86-TSO allows, and sc does not: “y”."));
    }

    @Test
    void withoutAnExplorationUnderTsoNobodyKnows() {
        assertThat(Difference.of(seen(20_000, "x", "y"), List.of(explored(Model.SC, "x")), true))
                .containsExactly(new Difference(
                        Mark.NOTE,
                        "1 outcome was seen that sc does not reach; --model tso tells whether this machine may do so:"
                                + " “y”."));
    }

    @Test
    void whatACompleteExplorationOfTheMachinesModelDoesNotReachWarns() {
        List<Exploration> both = List.of(explored(Model.SC, "x"), explored(Model.TSO, "x"));
        assertThat(Difference.of(seen(20_000, "x", "y"), both, true))
                .singleElement()
                .satisfies(each -> assertThat(each.isWarning()).isTrue())
                .extracting(Difference::text)
                .asString()
                .startsWith("1 outcome was seen, and tso, explored to the end, does not reach it");
    }

    @Test
    void anIncompleteExplorationDeniesNothing() {
        assertThat(Difference.of(seen(20_000, "x", "y"), List.of(explored(Model.TSO, null, false, "x")), true))
                .isEmpty();
    }

    @Test
    void whatOnlyAWeakerModelThanTheMachineReachesIsNoWarning() {
        List<Exploration> both = List.of(explored(Model.TSO, "x"), explored(Model.WEAK, "x", "y"));
        assertThat(Difference.of(seen(20, "x"), both, true))
                .containsExactly(new Difference(
                        Mark.NOTE, "1 outcome that only weak reaches, beyond what x86-TSO does, not seen: “y”."));
        assertThat(Difference.of(seen(20, "x"), both, false))
                .singleElement()
                .satisfies(each -> assertThat(each.isWarning()).isTrue());
    }

    @Test
    void aSeededFaultIsNotCompared() {
        assertThat(Difference.of(seen(20, "x"), List.of(explored(Model.SC, "blind-install", true, "y")), true))
                .isEmpty();
    }

    @Test
    void theExplorationOfAFaultIsHeadedByTheFault() {
        Explored explored =
                Explored.of(List.of(explored(Model.SC, "x"), explored(Model.SC, "blind-install", true, "y")));
        assertThat(explored.groups())
                .extracting(Explored.Group::protocol)
                .containsExactly("", "the protocol with the fault blind-install");
        assertThat(explored.groups().get(1).lines())
                .extracting(Explored.Line::text)
                .containsExactly("sc: complete, 9 executions, in 1.00 s, none forbidden");
    }
}
