package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.fault.Fault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.run.Races;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataRacesTest {
    @AfterEach
    void seedNothing() {
        MachineParts.seed(null);
    }

    private static List<Exploration.DataRace> dataRaces(String name) {
        Bounds bounds = new Bounds(5_000, 20_000, Duration.ofSeconds(20), Integer.MAX_VALUE, 0, 1, true);
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(name))
                .findFirst()
                .map(race -> {
                    try (Explorer explorer = new Explorer(race, Model.SC, bounds, null)) {
                        return explorer.explore().dataRaces();
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
        assertThat(dataRaces(race)).isEmpty();
    }

    @Test
    void aTableThatIsPublishedWithoutReleaseIsReadUnordered() {
        MachineParts.seed(Fault.UNZEROED_PUBLISH);

        assertThat(dataRaces("SharedTableInstallRace")).anySatisfy(race -> {
            assertThat(race.earlier()).contains("installTable (plain store)");
            assertThat(race.later()).contains("writeLeaf (opaque load)");
            assertThat(race.place()).startsWith("item 8/");
        });
    }

    @Test
    void aTopThatIsPublishedWithoutReleaseIsReadUnordered() {
        MachineParts.seed(Fault.RELAXED_TOP);

        assertThat(dataRaces("GrowthByOneRace")).anySatisfy(race -> {
            assertThat(race.earlier()).contains("allocate (plain store)");
            assertThat(race.later()).contains("readItem (acquire load)");
        });
    }

    /** Core clears many items at once by stores that are plain for Java; each is whole on a 64-bit JVM. */
    @Test
    void theBulkStoresOfCoreAreReported() {
        assertThat(dataRaces("ChainUnmapUnderWalkerRace")).anySatisfy(race -> {
            assertThat(race.earlier()).isEqualTo("unmapsAndReads, store (plain store)");
            assertThat(race.later()).isEqualTo("deviceReads, read (acquire load)");
        });
    }
}
