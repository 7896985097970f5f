package dev.racewalk.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.ForeignFile;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.util.Counter;

/** What the adapter takes for granted of jcstress and no compiler checks. A new version of jcstress is welcome once this passes. */
class JcstressInternalsTest {
    @TempDir
    private Path temp;

    private static Race race() {
        return Races.all().stream()
                .filter(race -> race.actors().size() == 2)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theVersionIsTheOneThatTheAdapterWasWrittenFor() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = TestList.class.getResourceAsStream(
                "/META-INF/maven/org.openjdk.jcstress/jcstress-core/pom.properties")) {
            properties.load(in);
        }
        assertThat(properties.getProperty("version")).isEqualTo("0.16");
    }

    @Test
    void theListOfRacesIsReadAsJcstressReadsIt() {
        Map<String, Race> ours = new TestLists()
                .races().stream()
                        .filter(race -> race.name().startsWith("dev.racewalk.stress."))
                        .collect(Collectors.toMap(Race::name, race -> race, (first, second) -> first));
        assertThat(TestList.tests()).isNotEmpty();
        List<String> catalogue = TestList.tests().stream()
                .filter(name -> !name.contains(".scenario.live.")) // generic races, which belong to no catalogue
                .toList();
        for (String name : catalogue) {
            TestInfo theirs = TestList.getInfo(name);
            Race race = ours.get(name);
            assertThat(race).as(name).isNotNull();
            TestInfo back = TestLists.info(race);
            assertThat(back.binaryName()).isEqualTo(theirs.binaryName());
            assertThat(back.generatedRunner()).isEqualTo(theirs.generatedRunner());
            assertThat(back.description()).isEqualTo(theirs.description());
            assertThat(back.actorNames()).isEqualTo(theirs.actorNames());
            assertThat(back.threads()).isEqualTo(theirs.threads());
            assertThat(back.requiresFork()).isEqualTo(theirs.requiresFork());
            assertThat(cases(back)).isEqualTo(cases(theirs));
            assertThat(back.unmatched().expect()).isEqualTo(theirs.unmatched().expect());
        }
    }

    private static Set<String> cases(TestInfo info) {
        return info.cases().stream()
                .map(each -> each.matchPattern() + " " + each.expect() + " " + each.description())
                .collect(Collectors.toSet());
    }

    @Test
    void aConfigurationIsReadInTheOrderInWhichItIsWritten() {
        Race race = race();
        ForkedTestConfig config = RaceRunner.config(race, new Strides(3, 7), Spin.THREAD_YIELD, 11);
        assertThat(config.spinLoopStyle).isEqualTo(Spin.THREAD_YIELD.style());
        assertThat(config.time).isEqualTo(11);
        assertThat(config.iters).isEqualTo(1);
        assertThat(config.generatedRunnerName).isEqualTo(race.generated());
        assertThat(config.strideSize).isEqualTo(3);
        assertThat(config.strideCount).isEqualTo(7);
        assertThat(config.localAffinity).isFalse();
    }

    @Test
    void theNamesOfEnumsAreTheSame() {
        for (Spin spin : Spin.values()) {
            assertThat(spin.style().name()).isEqualTo(spin.name());
        }
        for (Affinity affinity : Affinity.values()) {
            assertThat(affinity.mode().name()).isEqualTo(affinity.name());
        }
    }

    @Test
    void aResultFileHoldsWhatWasWritten() throws IOException {
        Race race = race();
        Processors processors = Processors.look(2, Affinity.NONE, new BitSet());
        Placement placement = processors.placements(2, true).get(0);
        Cpus cpus = processors.tryAcquire(placement);
        assertThat(cpus).isNotNull();
        ForkTask.Way way =
                new ForkTask.Way(race, new Strides(3, 7), List.of("-Xint"), Compilation.UNIFIED, placement, Spin.HARD);
        ForkTask task = new ForkTask(5, way, 2, 11, 64, cpus);
        TestResult sent = new TestResult(org.openjdk.jcstress.infra.Status.NORMAL);
        Counter<String> counter = new Counter<>();
        String outcome = race.expected().get(0).outcome().pattern();
        counter.record(outcome, 42);
        sent.addState(counter);
        RaceResult result = RaceResult.of(ForkStatus.NORMAL);
        result.addOutcomes(new RaceResult(sent));
        result.complete(task, List.of("said"), List.of("wrote"));
        Path file = temp.resolve("jcstress-results-x.bin.gz");
        try (ResultWriter writer = new ResultWriter(file)) {
            writer.add(result);
        }
        processors.release(cpus);
        ForeignFile.Contents contents = new JcstressFiles().read(file, null);
        assertThat(contents.forks()).hasSize(1);
        ForkRecord fork = contents.forks().get(0);
        assertThat(fork.race()).isEqualTo(race.name());
        assertThat(fork.samples()).isEqualTo(42);
        assertThat(fork.outcomes().get(0).id()).isEqualTo(outcome);
        assertThat(fork.strides()).isEqualTo(new Strides(3, 7));
        assertThat(fork.mode()).isEqualTo("interpreter");
        assertThat(fork.messages()).contains("said");
        assertThat(fork.output()).contains("wrote");
        assertThat(contents.host()).isNotNull();
    }
}
