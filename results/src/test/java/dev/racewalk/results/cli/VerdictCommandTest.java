package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a pipeline's last job gets: the status, and two files. */
class VerdictCommandTest {
    private static final String OUTCOME = "mapped, mapped, I12 broken";

    @TempDir
    private Path temp;

    private Captured verdict(Path run, String... options) {
        List<String> command = new ArrayList<>(
                List.of("verdict", run.toString(), "-o", temp.resolve("out").toString()));
        command.addAll(List.of(options));
        return Captured.run(command.toArray(String[]::new));
    }

    private String allowing(String... entries) throws IOException {
        String text = "{\"schema\": 1, \"allowed\": [" + String.join(",", entries) + "]}";
        return Files.writeString(temp.resolve("allow.json"), text).toString();
    }

    private static String entry(String race, String outcome, String expires) {
        return "{\"race\": \"%s\", \"outcome\": \"%s\", \"reason\": \"see #12\", \"expires\": \"%s\"}"
                .formatted(race, outcome, expires);
    }

    private Document junit() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(temp.resolve("out/junit.xml").toFile());
    }

    private static List<String> complaints(Document junit, String element) {
        NodeList found = junit.getElementsByTagName(element);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            names.add(((Element) found.item(i).getParentNode()).getAttribute("name"));
        }
        return names;
    }

    static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of(Runs.fine17(), 0, "Verdict: passed."),
                Arguments.of(Runs.whole(), 0, "Verdict: passed."),
                Arguments.of(
                        Runs.forbidden(), 1, "  - Forbidden: SharedTableInstallRace, '" + OUTCOME + "', 1011 times."),
                Arguments.of(Runs.failed(), 1, "  - Failed: HaltingRace, 4 forks of 4."),
                Arguments.of(Runs.hung(), 1, "Verdict: failed."),
                Arguments.of(Runs.interrupted(), 3, "  - The run interrupted was cut short."),
                Arguments.of(Runs.killed(), 3, "  - The run killed was cut short."),
                Arguments.of(Runs.shard1(), 3, "  - Not complete: shard 2/2 missing (quick -t"),
                Arguments.of(Runs.foreignSuite25(), 3, "Verdict: incomplete."));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theStatusDecidesAndTheReasonIsNamed(Path run, int status, String line) throws Exception {
        Captured said = verdict(run);
        assertThat(said.status()).as(said.out() + said.err()).isEqualTo(status);
        assertThat(said.out().lines()).contains(line).last().asString().startsWith("Verdict: ");
        assertThat(complaints(junit(), "failure").contains("nothing is wrong")).isEqualTo(status == 1);
        assertThat(complaints(junit(), "error").contains("everything was raced"))
                .isEqualTo(status == 3);
        assertThat(temp.resolve("out/verdict.md")).content().contains(status == 0 ? "✅ **" : "❌ **");
    }

    @Test
    void theCountsOfJunitAreThoseOfItsElements() throws Exception {
        for (Path run : Runs.all()) {
            verdict(run);
            Document junit = junit();
            Element root = junit.getDocumentElement();
            assertThat(root.getAttribute("tests"))
                    .isEqualTo("" + junit.getElementsByTagName("testcase").getLength());
            assertThat(root.getAttribute("failures"))
                    .isEqualTo("" + junit.getElementsByTagName("failure").getLength());
            assertThat(root.getAttribute("errors"))
                    .isEqualTo("" + junit.getElementsByTagName("error").getLength());
        }
    }

    @Test
    void aKnownOutcomeIsAllowedAndSaid() throws Exception {
        Captured said =
                verdict(Runs.forbidden(), "--allow", allowing(entry("SharedTableInstallRace", OUTCOME, "2999-12-31")));
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .containsPattern("1011 samples had an outcome\\sthat is wrong, but known and allowed\\.")
                .contains("- Allowed until 2999-12-31: SharedTableInstallRace, '" + OUTCOME + "', 1011 times: see")
                .endsWith("Verdict: passed.\n");
        assertThat(complaints(junit(), "failure")).isEmpty();
        assertThat(temp.resolve("out/verdict.md")).content().contains("✅ **", "see \\#12");
        assertThat(temp.resolve("out/junit.xml"))
                .content()
                .contains("mapped, mapped, I12 broken: Wrong, but allowed until 2999-12-31: see #12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SharedTableInstallRace | mapped, mapped, I12 broken | 2020-12-31 | Expired after 2020-12-31, allows nothing: ",
                "SharedTableInstallRace | mapped, mapped             | 2999-12-31 | Allowed until 2999-12-31, but not seen: ",
                "TableInstallRace       | mapped, mapped, I12 broken | 2999-12-31 | Allowed until 2999-12-31, but not seen: "
            })
    void anEntryThatIsExpiredOrAboutSomethingElseAllowsNothingAndIsNamed(
            String race, String outcome, String expires, String line) throws Exception {
        Captured said = verdict(Runs.forbidden(), "--allow", allowing(entry(race, outcome, expires)));
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.out()).contains("  - " + line + " " + race).contains("Verdict: failed.");
        assertThat(complaints(junit(), "failure")).contains("nothing is wrong", "SharedTableInstallRace");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'schema': 2, 'allowed': []}                                    | schema 2: must be 1",
                "{'schema': 1}                                                   | field allowed: must be a list",
                "{'schema': 1, 'allowed': [{'race': 'R', 'outcome': 'o', 'reason': 'r'}]}"
                        + " | field allowed.[0].expires: must be there, and not empty",
                "{'schema': 1, 'allowed': [{'race': 'R', 'outcome': 'o', 'reason': ' ', 'expires': '2999-01-01'}]}"
                        + " | field allowed.[0].reason: must be there, and not empty",
                "{'schema': 1, 'allowed': [{'race': 'R', 'outcome': 'o', 'reason': 'r', 'expires': 'never'}]}"
                        + " | field allowed.[0].expires: never: must be a date, as in 2026-12-31",
                "no                                                              | is not JSON",
            })
    void anAllowFileThatIsWrongEndsWithTwoAndOneLine(String text, String message) throws IOException {
        Path file = Files.writeString(temp.resolve("allow.json"), text.replace('\'', '"'));
        Captured said = verdict(Runs.forbidden(), "--allow", file.toString());
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith(file + ": ").contains(message).hasLineCount(1);
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void anEntryTwiceIsRefused() throws IOException {
        String once = entry("SharedTableInstallRace", OUTCOME, "2999-12-31");
        Captured said = verdict(Runs.forbidden(), "--allow", allowing(once, once));
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("field allowed.[1]: says again what [0] says");
    }

    @Test
    void whatIsWorseThanTheBaselineFails() throws Exception {
        Captured same = verdict(Runs.whole(), "--baseline", Runs.whole().toString());
        assertThat(same.status()).as(same.out() + same.err()).isZero();
        Captured worse = verdict(Runs.failed(), "--baseline", Runs.failed().toString());
        assertThat(worse.out()).doesNotContain("Worse than ");
        Path before = Runs.quietWithoutInlining();
        Captured slower = verdict(Runs.quiet(), "--baseline", before.toString());
        assertThat(slower.out()).contains("- Worse than " + before);
        assertThat(slower.status()).isEqualTo(1);
        assertThat(complaints(junit(), "failure")).containsExactly("nothing is wrong");
    }

    @Test
    void theVerdictComesBeforeReportsThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(temp.resolve("out"), "in the way");
        Captured fine = verdict(Runs.fine17());
        assertThat(fine.status()).isEqualTo(2);
        assertThat(fine.out()).endsWith("Verdict: passed.\n");
        assertThat(fine.err())
                .contains(file + ": the reports cannot be written: " + file + ": is there, and is no folder")
                .hasLineCount(1);
        assertThat(verdict(Runs.forbidden()).status()).isEqualTo(1);
    }
}
