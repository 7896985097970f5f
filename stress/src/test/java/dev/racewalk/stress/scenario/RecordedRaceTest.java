package dev.racewalk.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.scenario.generate.Campaign;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptReader;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hand-written races, told as scenarios. */
class RecordedRaceTest {
    private static List<RecordedRace.Told> tell(String name) {
        Race race = Races.all().stream()
                .filter(each -> each.simpleName().equals(name))
                .findFirst()
                .orElseThrow();
        return RecordedRace.tell(race);
    }

    @Test
    void aRaceOfTwoMapsIsTold() {
        assertThat(tell("SharedTableInstallRace"))
                .singleElement()
                .satisfies(
                        told -> assertThat(Objects.requireNonNull(told.script()).toString())
                                .isEqualTo("""
                        scenario SharedTableInstallRace
                        table start=1
                        actor
                          map 1:0+0:1 4K
                        actor
                          map 1:0+0:2 4K
                        """));
    }

    @ParameterizedTest
    @CsvSource({
        "UnmapBesideLookUpRace, goes on as long as another actor is at work",
        "StaleEntryRace, leaves hardware to one actor alone",
        "TwoDomainsGrowRace, has a second domain",
        "UnmapReuseRace, what an actor does depends on how it went",
        "CheckedSamePageRace, has its ranges checked"
    })
    void whatCannotBeToldSaysWhy(String name, String why) {
        assertThat(tell(name).get(0).script()).isNull();
        assertThat(tell(name).get(0).why()).contains(why);
    }

    /** What these races say that cannot happen does not happen as a scenario either: the computed ends hold. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SharedTableInstallRace",
                "GrowthByOneAndTwoRace",
                "NoMemoryInstallRace",
                "RefusedSecondEntryUnderDeviceRace",
                "UnmapMapRemapRace",
                "DirtyPageRace",
                "AttachUnderGrowthRace",
                "CloseUnderDeviceRace",
                "SamePageTwiceRace"
            })
    void aRaceThatIsToldEndsAsItMay(String name) {
        boolean any = false;
        for (RecordedRace.Told told : tell(name)) {
            Script script = told.script();
            if (script == null) {
                continue;
            }
            assertThat(ScriptReader.read(script.toString()).toString()).isEqualTo(script.toString());
            Exploration exploration =
                    ScriptExplorer.explore(PreparedScript.of(script), Model.SC, Campaign.quick(1), Protocol.RIGHT);
            assertThat(exploration.isClean()).as(script + "\n" + exploration).isTrue();
            any = true;
        }
        assertThat(any).as(name + ": " + tell(name)).isTrue();
    }

    @Test
    void aRaceThatMakesAMistakeCannotBeTold() {
        assertThat(tell("AddressOfItsOwnRace"))
                .singleElement()
                .satisfies(
                        told -> assertThat(told.why()).startsWith("it makes a mistake (input address 0x2000 selects"));
    }

    @Test
    void mostRacesWithATableAreTold() {
        Set<String> others = Set.of("litmus", "pool", "lock", "testrace", "mistake");
        long told = 0;
        long all = 0;
        for (Race race : Races.all()) {
            if (!others.contains(race.family())) {
                List<RecordedRace.Told> each = RecordedRace.tell(race);
                all++;
                told += each.stream().anyMatch(one -> one.script() != null) ? 1 : 0;
            }
        }
        assertThat(told).as("of " + all).isGreaterThan(all / 2);
    }
}
