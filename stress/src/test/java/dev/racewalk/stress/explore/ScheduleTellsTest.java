package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.StoredInstall;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.OwnerSteps;
import dev.racewalk.stress.machine.Steps;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Arrow;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a schedule says of each step: which code makes it, what it read, and where it went wrong. */
class ScheduleTellsTest {
    @AfterEach
    void seedNothing() {
        MachineParts.useSteps(null);
    }

    private static Race race(String name) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Exploration.Failure failure(Steps steps, String race, Model model) {
        MachineParts.useSteps(steps);
        try (Explorer explorer = new Explorer(race(race), model, Bounds.USUAL, Protocol.RIGHT)) {
            return Objects.requireNonNull(explorer.explore().failure(), "nothing was found");
        }
    }

    private static Interleaving drawn(Exploration.Failure failure) {
        return Objects.requireNonNull(failure.interleaving());
    }

    /** Somebody else's protocol, from somebody else's package. */
    private static final class OwnSteps implements Steps {
        @Override
        public ProtocolSteps newProtocolSteps() {
            return new StoredInstall();
        }

        @Override
        public DriverSteps newDriverSteps(PhysicalMemory memory) {
            return DriverSteps.RIGHT;
        }

        @Override
        public OwnerSteps newOwnerSteps() {
            return OwnerSteps.RIGHT;
        }
    }

    @Test
    void stepsOfOtherPackagesAreNamedByMethodFileAndLine() {
        Exploration.Failure failure = failure(new OwnSteps(), "SharedTableInstallRace", Model.SC);
        assertThat(failure.trace())
                .anySatisfy(line -> assertThat(line).contains("installTable (StoredInstall.java:10): item 8 is empty"))
                .anySatisfy(
                        line -> assertThat(line).matches(">\\d+ +installTable \\(StoredInstall.*item 8 := table.*"));
    }

    @Test
    void theOverwritingStoreOfABlindInstallIsMarkedAndSaid() {
        Exploration.Failure failure = failure(SeededFault.BLIND_INSTALL, "SharedTableInstallRace", Model.SC);
        List<String> trace = failure.trace();
        assertThat(trace.stream().filter(line -> line.startsWith(">"))).hasSize(1);
        Interleaving drawn = drawn(failure);
        Interleaving.Wrong wrong = Objects.requireNonNull(drawn.fault());
        Interleaving.Row row = drawn.rows().get(wrong.row());
        assertThat(row.told()).isEqualTo("item 8 := table in frame 2");
        assertThat(row.place()).startsWith("BlindInstall.java:");
        Arrow overwrites = row.arrows().get(0);
        assertThat(overwrites.kind()).isEqualTo(Arrow.Kind.OVERWRITES);
        assertThat(drawn.rows().get(overwrites.from()).told()).isEqualTo("item 8 := table in frame 3");
        assertThat(trace.get(trace.size() - 1))
                .startsWith("Step " + wrong.step()
                        + " is where it went wrong: it changes how 0x100a000 translates: from leaf ")
                .contains(" to nothing. After step 8 none of the 32 continuations that were tried ends well.");
    }

    @Test
    void aLoadThatReadsAnOldWriteUnderWeakHasAnArrowFromIt() {
        Interleaving drawn = drawn(failure(SeededFault.RELAXED_TOP, "GrowthByOneRace", Model.WEAK));
        Interleaving.Row row =
                drawn.rows().get(Objects.requireNonNull(drawn.fault()).row());
        assertThat(row.told()).contains("garbage 0x600000badbad0001 (stale: 1 younger write)");
        assertThat(row.arrows()).contains(new Arrow(Arrow.Kind.STALE, -1));
    }

    @Test
    void entriesOfTheDeviceTableAndCommandsAreDecoded() {
        Exploration.Failure failure = failure(SeededFault.HARDWARE_NOT_AWAITED, "NeededTopRace", Model.SC);
        assertThat(failure.trace())
                .anySatisfy(line -> assertThat(line).contains("device table entry := root in frame 3 at level 2"))
                .anySatisfy(line -> assertThat(line).contains("invalidate the entry of device 0"));
        assertThat(drawn(failure).lanes()).last().isEqualTo("hardware");
    }

    @Test
    void storesThatWaitInABufferAreToldUntilTheyReachMemory() {
        MachineParts.useSteps(null);
        try (Explorer explorer =
                new Explorer(race("SharedTableInstallRace"), Model.TSO, Bounds.USUAL, Protocol.RIGHT)) {
            List<Exploration.Failure> examples = explorer.examples();
            assertThat(examples).extracting(Exploration.Failure::outcome).contains("mapped, mapped, apart");
            Interleaving drawn = drawn(examples.get(0));
            assertThat(drawn.fault()).isNull();
            for (int i = 0; i < drawn.rows().size(); i++) {
                Interleaving.Row row = drawn.rows().get(i);
                for (Arrow arrow : row.arrows()) {
                    if (arrow.kind() == Arrow.Kind.DRAINS) {
                        assertThat(drawn.rows().get(arrow.from()).told()).contains("into the store buffer");
                        assertThat(row.told()).contains("reaches memory");
                        assertThat(drawn.states()
                                        .get(drawn.rows().get(i - 1).state())
                                        .buffers())
                                .isNotEmpty();
                    }
                }
            }
            assertThat(drawn.rows().stream().flatMap(row -> row.arrows().stream()))
                    .anySatisfy(arrow -> assertThat(arrow.kind()).isEqualTo(Arrow.Kind.DRAINS));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TORN_TOP, OldTopMapRace, SC, TornTop.java, top of table := frame 3 at level 2",
        "FREE_BEFORE_FLUSH, UnmapReuseRace, SC, '', ''",
        "UNZEROED_PUBLISH, SharedTableInstallRace, WEAK, '', 'poison 0x7f0deadf8ee0c01 (stale: 1 younger write)'",
    })
    void whereItWentWrongIsWhereOneWouldLook(SeededFault fault, String race, Model model, String place, String told) {
        Interleaving drawn = drawn(failure(fault, race, model));
        Interleaving.Row row =
                drawn.rows().get(Objects.requireNonNull(drawn.fault()).row());
        assertThat(row.place()).contains(place);
        assertThat(row.told()).contains(told);
    }
}
