package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataRacesTest {
    @AfterEach
    void seedNothing() {
        MachineParts.useSteps(null);
    }

    private static List<Exploration.DataRace> dataRaces(String name) {
        return explore(name).dataRaces();
    }

    private static Exploration explore(String name) {
        Bounds bounds = new Bounds(5_000, 20_000, Duration.ofMinutes(2), Integer.MAX_VALUE, 0, 1, true);
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(name))
                .findFirst()
                .map(race -> {
                    try (Explorer explorer = new Explorer(race, Model.SC, bounds, Protocol.RIGHT)) {
                        return explorer.explore();
                    }
                })
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SharedTableInstallRace",
                "NoMemoryInstallRace",
                "InstallUnderLookUpRace",
                "GrowthByOneRace",
                "GrowthUnderLookUpRace",
                "NeededTopRace",
                "DirtyPageRace",
                "UnmapReuseRace",
                "CheckedNeighboursRace",
                "AttachUnderGrowthRace",
                "SharedBesideExclusiveRace"
            })
    void theRightProtocolHasNone(String race) {
        Exploration exploration = explore(race);

        assertThat(exploration.dataRaces()).isEmpty();
        assertThat(exploration.complete()).isTrue();
    }

    @Test
    void aTableThatIsPublishedWithoutReleaseIsReadUnordered() {
        MachineParts.useSteps(SeededFault.UNZEROED_PUBLISH);

        assertThat(dataRaces("SharedTableInstallRace")).anySatisfy(race -> {
            assertThat(race.earlier()).contains("installTable (plain store)");
            assertThat(race.later()).contains("writeLeaf (opaque load)");
            assertThat(race.place()).startsWith("item 8/");
        });
    }

    @Test
    void aTopThatIsPublishedWithoutReleaseIsReadUnordered() {
        MachineParts.useSteps(SeededFault.RELAXED_TOP);

        assertThat(dataRaces("GrowthByOneRace")).anySatisfy(race -> {
            assertThat(race.earlier()).contains("allocate (plain store)");
            assertThat(race.later()).contains("readItem (acquire load)");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "K 0, S p x 1, U 0 | K 0, S p x 2, U 0; false",
                "K 0, S p x 1, U 0 o | K 0, S p x 2, U 0; true",
                "K 0, S p x 1, U 0 | K 1, S p x 2, U 1; true",
                "K 0, S p x 1, U 0 | T 0, ?0=1 L p x; false",
                "K 0, S p x 1, U 0 | T 0, ?0=0 L p x; true",
                "S p x 1, N v | N v, L o x; true",
                "L p x | S o x 1; true",
                "L p x | L o x; false",
            })
    void locksOrderInTheModeInWhichTheyAreTakenAndGivenBack(String program, boolean raced) {
        assertThat(new LitmusProgram(program).hasDataRace()).isEqualTo(raced);
    }

    /** Core clears many items at once by stores that are plain for Java; each is whole on a 64-bit JVM. */
    @Test
    void theBulkStoresOfCoreAreReported() {
        assertThat(dataRaces("ChainUnmapUnderWalkerRace")).anySatisfy(race -> {
            assertThat(race.earlier()).isEqualTo("unmapsAndReads, store (plain store)");
            assertThat(race.later()).isEqualTo("deviceReads, read (acquire load)");
        });
    }

    @Test
    void theBulkStoresOfCoreArePermitted() {
        Exploration exploration = explore("ChainUnmapUnderWalkerRace");

        assertThat(exploration.dataRaces()).isNotEmpty().noneMatch(Exploration.DataRace::wrong);
        assertThat(exploration.isClean()).isTrue();
    }

    @Test
    void anotherDataRaceIsWrongThoughEveryExecutionEndsWell() {
        MachineParts.useSteps(SeededFault.RELAXED_TOP);

        Exploration exploration = explore("GrowthByOneRace");

        assertThat(exploration.failure()).isNull();
        assertThat(exploration.dataRaces()).anyMatch(Exploration.DataRace::wrong);
        assertThat(exploration.isClean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MapUnderOvermapRace", "TwoOvermapsRace", "LateWriterRace"})
    void whoBreaksTheContractMayRace(String race) {
        Exploration exploration = explore(race);

        assertThat(exploration.dataRaces()).isNotEmpty().noneMatch(Exploration.DataRace::wrong);
        assertThat(exploration.isClean()).isTrue();
    }
}
