package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.report.Sentences;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code explain} says of invariants, faults and schedules; and the pages of {@code explore --html}. */
class ExplainCommandTest {
    @TempDir
    private Path temp;

    @AfterEach
    void seedNothing() {
        MachineParts.useSteps(null);
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @EnumSource
    void anInvariantIsExplainedByItsOneSentence(Invariant invariant) {
        Captured said = Captured.run("explain", invariant.name().toLowerCase(Locale.ROOT));
        assertThat(said.status()).isZero();
        assertThat(flat(said.out()))
                .startsWith(invariant + " " + invariant.sentence())
                .contains("protects " + invariant.protects(), "checked " + invariant.checked(), "broken by ");
        assertThat(flat(Captured.run("explain", "--help").out())).contains(invariant + " " + invariant.sentence());
        assertThat(flat(Captured.run("explain").out())).contains(invariant + " " + invariant.sentence());
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsExplainedWithWhatCatchesItAndWhatItBreaks(SeededFault fault) {
        Captured said = Captured.run("explain", fault.id());
        assertThat(said.status()).isZero();
        assertThat(flat(said.out()))
                .startsWith(fault.id())
                .contains(
                        fault.what(),
                        fault.catcher(),
                        fault.invariant() + " " + fault.invariant().sentence());
    }

    @Test
    void aScheduleIsExplainedAndDrawn() throws IOException {
        Path schedule = temp.resolve("schedule");
        Path page = temp.resolve("page.html");
        Captured explored = Captured.run(
                "explore",
                "SharedTableInstallRace",
                "--fault",
                "blind-install",
                "--save",
                schedule.toString(),
                "--html",
                page.toString());
        assertThat(explored.status()).as(explored.err()).isEqualTo(1);
        assertThat(explored.out())
                .contains("I12: no translation is lost", "Drawn: " + page)
                .containsPattern("(?m)^>14 +installTable \\(BlindInstall");
        assertThat(Files.readString(page)).contains("went wrong here", "--fault blind-install");

        Captured said = Captured.run("explain", schedule.toString());
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(flat(said.out()))
                .contains("race SharedTableInstallRace: ", "fault blind-install: ", "Step 14 is where it went wrong")
                .contains("I12 no translation is lost", "protects every mapping");

        Path repeated = temp.resolve("repeated.html");
        Captured replayed = Captured.run("explore", "--replay", schedule.toString(), "--html", repeated.toString());
        assertThat(replayed.status()).as(replayed.err()).isEqualTo(1);
        assertThat(Files.readString(repeated)).contains("went wrong here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "explore"})
    void theHelpOfWhatMeetsInvariantsLeadsToTheirSentences(String command) {
        assertThat(Captured.run(command, "--help").out()).contains("'I12 broken' means: explain I12");
    }

    @Test
    void eachInvariantThatAnExplorationFindsBrokenIsSaidOnceBelow() {
        String said = Captured.run("explore", "[.]UnmapReuseRace", "--fault", "free-before-flush")
                .out();
        Set<Invariant> broken = Sentences.brokenIn(said.lines().toList());
        assertThat(broken).isNotEmpty();
        for (Invariant each : broken) {
            String sentence = "\n" + each + ": " + each.sentence() + ".\n";
            assertThat(said).containsOnlyOnce(sentence);
            assertThat(said.indexOf(sentence)).isGreaterThan(said.indexOf(each + " broken"));
        }
    }

    @Test
    void aRightRaceIsDrawnOnceForEachOutcome() throws IOException {
        Path page = temp.resolve("right.html");
        Captured said = Captured.run("explore", "SharedTableInstallRace", "--html", page.toString());
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(Files.readString(page))
                .contains("It ends in: mapped, mapped, apart", "It ends in: mapped, mapped, table of 1 stays")
                .contains("It ends in: mapped, mapped, table of 2 stays")
                .doesNotContain("went wrong here");
    }

    @Test
    void whatCannotBeExplainedIsNamedWithTheRule() throws IOException {
        Captured nothing = Captured.run("explain", "I99");
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err()).startsWith("I99: must be I1 to I16, a fault that list shows, or a file");
        Path other = Files.writeString(temp.resolve("other"), "something else\n");
        Captured noSchedule = Captured.run("explain", other.toString());
        assertThat(noSchedule.status()).isEqualTo(2);
        assertThat(noSchedule.err()).contains(other + ", line 1: must be 'racewalk schedule 1'");
        Captured unwritten = Captured.run("explore", "BoundRace", "--html", "/none/such/page.html");
        assertThat(unwritten.status()).isEqualTo(2);
        assertThat(unwritten.err()).startsWith("--html /none/such/page.html: cannot be written");
    }
}
