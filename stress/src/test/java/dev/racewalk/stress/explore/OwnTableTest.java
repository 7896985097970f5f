package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.machine.OwnTable;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Races that run against page tables that are not core's, right and wrong. */
class OwnTableTest {
    private static final Bounds BOUNDS =
            new Bounds(5_000, 200_000, Duration.ofMinutes(2), Integer.MAX_VALUE, 0, 1, true);
    /** The tables are compiled with the races of the tests, which these tests see by name only. */
    private static final String TABLES = "dev.racewalk.stress.testrace.table.";

    private static final String SPOILED = TABLES + "SpoiledTables$";
    private static final String TWO_WORD_TOP = TABLES + "TwoWordTopTable";
    private static final String TORN_TOP = TABLES + "TornTopTable";
    private static final String LOCK_PER_LEVEL = TABLES + "LockPerLevelTable";
    private static final String FREE_BEFORE_FLUSH = TABLES + "FreeBeforeFlushTable";

    private static void use(@Nullable String table) {
        OwnTable.use(table, OwnTableTest.class.getClassLoader());
    }

    @AfterEach
    void useCoresTables() {
        use(null);
    }

    private static List<Race> races(String pattern) {
        List<Race> races = Races.matching(Races.all(), Pattern.compile(pattern)).stream()
                .filter(race -> race.actors().size() == 2 && !race.family().equals("testrace"))
                .toList();
        assertThat(races).as(pattern).isNotEmpty();
        return races;
    }

    private static Exploration explore(String table, Race race, Model model) {
        EngineHook.install();
        use(table);
        try (Explorer explorer = new Explorer(race, model, BOUNDS, Protocol.RIGHT)) {
            return explorer.explore();
        }
    }

    private static Exploration explore(String table, String race, Model model) {
        return explore(table, races("\\." + race + "$").get(0), model);
    }

    private static void assertRight(Exploration exploration) {
        assertThat(exploration.failure()).as(exploration.race()).isNull();
        assertThat(exploration.dataRaces()).as(exploration.race()).noneMatch(Exploration.DataRace::wrong);
        if (!exploration.wasSkipped()) {
            assertThat(exploration.complete() || exploration.wasSkippedInPart())
                    .as(exploration.race() + ": " + exploration.cutBy())
                    .isTrue();
        }
    }

    /* A top in two words under a sequence count. */

    @ParameterizedTest
    @EnumSource(Model.class)
    void theTopInTwoWordsUnderASequenceCountIsRight(Model model) {
        List<Exploration> explorations = races("[.]expand[.]").stream()
                .map(race -> explore(TWO_WORD_TOP, race, model))
                .toList();

        assertThat(explorations).allSatisfy(OwnTableTest::assertRight);
        assertThat(explorations.stream().filter(Exploration::complete).map(Exploration::race))
                .hasSizeGreaterThan(10)
                .anyMatch(race -> race.endsWith("GrowthByOneRace"));
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aReaderOfTheTopThatDoesNotLookAtTheSequenceCountIsCaught(Model model) {
        Exploration exploration = explore(TORN_TOP, "GrowthByOneRace", model);

        Exploration.Failure failure = Objects.requireNonNull(exploration.failure());
        assertThat(failure.outcome()).contains(" broken");
        String schedule = String.join("\n", withoutPlaces(failure));
        assertThat(schedule).contains("readTop: ", "root", "level", "publishTop: ");
    }

    /** The reader takes the new root with the old level. */
    @Test
    void theScheduleOfTheTornTopShowsItReadBetweenTheTwoStoresOfTheGrowth() {
        Exploration exploration = explore(TORN_TOP, "GrowthUnderLookUpRace", Model.SC);

        List<String> trace = withoutPlaces(Objects.requireNonNull(exploration.failure()));
        int rootPublished = indexOf(trace, "publishTop: sequence count");
        List<String> then = trace.subList(rootPublished + 1, trace.size());
        assertThat(trace.get(rootPublished)).contains("root := ");
        assertThat(indexOf(then, "readTop: root is ")).isLessThan(indexOf(then, "publishTop: level := "));
    }

    /** The lines of a schedule without files and lines of code. */
    private static List<String> withoutPlaces(Exploration.Failure failure) {
        return failure.trace().stream()
                .map(line -> line.replaceAll(" \\([\\w$]+[.]java:\\d+\\)", ""))
                .toList();
    }

    private static int indexOf(List<String> lines, String part) {
        int at = 0;
        while (!lines.get(at).contains(part)) {
            at++;
        }
        return at;
    }

    /* A lock for each level. */

    static Stream<Arguments> racesOfLocks() {
        return Stream.concat(
                races("[.](install|unmap)[.](?!OvertakenSync)").stream().map(race -> Arguments.of(race, Model.SC)),
                races("[.](SharedTableInstall|ChainOfThreeInstall|UnmapReuse|UnmapUnderWalker)Race$").stream()
                        .flatMap(race -> Stream.of(Arguments.of(race, Model.TSO), Arguments.of(race, Model.WEAK))));
    }

    @ParameterizedTest
    @MethodSource("racesOfLocks")
    void aTableWithALockForEachLevelIsRight(Race race, Model model) {
        assertRight(explore(LOCK_PER_LEVEL, race, model));
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aTableThatIsFreedBeforeTheFlushIsCaught(Model model) {
        Exploration exploration = explore(FREE_BEFORE_FLUSH, "UnmapReuseRace", model);

        Exploration.Failure failure = Objects.requireNonNull(exploration.failure());
        assertThat(failure.violation()).contains("I9 broken", "recycled");
        List<String> trace = withoutPlaces(failure);
        int freed = indexOf(trace, "frees frame 2");
        assertThat(trace.get(freed)).contains("giveUp: ");
        assertThat(indexOf(trace, "gets frame 2")).as("its next owner").isGreaterThan(freed);
    }

    /** The whole catalogue, under all models. */
    @ParameterizedTest
    @CsvSource({"TwoWordTopTable, 55", "LockPerLevelTable, 50"})
    @Tag("nightly")
    void noRaceFindsAnythingWrongWithARightTable(String table, int most) {
        String name = TABLES + table;
        for (Model model : Model.values()) {
            List<Exploration> explorations =
                    races(".").stream().map(race -> explore(name, race, model)).toList();
            assertThat(explorations).allSatisfy(OwnTableTest::assertRight);
            assertThat(explorations.stream().filter(each -> !each.wasSkipped())).hasSizeGreaterThan(most);
        }
    }

    /* Races that do not fit. */

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            LockPerLevelTable; GrowthByOneRace; it needs growth, which the table has not
            LockPerLevelTable; DirtyPageRace; it needs D, which the table has not
            LockPerLevelTable; OpaqueMessageLitmus; it does not work on a page table
            LockPerLevelTable; TwoExclusiveRangesRace; it does not work on a page table
            LockPerLevelTable; MixedRangeInstallRace; it maps ranges by pages of several sizes
            LockPerLevelTable; NoGapsUnderDeviceRace; it needs the gather mode NO_GAPS
            LockPerLevelTable; TwoFlushesRace; it needs unmaps that are flushed later
            LockPerLevelTable; TwoDomainsUnmapRace; it has a second table and domain
            LockPerLevelTable; CloseUnderDeviceRace; it closes the table
            LockPerLevelTable; TwoReclaimsRace; it needs a reclaim of empty tables
            LockPerLevelTable; NoMemoryCutRace; it needs entries that are cut in two
            LockPerLevelTable; PageMadeWritableRace; it maps with other rights than for reading and writing
            """)
    void aRaceThatDoesNotFitSaysWhyAndIsNeverCalledRight(String table, String race, String why) {
        Exploration exploration = explore(TABLES + table, race, Model.SC);

        assertThat(exploration.wasSkipped()).isTrue();
        assertThat(exploration.inWords()).isEqualTo("skipped: " + why);
        assertThat(exploration.complete()).isFalse();
        assertThat(exploration.outcomes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            UnmapUnderWalkerRace; it needs devices that walk the table, which the table has not
            ContiguousInstallRace; it needs contiguous entries, which the table has not
            OvermapBesideLookUpRace; it needs pages of an upper level, which the table has not
            """)
    void aTableThatCanDoLittleIsNotAskedForMore(String race, String why) {
        assertThat(explore(SPOILED + "Humble", race, Model.SC).inWords()).isEqualTo("skipped: " + why);
        assertThat(explore(SPOILED + "Humble", "SharedTableInstallRace", Model.SC)
                        .complete())
                .isTrue();
    }

    @Test
    void ofARaceWithCasesThoseThatFitAreExplored() {
        Exploration exploration = explore(LOCK_PER_LEVEL, "UnmapReuseRace", Model.SC);

        assertThat(exploration.complete()).isFalse();
        assertThat(exploration.wasSkippedInPart()).isTrue();
        assertThat(exploration.cutBy())
                .isEqualTo("what the table cannot do in 2 of 3 cases: it needs the gather mode NO_GAPS");
        assertThat(exploration.executions()).isPositive();
    }

    /** Who races a race leaves out cases by their setup, and nothing else. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            UnmapReuseRace;
            SharedTableInstallRace;
            GrowthByOneRace; it needs growth, which the table has not
            TwoFlushesRace; it needs unmaps that are flushed later
            OpaqueMessageLitmus; it does not work on a page table
            """)
    void aRaceIsTriedOutBeforeItIsRaced(String race, @Nullable String why) {
        EngineHook.install();
        use(LOCK_PER_LEVEL);
        Race tried = races("\\." + race + "$").get(0);
        try (Explorer explorer = new Explorer(tried, Model.SC, BOUNDS, Protocol.ofTable(LOCK_PER_LEVEL))) {
            Exploration found = explorer.tryOut();
            assertThat(found.wasSkipped()).isEqualTo(why != null);
            assertThat(found.whySkipped()).isEqualTo(why == null ? "" : why);
            assertThat(found.complete()).isFalse();
            assertThat(found.isClean()).isTrue();
        }
    }

    /** Whatever its samples end in. */
    @Test
    void aWrongTableFitsToo() {
        EngineHook.install();
        use(FREE_BEFORE_FLUSH);
        Race tried = races("\\.UnmapReuseRace$").get(0);
        try (Explorer explorer = new Explorer(tried, Model.SC, BOUNDS, Protocol.ofTable(FREE_BEFORE_FLUSH))) {
            assertThat(explorer.tryOut().wasSkipped()).isFalse();
        }
    }

    @Test
    void coresTableIsExploredAsBeforeWhenNoOtherIsInUse() {
        explore(LOCK_PER_LEVEL, "GrowthByOneRace", Model.SC);
        use(null);
        try (Explorer explorer = new Explorer(races("[.]GrowthByOneRace$").get(0), Model.SC, BOUNDS, Protocol.RIGHT)) {
            assertThat(explorer.explore().complete()).isTrue();
        }
    }

    /* Wrong tables, each of which shows in a way of its own. */

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            LosesMaps; SharedTableInstallRace; I12 broken at iova; 0 of 2 entries found
            MapsElsewhere; SharedTableInstallRace; I12 broken at iova; instead of
            MapsTooMuch; SharedTableInstallRace; I12 broken at iova; nobody mapped
            WritesNoItem; SharedTableInstallRace; I8 broken at item 0; no item of this level
            LeaksTables; UnmapReuseRace; I11 broken; nothing leads to it
            FreesTwice; UnmapUnderWalkerRace; I11 broken; given back twice
            FreesTop; SharedTableInstallRace; I9 broken at table 0x1000; it was given back
            ShowsTopTwice; SharedTableInstallRace; I9 broken at table 0x1000; shows it twice
            ShowsNoTable; SharedTableInstallRace; I12 broken at table 0x10000000000; beyond the memory
            WithoutHardware; InstallUnderDeviceRace; I6 broken; does not name the top
            WrongLevel; GrowthByOneRace; I7 broken at top; instead of level
            """)
    void whatIsWrongIsNamed(String table, String race, String violation, String what) {
        Exploration.Failure failure =
                Objects.requireNonNull(explore(SPOILED + table, race, Model.SC).failure());

        assertThat(failure.violation()).contains(violation).contains(what);
    }

    @ParameterizedTest
    @CsvSource({"Throws, threw", "HidesItself, threw"})
    void anExceptionIsForbiddenAndShown(String table, String outcome) {
        Exploration.Failure failure = Objects.requireNonNull(
                explore(SPOILED + table, "SharedTableInstallRace", Model.SC).failure());

        assertThat(failure.outcome()).contains(outcome);
        assertThat(failure.violation()).contains("IllegalStateException", "not now");
    }

    /* Classes that are no tables. */

    static Stream<Arguments> noTables() {
        return Stream.of(
                Arguments.of("com.acme.None", "table com.acme.None: is not on the class path"),
                Arguments.of("java.lang.String", "must implement dev.racewalk.stress.table.RacedTable"),
                Arguments.of(SPOILED + "Spoiled", "must be a public class that is not abstract"),
                Arguments.of(SPOILED + "NotPublic", "must be a public class that is not abstract"),
                Arguments.of(
                        SPOILED + "WithoutConstructor",
                        "must have a public constructor that takes dev.racewalk.stress.table.TableParts"));
    }

    @ParameterizedTest
    @MethodSource("noTables")
    void aClassThatIsNoTableIsRefusedBeforeAnythingIsExplored(String name, String why) {
        use(LOCK_PER_LEVEL);

        assertThatThrownBy(() -> use(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(OwnTable.isInUse()).as("what was in use").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Greedy, takes several frames", "Failing, no such level"})
    void aConstructorThatFailsIsAnErrorAndNoVerdict(String table, String why) {
        assertThatThrownBy(() -> explore(SPOILED + table, "SharedTableInstallRace", Model.SC))
                .isInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining(why);
    }

    @Test
    void theAbilitiesOfTheExamplesDiffer() {
        Set<String> ofLocks = Set.copyOf(races("[.]expand[.]").stream()
                .map(race -> explore(LOCK_PER_LEVEL, race, Model.SC).inWords())
                .toList());

        assertThat(ofLocks).contains("skipped: it needs growth, which the table has not");
    }
}
