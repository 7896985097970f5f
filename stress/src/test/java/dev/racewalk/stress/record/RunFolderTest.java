package dev.racewalk.stress.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFolderTest {
    @TempDir
    private Path temp;

    static ForkRecord fork(int number) {
        return new ForkRecord(
                RunFolder.SCHEMA,
                number,
                "dev.racewalk.stress.install.SomeRace",
                "install",
                "What meets \"what\", über alles.",
                List.of("first", "second"),
                new Strides(4, 256),
                2,
                500,
                "tiered",
                List.of("-Xint"),
                List.of("-Xms1M", "-Xint"),
                "unified",
                -1,
                "(PG 0, CG 0), (PG 0, CG 1)",
                "LOCAL",
                List.of(0, 1),
                "HARD",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Instant.parse("2026-01-02T03:04:07.678Z"),
                2_000,
                100,
                20,
                1,
                List.of(
                        new OutcomeRecord("a, b", 79, Grade.ACCEPTABLE, "Apart."),
                        new OutcomeRecord("b, a", 20, Grade.ACCEPTABLE_INTERESTING, "Met."),
                        new OutcomeRecord("I2 broken", 1, Grade.FORBIDDEN, "No default case."),
                        new OutcomeRecord(".*", 0, Grade.UNKNOWN, "")),
                ForkStatus.NORMAL,
                0,
                List.of("racewalk: caught"),
                List.of("line", "\tindented"),
                JvmKind.OWN,
                null,
                new Phases(100, 20));
    }

    @Test
    void forksAreReadBackAsTheyWereWritten() throws IOException {
        Path path = temp.resolve("run");
        try (RunFolder folder = RunFolder.create(path)) {
            folder.append(fork(1));
            folder.append(fork(2));
        }
        assertThat(RunFolder.readForks(path)).containsExactly(fork(1), fork(2));
        assertThat(Files.readAllLines(path.resolve("forks.jsonl"))).hasSize(2);
    }

    @Test
    void aLineThatWasCutOffIsLeftOut() throws IOException {
        try (RunFolder folder = RunFolder.create(temp)) {
            folder.append(fork(1));
            Files.writeString(temp.resolve("forks.jsonl"), "{\"schema\":1,\"fo", StandardOpenOption.APPEND);
        }
        assertThat(RunFolder.readForks(temp)).containsExactly(fork(1));
    }

    @Test
    void fieldsOfALaterVersionAreSkippedAndAnotherSchemaIsRefused() throws IOException {
        Path file = temp.resolve("forks.jsonl");
        Files.writeString(file, Json.line(fork(7)).replaceFirst("\\{", "{\"later\":[{}],") + "\n");
        assertThat(RunFolder.readForks(temp)).containsExactly(fork(7));
        Files.writeString(file, "{\"schema\":2,\"fork\":7}\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("schema 2: must be 1");
        Files.writeString(file, "nonsense\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("forks.jsonl, line 1: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"samples\":100      | \"samples\":101          | field samples: 101: must be 100 as its outcomes add up to",
                "\"met\":20           | \"met\":19               | field met: 19: must be 20 as its outcomes add up to",
                "\"forbidden\":1      | \"forbidden\":0          | field forbidden: 0: must be 1 as its outcomes add up to",
                "\"count\":79         | \"count\":-79            | field outcomes.count: -79: must be 0..10000000000000",
                "\"samples\":100      | \"samples\":\"100\"    | field samples: is missing or no long",
                "\"samples\":100      | \"samples\":99.5         | field samples: 99.5: is no long",
                "\"samples\":100,     | ''                         | field samples: is missing or no long",
                "\"samples\":100      | \"samples\":1e400        | field samples: Infinity: is no long",
                "\"samples\":100      | \"samples\":99999999999999999999 | field samples: ",
                "\"status\":\"NORMAL\" | \"status\":\"FINE\" | field status: FINE: is no ForkStatus",
                "\"status\":\"NORMAL\" | \"status\":0          | field status: ",
                "\"status\":\"NORMAL\" | \"status\":null       | field status: missing: must be there",
                "\"grade\":\"UNKNOWN\" | \"grade\":\"GOOD\" | field outcomes.[3].grade: GOOD: is no Grade",
                "2026-01-02T03:04:05.678Z  | yesterday                  | field startedAt: yesterday: is no Instant",
                "2026-01-02T03:04:05.678Z  | +99999-01-02T03:04:05Z     | field startedAt: +99999-01-02T03:04:05Z: must be a time",
                "\"race\":\"dev.racewalk.stress.install.SomeRace\", | '' | field race: missing: must be there",
                "dev.racewalk.stress.install.SomeRace | ' '             | field race: empty: must be a name",
                "[\"first\",\"second\"] | []                     | field actors: 0: must be 1..16",
                "[\"first\",\"second\"] | \"first\"            | field actors: is missing or no list",
                "[\"first\",\"second\"] | [\"first\",null]     | field actors: null: must be there",
                "\"fork\":1           | \"fork\":0               | field fork: 0: must be 1 at least",
                "\"size\":4           | \"size\":0               | field strides.size: 0: must be 1 at least",
                "\"compileMode\":-1   | \"compileMode\":9        | field compileMode: 9: must be -1..8",
                "\"othersShare\":null | \"othersShare\":1.5      | field othersShare: 1.5: must be 0..1",
                "\"startingMillis\":100 | \"startingMillis\":2001 | field phases.startingMillis: 2001: must be 0..2000",
                "\"endingMillis\":20   | \"endingMillis\":-1     | field phases.endingMillis: -1: must be 0..2000",
                "\"durationMillis\":2000 | \"durationMillis\":-1 | field durationMillis: -1: must be 0..",
                "\"fork\":1           | \"fork\":1,\"fork\":2  | is not JSON as a run writes it: Duplicate field 'fork'",
            })
    void aForkThatContradictsItselfIsRefused(String was, String is, String message) throws IOException {
        String line = Json.line(fork(1));
        assertThat(line).contains(was);
        Path file = temp.resolve("forks.jsonl");
        Files.writeString(
                file, line + "\n" + line.replaceFirst(Pattern.quote(was), Matcher.quoteReplacement(is)) + "\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith(file + ", line 2: " + message)
                .message()
                .hasLineCount(1);
    }

    @Test
    void aFileThatIsNoListOfForksIsRefused() throws IOException {
        Path file = temp.resolve("forks.jsonl");
        Files.write(file, new byte[] {(byte) 0xff, '\n'});
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("line 1: is not text in UTF-8");
        Files.writeString(file, "null\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("line 1: is null; must be ForkRecord");
        Files.writeString(file, "[".repeat(1_000) + "\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("line 1: ");
        Files.writeString(file, "{\"later\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).hasMessageContaining("nesting depth");
        Files.writeString(file, "x".repeat((16 << 20) + 1));
        assertThatThrownBy(() -> RunFolder.readForks(temp))
                .hasMessageContaining("line 1: is longer than 16777216 bytes");
    }

    @Test
    void whatCouldCommandATerminalIsTakenOut() throws IOException {
        String escape = "\u001b[2J";
        Path file = temp.resolve("forks.jsonl");
        Files.writeString(
                file,
                Json.line(fork(1))
                                .replace(
                                        "racewalk: caught",
                                        "racewalk: " + escape.replace("\u001b", "\\u001b") + "\\n\u202e")
                        + "\n");
        assertThat(RunFolder.readForks(temp).get(0).messages()).containsExactly("racewalk: \uFFFD[2J \uFFFD");
        Files.writeString(file, "\u001b]0;\n");
        assertThatThrownBy(() -> RunFolder.readForks(temp)).message().doesNotContain("\u001b");
    }

    @Test
    void aRunOverwritesNothing() throws IOException {
        Files.writeString(temp.resolve("precious"), "x");
        assertThatThrownBy(() -> RunFolder.create(temp)).hasMessageContaining("not empty");
        assertThatThrownBy(() -> RunFolder.create(temp.resolve("precious"))).hasMessageContaining("is a file");
    }

    @Test
    void ratesComeFromTheStridesThatSuitThem() {
        Tally tally = new Tally();
        tally.add(fork(1));
        assertThat(tally.metPerSecond()).isEqualTo(20.0);
        assertThat(tally.samplesPerSecond()).isNaN();
        assertThat(tally.metShare()).isEqualTo(0.2);
        assertThat(tally.othersShare()).isNaN();
        assertThat(tally.bad()).hasSize(1);
    }
}
