package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command that reads results, on each result that we keep. */
class CommandsOnRunsTest {
    static List<Path> runs() {
        return Runs.all();
    }

    /** A class path, for instance, which must not be broken. */
    private static boolean isWord(String line) {
        return line.strip().matches("\\S+( \\\\)?");
    }

    private static void assertReadable(String text) {
        assertThat(text.lines().filter(line -> !isWord(line)))
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(100)
                        .doesNotContain("Exception in ", "\tat ")
                        .matches("\\P{Cntrl}*"));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void showIsReadableInBrief(Path run) {
        Captured shown = Captured.run("show", run.toString());
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out().lines().findFirst().orElse(""))
                .matches("((No|Nothing) forbidden|Forbidden|Not graded|Some outcomes|Nothing was raced).*");
        assertReadable(shown.out());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void showIsReadableInDetail(Path run) {
        Captured shown = Captured.run("show", "-v", run.toString());
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("  repeat: ");
        assertReadable(shown.out());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aRunIsNoWorseThanItself(Path run) {
        Captured diff = Captured.run("diff", run.toString(), run.toString(), "--max-others", "100");
        assertThat(diff.status()).as(diff.out() + diff.err()).isZero();
        assertThat(diff.out()).contains("othing").doesNotContain("Worse");
        assertReadable(diff.out());
    }

    static Stream<List<String>> exports() {
        return Runs.all().stream()
                .flatMap(run -> Stream.concat(
                        Stream.of(List.of("figures", run.toString())),
                        Stream.of("json", "junit", "markdown", "csv")
                                .map(format -> List.of("export", run.toString(), "--format", format))));
    }

    @ParameterizedTest
    @MethodSource("exports")
    void theSameIsWrittenToAFileAndToStandardOutput(List<String> command, @TempDir Path folder) throws Exception {
        Captured printed = Captured.run(command.toArray(String[]::new));
        assertThat(printed.status()).as(printed.err()).isZero();
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out()).doesNotMatch("(?s).*[\\p{Cntrl}&&[^\r\n]].*").endsWith("\n");
        Path file = folder.resolve("exported");
        Captured written = Captured.run(Stream.concat(command.stream(), Stream.of("-o", file.toString()))
                .toArray(String[]::new));
        assertThat(written.status()).isZero();
        assertThat(written.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(printed.out());
    }

    @Test
    void theVerdictComesFirstAndTellsHowToRepeatWhatWentWrong() {
        Captured forbidden = Captured.run("show", Runs.forbidden().toString());
        assertThat(forbidden.out())
                .startsWith("Forbidden outcomes in 1 of 1 race: ")
                .contains("FORBIDDEN  SharedTableInstallRace", "I12 broken", "run --again");
        Captured failed = Captured.run("show", Runs.failed().toString());
        assertThat(failed.out())
                .startsWith("Nothing forbidden was seen, but 8 forks of 12 failed.")
                .contains("died: The JVM ended with status 3, and sent no result.", "thrown on purpose");
        assertThat(Captured.run("show", Runs.killed().toString()).out()).contains("The run was cut short.");
    }

    @Test
    void selectedRacesAreShownInDetail() {
        Captured one = Captured.run("show", Runs.whole().toString(), "-t", "GrowthByOne");
        assertThat(one.out())
                .contains("Two maps above the top need the same new level.", "mapped, mapped, apart", "JVM mode")
                .doesNotContain("SharedTableInstallRace");
        assertThat(Captured.run("show", Runs.whole().toString()).out())
                .contains("SharedTableInstallRace")
                .doesNotContain("Two maps above the top need the same new level.");
    }

    @Test
    void whatWasRunOnAnotherJvmIsSaidFirst() {
        Captured diff =
                Captured.run("diff", Runs.fine17().toString(), Runs.fine25().toString());
        assertThat(diff.out()).startsWith("The JVMs differ").contains("17.0.", "25.");
    }

    @Test
    void newForbiddenOutcomesNewFailuresAndMissingRacesAreWorse() {
        Captured forbidden =
                Captured.run("diff", Runs.whole().toString(), Runs.forbidden().toString());
        assertThat(forbidden.status()).isEqualTo(1);
        assertThat(forbidden.out()).contains("Worse: 1 forbidden outcome newly seen", "I12 broken", "not before");
        Captured failed =
                Captured.run("diff", Runs.hung().toString(), Runs.failed().toString(), "-t", "Halting|Fine");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out()).contains("forks of 1 race fail that did not", "HaltingRace: 4 of 4, died: ");
        Captured better =
                Captured.run("diff", Runs.forbidden().toString(), Runs.whole().toString(), "--max-others", "100");
        assertThat(better.status()).isZero();
        assertThat(better.out()).contains("Something changed; nothing got worse.", "Races that only the new run has");
    }

    @Test
    void aNarrowerSelectionIsNotWorse() {
        Captured narrower =
                Captured.run("diff", Runs.whole().toString(), Runs.quiet().toString(), "--max-others", "100");
        assertThat(narrower.out())
                .contains("Races that the new run was not to have: 3")
                .doesNotContain("missing");
    }

    @Test
    void quietRunsOfTheSameCodeDoNotDiffer() {
        Captured diff =
                Captured.run("diff", Runs.quiet().toString(), Runs.quietAgain().toString());
        assertThat(diff.status()).isZero();
        assertThat(diff.out())
                .contains("by 20 of 20 pairs")
                .endsWith("\nNothing changed that chance does not explain.\n");
    }

    @Test
    void actorsThatAreMadeSlowerMeetMoreOften() {
        Path before = Runs.quiet();
        Path after = Runs.quietWithoutInlining();
        Captured diff = Captured.run("diff", before.toString(), after.toString());
        assertThat(diff.status()).isZero();
        assertThat(diff.out())
                .endsWith("\nSomething changed; nothing got worse.\n")
                .containsPattern(
                        "Outcomes whose frequency moved\\n.*\\n +GrowthByOneRace +mapped, .*table of 1 stays ");
        Captured back = Captured.run("diff", after.toString(), before.toString());
        assertThat(back.status()).isEqualTo(1);
        assertThat(back.out())
                .contains("Met/s, short strides")
                .contains("\n\nWorse: met/s, short strides of 1 race lower; ")
                .endsWith(" of 1 race lower.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "100"})
    void twoRunsOfTheSameCodeDoNotDiffer(String others) {
        Captured diff = Captured.run(
                "diff", Runs.fine17().toString(), Runs.fine17Again().toString(), "--max-others", others);
        assertThat(diff.status()).as(diff.out()).isEqualTo(others.equals("10") ? 3 : 0);
        assertThat(diff.out())
                .contains(
                        others.equals("10")
                                ? "\n\nNothing could be compared: other processes used more than 10.0 %"
                                : "\n\nNothing changed that chance does not explain.\n");
    }

    @Test
    void theVerdictOfADiffIsItsLastLineAlsoWithAPageThatCannotBeWritten(@TempDir Path folder) throws IOException {
        String run = Runs.quiet().toString();
        Path page = folder.resolve("diff.html");
        Captured written = Captured.run("diff", run, Runs.quietAgain().toString(), "--html", page.toString());
        assertThat(written.out())
                .contains("Report: " + page + "\n")
                .endsWith("\nNothing changed that chance does not explain.\n");
        assertThat(page).content().contains("by 20 of 20 pairs");
        Captured full = Captured.run("diff", run, Runs.quietAgain().toString(), "--html", "/dev/full");
        assertThat(full.status()).isEqualTo(2);
        assertThat(full.out()).endsWith("\nNothing changed that chance does not explain.\n");
    }

    @Test
    void thePageOfADiffOverwritesNeitherRun(@TempDir Path folder) throws IOException {
        Path file = Files.copy(Runs.plainJcstress(), folder.resolve("x.bin.gz"));
        Captured refused = Captured.run("diff", Runs.quiet().toString(), file.toString(), "--html", file.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains(file + ": cannot be written: ");
        assertThat(file).hasSameBinaryContentAs(Runs.plainJcstress());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show                              | Missing required parameter: 'RUN'",
                "show RUN -t nothing               | -t nothing: selects none of 3 races",
                "show RUN -t [                     | -t [: Unclosed character class",
                "diff RUN RUN -t nothing           | -t nothing: selects none of 3 races",
                "diff RUN RUN --max-others 101     | --max-others 101.0: must be 0..100",
                "diff RUN                          | Missing required parameter: 'NEW'",
                "export RUN                        | Missing required option: '--format=FORMAT'",
                "export RUN --format html          | --format html: must be json, junit, markdown or csv",
                "replay nowhere                    | nowhere: must be a file; there is none",
            })
    void badUsageEndsWithTwoAndNamesTheValueAndTheRule(String line, String message) {
        Captured bad = Captured.run(
                line.replace("RUN", Runs.fine17().toString()).strip().split(" +", -1));
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).contains(message).hasLineCount(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "export --format json", "export --format csv"})
    void whatIsNoResultGetsOneLine(String line) {
        Captured bad = Captured.run((line + " nowhere").split(" ", -1));
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).contains("nowhere").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "run", "show", "html", "list", "faults", "merge", "explore", "diff", "export", "figures", "replay"
            })
    void helpIsReadable(String command) {
        Captured help = Captured.run(
                Stream.of(command, "--help").filter(word -> !word.isEmpty()).toArray(String[]::new));
        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("java -jar racewalk.jar");
        assertReadable(help.out());
    }

    @Test
    void eachCommandHasALineInTheOverview() {
        Captured help = Captured.run("--help");
        assertThat(help.out().lines().filter(line -> line.matches("  [a-z]+ +[A-Z].*\\.")))
                .hasSizeGreaterThanOrEqualTo(8);
        assertThat(help.out().lines().filter(line -> line.startsWith("    "))).isEmpty();
    }
}
