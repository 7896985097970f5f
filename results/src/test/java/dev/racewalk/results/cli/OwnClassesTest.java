package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.results.Runs;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Races, steps and scenarios of a user's beside ours: {@code --classpath}, {@code --steps} and {@code --expect}. */
class OwnClassesTest {
    private static final String BANNER =
            "This is not the right protocol: com.example.TestThenStore replaces some of its steps.";

    @TempDir
    private static Path own;

    @TempDir
    private Path temp;

    @BeforeAll
    static void compile() {
        Yours.compile(Yours.project(), own.resolve("classes"));
    }

    @AfterEach
    void nothingStaysInUse() {
        ClassPath.use(ClassPath.NONE);
    }

    private static String classes() {
        return own.resolve("classes").toString();
    }

    @Test
    void aListHasThemBesideOurs() {
        Captured listed = Captured.run("list", "--classpath", classes());
        assertThat(listed.status()).as(listed.err()).isZero();
        assertThat(listed.out())
                .contains(
                        "example, 1 race",
                        "  MapThenLookUpRace ",
                        "  SharedTableInstallRace ",
                        "own steps, 1",
                        "replaces installTable of ProtocolSteps",
                        "own scenarios, 1\n  two-installs.scenario\n");
        assertThat(Captured.run("list").out()).doesNotContain("example", "own steps", "own scenarios");
    }

    @Test
    void anOwnRaceIsExploredAndOwnStepsFailIt() throws IOException {
        Captured right =
                Captured.run("explore", "MapThenLookUpRace", "--classpath", classes(), "--model", "sc,tso,weak");
        assertThat(right.status()).as(right.out() + right.err()).isZero();
        assertThat(right.out()).contains("3 explorations: 3 complete").doesNotContain("not the right protocol");

        Path schedule = temp.resolve("schedule");
        Path json = temp.resolve("explored.json");
        Captured wrong = Captured.run(
                "explore",
                "MapThenLookUpRace",
                "--classpath",
                classes(),
                "--steps",
                Yours.STEPS,
                "--expect",
                "wrong",
                "--save",
                schedule.toString(),
                "--json",
                json.toString());
        assertThat(wrong.status()).as(wrong.out() + wrong.err()).isZero();
        assertThat(wrong.out())
                .startsWith(BANNER + "\n")
                .contains("FORBIDDEN mapped then", "As expected, it is wrong.");
        assertThat(schedule).content().contains("own-steps " + Yours.STEPS).doesNotContain("fault");
        assertThat(json).content().contains("\"steps\" : \"" + Yours.STEPS + "\"", "\"fault\" : null");

        Captured replayed = Captured.run("explore", "--replay", schedule.toString(), "--classpath", classes());
        assertThat(replayed.status()).as(replayed.err()).isEqualTo(1);
        assertThat(replayed.out()).contains(BANNER);
        assertThat(Captured.run("explore", "--replay", schedule.toString()).err())
                .contains("steps " + Yours.STEPS + ": is not on the class path of this program; give --classpath");
        assertThat(Captured.run("explore", "--replay", schedule.toString(), "--fault", "loser-leak")
                        .err())
                .contains("is a schedule of the protocol with the steps of " + Yours.STEPS);
    }

    /** This JVM and those of the sweep know the table from the option only. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOwnTableIsExploredFromAFolderAndFromAJar(boolean asJar) throws IOException {
        assertThatThrownBy(() -> Class.forName(Yours.TABLE)).isInstanceOf(ClassNotFoundException.class);
        String path = asJar ? jar() : classes();
        String[] races = {"explore", "(MapThenLookUp|InstallUnderDevice)Race$"};
        Captured right = Captured.run(with(races, "--classpath", path, "--model", "sc,weak", "--table", Yours.TABLE));
        assertThat(right.status()).as(right.out() + right.err()).isZero();
        assertThat(right.out())
                .contains("MapThenLookUpRace under weak: complete", "InstallUnderDeviceRace under weak: complete")
                .contains(", 0 with a forbidden outcome or data race");

        Path schedule = temp.resolve("schedule");
        Captured wrong = Captured.run(
                with(races, "--classpath", path, "--table", Yours.WRONG_TABLE, "--save", schedule.toString()));
        assertThat(wrong.status()).as(wrong.out() + wrong.err()).isEqualTo(1);
        assertThat(wrong.out())
                .startsWith("These results are of the page table " + Yours.WRONG_TABLE + ", not of core's.\n")
                .contains("FORBIDDEN mapped then", "mapPage (OneLockTable.java:");
        String[] again = {"explore", "--replay", schedule.toString()};
        Captured replayed = Captured.run(with(again, "--classpath", path));
        assertThat(replayed.status()).as(replayed.out() + replayed.err()).isEqualTo(1);
        assertThat(Captured.run(again).err())
                .contains("table " + Yours.WRONG_TABLE + ": is not on the class path; --classpath says where to look");
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    /** The classes of the example in a jar. */
    private String jar() throws IOException {
        Path classes = own.resolve("classes");
        Path jar = temp.resolve("own.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
            }
        }
        return jar.toString();
    }

    @Test
    void theExplorersStatusIsWhatWasExpected() {
        String[] right = {"explore", "[.]SharedTableInstallRace", "--expect", "wrong"};
        Captured said = Captured.run(right);
        assertThat(said.status()).as(said.err()).isEqualTo(1);
        assertThat(said.out()).endsWith("It was expected to be wrong, and nothing wrong was seen.\n");
    }

    @Test
    void aScenarioOfTheClassPathIsExploredByItsName() {
        Captured explored =
                Captured.run("explore", "--classpath", classes(), "--scenario", Yours.SCENARIO, "--steps", Yours.STEPS);
        assertThat(explored.status()).as(explored.err()).isEqualTo(1);
        assertThat(explored.out()).contains(BANNER, "two-installs under sc");
        assertThat(Captured.run("explore", "--scenario", Yours.SCENARIO).status())
                .isEqualTo(2);
    }

    private static Captured replayed(String... options) {
        List<String> words = new ArrayList<>(
                List.of("replay", "--ftrace", "src/main/resources/dev/racewalk/results/cli/yours/workload.ftrace"));
        words.addAll(List.of("--classpath", classes()));
        words.addAll(List.of(options));
        return Captured.run(words.toArray(String[]::new));
    }

    @Test
    void aWorkloadIsReplayedWithStepsOfOnesOwn() {
        Captured asExpected = replayed("--steps", Yours.STEPS);
        assertThat(asExpected.status()).as(asExpected.err()).isZero();
        assertThat(asExpected.out()).startsWith(BANNER).contains("and nothing is broken");
        assertThat(replayed("--steps", Yours.STEPS, "--expect", "wrong").status())
                .isEqualTo(1);
        assertThat(Captured.run("replay", "trace", "--steps", Yours.STEPS).err())
                .contains("--fault, --steps, --table and --expect must stand beside --ftrace");
    }

    @Test
    void aWorkloadIsReplayedOnATableOfOnesOwnAndMeasured() {
        Captured both = replayed("--table", Yours.TABLE);
        assertThat(both.out()).startsWith("These results are of the page table " + Yours.TABLE);
        Captured measured = replayed("--table", Yours.TABLE, "--bench", "0.05");
        assertThat(measured.out().lines().filter(line -> line.matches(" +[12] +[0-9,]+( +[0-9,]+){6}")))
                .hasSize(2);
        assertThat(replayed("--table", Yours.TABLE, "--page-sizes", "0x1000").err())
                .contains("--page-sizes excludes --table");
    }

    @Test
    void aRunRemembersThemForItsReportsAndForItsRepetition() throws IOException, InterruptedException {
        Path folder = temp.resolve("r");
        Captured run = Captured.run(
                "run",
                "--classpath",
                classes(),
                "-t",
                "MapThenLookUpRace",
                "--steps",
                Yours.STEPS,
                "--expect",
                "wrong",
                "-o",
                folder.toString());
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        String options = "--classpath " + classes() + " --steps " + Yours.STEPS;
        assertThat(run.out())
                .startsWith(BANNER + "\nOwn steps " + Yours.STEPS + ": Forbidden outcomes in 1 of 1 race: ")
                .contains("run --again " + folder + " " + options)
                .endsWith("As expected, it is wrong.\n");
        RunRecord record = RunFolder.readRun(folder);
        assertThat(record.jvmFlags()).contains("-Dracewalk.classpath=" + classes(), "-Dracewalk.steps=" + Yours.STEPS);
        assertThat(folder.resolve("report.html"))
                .content()
                .contains(BANNER, options, "The loser finds its page in the winner");
        assertThat(folder.resolve("results.json")).content().contains("\"notRight\" : [ \"" + BANNER + "\" ]");
        assertThat(Captured.run("export", folder.toString(), "--format", "markdown")
                        .out())
                .contains("⚠️ **" + BANNER.replace(".", "."), options);
        assertThat(Captured.run("export", folder.toString(), "--format", "junit")
                        .out())
                .contains("<property name=\"protocol\" value=\"" + BANNER + "\"");

        assertThat(shell(copied(page(folder), "Explore every interleaving"), 1)).startsWith(BANNER + "\n");
        assertThat(shell(copied(page(folder), "Repeat what went wrong") + " --list", 0))
                .isEqualTo(Yours.RACE + "\n");
        assertThat(shell(copied(page(folder), "Race just this") + " --list", 0)).isEqualTo(Yours.RACE + "\n");

        Captured again = Captured.run("run", "--again", folder.toString(), "--list");
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.out()).isEqualTo(Yours.RACE + "\n");
        assertThat(ClassPath.inUse()).hasToString(classes());
        Path page = temp.resolve("page.html");
        Captured.run("html", folder.toString(), "-o", page.toString());
        assertThat(page).content().doesNotContain("The loser finds its page");
        Captured.run("html", folder.toString(), "-o", page.toString(), "--classpath", classes());
        assertThat(page).content().contains("The loser finds its page");
    }

    /** What the table cannot do is skipped, and no verdict. */
    @Test
    void aRunOfAnOwnTableSaysSoEverywhereAndSkipsWhatDoesNotFit() throws IOException, InterruptedException {
        Path folder = temp.resolve("t");
        String banner = "These results are of the page table " + Yours.WRONG_TABLE + ", not of core's.";
        String[] races = {"run", "--classpath", classes(), "-t", "[.](MapThenLookUp|GrowthByOne)Race$"};
        Captured run =
                Captured.run(with(races, "--table", Yours.WRONG_TABLE, "--expect", "wrong", "-o", folder.toString()));
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .startsWith(banner + "\nOwn table " + Yours.WRONG_TABLE + ": Forbidden outcomes in 1 of 1 race: ")
                .contains("Skipped, it needs pages of an upper level, which the table has not:\n    GrowthByOneRace\n")
                .endsWith("As expected, it is wrong.\n");
        RunRecord record = RunFolder.readRun(folder);
        assertThat(record.jvmFlags()).contains("-Dracewalk.table=" + Yours.WRONG_TABLE);
        assertThat(record.races()).containsExactly(Yours.RACE);
        assertThat(record.skipped())
                .extracting(RunRecord.Skipped::race)
                .containsExactly("dev.racewalk.stress.expand.GrowthByOneRace");
        assertThat(page(folder)).contains(banner, "--table " + Yours.WRONG_TABLE);
        assertThat(shell(copied(page(folder), "Explore every interleaving"), 1)).startsWith(banner + "\n");
        assertThat(shell(copied(page(folder), "Repeat what went wrong") + " --list", 0))
                .isEqualTo(Yours.RACE + "\n");

        Captured again = Captured.run(
                "run", "--again", folder.toString(), "-o", temp.resolve("a").toString());
        assertThat(again.status()).as(again.out() + again.err()).isEqualTo(1);
        assertThat(again.out()).startsWith(banner + "\n");
    }

    @Test
    void aRunOfARightTableHasNothingForbidden() {
        String[] race = {"run", "--classpath", classes(), "-t", "[.](MapThenLookUp|InstallUnderDevice)Race$"};
        Captured listed = Captured.run(with(race, "--table", Yours.TABLE, "--list"));
        assertThat(listed.out()).isEqualTo(Yours.RACE + "\ndev.racewalk.stress.install.InstallUnderDeviceRace\n");
        Captured run = Captured.run(
                with(race, "--table", Yours.TABLE, "-o", temp.resolve("r").toString()));
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("Own table " + Yours.TABLE + ": No forbidden outcome in ");
        String[] other = {"run", "--table", Yours.TABLE, "-t", "[.]GrowthByOneRace$", "--classpath", classes()};
        Captured nothing = Captured.run(with(other, "-o", temp.resolve("n").toString()));
        assertThat(nothing.status()).as(nothing.out() + nothing.err()).isEqualTo(3);
    }

    private static String page(Path folder) throws IOException {
        return Files.readString(folder.resolve("report.html"));
    }

    /** A command of the report, as a browser copies it. */
    private static String copied(String page, String label) {
        Matcher command = Pattern.compile("<span>" + label + "[^<]*</span><code>([^<]*)</code>")
                .matcher(page);
        assertThat(command.find()).as(label).isTrue();
        return command.group(1)
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static String shell(String command, int status) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().merge("PATH", System.getProperty("java.home") + "/bin", (old, java) -> java + ":" + old);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + said).isEqualTo(status);
        return said;
    }

    @Test
    void theMatrixHasARowForThem() throws IOException {
        Path json = temp.resolve("faults.json");
        List<String> command = List.of(
                "faults",
                "--classpath",
                classes(),
                "--steps",
                Yours.STEPS,
                "--fault",
                "blind-install",
                "-t",
                "[.]MapThenLookUpRace$",
                "--limit",
                "20",
                "--json",
                json.toString());
        Captured caught = Captured.run(command.toArray(String[]::new));
        assertThat(caught.out()).containsPattern("(?m)^TestThenStore +MapThenLookUpRace ");
        assertThat(json).content().contains("\"id\" : \"" + Yours.STEPS + "\"", "\"kind\" : \"OWN\"");
        assertThat(caught.status()).as(caught.out() + caught.err()).isIn(0, 3);
    }

    @Test
    void aRaceOfANameThatIsTakenIsRefused() throws IOException {
        Path source = Files.writeString(temp.resolve("SharedTableInstallRace.java"), """
                package dev.racewalk.stress.install;

                import org.openjdk.jcstress.annotations.*;
                import org.openjdk.jcstress.infra.results.I_Result;

                @JCStressTest
                @Outcome(expect = Expect.ACCEPTABLE, desc = "any")
                @State
                public class SharedTableInstallRace {
                    @Actor
                    public void one(I_Result r) {}

                    @Actor
                    public void two() {}
                }
                """);
        Path classes = Files.createDirectory(temp.resolve("classes"));
        Yours.javac(classes, List.of(source.toString()));
        Captured twice = Captured.run("list", "--classpath", classes.toString());
        assertThat(twice.status()).isEqualTo(2);
        assertThat(twice.err())
                .contains("the race dev.racewalk.stress.install.SharedTableInstallRace is there without it")
                .contains("put yours into a package of its own");
    }

    @Test
    void aListThatIsNoneIsNamed() throws IOException {
        Path list = Files.createDirectories(temp.resolve("classes/META-INF")).resolve("TestList");
        Files.writeString(list, "JCTEST com.acme.Race\n");
        Files.writeString(temp.resolve("classes/x.scenario"), "scenario x");
        Captured bad =
                Captured.run("list", "--classpath", temp.resolve("classes").toString());
        assertThat(bad.status()).as(bad.out()).isEqualTo(2);
        assertThat(bad.err()).contains("META-INF/TestList, line 1: is no race as jcstress lists it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "list --classpath nowhere; --classpath nowhere: is not there",
                "explore x --classpath nowhere; --classpath nowhere: is not there",
                "run --classpath nowhere; --classpath nowhere: is not there",
                "faults --classpath nowhere; --classpath nowhere: is not there",
                "html x --classpath nowhere; --classpath nowhere: is not there",
                "run --steps com.acme.None; steps com.acme.None: is not on the class path of this program; give --classpath",
                "explore --steps com.acme.None; steps com.acme.None: is not on the class path",
                "faults --steps com.acme.None; steps com.acme.None: is not on the class path",
                "explore --steps 5000; --steps 5000: must be the name of a class; the bound of explore is --max-steps",
                "run --steps java.lang.String; steps java.lang.String: must extend ProtocolSteps, DriverSteps or OwnerSteps",
                "run --steps a.B --fault blind-install; --fault and --steps exclude each other",
                "explore --steps a.B --fault blind-install; --fault and --steps exclude each other",
                "run --expect maybe; --expect maybe: must be right or wrong",
                "explore --expect maybe; --expect maybe: must be right or wrong",
                "faults --expect wrong; --expect wrong: must have --steps, which it is about",
                "faults --generated --steps dev.racewalk.core.pagetable.ProtocolSteps; steps dev.racewalk.core.pagetable.ProtocolSteps: must have a public constructor"
            })
    void whatCannotBeIsSaidBeforeAnythingRuns(String line, String message) {
        Captured bad = Captured.run(line.split(" ", -1));
        assertThat(bad.status()).as(bad.out() + bad.err()).isEqualTo(2);
        assertThat(bad.err()).contains(message);
        assertThat(bad.out()).isEmpty();
    }

    @Test
    void aRunGoesOnWithWhatItBeganWith() {
        Captured both = Captured.run("run", "--resume", Runs.interrupted().toString(), "--fault", "loser-leak");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("takes the options of that run, and no others");
        Captured again = Captured.run("run", "--again", Runs.forbidden().toString(), "--list");
        assertThat(again.status()).as(again.err()).isZero();
    }
}
