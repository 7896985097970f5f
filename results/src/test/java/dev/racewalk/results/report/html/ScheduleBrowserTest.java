package dev.racewalk.results.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Node;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules in a browser, where what is drawn is held against what was recorded; skipped where Chromium is not installed. */
class ScheduleBrowserTest {
    private static final Path TARGET = Path.of("target");
    private static final Path SCREENSHOTS = TARGET.resolve("screenshots");

    /** Pixels between the margins of a sheet of A4. */
    private static final int PAPER = 718;

    /** The page of {@link #run()}. */
    private static final String RUN = "run";

    private static final Map<String, Exploration> EXPLORED = new LinkedHashMap<>();
    private static Chromium browser;

    @TempDir
    private static Path temp;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Chromium.program() != null, "Chromium is not installed: schedules are not tried in a browser");
        browser = Chromium.start(TARGET.resolve("chromium"));
        explore(SeededFault.BLIND_INSTALL, Model.SC);
        explore(SeededFault.TORN_TOP, Model.SC);
        explore(SeededFault.FREE_BEFORE_FLUSH, Model.SC);
        explore(SeededFault.UNZEROED_PUBLISH, Model.WEAK);
        explore(SeededFault.TOP_BEFORE_HARDWARE, Model.TSO);
        explore(SeededFault.UNCOVERED_RETIRED, Model.SC);
        explore(SeededFault.SEVERED_WITHOUT_GRACE, Model.SC);
        Files.writeString(page(RUN), HtmlReport.of(run(), SampleRuns.REPEAT));
    }

    /** A run of the races that the faults were seeded in, with all explorations beside it. */
    private static Results run() {
        List<Exploration> explored = List.copyOf(EXPLORED.values());
        List<RaceResults> races = explored.stream()
                .map(Exploration::race)
                .distinct()
                .map(race -> SampleRuns.race(SampleRuns.fork(
                        1, race, "tiered", "", List.of(SampleRuns.outcome("mapped", 5, Grade.ACCEPTABLE)))))
                .toList();
        return SampleRuns.results(races, SampleRuns.matrix(), explored);
    }

    private static void explore(SeededFault fault, Model model) throws IOException {
        Race race = Races.all().stream()
                .filter(each -> each.simpleName().equals(fault.catcher()))
                .findFirst()
                .orElseThrow();
        MachineParts.useSteps(fault);
        try (Explorer explorer = new Explorer(race, model, Bounds.USUAL, Protocol.ofFault(fault.id()))) {
            Exploration found = explorer.explore();
            EXPLORED.put(fault.id(), found);
            Files.writeString(page(fault.id()), ScheduleReport.of(List.of(found), List.of(), "explore"));
        } finally {
            MachineParts.useSteps(null);
        }
    }

    private static Path page(String fault) {
        return temp.resolve(fault + ".html");
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void reset() throws Exception {
        browser.size(1280, 1000);
        browser.scheme("light");
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(browser.problems()).isEmpty();
    }

    static Stream<String> pages() {
        return Stream.concat(EXPLORED.keySet().stream(), Stream.of(RUN));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void axeFindsNothing(String page) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            browser.scheme(scheme);
            browser.open(page(page), "");
            browser.eval("document.querySelector('details.race')?.setAttribute('open', '')");
            assertThat(browser.axe()).as(scheme).isEmpty();
        }
    }

    @Test
    void aRunDrawsTheScheduleOfEachExplorationThatEndedWrongly() throws Exception {
        browser.open(page(RUN), "");
        browser.eval("document.querySelectorAll('details').forEach((e) => { e.open = true; })");
        assertThat(each("figure.schedule", "e.querySelectorAll(\".steps > li\").length"))
                .containsExactlyInAnyOrderElementsOf(EXPLORED.keySet().stream()
                        .map(fault -> Integer.toString(recorded(fault).rows().size()))
                        .toList());
        assertThat(each("figure.schedule .mark.wrong", "1")).hasSize(EXPLORED.size());
    }

    static Stream<String> faults() {
        return EXPLORED.keySet().stream();
    }

    private static Interleaving recorded(String fault) {
        return Objects.requireNonNull(
                Objects.requireNonNull(EXPLORED.get(fault).failure()).interleaving());
    }

    /** What a script makes of each element. */
    private static List<String> each(String selector, String script) throws Exception {
        JsonNode all =
                browser.eval("[...document.querySelectorAll('" + selector + "')].map((e) => String(" + script + "))");
        List<String> texts = new ArrayList<>();
        all.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void lanesMarksAndStepsAreThoseOfTheSchedule(String fault) throws Exception {
        Interleaving all = recorded(fault);
        browser.open(page(fault), "");
        assertThat(each(".lane-names span", "e.textContent")).isEqualTo(all.lanes());
        List<String> lanes = each("svg line.lane", "e.getAttribute('x1')");
        assertThat(lanes).hasSameSizeAs(all.lanes()).doesNotHaveDuplicates();
        assertThat(each("svg .mark[data-step]", "e.getAttribute('cx') + ' ' + e.dataset.step"))
                .isEqualTo(all.rows().stream()
                        .map(row -> lanes.get(row.lane()) + " " + row.first())
                        .toList());
        assertThat(each(".steps > li", "e.querySelector('.told').textContent"))
                .isEqualTo(all.rows().stream().map(Interleaving.Row::told).toList());
        assertThat(each(".steps > li", "e.querySelector('b')?.textContent ?? ''"))
                .isEqualTo(all.rows().stream().map(Interleaving.Row::step).toList());
        List<String> heights = each(".steps > li", "e.getBoundingClientRect().top + e.offsetHeight / 2");
        List<String> marks = each("svg .mark[data-step]", "e.getBoundingClientRect().top + e.getBBox().height / 2");
        for (int i = 0; i < heights.size(); i++) {
            assertThat(Double.parseDouble(marks.get(i)))
                    .as("mark " + i + " stands at its words")
                    .isBetween(Double.parseDouble(heights.get(i)) - 4, Double.parseDouble(heights.get(i)) + 4);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whereItWentWrongIsRedAndNothingElseIs(String fault) throws Exception {
        Interleaving all = recorded(fault);
        Interleaving.Wrong wrong = Objects.requireNonNull(all.fault());
        browser.open(page(fault), "");
        String first = Integer.toString(all.rows().get(wrong.row()).first());
        assertThat(each(".mark.wrong", "e.dataset.step")).containsExactly(first);
        assertThat(each(".steps > li.wrong", "e.dataset.step")).containsExactly(first);
        String colour = "getComputedStyle(e).fill";
        String red = each(".mark.wrong", colour).get(0);
        assertThat(each("svg .mark[data-step]:not(.wrong)", colour)).doesNotContain(red);
        assertThat(each("figcaption", "e.textContent").get(0)).contains("Step " + wrong.step() + ": " + wrong.why());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void arrowsAndSwitchesAreThoseOfTheSchedule(String fault) throws Exception {
        Interleaving all = recorded(fault);
        List<String> arrows = new ArrayList<>();
        int switches = 0;
        for (int i = 0; i < all.rows().size(); i++) {
            Interleaving.Row row = all.rows().get(i);
            for (Interleaving.Arrow arrow : row.arrows()) {
                if (arrow.from() >= 0 || arrow.kind() == Interleaving.Arrow.Kind.STALE) {
                    arrows.add(arrow.kind() + " "
                            + (arrow.from() < 0
                                    ? 0
                                    : all.rows().get(arrow.from()).first()) + " " + row.first());
                }
            }
            Interleaving.Row before = i == 0 ? row : all.rows().get(i - 1);
            switches += before.lane() != row.lane() || before.actor() != row.actor() ? 1 : 0;
        }
        browser.open(page(fault), "");
        assertThat(each("g.arrow[data-to]", "e.classList[1].toUpperCase() + ' ' + e.dataset.from + ' ' + e.dataset.to"))
                .isEqualTo(arrows);
        assertThat(each(".course > svg path.switch", "1")).hasSize(switches);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theTreeIsAsItWasAfterEachStep(String fault) throws Exception {
        Interleaving all = recorded(fault);
        browser.open(page(fault), "");
        browser.eval("document.querySelector('.stepper input').focus()");
        browser.key("Home", 36);
        assertThat(shownTree()).isEqualTo(tree(all.states().get(0)));
        for (Interleaving.Row row : all.rows()) {
            browser.key("ArrowDown", 40);
            Interleaving.State state = all.states().get(row.state());
            assertThat(shownTree()).as("after step " + row.last()).isEqualTo(tree(state));
            assertThat(each(".state.shown .frames .used", "parseInt(e.textContent)"))
                    .isEqualTo(state.used().stream().map(String::valueOf).toList());
            assertThat(each(".state.shown .caches .stale", "1"))
                    .hasSize((int) state.caches().stream().filter(Node::stale).count());
            assertThat(each(".steps > li[aria-current]", "e.dataset.step"))
                    .containsExactly(Integer.toString(row.first()));
        }
        browser.key("ArrowUp", 38);
        assertThat(each(".steps > li[aria-current]", "e.dataset.step"))
                .containsExactly(
                        Integer.toString(all.rows().get(all.rows().size() - 2).first()));
    }

    private static List<String> shownTree() throws Exception {
        return each(
                ".state.shown .tree:not(.caches) li",
                "(() => { let d = 0; for (let p = e.parentElement; !p.classList.contains(\"tree\"); p = p.parentElement)"
                        + " { d += p.tagName === \"LI\" ? 1 : 0; } return d + \" \" + e.querySelector(\"b\").textContent + \": \""
                        + " + e.querySelector(\".value\").textContent; })()");
    }

    private static List<String> tree(Interleaving.State state) {
        return state.tables().stream()
                .map(node -> node.depth() + " " + node.name() + ": " + node.value())
                .toList();
    }

    @Test
    void theTableThatABlindInstallCutOffIsLostAndDashed() throws Exception {
        browser.open(page("blind-install"), "");
        assertThat(each(".state.shown .lost > .node b", "e.textContent")).containsExactly("frame 3", "frame 3 item 10");
        assertThat(each(".state.shown .lost > .node", "getComputedStyle(e).borderTopStyle"))
                .containsOnly("dashed");
    }

    @Test
    void withoutScriptTheStepsAndTheLastStateAreThere() throws Exception {
        browser.script(false);
        try {
            browser.open(page("blind-install"), "");
        } finally {
            browser.script(true);
        }
        assertThat(each(".steps > li", "e.checkVisibility()")).containsOnly("true");
        assertThat(each(".state", "e.checkVisibility()")).endsWith("true").containsOnlyOnce("true");
        assertThat(each(".stepper", "e.checkVisibility()")).containsOnly("false");
    }

    @Test
    void aStepIsReadAloudWithWhoMakesItAndWhatItsArrowSays() throws Exception {
        browser.open(page("blind-install"), "");
        assertThat(each(".steps > li.wrong", "e.textContent.replace(/\\\\s+/g, \" \")")
                        .get(0))
                .startsWith("14 mapsPage1: installTable BlindInstall.java:10")
                .contains("went wrong here", "item 8 := table in frame 2", "; overwrites what step 10 wrote");
        String ids = "document.querySelectorAll('[id]').length";
        assertThat(new TreeSet<>(each("[id]", "e.id")))
                .hasSize(browser.eval(ids).asInt());
    }

    @Test
    void hostileTextRunsNothing() throws Exception {
        String text = "\"'><script>console.error(1)</script><img src=x onerror=console.error(2)>";
        Interleaving.Row row = new Interleaving.Row(1, 1, 0, 0, text, text, text, false, 0, List.of());
        Interleaving.State state = new Interleaving.State(
                List.of(new Node(0, Node.Kind.TOP, text, text, 1, false)), List.of(), List.of(text), List.of(1), 2);
        Interleaving drawn = new Interleaving(
                List.of(text), 1, List.of(row), List.of(state), new Interleaving.Wrong(0, 1, text, 0, 0), text);
        Exploration.Failure failure =
                new Exploration.Failure(text, text, text, text, 0, List.of(text), List.of(text), drawn);
        String page = ScheduleReport.of(List.of(), List.of(new ScheduleReport.Example(text, failure)), text);
        browser.open(Files.writeString(temp.resolve("hostile.html"), page), "");
        assertThat(browser.eval("document.scripts.length + document.images.length")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void onPaperNoWordOfAStepIsCutAndTheStateComesBelow(String page) throws Exception {
        browser.size(PAPER, 1000);
        browser.open(page(page), "");
        browser.eval("document.querySelectorAll('details.race').forEach((e) => { e.open = true; })");
        browser.media("print");
        try {
            browser.eval("document.querySelector('figure.schedule').scrollIntoView()");
            browser.screenshot(SCREENSHOTS.resolve("schedule-" + page + "-paper.png"));
            assertThat(each(
                            ".steps > li .told",
                            "e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth"))
                    .containsOnly("false");
            assertThat(each(
                            "figure.schedule",
                            "e.querySelector(\".states\").getBoundingClientRect().top"
                                    + " >= e.querySelector(\".course\").getBoundingClientRect().bottom"))
                    .containsOnly("true");
        } finally {
            browser.media("");
        }
    }

    /** A picture as high as several pages would be cut: each few rows have a piece of it, and stay together. */
    @ParameterizedTest
    @MethodSource("pages")
    void onPaperThePictureBreaksWithItsRows(String page) throws Exception {
        browser.size(PAPER, 1000);
        browser.open(page(page), "");
        browser.eval("document.querySelectorAll('details.race').forEach((e) => { e.open = true; })");
        assertThat(each(".slice", "e.checkVisibility()")).containsOnly("false");
        browser.media("print");
        try {
            assertThat(each(".course > svg", "e.checkVisibility()")).containsOnly("false");
            List<String> rows = each(
                    ".steps > li",
                    "(s => [s.breakInside, s.breakBefore, e.querySelector(\".slice\") !== null])(getComputedStyle(e))");
            assertThat(rows).containsOnly("avoid,auto,true", "avoid,avoid,false");
            assertThat(each(
                            ".slice",
                            "(() => { const li = e.closest(\"li\"), all = [...li.parentElement.children];"
                                    + " const last = all.slice(all.indexOf(li)).slice(0, " + Diagram.SLICE + ").pop();"
                                    + " const box = e.getBoundingClientRect();"
                                    + " return Math.abs(box.top - li.getBoundingClientRect().top)"
                                    + " + Math.abs(box.bottom - last.getBoundingClientRect().bottom) < 1; })()"))
                    .as("a piece is as high as its rows")
                    .containsOnly("true");
            assertThat(
                            each(
                                    ".slice",
                                    "e.viewBox.baseVal.y + e.viewBox.baseVal.height"
                                            + " <= Number(e.closest(\".course\").querySelector(\"svg\").getAttribute(\"height\"))"))
                    .containsOnly("true");
            assertThat(browser.eval("(() => { const svg = document.querySelector('.slice').cloneNode();"
                                    + " svg.append(document.querySelector('.drawn').cloneNode(true)); document.body.append(svg);"
                                    + " return getComputedStyle(svg.querySelector('.switch')).fill; })()")
                            .asText())
                    .as("its colours do not hang on what is around it")
                    .isEqualTo("none");
        } finally {
            browser.media("");
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itFitsIntoNarrowWindowsAndScreenshotsAreTaken(String page) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {400, 1280}) {
                browser.size(width, 1000);
                browser.scheme(scheme);
                browser.open(page(page), "");
                browser.eval("document.querySelectorAll('details.race').forEach((e) => { e.open = true; })");
                browser.eval("document.querySelector('figure.schedule').scrollIntoView()");
                assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
                        .isLessThanOrEqualTo(width);
                browser.screenshot(SCREENSHOTS.resolve("schedule-" + page + "-" + width + "-" + scheme + ".png"));
            }
        }
    }
}
