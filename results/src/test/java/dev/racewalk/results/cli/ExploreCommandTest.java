package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Main;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.RaceName;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of the explorer. */
class ExploreCommandTest {
    private static final String TABLES = "dev.racewalk.stress.testrace.table.";

    @TempDir
    private Path temp;

    private Path json() {
        return temp.resolve("explored.json");
    }

    private Captured explore(String... args) {
        List<String> command = new ArrayList<>(List.of("explore"));
        command.addAll(List.of(args));
        return Captured.run(command.toArray(String[]::new));
    }

    private List<String> inFile() throws IOException {
        return ResultsReader.explored(json()).stream()
                .map(each -> RaceName.simple(each.race()) + " " + each.model().id())
                .toList();
    }

    @Test
    void resultsComeInOrderAndInTheFile() throws IOException {
        Captured said = explore(
                "[.](ChainOfTwoInstall|SharedTableInstall|Bound)Race",
                "--model",
                "tso,sc",
                "--processes",
                "2",
                "--json",
                json().toString());
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        List<String> order = List.of(
                "ChainOfTwoInstallRace tso",
                "ChainOfTwoInstallRace sc",
                "SharedTableInstallRace tso",
                "SharedTableInstallRace sc",
                "BoundRace tso",
                "BoundRace sc");
        assertThat(said.out().lines().filter(line -> line.contains(" under ")))
                .extracting(line -> line.replaceAll(" under (\\w+):.*", " $1"))
                .containsExactlyElementsOf(order);
        assertThat(said.out())
                .endsWith(
                        "6 explorations: 6 complete, 0 cut short by a bound, 0 with a forbidden outcome or data race\n");
        assertThat(inFile()).containsExactlyElementsOf(order);
        try (var files = Files.list(temp)) {
            assertThat(files).containsExactly(json());
        }
    }

    @Test
    void aResumeExploresWhatIsMissingAndLosesNothing() throws IOException {
        String[] first = {"[.](SharedTableInstall|Bound)Race", "--json", json().toString()};
        assertThat(explore(first).status()).isZero();
        List<Exploration> before = ResultsReader.explored(json());
        Captured said =
                explore("[.](SharedTableInstall|ChainOfTwoInstall)Race", "--json", json().toString(), "--resume");
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.err()).contains("Resumed: 1 of 2 were explored before.");
        assertThat(said.out()).contains("2 explorations: 2 complete");
        assertThat(inFile()).containsExactly("ChainOfTwoInstallRace sc", "SharedTableInstallRace sc", "BoundRace sc");
        assertThat(ResultsReader.explored(json())).containsAll(before);

        Captured other = explore(
                "[.]SharedTableInstallRace", "--fault", "blind-install", "--json", json().toString(), "--resume");
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("--resume " + json() + ": holds explorations of the right protocol");
        assertThat(explore("[.]BoundRace", "--resume").err()).contains("--resume needs --json FILE");
    }

    @Test
    void aWrongEndStateEndsWithOneAndIsSaved() throws IOException {
        Path schedule = temp.resolve("schedule");
        Captured wrong = explore(
                "[.](SharedTableInstall|Bound)Race",
                "--fault",
                "blind-install",
                "--save",
                schedule.toString(),
                "--json",
                json().toString());
        assertThat(wrong.status()).as(wrong.err()).isEqualTo(1);
        assertThat(wrong.out()).contains("FORBIDDEN mapped, mapped, I12 broken", "1 with a forbidden outcome");
        assertThat(schedule).content().contains("fault blind-install");
        Captured replayed = explore("--replay", schedule.toString());
        assertThat(replayed.status()).as(replayed.err()).isEqualTo(1);
        assertThat(replayed.out()).contains("I12 broken");
    }

    @Test
    void anExecutionIsWrittenAsALitmusTest() throws IOException {
        Path test = temp.resolve("test.litmus");
        Captured wrong = explore(
                "[.]GrowthByOneRace",
                "--model",
                "weak",
                "--fault",
                "relaxed-top",
                "--litmus",
                "lkmm",
                "--litmus-file",
                test.toString());
        assertThat(wrong.status()).as(wrong.err()).isEqualTo(1);
        assertThat(wrong.out()).contains("Litmus test for lkmm: " + test, "herd7 -conf linux-kernel.cfg " + test);
        assertThat(test)
                .content()
                .contains("C GrowthByOneRace-relaxed-top", "I12 broken", "WRITE_ONCE(*top_of_table, 3);");
        Captured right = explore("[.]SharedTableInstallRace", "--litmus", "aarch64", "--litmus-file", test.toString());
        assertThat(right.status()).as(right.err()).isZero();
        assertThat(test).content().contains("AArch64 SharedTableInstallRace", "CASL W1,W28,[X14]");
    }

    @Test
    void aTableOfOnesOwnIsExploredAndRacesThatDoNotFitAreCounted() {
        String races = "[.](UnmapBesideLookUp|SharedTableInstall|GrowthByOne)Race";
        Captured right = explore(races, "--table", TABLES + "LockPerLevelTable");
        assertThat(right.status()).as(right.out() + right.err()).isZero();
        assertThat(right.out())
                .contains("GrowthByOneRace under sc: skipped: it needs growth, which the table has not\n")
                .endsWith(
                        "3 explorations: 1 complete, 1 but for cases that the table cannot have, 0 cut short by a bound,"
                                + " 0 with a forbidden outcome or data race, 1 skipped, which say nothing about the table\n");

        Captured nothing = explore("[.]GrowthByOneRace", "--table", TABLES + "LockPerLevelTable");
        assertThat(nothing.status()).isEqualTo(3);
    }

    @Test
    void aWrongTableOfOnesOwnIsCaughtAndItsScheduleReplayed() {
        Path schedule = temp.resolve("schedule");
        Captured wrong =
                explore("[.]GrowthByOneRace", "--table", TABLES + "TornTopTable", "--save", schedule.toString());
        assertThat(wrong.status()).as(wrong.err()).isEqualTo(1);
        assertThat(wrong.out()).contains("FORBIDDEN mapped, mapped, ", " broken", "publishTop");

        assertThat(schedule).content().contains("\ntable " + TABLES + "TornTopTable\n");
        Captured replayed = explore("--replay", schedule.toString());
        assertThat(replayed.status()).as(replayed.err()).isEqualTo(1);
        assertThat(replayed.out())
                .startsWith("These results are of the page table " + TABLES + "TornTopTable, not of core's.\n");
        Captured other = explore("--replay", schedule.toString(), "--table", TABLES + "TwoWordTopTable");
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err())
                .contains("is a schedule of the page table " + TABLES + "TornTopTable; it cannot be of another");
        Captured explained = Captured.run("explain", schedule.toString());
        assertThat(explained.out()).contains(TABLES + "TornTopTable, in place of core's.", "publishTop");
    }

    @Test
    void aFileOfExplorationsSaysWhoseTableItIsOf() throws IOException {
        String table = TABLES + "LockPerLevelTable";
        String[] races = {"[.](UnmapBesideLookUp|GrowthByOne)Race", "--json", json().toString(), "--table", table};
        assertThat(explore(races).status()).isZero();
        assertThat(ResultsReader.explored(json()))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.protocol()).isEqualTo(Protocol.ofTable(table)));

        Captured core = explore("[.]UnmapBesideLookUpRace", "--json", json().toString(), "--resume");
        assertThat(core.status()).isEqualTo(2);
        assertThat(core.err())
                .contains("holds explorations of the page table " + table
                        + "; must hold only such of the right protocol");
        Captured again = explore("[.]UnmapBesideLookUpRace", "--json", json().toString(), "--table", table, "--resume");
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err()).contains("Resumed: 1 of 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            --table com.acme.None; --table com.acme.None: is not on the class path
            --table java.lang.String; must implement dev.racewalk.stress.table.RacedTable
            --table java.lang.String --fault blind-install; --table and --fault exclude each other: both kinds of steps are those of core's table
            --table java.lang.String --steps com.acme.None; --table and --steps exclude each other: both kinds of steps are those of core's table
            --table TwoWordTopTable --generate; --table and --generate exclude each other: a scenario's oracle works out what core's table answers
            --table TwoWordTopTable --scenario x.scenario; --table and --scenario exclude each other: a scenario's oracle works out what core's table answers
            """)
    void aTableThatIsNoneIsBadUsage(String options, String complaint) {
        Captured refused =
                explore(options.replace("TwoWord", TABLES + "TwoWord").split(" "));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains(complaint);
    }

    @Test
    void whatCannotBeExploredEndsWithThree() {
        Captured failed = explore("testrace.BlockingRace");
        assertThat(failed.status()).isEqualTo(3);
        assertThat(failed.err()).contains("BlockingRace under sc cannot be explored: actor a waits in ");
        assertThat(failed.out()).contains("1 exploration: 0 complete", ", 1 not possible");
    }

    @Test
    void anEmptyShardIsASuccessThatSaysSo() throws IOException {
        Captured empty = explore("[.]BoundRace", "--shard", "2/3", "--json", json().toString());
        assertThat(empty.status()).as(empty.err()).isZero();
        assertThat(empty.out()).startsWith("Shard 2/3 is empty: there is only 1 race.");
        assertThat(inFile()).isEmpty();
        assertThat(explore("[.](LastFrame|Bound)Race", "--shard", "2/2", "--json", json().toString())
                        .status())
                .isZero();
        assertThat(inFile()).containsExactly("LastFrameRace sc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explore nonesuch                          | nonesuch: selects no race that can be explored",
                "explore BoundRace --shard 4/3             | --shard 4/3: i must be 1..3",
                "explore BoundRace --processes 0           | --processes 0: must be 1 at least",
                "explore BoundRace --json /none/such/file  | --json /none/such/file: cannot be written: there is no such folder",
                "explore BoundRace --litmus power          | --litmus: format power: must be one of lkmm, c11, aarch64",
                "explore BoundRace --confirm               | --litmus-file, --confirm and --herd-models need --litmus FORMAT",
                "explore --generate --litmus c11           | --litmus excludes --generate and --replay",
                "explore BoundRace --litmus c11 --herd-models /none | --herd-models /none: must be a folder",
                "explore BoundRace --json /tmp             | --json /tmp: cannot be written: is a folder; must be a file",
            })
    void badUsageEndsWithTwoBeforeAnythingIsExplored(String line, String message) {
        Captured bad = Captured.run(line.split(" +", -1));
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).contains(message).hasLineCount(2);
    }

    @Test
    void aSignalSumsUpAndWritesWhatWasFound() throws IOException, InterruptedException {
        List<String> command = List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "explore",
                "[.](BoundRace|InstallOvermapAndWalkerRace|UnmapReuseRace)$",
                "--model",
                "weak",
                "--time",
                "3600",
                "--executions",
                "1000000000000",
                "--processes",
                "1",
                "--json",
                json().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile())
                .start();
        for (int i = 0; i < 600 && !(Files.exists(json()) && !inFile().isEmpty()) && process.isAlive(); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        List<ProcessHandle> children = process.descendants().toList();
        new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String err = Files.readString(temp.resolve("err"));
        assertThat(process.exitValue()).as(err).isEqualTo(130);
        assertThat(temp.resolve("out"))
                .content()
                .contains("1 exploration: 1 complete", "Interrupted: 2 of 3 were not explored, or not to their end.");
        assertThat(inFile()).hasSize(1);
        assertThat(err).doesNotContain("cannot be explored");
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }
}
