package dev.racewalk.results.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.Runs;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import dev.racewalk.stress.suite.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of the report; how a browser shows it is {@link BrowserTest}. */
class HtmlReportTest {
    private static final int MOST_BYTES = 1_500_000;

    static List<Path> runs() {
        return Runs.all();
    }

    private static List<String> found(String regex, String html) {
        return Pattern.compile(regex)
                .matcher(html)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void eachKindOfRunIsShownWithAllItsRacesAndOutcomes(Path run) throws Exception {
        Results results = ResultsReader.read(run);
        String html = HtmlReport.of(results, SampleRuns.REPEAT);
        assertThat(found("<h3>([^<]+)</h3> <span class=\"family\">", html))
                .containsExactlyInAnyOrderElementsOf(
                        results.races().stream().map(race -> race.simpleName()).toList());
        assertThat(found("<code>([^<]+)</code><span class=\"vh\">", html))
                .containsAll(results.races().stream()
                        .flatMap(race -> race.outcomes().stream())
                        .filter(outcome -> outcome.count() > 0)
                        .map(OutcomeRecord::id)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void itNeedsNothingElseAndAllItsLinksLeadSomewhere(Path run) throws Exception {
        String html = HtmlReport.of(ResultsReader.read(run), SampleRuns.REPEAT);
        assertThat(html)
                .doesNotContain("<link", "<img", "<iframe", "@import", "url(", " src=", " style=", "http:", "https:");
        List<String> ids = found(" id=\"([^\"]+)\"", html);
        assertThat(ids).doesNotHaveDuplicates();
        List<String> targets = new ArrayList<>(ids);
        found("<option value=\"([a-z]+)\"", html).forEach(state -> targets.add("state=" + state));
        assertThat(found(" href=\"#([^\"]*)\"", html)).isNotEmpty().isSubsetOf(targets);
        assertThat(found(" href=\"([^#][^\"]*)\"", html)).isEmpty();
    }

    @Test
    void thePolicyAllowsJustTheScriptAndTheStyleOfThisPage() throws Exception {
        String html = HtmlReport.of(SampleRuns.three(), SampleRuns.REPEAT);
        String policy = found("Content-Security-Policy\" content=\"([^\"]+)\"", html)
                .get(0)
                .replace("&#39;", "'");
        assertThat(policy)
                .startsWith("default-src 'none'; ")
                .contains("style-src "
                        + digest(found("(?s)<style>(.*?)</style>", html).get(0)))
                .contains("script-src "
                        + digest(found("(?s)<script>(.*?)</script>", html).get(0)))
                .doesNotContain("unsafe");
    }

    private static String digest(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    @Test
    void textOfAResultStaysText() {
        String html = HtmlReport.of(
                SampleRuns.hostile("\"'><script>alert(1)</script><img src=x onerror=alert(2)>"),
                new Repeat("</code><i>", "</code><i>", null));
        assertThat(found("<(script|img)", html)).containsExactly("script");
        assertThat(html).doesNotContain("<i>", "\"'>").contains("&lt;script&gt;");
    }

    @Test
    void theAnswerComesFirst() {
        Page page = Page.of(SampleRuns.three(), SampleRuns.REPEAT);
        assertThat(page.overview().mark()).isEqualTo(Mark.FORBIDDEN);
        assertThat(page.overview().verdict()).isEqualTo("Forbidden outcomes in 1 of 3 races: 3 samples of 6.02 K.");
        assertThat(page.overview().notes())
                .extracting(Headline.Note::text)
                .containsExactly(
                        "The threads met at least 20,000 times in 0 of 3 races that can tell; too rarely for a green to mean"
                                + " anything in",
                        "2 of 3 seeded bugs were caught; not escaped-one. The correct code survives.");
        assertThat(page.races()).first().extracting(RaceView::id).isEqualTo("r-WrongRace");
    }

    @Test
    void aRunWithoutGradesSaysSo() throws Exception {
        Page page = Page.of(ResultsReader.read(Runs.foreignSuite25()), SampleRuns.REPEAT);
        assertThat(page.overview().verdict()).startsWith("Not graded: this program does not know");
        assertThat(page.heat().unit()).isEqualTo("samples/s");
    }

    @Test
    void aRunThatWasKilledSaysSo() throws Exception {
        assertThat(Page.of(ResultsReader.read(Runs.killed()), SampleRuns.REPEAT)
                        .overview()
                        .notes())
                .extracting(Headline.Note::text)
                .contains("The run was cut short: what is here was measured, the rest is missing.");
    }

    @Test
    void actorsOfARaceThatDeclaresItsScenarioAreShownInTimeOrder() {
        Race race = Races.named("dev.racewalk.stress.install.SharedTableInstallRace");
        TimeTable ours = TimeTable.of(race.declared(Scenario.class).orElseThrow(), race.actors());
        assertThat(ours.caption()).isEqualTo("Both see the item empty");
        assertThat(ours.heads()).containsExactly("maps page 1", "maps page 2");
        assertThat(ours.names()).containsExactly("mapsPage1", "mapsPage2");
        assertThat(ours.rows()).contains(List.of("installs its table by compare-and-set", ""));
    }

    @Test
    void aScenarioHasAColumnForEachActor() {
        assertThat(Races.all())
                .filteredOn(race -> race.declared(Scenario.class).isPresent())
                .hasSizeGreaterThan(100)
                .allSatisfy(race -> assertThat(
                                TimeTable.of(race.declared(Scenario.class).orElseThrow(), race.actors())
                                        .rows())
                        .as(race.name())
                        .allMatch(row -> row.size() == race.actors().size()));
    }

    @Test
    void aRaceThatDeclaresNoScenarioClaimsNoOrder() throws Exception {
        Results foreign = ResultsReader.read(Runs.foreignSuite25());
        RaceResults litmus = SampleRuns.race(SampleRuns.fork(
                1,
                "dev.racewalk.stress.litmus.OpaqueStoreBufferingLitmus",
                "tiered",
                "",
                List.of(SampleRuns.outcome("0, 0", 5, Grade.ACCEPTABLE_INTERESTING))));
        for (Results results : List.of(foreign, SampleRuns.results(List.of(litmus), null, List.of()))) {
            assertThat(HtmlReport.of(results, SampleRuns.REPEAT))
                    .doesNotContain("in time order")
                    .contains("Actors, at the same time: ");
        }
    }

    @Test
    void aRaceSaysWhichFaultsItIsThereFor() {
        RaceResults race = SampleRuns.race(SampleRuns.fork(
                1,
                "dev.racewalk.stress.install.SharedTableInstallRace",
                "tiered",
                "",
                List.of(SampleRuns.outcome(SampleRuns.MET, 5, Grade.ACCEPTABLE_INTERESTING))));
        Page page = Page.of(SampleRuns.results(List.of(race), null, List.of()), SampleRuns.REPEAT);
        assertThat(page.races().get(0).faults())
                .containsExactly("blind-install", "loser-leak", "loser-double-free", "loser-no-reload");
    }

    @Test
    void eachInvariantThatARaceOrAFaultBreaksIsDefinedOnceInItsDetails() {
        RaceResults wrong = SampleRuns.race(SampleRuns.fork(
                1,
                "alpha.WrongRace",
                "tiered",
                "I9 broken at frame 0x3: freed",
                List.of(
                        SampleRuns.outcome("mapped, I12 broken", 5, Grade.FORBIDDEN),
                        SampleRuns.outcome("I12 broken, mapped", 5, Grade.FORBIDDEN),
                        SampleRuns.outcome("I11 broken", 0, Grade.FORBIDDEN),
                        SampleRuns.outcome("mapped, I3", 5, Grade.ACCEPTABLE))));
        String html = HtmlReport.of(SampleRuns.results(List.of(wrong), null, List.of()), SampleRuns.REPEAT);
        assertThat(found("<div><dt>(I\\d+</dt><dd>[^<]+)</dd>", html))
                .containsExactly(
                        "I12</dt><dd>" + Invariant.I12.sentence() + ".", "I9</dt><dd>" + Invariant.I9.sentence() + ".");
        assertThat(found("<div><dt>(I\\d+)</dt>", HtmlReport.of(SampleRuns.matrix())))
                .as("of faults")
                .containsExactly("I12");
        assertThat(HtmlReport.of(SampleRuns.results(List.of(), null, List.of()), SampleRuns.REPEAT))
                .doesNotContain("class=\"invariants\"");
    }

    @Test
    void theKillMatrixAloneIsAReport() {
        String html = HtmlReport.of(SampleRuns.matrix());
        assertThat(html)
                .contains("2 of 3 seeded bugs were caught; not escaped-one.", "x86 hides it.", "not caught")
                .doesNotContain("id=\"races\"", "id=\"machine\"");
    }

    @Test
    void headerCellsSayWhatTheyAreHeadersOf() {
        String html = HtmlReport.of(SampleRuns.three(), SampleRuns.REPEAT);
        assertThat(found("<(th[ >][^>]*)", html)).isNotEmpty().allMatch(tag -> tag.contains("scope="));
    }

    @Test
    void aHundredRacesInThirtyModesFitIntoOneAndAHalfMegabytes() {
        String html = HtmlReport.of(SampleRuns.many(100, 30), SampleRuns.REPEAT);
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(MOST_BYTES);
    }

    @Test
    void commandsHoldNamesAsTheyAre() {
        assertThat(Quoted.word("it's")).isEqualTo("'it'\\''s'");
        Repeat graded = new Repeat("racewalk", "a run", Path.of("my suites/a.jar"));
        assertThat(HtmlReport.of(SampleRuns.three(), graded))
                .contains("<code>java -jar 'my suites/a.jar' -t '^alpha\\.RightRace$'</code>");
    }

    @Test
    void whereNobodySaidWhichSuiteItIsThereIsNoCommandToCopy() {
        assertThat(HtmlReport.of(SampleRuns.three(), SampleRuns.REPEAT))
                .contains("RightRace")
                .doesNotContain("java -jar", "class=\"command\"");
    }

    @Test
    void barsAndShadesAreLogarithmic() {
        assertThat(Scale.bar(0, 10)).isEqualTo("w0");
        assertThat(Scale.bar(1, 1_000_000_000)).isEqualTo("w3");
        assertThat(Scale.bar(1_000_000_000, 1_000_000_000)).isEqualTo("w100");
        assertThat(Scale.bar(31_623, 1_000_000_000)).isEqualTo("w50");
        assertThat(Stream.of(0.0, 0.5, 1.0, 9.9, 10.0, 99_999.0, 1e5, 1e9).map(rate -> Scale.shade(rate, 1)))
                .containsExactly("h0", "h1", "h2", "h2", "h3", "h6", "h7", "h7");
    }

    @Test
    void namesOfMethodsBecomeWords() {
        assertThat(Stream.of("mapsPage1", "growsTop", "actor_1").map(Words::phrase))
                .containsExactly("maps page 1", "grows top", "actor 1");
    }
}
