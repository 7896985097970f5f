package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Main;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunState;
import dev.racewalk.stress.record.Shard;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The program from outside: what it prints, and the status that it ends with. */
class CommandsTest {
    private static final int SIGINT_BIT = 1 << 1;

    @TempDir
    private Path temp;

    private record Ended(int status, String out, String err) {}

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--enable-native-access=ALL-UNNAMED", // in the jar, the manifest says so
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("SLURM_ARRAY") || "JOB_COMPLETION_INDEX".equals(name));
        return builder.start();
    }

    private Ended ended(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ended(
                process.waitFor(), Files.readString(temp.resolve("out")), Files.readString(temp.resolve("err")));
    }

    private Ended run(String... args) throws IOException, InterruptedException {
        return ended(start(args));
    }

    private static final String[] SHORT = {"--", "-time", "50", "-iters", "1"};

    private static String[] with(String[] options, String... args) {
        return Stream.of(args, options).flatMap(Stream::of).toArray(String[]::new);
    }

    @Test
    void aFineRunEndsWithZeroAndSaysWhereTheResultsAre() throws IOException, InterruptedException {
        Ended fine = run(with(SHORT, "run", "-t", "testrace.FineRace", "-o", "r"));
        assertThat(fine.status()).as(fine.err()).isZero();
        assertThat(fine.out().lines())
                .allMatch(line ->
                        line.length() <= 100 || line.strip().matches("\\S+( \\\\)?")) // a class path is not broken
                .anyMatch(line -> line.matches("  FineRace .* (ok|weak) .*"))
                .anyMatch(line -> line.startsWith("Results: r (forks.jsonl, jcstress-results-")
                        && line.contains("report.html, results.json"))
                .last()
                .asString()
                .matches("No forbidden outcome in [0-9.]+( [KMG])? samples of 1 race(\\.|; 1 of 1 race is weak\\.)");
        assertThat(temp.resolve("r/results.json")).isNotEmptyFile();
        assertThat(temp.resolve("r/report.html")).isNotEmptyFile();
        assertThat(fine.err()).doesNotContainIgnoringCase("warning").isEmpty();
    }

    @Test
    void aForbiddenOutcomeEndsWithOneAndSaysHowToRepeatIt() throws IOException, InterruptedException {
        Ended forbidden = run(with(SHORT, "run", "-t", "testrace.ForbiddenRace", "-o", "r"));
        assertThat(forbidden.status()).isEqualTo(1);
        assertThat(forbidden.out().lines())
                .anyMatch(line -> line.matches("Forbidden outcomes in 1 of 1 race: .*"))
                .anyMatch(line -> line.startsWith("FORBIDDEN  ForbiddenRace "))
                .anyMatch(line -> line.matches(" +\\d+ [34], 1 .*"))
                .anyMatch(line -> line.endsWith("run --again r"))
                .last()
                .asString()
                .startsWith("Forbidden outcomes in 1 of 1 race: ");
        assertThat(forbidden.err()).contains("FORBIDDEN ForbiddenRace: ");
    }

    @Test
    void aForkThatFailsEndsWithOneAndSaysWhich() throws IOException, InterruptedException {
        Ended failed = run(with(SHORT, "run", "-t", "testrace.Halting", "-o", "r"));
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out().lines())
                .anyMatch(line -> line.startsWith("FAILED  HaltingRace "))
                .anyMatch(line -> line.contains("died: The JVM ended with status 3, and sent no result."));
    }

    @Test
    void aRunOfWhichEverythingIsSkippedIsNoSuccess() throws IOException, InterruptedException {
        Ended nothing = run("run", "-t", "GrowthByOneByTwoAndLookUpRace", "-o", "r", "--", "-c", "2");
        assertThat(nothing.status()).isEqualTo(3);
        assertThat(nothing.out().lines())
                .contains("Skipped, needs 3 processors; there are 2:")
                .last()
                .isEqualTo("Nothing was raced.");
    }

    @Test
    void aRunOnOneProcessorIsNoSuccess() throws IOException, InterruptedException {
        Ended nothing = run("run", "-t", "testrace.FineRace", "-o", "r", "--", "-c", "1");
        assertThat(nothing.status()).isEqualTo(3);
        assertThat(nothing.out().lines())
                .contains("Skipped, needs 2 processors; there are 1:")
                .last()
                .isEqualTo("Nothing was raced.");
    }

    @Test
    void aListTellsWhatWillBeSkipped() throws IOException, InterruptedException {
        Ended list = run("run", "--list", "-t", "testrace.FineRace|GrowthByOneByTwoAndLookUpRace", "--", "-c", "2");
        assertThat(list.status()).isZero();
        assertThat(list.out().lines())
                .containsExactlyInAnyOrder(
                        "dev.racewalk.stress.testrace.FineRace",
                        "dev.racewalk.stress.three.GrowthByOneByTwoAndLookUpRace"
                                + "  (skipped: needs 3 processors; there are 2)");
    }

    @Test
    void anEmptyShardIsASuccessThatSaysSo() throws IOException, InterruptedException {
        Ended empty = run("run", "-t", "testrace.FineRace", "--shard", "2/3", "-o", "r");
        assertThat(empty.status()).as(empty.err()).isZero();
        assertThat(empty.err()).contains("Shard 2/3 is empty: there are only 1 races.");
        assertThat(temp.resolve("r/run.json")).isNotEmptyFile();
    }

    @Test
    void aRaceThatNeverMeetsIsWeakAndFailsOnDemand() throws IOException, InterruptedException {
        Ended weak = run(with(SHORT, "run", "-t", "testrace.ShyRace", "-o", "r", "--fail-on", "weak"));
        assertThat(weak.status()).isEqualTo(1);
        assertThat(weak.out().lines())
                .anyMatch(line -> line.matches("  ShyRace .* weak .*"))
                .last()
                .asString()
                .endsWith("; 1 of 1 race is weak.");
        Ended shown = run("show", "r");
        assertThat(shown.status()).isZero();
        assertThat(shown.out().lines()).last().asString().contains("1 of 1 race is weak");
        for (String format : new String[] {"json", "junit", "markdown"}) {
            assertThat(run("export", "r", "--format", format).out()).as(format).contains("1 of 1 race is weak");
        }
        assertThat(Files.readString(temp.resolve("r/report.html"))).contains("1 of 1 race is weak");
        Ended shrugged = run(with(SHORT, "run", "-t", "testrace.ShyRace", "-o", "r2"));
        assertThat(shrugged.status()).isZero();
    }

    @Test
    void failFastStopsAndRepeatsWhatItFound() throws IOException, InterruptedException {
        Ended fast = run("run", "-t", "testrace.(Fine|Forbidden)Race", "-o", "r", "--fail-fast");
        assertThat(fast.status()).isEqualTo(1);
        List<ForkRecord> forks = RunFolder.readForks(temp.resolve("r"));
        assertThat(forks.stream().filter(fork -> fork.forbidden() > 0))
                .hasSizeBetween(2, 3)
                .last()
                .satisfies(fork -> assertThat(fork.jvm()).isEqualTo(JvmKind.OWN));
        assertThat(forks).hasSizeLessThan(8);
    }

    @Test
    void anInterruptedRunGoesOnInItsFolder() throws IOException, InterruptedException {
        Process process = start("run", "-t", "testrace.(Fine|Shy)Race", "-o", "r");
        Path file = temp.resolve("r/forks.jsonl");
        for (int i = 0; i < 600 && !(Files.exists(file) && Files.size(file) > 0); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroy();
        assertThat(ended(process).status()).isEqualTo(130);
        int before = RunFolder.readForks(temp.resolve("r")).size();
        Ended resumed = run("run", "--resume", "r");
        assertThat(resumed.status()).as(resumed.err()).isZero();
        List<ForkRecord> forks = RunFolder.readForks(temp.resolve("r"));
        assertThat(forks).hasSizeGreaterThan(before);
        assertThat(forks.stream().map(ForkRecord::fork)).doesNotHaveDuplicates();
        assertThat(forks.stream()
                        .map(fork -> fork.simpleName() + " " + fork.mode() + " " + fork.strides())
                        .distinct())
                .hasSize(8);
        assertThat(RunFolder.readRun(temp.resolve("r")).state()).isEqualTo(RunState.COMPLETE);
        Ended again = run("run", "--resume", "r");
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).contains("--resume r: is complete; nothing is missing");
    }

    /** A shell that starts a job in the background lets it ignore interrupts, and so do we then. */
    static Stream<String> signals() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean isIgnored = Files.isReadable(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
        return isIgnored ? Stream.of("TERM") : Stream.of("TERM", "INT");
    }

    @ParameterizedTest
    @MethodSource("signals")
    void aSignalEndsTheRunAndKeepsWhatWasMeasured(String signal) throws IOException, InterruptedException {
        Process process = start(with(SHORT, "run", "deep", "--for", "1h", "-t", "testrace.FineRace", "-o", "r"));
        Path forks = temp.resolve("r/forks.jsonl");
        for (int i = 0; i < 300 && !(Files.exists(forks) && Files.size(forks) > 0); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        List<ProcessHandle> children = process.descendants().toList();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        Ended interrupted = ended(process);
        assertThat(interrupted.status()).as(interrupted.err()).isEqualTo(130);
        assertThat(interrupted.out().lines()).anyMatch(line -> line.endsWith("The run was cut short."));
        assertThat(temp.resolve("r/results.json")).isNotEmptyFile();
        Path folder = temp.resolve("r");
        assertThat(RunFolder.readRun(folder).state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(RunFolder.readForks(folder)).isNotEmpty().noneMatch(fork -> fork.bad());
        assertThat(children).allSatisfy(child -> assertThat(child.isAlive()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --shard 5/3                | --shard 5/3: i must be 1..3",
                "run -t nothing                 | -t nothing: selects none of ",
                "run -t [                       | -t [: Unclosed character class",
                "run fast                       | fast: must be quick, standard or deep",
                "run deep                       | deep: how long? Say --for, as in --for 2h",
                "run deep --for 2               | --for 2: must be a duration such as 90s, 30m, 2h or 1h30m",
                "run quick --for 2h             | --for 2h: only deep takes it",
                "run --frequency 3              | Unknown option",
                "run -- -nonsense               | -- -nonsense: 'n' is not a recognized option",
                "run --again nowhere            | --again nowhere: must be the folder of a run",
                "run -o .                       | -o .: is not empty; a run overwrites nothing",
                "list -t nothing                | -t nothing: selects no race and no fault",
                "nonsense                       | nonsense",
            })
    void badUsageEndsWithTwoAndNamesTheValueAndTheRule(String line, String message)
            throws IOException, InterruptedException {
        Ended bad = run(line.split(" ", -1));
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).contains(message).hasLineCount(2);
    }

    @Test
    void listsAndHelpsWithoutRunning() throws IOException, InterruptedException {
        Ended list = run("list", "-t", "testrace|blind");
        assertThat(list.status()).isZero();
        assertThat(list.out().lines())
                .anyMatch(line -> line.startsWith("testrace, "))
                .anyMatch(line -> line.matches("  FineRace +Two stores\\."))
                .anyMatch(line -> line.matches("  blind-install +a table is installed by a plain store .*"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(run("run", "--list", "-t", "testrace.(F|H|Throwing)", "--shard", "1/5")
                        .out()
                        .lines())
                .hasSize(1);
        assertThat(run("run", "--help").out()).contains("1.6 s a", "(4x64:", "(256x1:");
    }

    @Test
    void shardsHaveFoldersOfTheirOwn() {
        assertThat(RunCommand.folderName("now", "quick", Shard.WHOLE)).isEqualTo("now-quick");
        assertThat(RunCommand.folderName("now", "deep", new Shard(2, 5))).isEqualTo("now-deep-2of5");
    }
}
