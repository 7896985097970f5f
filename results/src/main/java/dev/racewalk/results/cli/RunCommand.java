package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.results.report.text.ShowReport;
import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.RunState;
import dev.racewalk.stress.record.Shard;
import dev.racewalk.stress.record.Tally;
import dev.racewalk.stress.run.NoForkException;
import dev.racewalk.stress.run.Preset;
import dev.racewalk.stress.run.RunConfig;
import dev.racewalk.stress.run.RunResult;
import dev.racewalk.stress.run.Runner;
import dev.racewalk.stress.run.ShardChoice;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs races in a preset. */
@Command(
        name = "run",
        description = "Races the suites, and writes what happened to a folder.",
        customSynopsis = {
            "java -jar racewalk.jar run [quick|standard|deep] [-t REGEX] [--for DURATION]",
            "                           [--shard i/n] [-o FOLDER] [--list] [-- OPTIONS OF JCSTRESS]"
        },
        sortOptions = false,
        footerHeading = "%n",
        footer = {
            "Each race runs in forks with short strides (4x64: the threads meet often) and with long",
            "ones (256x1: many samples), in several JVM modes; deep has four such pairs, in turn.",
            "",
            "How long: quick is planned for 3.5 s a race, in all 10 s to 165 s; standard for 18.5 s a",
            "race, in all 1 min to 15 min; deep for as long as --for says. The first round always runs to its",
            "end, even if that takes longer. The time is divided among the forks: the more of them fit with",
            "about a second of racing each, the more rounds (quick 1 to 3, standard 5 to 10) in other",
            "JVM modes; a fork races 0.2 s at least, and 1.5 s at most in quick, 3 s in standard, 10 s",
            "in deep; -time and -iters override that.",
            "",
            "Without this runner, jcstress comes closest to quick with:",
            "    java -jar jcstress.jar -strideSize 4 -strideCount 64 -time 500 -iters 1 -f 1 -sc false \\",
            "        -jvmArgs \"-XX:+UseParallelGC -XX:+UseCondCardMark\"",
            "",
            "After -- come options of jcstress, which override the preset: -time, -iters, -strideSize,",
            "-strideCount, -f, -c, -hs, -spinStyle, -af, -sc, -pth, -jvmArgs, -jvmArgsPrepend.",
            "",
            "In a Kubernetes indexed job (JOB_COMPLETION_INDEX) give --shards n; a Slurm array",
            "(SLURM_ARRAY_TASK_ID, _MIN, _MAX, _COUNT) needs neither option.",
            "",
            "Exit status: 0 all is well; 1 a forbidden outcome, a failed fork, or a race that had no turn;",
            "2 bad usage; 3 no JVM starts to race in, or there is no room for the reports; 130 interrupted (what",
            "was measured is kept)."
        })
final class RunCommand extends ProjectCommand {
    private static final int FINE = 0;
    private static final int WRONG = 1;
    private static final int FAILED = 3;
    private static final int INTERRUPTED = 130;
    private static final long STOP_SECONDS = 20;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

    private final List<String> words;
    private final List<String> rest;

    @Parameters(index = "0", arity = "0..1", paramLabel = "PRESET", description = "quick (default), standard or deep")
    private String preset = "quick";

    @Option(names = "-t", paramLabel = "REGEX", description = "only races whose name, with its package, matches")
    private @Nullable String selection;

    @Option(names = "--for", paramLabel = "DURATION", description = "how long deep runs: 90s, 30m, 2h, 1h30m")
    private @Nullable String limit;

    @Option(names = "--shard", paramLabel = "i/n", description = "only the i-th of n parts, i from 1")
    private @Nullable String shard;

    @Option(names = "--shards", paramLabel = "n", description = "parts, where the environment holds the index")
    private @Nullable Integer shards;

    @Option(
            names = "-o",
            paramLabel = "FOLDER",
            description = "for the results; must be absent or empty (racewalk-runs/TIME-PRESET[-iofn])")
    private @Nullable Path folder;

    @Option(
            names = "--again",
            paramLabel = "FOLDER",
            description = "repeat the forks of that run that failed or saw a forbidden outcome")
    private @Nullable Path again;

    @Option(names = "--list", description = "only list the races that would run")
    private boolean list;

    /**
     * Makes the command.
     *
     * @param words of the whole command line
     * @param rest what follows {@code --}
     */
    RunCommand(List<String> words, List<String> rest) {
        this.words = List.copyOf(words);
        this.rest = List.copyOf(rest);
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Race> races;
        RunConfig config;
        try {
            JcstressOptions options = JcstressOptions.parse(rest);
            Shard part = ShardChoice.choose(shard, shards, System.getenv());
            List<ForkRecord> repeated = repeated();
            races = select(part, options, repeated);
            if (list) {
                races.forEach(race -> System.out.println(race.name()));
                return FINE;
            }
            config = RunConfig.of(preset(), races, target(part), limit(), repeated)
                    .withOrigin(part, selection, words)
                    .withOptions(options);
        } catch (IllegalArgumentException | IOException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        }
        return run(config);
    }

    private Preset preset() {
        for (Preset each : Preset.values()) {
            if (each.id().equals(preset)) {
                return each;
            }
        }
        throw new IllegalArgumentException(preset + ": must be quick, standard or deep");
    }

    private @Nullable Duration limit() {
        if (limit == null) {
            return null;
        }
        if (!preset().isEndless()) {
            throw new IllegalArgumentException(
                    "--for " + limit + ": only deep takes it; " + preset + " has its own time");
        }
        try {
            return Durations.parse(limit);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--for " + e.getMessage(), e);
        }
    }

    private Path target(Shard part) {
        String name = folderName(STAMP.format(LocalDateTime.now(ZoneId.systemDefault())), preset, part);
        return folder != null ? folder : Path.of("racewalk-runs", name);
    }

    /** Shards that start in the same second differ. */
    static String folderName(String time, String preset, Shard part) {
        return time + "-" + preset + (part.count() == 1 ? "" : "-" + part.index() + "of" + part.count());
    }

    private List<ForkRecord> repeated() throws IOException {
        if (again == null) {
            return List.of();
        }
        if (!Files.isDirectory(again)) {
            throw new IllegalArgumentException("--again " + again + ": must be the folder of a run");
        }
        List<ForkRecord> bad =
                RunFolder.readForks(again).stream().filter(ForkRecord::bad).toList();
        if (bad.isEmpty()) {
            throw new IllegalArgumentException("--again " + again + ": nothing failed there and nothing was forbidden");
        }
        return bad;
    }

    private List<Race> select(Shard part, JcstressOptions options, List<ForkRecord> repeated) {
        List<Race> races = Races.all();
        if (!repeated.isEmpty()) {
            Set<String> names = repeated.stream().map(ForkRecord::race).collect(Collectors.toSet());
            races = races.stream().filter(race -> names.contains(race.name())).toList();
        }
        if (selection != null) {
            races = matching(races, "-t " + selection, compile(selection));
        }
        Pattern filter = options.filter();
        if (filter != null) {
            races = matching(races, "-- -t " + filter, filter);
        }
        List<Race> mine = Races.dealt(races, part);
        if (mine.isEmpty()) {
            throw new IllegalArgumentException("--shard " + part + ": has no race; there are only " + races.size());
        }
        return mine;
    }

    private static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("-t " + regex + ": " + e.getDescription(), e);
        }
    }

    private static List<Race> matching(List<Race> races, String option, Pattern pattern) {
        List<Race> some = Races.matching(races, pattern);
        if (some.isEmpty()) {
            throw new IllegalArgumentException(
                    option + ": selects none of " + races.size() + " races; see the command list");
        }
        return some;
    }

    private int run(RunConfig config) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Progress progress = new Progress(System.err, Terminal.isStderr());
        Runner runner = new Runner(config, progress);
        Thread hook = new Thread(() -> stop(runner, done), "racewalk-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            RunResult result = runner.run();
            progress.close();
            boolean written = report(result);
            int status = status(result);
            return status == FINE && !written ? FAILED : status;
        } catch (NoForkException e) {
            input().err().println(Columns.line(String.valueOf(e.getMessage())));
            return FAILED;
        } catch (FileAlreadyExistsException e) {
            throw usage("-o " + e.getMessage(), e);
        } catch (IOException e) {
            throw usage("-o " + config.folder() + ": cannot be written: " + e.getMessage(), e);
        } finally {
            progress.close();
            System.out.flush();
            done.countDown();
            forget(hook);
        }
    }

    /** Runs when the JVM is told to end: the run ends first, and says what it found so far. */
    private static void stop(Runner runner, CountDownLatch done) {
        runner.interrupt();
        try {
            if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The run did not end within " + STOP_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(INTERRUPTED); // whichever signal it was
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook runs
        }
    }

    private static int status(RunResult result) {
        Tally tally = result.tally();
        if (result.run().state() == RunState.INTERRUPTED) {
            return INTERRUPTED;
        }
        boolean missed = result.run().skipped().stream().anyMatch(RunRecord.Skipped::isForTime);
        return missed || tally.forbidden() > 0 || tally.failed() > 0 ? WRONG : FINE;
    }

    /**
     * The summary, and the reports in the folder: made from what was written, as a later show makes them. The verdict comes
     * first, since there may be no room for the reports.
     *
     * @return whether there was
     */
    private boolean report(RunResult result) throws IOException {
        Results results = ResultsReader.read(result.folder());
        Repeat repeat = new Repeat(Program.name(), result.folder().toString());
        PrintWriter out = input().out();
        new ShowReport(results, repeat, Ink.ofStdout(), out).print(race -> true, false);
        out.println();
        out.flush();
        List<String> reports = List.of();
        boolean written = true;
        try {
            reports = RunReports.write(results, repeat, result.folder());
        } catch (IOException e) {
            written = false;
            input().err()
                    .println("The reports cannot be written: " + Failure.inWords(e)
                            + "; html and export write them where there is room.");
        }
        out.println(
                "Results: " + result.folder() + " (forks.jsonl, " + result.run().jcstressFile()
                        + reports.stream().map(each -> ", " + each).collect(Collectors.joining()) + ")");
        if (!result.tally().bad().isEmpty()) {
            out.println("To repeat what went wrong: " + repeat.everything());
        }
        out.flush();
        return written;
    }
}
