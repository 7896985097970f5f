package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of the merge, and what each command says about a file that is no result. */
class MergeCommandTest {
    @TempDir
    private Path temp;

    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void divert() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(stdout);
        System.setErr(stderr);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void saysWhatTheFolderHolds() {
        String folder = temp.resolve("all").toString();
        int status = Commands.execute(
                "merge", Runs.shard1().toString(), Runs.shard2().toString(), "-o", folder);
        assertThat(status).as(complained()).isZero();
        assertThat(said()).isEqualTo("2 runs, 4 races, 14 forks, 92.9 K samples: " + folder + System.lineSeparator());
    }

    @Test
    void theSameRunTwiceEndsWithTwoAndOneLine() {
        String run = Runs.shard1().toString();
        assertThat(Commands.execute("merge", run, run, "-o", temp.resolve("x").toString()))
                .isEqualTo(2);
        assertThat(said()).isEmpty();
        assertThat(complained())
                .startsWith(run + " and " + run + ": are the same run")
                .hasLineCount(1);
    }

    @Test
    void aFileThatIsNoResultEndsWithTwoAndOneLine() throws Exception {
        Path file = Files.writeString(temp.resolve("x.bin.gz"), "\u001b[2J");
        assertThat(Commands.execute(
                        "merge", file.toString(), "-o", temp.resolve("x").toString()))
                .isEqualTo(2);
        assertThat(complained())
                .startsWith(file + ": is not a gzip file; expected the folder of a run")
                .hasLineCount(1);
    }

    @Test
    void aFolderThatIsInUseEndsWithTwo() throws Exception {
        Files.writeString(temp.resolve("precious"), "x");
        assertThat(Commands.execute("merge", Runs.shard1().toString(), "-o", temp.toString()))
                .isEqualTo(2);
        assertThat(complained()).startsWith("-o " + temp + ": is not empty; a merge overwrites nothing");
    }

    @Test
    void aShardThatIsMissingIsReportedAndRefusedIfItIsExpected() {
        String run = Runs.shard1().toString();
        String refused = temp.resolve("refused").toString();
        assertThat(Commands.execute("merge", run, "-o", refused, "--expect-shards", "2"))
                .isEqualTo(2);
        assertThat(complained())
                .startsWith("--expect-shards 2: shard 2/2 missing (quick -t ")
                .hasLineCount(1);
        assertThat(temp.resolve("refused")).doesNotExist();
        err.reset();
        assertThat(Commands.execute("merge", run, "-o", temp.resolve("x").toString()))
                .isZero();
        assertThat(complained()).startsWith("Incomplete: shard 2/2 missing (quick -t ");
    }

    @Test
    void allExpectedShardsAreMergedWithoutAWord() {
        assertThat(Commands.execute(
                        "merge",
                        Runs.shard1().toString(),
                        Runs.shard2().toString(),
                        "--expect-shards",
                        "2",
                        "-o",
                        temp.resolve("all").toString()))
                .isZero();
        assertThat(complained()).isEmpty();
    }

    @Test
    void otherNumbersOfShardsAndBareFilesAreNotWhatIsExpected() {
        String to = temp.resolve("x").toString();
        assertThat(Commands.execute(
                        "merge",
                        Runs.shard1().toString(),
                        Runs.shard2().toString(),
                        Runs.fine17().toString(),
                        Runs.foreignSuite().toString(),
                        "--expect-shards",
                        "3",
                        "-o",
                        to))
                .isEqualTo(2);
        assertThat(complained())
                .contains("does not tell which shard it is")
                .contains("divided in 2: shard-1-of-2, shard-2-of-2; undivided: fine-17")
                .hasLineCount(1);
        assertThat(Commands.execute("merge", Runs.shard1().toString(), "--expect-shards", "0", "-o", to))
                .isEqualTo(2);
        assertThat(complained()).contains("--expect-shards 0: must be 1 at least");
    }
}
