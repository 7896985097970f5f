package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.racewalk.results.ResultFileMaker;
import dev.racewalk.results.Runs;
import dev.racewalk.results.SuiteJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;

/** Results of a suite that is not ours: unknown, until its jar says what they mean. */
class SuiteTest {
    private static final List<String> ACTORS = List.of("left", "right");
    private static final String NAME = "jcstress-results-2026-11-27-19-51-28.bin.gz";

    @TempDir
    private Path temp;

    @BeforeEach
    void makeResults() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("results"));
        try (ResultFileMaker made = new ResultFileMaker(folder.resolve(NAME))) {
            made.add("org.example.Ring.Actual", -1, Status.NORMAL, Map.of("0, 1", 900L, "0, 0", 100L), List.of());
            made.add("org.example.Ring.Actual", 2, Status.NORMAL, Map.of("0, 1", 500L), List.of());
            made.add("org.example.Ring.Actual", 6, Status.NORMAL, Map.of("0, 1", 500L), List.of());
            made.add("org.example.Buffer.Actual", Map.of("0, 1", 900L, "7, 7", 3L));
        }
        SuiteJar.write(
                temp.resolve("suite.jar"),
                SuiteJar.test(
                        "org.example.Ring.Actual",
                        null,
                        ACTORS,
                        new TreeMap<>(Map.of(
                                "0, 1",
                                Expect.ACCEPTABLE,
                                "0, 0",
                                Expect.ACCEPTABLE_INTERESTING,
                                "1, 1",
                                Expect.ACCEPTABLE))),
                SuiteJar.test("org.example.Buffer.Actual", "Two stores", ACTORS, Map.of("0, 1", Expect.ACCEPTABLE)));
    }

    private Captured run(String words) {
        return Captured.run(Stream.of(words.split(" ", -1))
                .map(word -> word.replace("TEMP", temp.toString()))
                .toArray(String[]::new));
    }

    @Test
    void withoutTheSuiteForbiddenIsUnknownAndJunitSkips() throws IOException {
        String file = "TEMP/results/" + NAME;
        Captured shown = run("show " + file);
        assertThat(shown.out())
                .startsWith("Not graded: ")
                .containsIgnoringWhitespaces("2 races are wrong; --suite SUITE.jar tells it.");
        assertThat(shown.out()).doesNotContain("orbidden 0", " 0 forbidden", " ok ");
        String junit = run("export " + file + " --format junit").out();
        assertThat(junit)
                .contains("tests=\"2\" failures=\"0\"", "skipped=\"2\"")
                .contains(
                        "<skipped message=\"it ran, and this program does not know which of its outcomes are wrong; --suite");
        JsonNode json = new ObjectMapper()
                .readTree(run("export " + file + " --format json").out());
        assertThat(json.get("totals").get("forbidden").isNull()).isTrue();
        assertThat(json.get("races").get(0).get("totals").get("forbidden").isNull())
                .isTrue();
        run("html " + file + " -o TEMP/page.html");
        assertThat(temp.resolve("page.html"))
                .content()
                .contains("unknown forbidden")
                .doesNotContain(" 0 forbidden");
        assertThat(run("verdict " + file + " -o TEMP/v").status()).isEqualTo(3);
    }

    @Test
    void theListOfTheSuiteGradesAndDescribesAndTellsWhatWasNotSeen() throws IOException {
        Captured shown = run("show -v --suite TEMP/suite.jar TEMP/results");
        assertThat(shown.out())
                .startsWith("Forbidden outcomes in 1 of 2 races: 3 samples of 2.90 K.")
                .contains("FORBIDDEN  Buffer.Actual", "Two stores", "FORBIDDEN: The race does not list it")
                .contains("ok  Ring.Actual", "interesting: Why 0, 0 is ACCEPTABLE_INTERESTING")
                .contains("not seen: 1, 1: Why 1, 1 is ACCEPTABLE")
                .doesNotContain("null", "met:  ");
        assertThat(run("export --suite TEMP/suite.jar TEMP/results --format junit")
                        .out())
                .contains("failures=\"1\"", "skipped=\"0\"", "<failure message=\"forbidden: 7, 7 (3 times)\"")
                .contains("classname=\"org.example\" name=\"Buffer.Actual\"", "name=\"Ring.Actual\"");
        run("html --suite TEMP/suite.jar TEMP/results -o TEMP/page.html");
        assertThat(temp.resolve("page.html")).content().contains("Why 0, 0 is ACCEPTABLE_INTERESTING");
        assertThat(run("verdict --suite TEMP/suite.jar TEMP/results -o TEMP/v").status())
                .isEqualTo(1);
    }

    @Test
    void commandsNameTheSuiteThatWasGiven() {
        String suite = temp.resolve("suite.jar").toString();
        assertThat(run("export --suite TEMP/suite.jar TEMP/results --format junit")
                        .out())
                .contains("java -jar " + suite + " -t ")
                .doesNotContain("SUITE.jar");
        run("html --suite TEMP/suite.jar TEMP/results -o TEMP/page.html");
        assertThat(temp.resolve("page.html")).content().contains("java -jar " + suite + " -t ");
    }

    @Test
    void aMergeKeepsTheListOfTheSuite() throws IOException {
        assertThat(run("merge TEMP/results --suite TEMP/suite.jar -o TEMP/merged")
                        .status())
                .isZero();
        assertThat(run("merge TEMP/merged -o TEMP/again").status()).isZero();
        assertThat(run("show TEMP/again").out()).startsWith("Forbidden outcomes in 1 of 2 races");
    }

    @Test
    void runsOfASuiteAreCompared() throws IOException {
        Path file = Files.createDirectory(temp.resolve("other")).resolve(NAME);
        try (ResultFileMaker made = new ResultFileMaker(file)) {
            made.add("org.example.Buffer.Actual", Map.of("0, 1", 900L));
        }
        Captured compared = run("diff --suite TEMP/suite.jar TEMP/other TEMP/results");
        assertThat(compared.status()).as(compared.err()).isEqualTo(1);
        assertThat(compared.out()).contains("7, 7");
    }

    /** As jcstress has it: which compiler each actor has. */
    @Test
    void eachWayOfCompilingHasARowOfItsOwn() {
        String out = run("show -v --suite TEMP/suite.jar TEMP/results").out();
        assertThat(out).contains("tiered", "split C2+int", "split int+C2");
    }

    @Test
    void theTimeOfTheRunIsThatOfItsName() throws IOException {
        String junit = run("export TEMP/results --format junit").out();
        assertThat(junit).contains("timestamp=\"2026-11-2").doesNotContain("1970");
        Path renamed = Files.copy(temp.resolve("results/" + NAME), temp.resolve("x.bin.gz"));
        assertThat(run("export " + renamed + " --format junit").out()).doesNotContain("1970");
    }

    @Test
    void aSignalIsToldWithThePlaceWhereItCame() throws IOException {
        Path file = temp.resolve("crashed.bin.gz");
        try (ResultFileMaker made = new ResultFileMaker(file)) {
            made.add(
                    "org.example.Crash",
                    -1,
                    Status.VM_ERROR,
                    Map.of(),
                    List.of("Failed with error code 134"),
                    List.of(
                            "# A fatal error has been detected by the Java Runtime Environment:",
                            "#",
                            "#  SIGSEGV (0xb) at pc=0x00007f1d934d2f94, pid=13495, tid=14054",
                            "#",
                            "# Problematic frame:",
                            "# V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124"));
            made.add("org.example.Killed", -1, Status.VM_ERROR, Map.of(), List.of("Failed with error code 137"));
        }
        assertThat(run("show " + file).out().replaceAll("\\s+", " "))
                .contains("died: Failed with error code 134, SIGSEGV (0xb) in V [libjvm.so+0xed2f94] Unsafe_PutLong")
                .contains("died: Failed with error code 137, SIGKILL");
    }

    @Test
    void ofSeveralResultFilesInAFolderNoneIsChosen() throws IOException {
        Files.copy(temp.resolve("results/" + NAME), temp.resolve("results/again.bin.gz"));
        Captured shown = run("show TEMP/results");
        assertThat(shown.status()).isEqualTo(2);
        assertThat(shown.err()).contains("holds several result files of jcstress; name one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PK no jar        | x.jar: is no jar",
                "no jar           | x.jar: lists no test",
                "JCTEST7Sx        | line 1: is not what jcstress 0.16 writes",
                "JCTEST99999999999Sx | line 1: is not what jcstress 0.16 writes",
                "                 | x.jar: lists no test",
            })
    void whatIsNoSuiteIsRefusedInOneLine(String given) throws IOException {
        String[] parts = given.split("\\|", -1);
        Files.writeString(temp.resolve("x.jar"), parts[0].strip());
        Captured shown = run("show --suite TEMP/x.jar TEMP/results");
        assertThat(shown.err()).contains(parts[1].strip()).hasLineCount(1);
        assertThat(shown.status()).isEqualTo(2);
    }

    @Test
    void theJarOfAnotherSuiteIsRefused() throws IOException {
        SuiteJar.holding(temp.resolve("x.jar"), "other", "");
        assertThat(run("show --suite TEMP/x.jar TEMP/results").err()).contains("x.jar: has no META-INF/TestList");
        SuiteJar.write(
                temp.resolve("x.jar"), SuiteJar.test("org.other.Test", null, ACTORS, Map.of("0", Expect.FORBIDDEN)));
        assertThat(run("show --suite TEMP/x.jar TEMP/results").err())
                .contains("has no result of a test that the given suite lists, such as org.other.Test");
        Captured ours = run("show --suite TEMP/x.jar " + Runs.fine17());
        assertThat(ours.status()).isEqualTo(2);
        assertThat(ours.err()).contains("knows its grades itself");
    }
}
