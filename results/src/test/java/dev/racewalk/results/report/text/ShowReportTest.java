package dev.racewalk.results.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Made;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.ModeContrast;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Strides;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShowReportTest {
    private static final Strides SHORT = new Strides(4, 64);

    private static ForkRecord fork(String mode, long apart, long met) {
        return Made.fork(
                "dev.made.Race",
                SHORT,
                mode,
                List.of(
                        new OutcomeRecord("apart", apart, Grade.ACCEPTABLE, "One after the other."),
                        new OutcomeRecord("met", met, Grade.ACCEPTABLE_INTERESTING, "At once.")));
    }

    private static String shown(Ink ink, ForkRecord... forks) {
        StringWriter out = new StringWriter();
        Results results = Made.results("made", List.of(forks));
        new ShowReport(results, new Repeat("racewalk", "a run", null), ink, new PrintWriter(out))
                .print(race -> true, true);
        return out.toString();
    }

    @Test
    void barsGrowWithTheLogarithm() {
        Ink blocks = new Ink(false, true);
        assertThat(blocks.bar(0, 1000, 10)).isEmpty();
        assertThat(blocks.bar(1, 1_000_000, 10)).isEqualTo("▌");
        assertThat(blocks.bar(1_000, 1_000_000, 10)).isEqualTo("█████");
        assertThat(blocks.bar(1_000_000, 1_000_000, 10)).isEqualTo("██████████");
        assertThat(Ink.PLAIN.bar(1, 1_000_000, 10)).isEqualTo("#");
        assertThat(Ink.PLAIN.bar(1_000, 1_000_000, 10)).isEqualTo("#####");
        assertThat(blocks.skyline(Stream.of(1_000_000L, 1_000L, 1L), 1_000_000)).isEqualTo("█▅▁");
        assertThat(Ink.PLAIN.skyline(Stream.of(1_000_000L, 1_000L, 1L), 1_000_000))
                .isEqualTo("#+.");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 140})
    void noLineIsLongerThanTheTerminalIsWide(int width) {
        String text = shown(new Ink(false, true, width), fork("tiered", 1000, 100), fork("split", 1000, 12));
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(text.lines().mapToInt(String::length).max().orElseThrow()).isGreaterThan(width - 20);
    }

    @Test
    void namesAreCutSoThatNoTwoLookAlike() {
        String same = "TheBeginningIsTheSame";
        List<String> ends = Columns.distinct(List.of(same + "One", same + "Two", "Short"), 16);
        assertThat(ends).doesNotHaveDuplicates().contains("Short").allMatch(name -> name.length() <= 16);
        String inside = "0123456789".repeat(3);
        List<String> middles =
                Columns.distinct(List.of("aa" + inside + "A" + inside, "aa" + inside + "B" + inside), 16);
        assertThat(middles).doesNotHaveDuplicates().allMatch(name -> name.length() <= 16);
    }

    @Test
    void plainTextHasNeitherColoursNorBlocks() {
        assertThat(shown(Ink.PLAIN, fork("tiered", 1000, 10)))
                .matches("[\\p{ASCII}]*")
                .doesNotContain("\u001b");
        assertThat(shown(new Ink(true, true), fork("tiered", 1000, 10))).contains("\u001b[", "█");
    }

    @Test
    void modesThatDifferGetATableAndOthersALine() {
        assertThat(shown(Ink.PLAIN, fork("tiered", 1000, 10), fork("split", 1000, 12)))
                .contains("JVM modes: in none");
        assertThat(shown(Ink.PLAIN, fork("tiered", 1000, 100), fork("split", 1000, 12)))
                .contains("JVM mode  ", "differ in [2].");
        assertThat(shown(Ink.PLAIN, fork("tiered", 1000, 100), fork("split", 1000, 0)))
                .contains("differ in [2].");
    }

    @Test
    void modesAreComparedWithLikeStridesOnly() {
        ForkRecord other = Made.fork(
                "dev.made.Race",
                new Strides(256, 1),
                "split",
                List.of(new OutcomeRecord("apart", 1000, Grade.ACCEPTABLE, "")));
        assertThat(shown(Ink.PLAIN, fork("tiered", 1000, 500), other)).doesNotContain("JVM modes:", "JVM mode ");
    }

    @Test
    void aFewSamplesMoreAreNoContrast() {
        Results few = Made.results("made", List.of(fork("tiered", 1000, 9), fork("split", 1000, 0)));
        assertThat(ModeContrast.of(few.races().get(0)).outcomes()).isEmpty();
    }

    @Test
    void forksThatEndedAlikeCountTogether() {
        ForkRecord one = Made.fork(
                "dev.made.Race", SHORT, "c1", List.of(), ForkStatus.VM_ERROR, List.of("died at 0x17", "more"));
        ForkRecord other =
                Made.fork("dev.made.Race", SHORT, "c1", List.of(), ForkStatus.VM_ERROR, List.of("died at 0x18"));
        assertThat(shown(Ink.PLAIN, one, other))
                .contains("fork 1 (4x64, c1) and 1 more died: died at 0x17")
                .doesNotContain("0x18");
    }

    @Test
    void anInvariantThatAVerdictNamesIsSaidBelowOnce() {
        ForkRecord wrong = Made.fork(
                "dev.made.Race",
                SHORT,
                "tiered",
                List.of(
                        new OutcomeRecord("mapped, I12 broken", 3, Grade.FORBIDDEN, "Lost."),
                        new OutcomeRecord("I12 broken, mapped", 2, Grade.FORBIDDEN, "Lost."),
                        new OutcomeRecord("mapped, I3", 1, Grade.FORBIDDEN, "No invariant.")),
                ForkStatus.NORMAL,
                List.of("I12 broken at iova 0x1000: lost", "I9 broken at frame 0x3: freed"));
        ForkRecord right = Made.fork(
                "dev.made.Other",
                SHORT,
                "tiered",
                List.of(new OutcomeRecord("no I11 broken", 3, Grade.ACCEPTABLE, "Allowed.")));
        String shown = shown(Ink.PLAIN, wrong, right);
        assertThat(shown.replaceAll("\\s+", " "))
                .containsOnlyOnce("Lost. I12: no translation is lost, and none exists that nobody mapped. 2 ")
                .containsOnlyOnce("I12: ")
                .doesNotContain("I3: ", "I9: ", "I11: ");
    }

    @Test
    void othersWhoTookTheProcessorsAreToldOnTop() {
        ForkRecord quiet = fork("tiered", 1000, 10);
        assertThat(shown(Ink.PLAIN, quiet)).doesNotContain("Other processes");
        assertThat(shown(Ink.PLAIN, Made.disturbed(quiet, 0.5))).contains("Other processes used 50.0 % of the CPU");
    }

    @Test
    void pathsInCommandsAreQuoted() {
        Repeat repeat = new Repeat("racewalk", "a 'run'", null);
        Results results = Made.results("made", List.of(fork("tiered", 1000, 9)));
        assertThat(repeat.everything(results)).isEqualTo("racewalk run --again 'a '\\''run'\\'''");
        assertThat(new Repeat("racewalk", "runs/x-1", null).everything(results))
                .isEqualTo("racewalk run --again runs/x-1");
    }

    @Test
    void whatSteersATerminalIsReplaced() {
        assertThat(Columns.line("a\u001b[31mb\u202ec\u0000\td\ne")).isEqualTo("a\uFFFD[31mb\uFFFDc\uFFFD d e");
        assertThat(Columns.wrap("aaa bbb cccccccc", 5)).containsExactly("aaa", "bbb", "ccccc", "ccc");
        assertThat(Columns.wrap("  ", 5)).isEmpty();
        assertThat(Columns.cut("abcdefgh", 6)).isEqualTo("abc...");
    }
}
