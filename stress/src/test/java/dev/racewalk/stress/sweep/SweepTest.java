package dev.racewalk.stress.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many races at once, in JVMs beside this one. */
class SweepTest {
    private static final Bounds BOUNDS =
            new Bounds(5_000, 2_000_000, Duration.ofSeconds(60), Integer.MAX_VALUE, 1_000, 1, true);

    private final Map<Integer, Swept> ended = new HashMap<>();

    private static Race race(String simpleName) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(simpleName))
                .findFirst()
                .orElseThrow();
    }

    private static List<SweepJob> jobs(List<Model> models, String... races) {
        return Stream.of(races).map(name -> new SweepJob(race(name), models)).toList();
    }

    private Swept of(int job) {
        return ended.getOrDefault(job, new Swept(List.of(), Map.of()));
    }

    @Test
    void eachRaceIsExploredUnderEachModel() throws InterruptedException {
        List<Model> models = List.of(Model.TSO, Model.SC);
        Sweep sweep = new Sweep(
                jobs(models, "SharedTableInstallRace", "LastFrameRace", "BoundRace"),
                2,
                BOUNDS,
                Protocol.RIGHT,
                ended::put);
        assertThat(sweep.run()).isTrue();
        assertThat(ended).hasSize(3).allSatisfy((job, swept) -> {
            assertThat(swept.failed()).isEmpty();
            assertThat(swept.found()).extracting("model").containsExactly(Model.TSO, Model.SC);
            assertThat(swept.found()).allMatch(each -> each.complete() && each.isClean());
        });
        assertThat(of(0).found().get(0).race()).endsWith(".SharedTableInstallRace");
        assertThat(of(0).found().get(1).executions()).isEqualTo(6);
    }

    @Test
    void aFaultIsSeededThere() throws InterruptedException {
        Sweep sweep = new Sweep(
                jobs(List.of(Model.SC), "SharedTableInstallRace"),
                1,
                BOUNDS,
                Protocol.ofFault("blind-install"),
                ended::put);
        assertThat(sweep.run()).isTrue();
        assertThat(of(0).found()).singleElement().satisfies(each -> {
            assertThat(each.isClean()).isFalse();
            assertThat(each.fault()).isEqualTo("blind-install");
        });
    }

    @Test
    void aRaceThatCannotBeExploredOrKillsItsJvmCostsNothingButItself() throws InterruptedException {
        Sweep sweep = new Sweep(
                jobs(List.of(Model.SC, Model.WEAK), "BlockingRace", "BreakingJvmRace", "SharedTableInstallRace"),
                1,
                BOUNDS,
                Protocol.RIGHT,
                ended::put);
        assertThat(sweep.run()).isTrue();
        assertThat(of(0).failed()).containsOnlyKeys(Model.SC, Model.WEAK);
        assertThat(of(0).failed().get(Model.SC)).contains("waits");
        assertThat(of(1).failed()).containsOnlyKeys(Model.SC, Model.WEAK);
        assertThat(of(1).failed().get(Model.SC)).startsWith("its JVM ended with status 3");
        assertThat(of(2).found()).hasSize(2).allMatch(each -> each.complete());
    }

    @Test
    void aStopKeepsWhatWasToldAndCallsNothingFailed() throws InterruptedException {
        Bounds endless = new Bounds(5_000, Long.MAX_VALUE, Duration.ofHours(1), 50, 1_000, 1, false);
        Sweep[] sweep = new Sweep[1];
        sweep[0] = new Sweep(
                jobs(List.of(Model.SC), "SharedTableInstallRace", "SeveralPagesInstallRace", "BoundRace"),
                1,
                endless,
                Protocol.RIGHT,
                (job, swept) -> {
                    ended.put(job, swept);
                    new Thread(() -> {
                                try {
                                    TimeUnit.MILLISECONDS.sleep(500);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                sweep[0].interrupt();
                            })
                            .start();
                });
        assertThat(sweep[0].run()).isFalse();
        assertThat(ended).containsOnlyKeys(0);
        assertThat(of(0).found()).singleElement().matches(each -> each.isClean());
    }
}
