package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in the place of a file, each command that reads one says so in one line, and at once. */
class HostileInputTest {
    @TempDir
    private Path temp;

    @BeforeEach
    void makeFiles() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", temp.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(temp.resolve("endless"), Path.of("/dev/zero"));
        Files.createDirectory(temp.resolve("empty-folder"));
    }

    private Captured run(String words) {
        String[] args = Stream.of(words.split(" ", -1))
                .map(word -> word.replace("RUN", Runs.fine17().toString()).replace("TEMP", temp.toString()))
                .toArray(String[]::new);
        return Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Captured.run(args));
    }

    private static void assertRefused(Captured captured, String message) {
        assertThat(captured.err()).contains(message).hasSizeLessThan(2_500).doesNotContain("\tat ");
        assertThat(captured.status()).isEqualTo(2);
        assertThat(captured.out()).isEmpty();
        assertThat(captured.err().lines().count()).isLessThanOrEqualTo(2); // the second names the help
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show TEMP/%s",
                "html TEMP/%s",
                "diff RUN TEMP/%s",
                "merge RUN TEMP/%s -o TEMP/merged",
                "export TEMP/%s --format csv",
                "figures TEMP/%s",
                "verdict TEMP/%s",
                "verdict RUN --allow TEMP/%s -o TEMP/verdict",
                "html RUN --faults TEMP/%s -o TEMP/x.html",
                "html RUN --explored TEMP/%s -o TEMP/x.html",
                "replay TEMP/%s",
                "explore --replay TEMP/%s",
                "explore --scenario TEMP/%s",
                "run --scenario TEMP/%s -o TEMP/run",
                "run --resume TEMP/%s",
                "run --again TEMP/%s -o TEMP/run",
            })
    void whatIsNoFileIsNotEvenOpened(String words) {
        for (String name : new String[] {"pipe", "endless", "empty-folder", "missing"}) {
            assertRefused(run(words.formatted(name)), temp + "/" + name);
        }
        assertThat(temp.resolve("merged")).doesNotExist();
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void aPipeIsNotTakenForWhatWasExploredBefore() {
        assertRefused(run("explore SharedTableInstallRace --resume --json TEMP/pipe"), temp + "/pipe: must be a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.json", "forks.jsonl", "faults.json", "explored.json"})
    void aPipeInTheFolderOfARunIsNotOpened(String name) throws IOException {
        Path run = Files.createDirectory(temp.resolve("run"));
        Files.copy(Runs.fine17().resolve("run.json"), run.resolve("run.json"));
        Files.copy(Runs.fine17().resolve("forks.jsonl"), run.resolve("forks.jsonl"));
        Files.deleteIfExists(run.resolve(name));
        Files.createSymbolicLink(run.resolve(name), temp.resolve("pipe"));
        assertRefused(run("show TEMP/run"), name + ": must be a file; there is something else");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps 1 2 -1 1 | step '-1': must be a number",
                "steps 1 1:-2 | step '1:-2': must be a number",
                "steps 1 99999999999 | step '99999999999': must be a number",
                "steps 1:1:1 | step '1:1:1': must be a number",
            })
    void aStepOfAScheduleIsAProcessAndAWay(String steps, String message) throws IOException {
        Path file = temp.resolve("schedule");
        Files.writeString(
                file, "racewalk schedule 1\nrace dev.racewalk.stress.expand.TornTopRace\nmodel sc\n" + steps + "\n");
        assertRefused(run("explore --replay TEMP/schedule"), message);
    }

    @Test
    void aTraceOfTenMillionLinesIsTooLong() throws IOException {
        Path trace = temp.resolve("trace");
        Files.write(trace, "dump\n".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII));
        assertRefused(run("replay TEMP/trace"), "has more than 1000000 lines");
        Files.write(trace, new byte[(64 << 20) + 1]);
        assertRefused(run("replay TEMP/trace"), "has 67108865 bytes; must have 67108864 at most");
    }

    @Test
    void aWordThatBeginsWithAnAtSignIsNoFileOfArguments() throws IOException {
        Files.writeString(temp.resolve("arguments"), "list");
        Captured captured = run("@TEMP/arguments");
        assertThat(captured.status()).isEqualTo(2);
        assertThat(captured.err()).contains("'@" + temp + "/arguments'");
    }

    /** Escape sequences would command the terminal, and a name of megabytes would flood it. */
    @Test
    void aQuotedWordIsCutAndCommandsNoTerminal() {
        String bad = "\u001b[31m" + "x".repeat(1_000_000);
        for (String[] words : new String[][] {
            {"show", bad}, {"show", "--" + bad}, {bad}, {"list", "-t", bad}, {"run", bad}, {"explore", "--fault", bad}
        }) {
            Captured captured = Captured.run(words);
            assertThat(captured.status()).isEqualTo(2);
            assertThat(captured.err()).hasSizeLessThan(2_500).doesNotContain("\u001b");
        }
    }
}
