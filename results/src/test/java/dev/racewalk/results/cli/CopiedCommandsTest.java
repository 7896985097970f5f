package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Made;
import dev.racewalk.results.ResultFileMaker;
import dev.racewalk.results.Runs;
import dev.racewalk.results.SuiteJar;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.html.HtmlReport;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.Expect;

/** The commands that a report offers to copy select the race under which they stand, whatever the run was given. */
class CopiedCommandsTest {
    private static final String RACE_IT = "Race just this";
    private static final String REPEAT_IT = "Repeat what went wrong";
    private static final String EXPLORE_IT = "Explore every interleaving";
    private static final String INSTALL = "dev.racewalk.stress.install.SharedTableInstallRace";
    private static final String SCENARIO_RACE = "dev.racewalk.stress.scenario.maps";

    private static final String SCENARIO = """
            scenario maps
            table start=2
            actor
              map 1:8+0:1 4K
            actor
              map 1:8+0:2 4K
            """;

    private static final String CHOSEN = "[.](testrace|three|litmus)[.]";
    private static final List<String> SHORT =
            List.of("--executions", "60", "--samples", "60", "--time", "4", "--max-steps", "2000");

    @TempDir
    private Path temp;

    @AfterEach
    void nothingStaysInUse() {
        ClassPath.use(ClassPath.NONE);
    }

    /** The command with a label, as a browser copies it, in the details of the only race of a report; empty if there is none. */
    private static String copied(String page, String label) {
        Matcher command = Pattern.compile("<span>" + label + "[^<]*</span><code>([^<]*)</code>")
                .matcher(page);
        return command.find()
                ? command.group(1)
                        .replace("&#39;", "'")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&amp;", "&")
                : "";
    }

    /** The words after the name of this program, as a shell takes them apart. */
    private static List<String> words(String command) {
        String program = Program.name() + " ";
        assertThat(command).startsWith(program);
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("(?:[^ '\\\\]|'[^']*'|\\\\.)+").matcher(command.substring(program.length()));
        while (word.find()) {
            words.add(word.group().replaceAll("'([^']*)'|\\\\(.)", "$1$2"));
        }
        return words;
    }

    private static Captured run(List<String> words, List<String> more) {
        return Captured.run(Stream.concat(words.stream(), more.stream()).toArray(String[]::new));
    }

    /** What the commands of a report select: their labels, and races. */
    private static void requireSelects(String page, String race, List<String> labels) {
        for (String label : List.of(REPEAT_IT, RACE_IT, EXPLORE_IT)) {
            String command = copied(page, label);
            assertThat(command.isEmpty()).as(label).isEqualTo(!labels.contains(label));
            if (command.isEmpty()) {
                continue;
            }
            boolean isExploration = label.equals(EXPLORE_IT);
            Captured said = run(words(command), isExploration ? SHORT : List.of("--list"));
            assertThat(said.err()).as(command).isEmpty();
            if (isExploration) {
                String name = race.substring(race.lastIndexOf('.') + 1);
                assertThat(said.out()).as(command).contains(name + " under sc: ", name + " under tso: ");
            } else {
                assertThat(said.out().strip()).as(command).isEqualTo(race);
            }
        }
    }

    /** A run of one race, as another command line would have left it. */
    private Path run(String name, String flags) throws IOException {
        Path from = Runs.forbidden();
        assertThat(ResultsReader.read(from).races())
                .extracting(RaceResults::name)
                .containsExactly(INSTALL);
        Path folder = Files.createDirectories(temp.resolve("a run"));
        for (String file : List.of("run.json", "forks.jsonl")) {
            String text = Files.readString(from.resolve(file));
            Files.writeString(
                    folder.resolve(file),
                    text.replace(INSTALL, name).replaceFirst("(\"jvmFlags\"\\s*:\\s*\\[)", "$1" + flags));
        }
        return folder;
    }

    private String page(Path run, String... options) throws IOException {
        Path file = temp.resolve("page.html");
        List<String> words = new ArrayList<>(List.of("html", run.toString(), "-o", file.toString()));
        words.addAll(List.of(options));
        Captured written = Captured.run(words.toArray(String[]::new));
        assertThat(written.status()).as(written.err()).isZero();
        return Files.readString(file);
    }

    @Test
    void ofARunOfThisSuite() throws IOException {
        requireSelects(page(run(INSTALL, "")), INSTALL, List.of(REPEAT_IT, RACE_IT, EXPLORE_IT));
    }

    @Test
    void ofARunWithASeededFault() throws IOException {
        String page = page(run(INSTALL, "\"-Dracewalk.fault=blind-install\", "));
        assertThat(copied(page, RACE_IT)).contains(" --fault blind-install ");
        requireSelects(page, INSTALL, List.of(REPEAT_IT, RACE_IT, EXPLORE_IT));
    }

    @Test
    void ofARunWithClassesAndStepsOfTheUsers() throws IOException {
        Path own = Yours.compile(Yours.project(), temp.resolve("own classes"));
        Path run = run(Yours.RACE, "\"-Dracewalk.classpath=" + own + "\", \"-Dracewalk.steps=" + Yours.STEPS + "\", ");
        requireSelects(page(run, "--classpath", own.toString()), Yours.RACE, List.of(REPEAT_IT, RACE_IT, EXPLORE_IT));
        ClassPath.use(ClassPath.NONE);
        requireSelects(page(run), Yours.RACE, List.of(REPEAT_IT, RACE_IT)); // nobody knows whether it can be explored
    }

    @Test
    void ofARaceThatIsNoMoreThereAreNone() throws IOException {
        requireSelects(page(run("com.example.Gone", "")), "com.example.Gone", List.of());
    }

    @Test
    void ofAResultFileOfTheseRacesUnderJcstressItself() throws IOException {
        Path file = temp.resolve("results.bin.gz");
        try (ResultFileMaker made = new ResultFileMaker(file)) {
            made.add(INSTALL, Map.of("mapped, mapped, apart", 5L));
        }
        requireSelects(page(file), INSTALL, List.of(RACE_IT, EXPLORE_IT));
    }

    @Test
    void ofAnotherSuite() throws IOException {
        Path file = temp.resolve("results.bin.gz");
        List<String> names = List.of("org.example.Ring.Actual", "org.example.RingXActual");
        try (ResultFileMaker made = new ResultFileMaker(file)) {
            made.add(names.get(0), Map.of("0, 1", 5L));
        }
        Path suite = SuiteJar.write(
                temp.resolve("the suite.jar"),
                SuiteJar.test(names.get(0), null, List.of("left", "right"), Map.of("0, 1", Expect.ACCEPTABLE)));
        String command = copied(page(file, "--suite", suite.toString()), "Race it again, in its own suite");
        assertThat(command).startsWith("java -jar '" + suite + "' -t ");
        Pattern selection =
                Pattern.compile(command.substring(command.lastIndexOf(' ') + 1).replaceAll("^'|'$", ""));
        assertThat(names).filteredOn(name -> selection.matcher(name).find()).containsExactly(names.get(0));
        assertThat(copied(page(file), "")).isEmpty();
    }

    /** Whatever has become of the file meanwhile. */
    @Test
    void ofARunOfAScenario() throws IOException {
        Path file = Files.writeString(temp.resolve("maps.scenario"), SCENARIO);
        Path folder = temp.resolve("a run");
        String[] words = {"run", "--scenario", file.toString(), "--fault", "blind-install", "-o", folder.toString()};
        Captured run = Captured.run(words);
        assertThat(run.status()).as(run.err()).isEqualTo(1);
        Files.writeString(file, SCENARIO.replace("maps", "others"));
        String page = Files.readString(folder.resolve("report.html"));
        requireSelects(page, SCENARIO_RACE, List.of(REPEAT_IT, RACE_IT, EXPLORE_IT));
        assertThat(copied(page, EXPLORE_IT)).contains("--fault blind-install --scenario '" + folder + "/scenario.txt'");
        assertThat(Captured.run("show", folder.toString()).out().replaceAll("(?: \\\\)?\\s+", " "))
                .contains("run --again '" + folder + "' --fault blind-install");
        assertThat(Captured.run("run", "--again", folder.toString(), "-t", "x").err())
                .contains("-t x: " + folder + " is the run of a scenario, which is its only race");

        Path merged = temp.resolve("merged");
        assertThat(Captured.run("merge", folder.toString(), "-o", merged.toString())
                        .status())
                .isZero();
        assertThat(merged.resolve("1/scenario.txt")).hasContent(SCENARIO);
    }

    /**
     * Exploring is offered exactly where the explorer does it; mistakes in a race have been told by its forks. That the explorer
     * does it for all hand-written races of two actors beside these, {@code ReductionTest} shows.
     */
    @Test
    void exploringIsOfferedWhereTheExplorerDoesNotRefuse() throws IOException {
        Captured explored = run(List.of("explore", CHOSEN), SHORT);
        Set<String> refused = Pattern.compile("(?m)^(\\w+) under sc cannot be explored: ")
                .matcher(explored.err())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Path mistakes = temp.resolve("mistakes");
        Captured.run(
                "run",
                "-t",
                "testrace[.]mistake[.].*(Frame|Frames|Device|Begin|Own|Window|End|Lane)Race",
                "-o",
                mistakes.toString(),
                "--",
                "-time",
                "20",
                "-iters",
                "1",
                "-sc",
                "false");
        Results raced = ResultsReader.read(mistakes);
        Set<String> ran = raced.races().stream().map(RaceResults::name).collect(Collectors.toSet());
        List<Race> chosen = Races.matching(Races.all(), Pattern.compile(CHOSEN));
        List<ForkRecord> made = chosen.stream()
                .filter(race -> !ran.contains(race.name()))
                .map(race -> Made.fork(race.name(), new Strides(4, 64), "tiered", List.of()))
                .toList();
        Set<String> offered = new TreeSet<>();
        for (Results results : List.of(raced, Made.results("made", made))) {
            for (String race :
                    HtmlReport.of(results, new Repeat("racewalk", "run", null)).split("<details class=\"race ", -1)) {
                if (!copied(race, EXPLORE_IT).isEmpty()) {
                    offered.add(Pattern.compile("data-name=\"(\\w+)\"")
                            .matcher(race)
                            .results()
                            .findFirst()
                            .orElseThrow()
                            .group(1));
                }
            }
        }
        assertThat(refused).contains("MonitorRace", "NoDeviceRace", "HaltingRace");
        assertThat(offered)
                .contains("OpaqueStoreBufferingLitmus", "CasesRace")
                .containsExactlyInAnyOrderElementsOf(chosen.stream()
                        .map(Race::simpleName)
                        .filter(race -> !refused.contains(race))
                        .toList());
    }
}
