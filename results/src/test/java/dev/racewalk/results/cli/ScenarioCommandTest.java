package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.machine.MachineParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios on the command line. */
class ScenarioCommandTest {
    private static final String GROWTHS =
            "scenario growths\ntable start=1\nactor\n map 2:0+1:0+0:1 4K\nactor\n map 2:0+1:0+0:2 4K\n";

    @TempDir
    private Path temp;

    @AfterEach
    void rightStepsAgain() {
        MachineParts.useSteps(null);
    }

    private String file(String text) throws IOException {
        Path file = temp.resolve("a.scenario");
        Files.writeString(file, text);
        return file.toString();
    }

    @Test
    void aScenarioIsExplored() throws IOException {
        Captured explored = Captured.run("explore", "--scenario", file(GROWTHS), "--model", "sc,tso");

        assertThat(explored.status()).as(explored.err()).isZero();
        assertThat(explored.out())
                .contains("growths under sc: complete", "growths under tso: complete", "allowed: mapped | mapped")
                .endsWith(String.format(
                        "2 explorations: 2 complete, 0 cut short by a bound, 0 with a forbidden outcome or data"
                                + " race%n"));
    }

    @Test
    void aFailureIsSavedAndRepeated() throws IOException {
        String scenario = file(GROWTHS);
        String schedule = temp.resolve("schedule").toString();

        Captured explored =
                Captured.run("explore", "--scenario", scenario, "--fault", "unchecked-push", "--save", schedule);
        Captured repeated = Captured.run("explore", "--scenario", scenario, "--replay", schedule);
        Captured other =
                Captured.run("explore", "--scenario", file(GROWTHS.replace("growths", "others")), "--replay", schedule);

        assertThat(explored.status()).isEqualTo(1);
        assertThat(explored.out()).contains("FORBIDDEN I7 broken: mapped | mapped");
        assertThat(repeated.status()).isEqualTo(1);
        assertThat(repeated.out()).contains("I7 broken: mapped | mapped");
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("must be of dev.racewalk.stress.scenario.others");
    }

    @Test
    void whatIsNoScenarioIsBadUsageAndNamesTheLine() throws IOException {
        Captured explored = Captured.run("explore", "--scenario", file("scenario x\ntable start=9\n"));
        Captured run = Captured.run("run", "--scenario", file("scenario x\ntable start=9\n"));

        for (Captured each : List.of(explored, run)) {
            assertThat(each.status()).isEqualTo(2);
            assertThat(each.err()).contains("a.scenario: line 2: start = 9: must be a number from 1 to 5");
        }
        assertThat(Captured.run("explore", "--scenario", temp.resolve("none").toString())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void anInterruptionIsExploredAndNotRaced() throws IOException {
        String scenario = file("scenario x\ntable start=1 lock=ranges\nactor\n try map 1:0 4K\nactor\n interrupt 1\n");

        assertThat(Captured.run("explore", "--scenario", scenario).out()).contains("gave up | ", "mapped | ");
        Captured run = Captured.run("run", "--scenario", scenario);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'interrupt' can be explored, and not raced");
    }

    @Test
    void aScenarioIsListedByItsName() throws IOException {
        Captured listed = Captured.run("run", "--scenario", file(GROWTHS), "--list");
        Captured both = Captured.run("run", "--scenario", file(GROWTHS), "-t", "Install", "--list");

        assertThat(listed.out().strip()).isEqualTo("dev.racewalk.stress.scenario.growths");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--scenario excludes -t, --shard and --shards");
    }

    @Test
    void genericRacesAreInNoCatalogue() {
        assertThat(Captured.run("list", "-t", "ScenarioOf").status()).isEqualTo(2);
    }

    @Test
    void generatedScenariosAreExploredAndCounted() {
        Captured explored = Captured.run("explore", "--generate", "--count", "12", "--seed", "3", "--part", "2/3");

        assertThat(explored.status()).as(explored.out()).isZero();
        assertThat(explored.out()).contains("4 scenarios, seed 3, in ", " of 4 explorations complete, ");
    }

    @Test
    void aGeneratedScenarioThatFailsIsShrunkAndPrinted() throws IOException {
        Path schedule = temp.resolve("schedule");
        Captured explored = Captured.run(
                "explore", "--generate", "--count", "120", "--fault", "blind-install", "--save", schedule.toString());

        assertThat(explored.status()).isEqualTo(1);
        assertThat(explored.out()).contains("actor\n  map ", "FORBIDDEN ");
        String saved = Files.readString(Path.of(schedule + ".scenario"));
        Captured repeated = Captured.run("explore", "--scenario", file(saved), "--replay", schedule.toString());
        assertThat(repeated.status()).as(repeated.err()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitGenerateIsBadUsage() {
        assertThat(Captured.run("explore", "--generate", "--actors", "4").err())
                .contains("actors = 4..4: must be a range");
        assertThat(Captured.run("explore", "--generate", "--operations", "x").err())
                .contains("--operations x: must be a number, or two with .. between");
        assertThat(Captured.run("explore", "--generate", "--part", "3/2").err()).contains("--part 3/2: must be I/N");
        assertThat(Captured.run("explore", "--generate", "SharedTable").err())
                .contains("--generate excludes RACE, --scenario and --replay");
    }

    @Test
    void aHandWrittenRaceIsPrinted() {
        Captured told = Captured.run("scenario", "SharedTableInstallRace");

        assertThat(told.status()).isZero();
        assertThat(told.out()).contains("scenario SharedTableInstallRace\ntable start=1\nactor\n  map 1:0+0:1 4K\n");
        assertThat(told.err()).contains("1 of 1 told");
    }

    @Test
    void whyARaceIsNotPrintedIsSaid() {
        Captured none = Captured.run("scenario", "TwoDomainsGrowRace");

        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("TwoDomainsGrowRace cannot be told: it has a second domain");
        assertThat(Captured.run("scenario", "nonesuch").status()).isEqualTo(2);
    }

    @Test
    void faultsAreCaughtByGeneratedScenarios() {
        Captured caught = Captured.run("faults", "--generated", "--fault", "blind-install", "--limit", "100");

        assertThat(caught.status()).as(caught.out()).isZero();
        assertThat(caught.out()).contains("1 of 1 faults caught by generated scenarios alone, seed 1");
        assertThat(Captured.run("faults", "--generated", "--short").err()).contains("--generated excludes --short");
    }
}
