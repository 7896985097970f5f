package dev.racewalk.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.scenario.generate.Campaign;
import dev.racewalk.stress.scenario.generate.ScriptGenerator;
import dev.racewalk.stress.scenario.generate.ScriptShrinker;
import dev.racewalk.stress.scenario.text.LeafPlan;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptReader;
import dev.racewalk.stress.scenario.text.ScriptRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenarios that nobody had to think of. */
class GeneratedScenariosTest {
    /** {@code -Dracewalk.seed=N} repeats a run. */
    private static final long SEED = Long.getLong("racewalk.seed", System.nanoTime() % 100_000);

    /** Ten samples, and then a few dozen executions: thousands of explorations must not take minutes. */
    private static final Bounds FEW = new Bounds(5_000, 60, Duration.ofSeconds(5), Integer.MAX_VALUE, 10, SEED, true);

    @AfterEach
    void rightStepsAgain() {
        MachineParts.useSteps(null);
    }

    private static ScriptGenerator generator(int actors, int most) {
        return new ScriptGenerator(2, actors, 1, most, false, SEED);
    }

    private static void explore(ScriptGenerator generator, int count, Model... models) {
        Campaign campaign = new Campaign(generator, List.of(models), FEW, Protocol.RIGHT);
        for (int i = 0; i < count; i++) {
            Campaign.Caught caught = campaign.next(true);
            if (caught != null) {
                Campaign.Caught smallest = campaign.shrink(caught);
                throw new AssertionError("-Dracewalk.seed=" + SEED + " scenario " + (i + 1) + "\n" + smallest.script()
                        + smallest.exploration());
            }
        }
        assertThat(campaign.scenarios()).isGreaterThan(count / 2);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // a minute, where nothing else runs
    void theRightProtocolSurvivesAllOfOneOperationAnActor() {
        ScriptGenerator generator = generator(2, 1);

        explore(generator, generator.smallCount(), Model.SC);
    }

    @Test
    void theRightProtocolSurvivesRandomOnes() {
        explore(new ScriptGenerator(2, 3, 2, 3, false, SEED), 60, Model.SC, Model.TSO);
    }

    @Test
    void theRightProtocolKeepsWhatNobodyMayBreakWhereTheContractIsBroken() {
        ScriptGenerator generator = new ScriptGenerator(2, 2, 1, 2, true, SEED);

        explore(generator, 60, Model.SC);
    }

    @Test
    void eachScenarioKeepsTheRulesAndIsMadeOnce() {
        ScriptGenerator generator = generator(3, 3);
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < generator.smallCount() + 200; i++) {
            Script script = generator.next();
            ScriptRules.check(script);
            String text = script.toString();
            assertThat(ScriptReader.read(text).toString()).isEqualTo(text);
            assertThat(texts.add(script.named("x").toString())).isTrue();
        }
    }

    @Test
    void theSameSeedMakesTheSameScenarios() {
        ScriptGenerator one = generator(3, 3);
        ScriptGenerator other = generator(3, 3);
        for (int i = 0; i < one.smallCount() + 50; i++) {
            assertThat(one.next().toString()).isEqualTo(other.next().toString());
        }
    }

    @Test
    void smallOnesCoverTheShapes() {
        ScriptGenerator generator = generator(3, 1);
        Set<OpKind> kinds = new HashSet<>();
        int growing = 0;
        int locked = 0;
        int few = 0;
        int pooled = 0;
        int impatient = 0;
        for (int i = 0; i < generator.smallCount(); i++) {
            Script script = generator.next();
            script.before().forEach(op -> kinds.add(op.kind()));
            script.actors().forEach(ops -> ops.forEach(op -> kinds.add(op.kind())));
            growing += script.toString().contains("map 2:0+") ? 1 : 0;
            locked += script.head().locked() ? 1 : 0;
            few += script.head().frames() != null ? 1 : 0;
            pooled += script.toString().contains(" pool=") ? 1 : 0;
            impatient += script.toString().contains("try ") ? 1 : 0;
        }
        assertThat(kinds).containsExactlyInAnyOrder(OpKind.values());
        assertThat(List.of(growing, locked, few, pooled)).allMatch(count -> count > 20);
        assertThat(impatient).isGreaterThan(5);
    }

    /** What mistakes were made in that no pair of operations of the plainest kind reaches. */
    @Test
    void smallOnesCoverTheEdges() {
        ScriptGenerator generator = generator(2, 1);
        Map<String, Integer> edges = new HashMap<>();
        for (int i = 0; i < generator.smallCount(); i++) {
            Script script = generator.next();
            for (List<ScriptOp> ops : script.actors()) {
                for (int op = 0; op < ops.size(); op++) {
                    edgesOf(ops, op, script.head().startingLevel()).forEach(edge -> edges.merge(edge, 1, Integer::sum));
                }
            }
        }
        assertThat(edges)
                .containsOnlyKeys(
                        "unmap from inside one table into another",
                        "unmap of many leaves",
                        "map of more than eight leaves of one size",
                        "write between unmap and sync",
                        "read by a second device",
                        "look-up just above the top");
        assertThat(edges.values()).allMatch(count -> count > 5);
    }

    private static List<String> edgesOf(List<ScriptOp> ops, int index, int level) {
        ScriptOp op = ops.get(index);
        long leafTable = 1L << Level.tableLg2(0);
        long pages = op.length() >>> Level.GRANULE_LG2;
        long offset = op.iova() & (leafTable - 1);
        boolean isAcross = offset != 0 && offset + op.length() > leafTable;
        List<String> found = new ArrayList<>();
        switch (op.kind()) {
            case UNMAP -> {
                if (isAcross && (op.last() & (leafTable - 1)) != leafTable - 1) {
                    found.add("unmap from inside one table into another");
                }
                if (pages > 32 && pages % 8 != 0) {
                    found.add("unmap of many leaves");
                }
            }
            case MAP -> {
                long sizes = LeafPlan.of(op, ScriptHead.VA_LG2).sizes().stream()
                        .filter(lg2 -> lg2 == Level.GRANULE_LG2)
                        .count();
                if (sizes > 8) {
                    found.add("map of more than eight leaves of one size");
                }
            }
            case WRITE -> {
                if (index > 0 && ops.get(index - 1).kind() == OpKind.UNMAP) {
                    found.add("write between unmap and sync");
                }
            }
            case READ -> {
                if (op.device() == 1) {
                    found.add("read by a second device");
                }
            }
            case LOOK -> {
                if (op.iova() >>> Level.tableLg2(level) == 1) {
                    found.add("look-up just above the top");
                }
            }
            default -> {
                // no edge
            }
        }
        return found;
    }

    /** Faults of several parts of the protocol; the command {@code faults --generated} measures all of them. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "BLIND_INSTALL",
                "UNCHECKED_PUSH",
                "TOP_BEFORE_HARDWARE",
                "PARTIAL_RUN",
                "REUSE_BEFORE_SYNC",
                "LATE_RUN",
                "UNZEROED_PUBLISH",
                "NON_EMPTY_COLLECTED"
            })
    void generatedScenariosAloneCatch(SeededFault fault) {
        MachineParts.useSteps(fault);
        ScriptGenerator generator = generator(2, 1);
        Campaign campaign =
                new Campaign(generator, List.of(Model.SC), Campaign.quick(SEED), Protocol.ofFault(fault.id()));
        Campaign.Caught caught = null;
        for (int i = 0; i < generator.smallCount() && caught == null; i++) {
            caught = campaign.next(true);
        }
        assertThat(caught).as("-Dracewalk.seed=" + SEED).isNotNull();
        Campaign.Caught smallest = campaign.shrink(caught);
        assertThat(smallest.script().operations())
                .isLessThanOrEqualTo(caught.script().operations());
        MachineParts.useSteps(null);
        assertThat(ScriptExplorer.explore(PreparedScript.of(smallest.script()), Model.SC, Bounds.USUAL, Protocol.RIGHT)
                        .isClean())
                .as(smallest.script().toString())
                .isTrue();
    }

    @Test
    void aShrinkerLeavesWhatTheFailureNeeds() {
        Script large = ScriptReader.read(("scenario x;table start=1 gather=no-gaps;device A;before; map 1:5 2M;"
                        + "actor; map 1:0 4K; map 1:1 4K; read A 1:0;actor; map 1:2 4K; unmap 1:5 2M; sync;actor; clock;")
                .replace(";", "\n"));

        Script small = new ScriptShrinker(script -> script.toString().contains("map 1:1 4K"), 1_000).shrink(large);

        assertThat(small.toString()).isEqualTo("scenario x\ntable start=1\nactor\n  map 1:1 4K\nactor\n");
    }

    @Test
    void aShrinkerStopsWhenItsTriesAreUsed() {
        Script large =
                ScriptReader.read("scenario x\ntable start=1\nactor\n map 1:0 4K\n map 1:1 4K\nactor\n look 1:2\n");
        int[] tries = {0};

        new ScriptShrinker(
                        script -> {
                            tries[0]++;
                            return false;
                        },
                        2)
                .shrink(large);

        assertThat(tries[0]).isEqualTo(2);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new ScriptGenerator(2, 4, 1, 1, false, 1))
                .hasMessage("actors = 2..4: must be a range within 2..3");
        assertThatThrownBy(() -> new ScriptGenerator(2, 2, 2, 1, false, 1))
                .hasMessage("operations = 2..1: must be a range within 1..3");
    }
}
