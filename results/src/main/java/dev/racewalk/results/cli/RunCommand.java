package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.Overview;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.results.report.text.ShowReport;
import dev.racewalk.results.report.text.Terminal;
import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Protocol;
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
import dev.racewalk.stress.scenario.ScriptRaces;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import dev.racewalk.stress.sweep.TableFit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs races in a preset. */
@Command(
        name = "run",
        description = "Races the suites, and writes what happened to a folder.",
        customSynopsis = {
            "java -jar racewalk.jar run [quick|standard|deep] [-t REGEX | --scenario FILE]",
            "                           [--for DURATION] [--shard i/n] [-o FOLDER] [--fail-on weak]",
            "                           [--fail-fast] [--list] [-- OPTIONS OF JCSTRESS]",
            "java -jar racewalk.jar run --resume FOLDER"
        },
        sortOptions = false,
        footerHeading = "%n",
        footer = {
            "Each race runs with short strides (4x64: the threads meet often) and with long ones (256x1:",
            "many samples), in several JVM modes; deep has four such pairs, in turn.",
            "",
            "quick keeps a JVM for each of two modes, which takes race after race and so stays warm: 1.6 s a",
            "race, in all 5 s to 3 min. Each race has its turn in both modes; then the time that is left goes",
            "to races that met too rarely. What hung, died or was forbidden is repeated in a JVM of its own.",
            "With options of jcstress, quick forks as the others do.",
            "",
            "standard and deep start a JVM for each race, mode and strides. standard is planned for 18.5 s a",
            "race, in all 1 min to 15 min; deep takes as long as --for says. The first round always runs to",
            "its end. The more forks fit with about a second of racing each, the more rounds (standard 5 to",
            "10) in other modes; later rounds leave out races that have met often and whose outcomes were",
            "all seen often, as long as others are behind. A fork races 0.2 s at least, and 3 s at most in",
            "standard, 10 s in deep; -time and -iters override that.",
            "",
            "Without this runner, jcstress comes closest with:",
            "    java -jar jcstress.jar -strideSize 4 -strideCount 64 -time 500 -iters 1 -f 1 -sc false \\",
            "        -jvmArgs \"-XX:+UseParallelGC -XX:+UseCondCardMark\"",
            "",
            "After -- come options of jcstress, which override the preset: -time, -iters, -strideSize,",
            "-strideCount, -f, -c, -hs, -spinStyle, -af, -sc, -pth, -jvmArgs, -jvmArgsPrepend.",
            "",
            "In a Kubernetes indexed job (JOB_COMPLETION_INDEX) give --shards n; a Slurm array",
            "(SLURM_ARRAY_TASK_ID, _MIN, _MAX, _COUNT) needs neither option.",
            "",
            "--classpath, --fault, --steps, --table and --scenario of a run hold for --again, --repeat and",
            "--resume, too. With --table each race is tried in the explorer first; one that needs what the",
            "table cannot do is skipped.",
            "",
            "What an outcome such as 'I12 broken' means: explain I12.",
            "",
            "Exit status: 0 nothing wrong; 1 a forbidden outcome or a failed fork, with --fail-on weak also a",
            "race that met too rarely; 2 bad usage, input that cannot be read, or no room for the reports;",
            "3 nothing could be raced, or a race had no turn, or no JVM starts; 130 interrupted (what was",
            "measured is kept). With --expect wrong: 0 a forbidden outcome or a fork that hung; 1 neither; 3 a",
            "fork failed in another way, and neither."
        })
final class RunCommand extends ProjectCommand {
    private static final int FINE = 0;
    private static final int WRONG = 1;
    private static final int NOT_WRITTEN = 2;
    private static final int NOTHING = 3;
    private static final String WEAK = "weak";
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

    @Option(
            names = "--repeat",
            paramLabel = "FOLDER",
            description = "repeat all forks of that run, with their seeds, each in a JVM of its own")
    private @Nullable Path repeated;

    @Option(
            names = "--resume",
            paramLabel = "FOLDER",
            description = "go on with that run: do the forks that are missing, in the same folder")
    private @Nullable Path resumed;

    @Option(
            names = "--fail-on",
            paramLabel = "weak",
            description = "status 1 also if a race met too rarely for its green to mean anything")
    private @Nullable String failOn;

    @Option(
            names = "--fail-fast",
            description =
                    "stop at the first forbidden outcome, and repeat it alone until it is seen again, five times at most")
    private boolean failFast;

    @Mixin
    private final ClassPathOption classPath = new ClassPathOption();

    @Mixin
    private final ProtocolOption protocol = new ProtocolOption();

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "run a race as text, and no other; stress/docs/scenarios.md has the format")
    private @Nullable Path scenario;

    @Option(names = "--list", description = "only list the races that would run, and what this machine will skip")
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
        Protocol raced;
        try {
            protocol.expectation();
            if (resumed != null) {
                return run(resuming(resumed));
            }
            JcstressOptions options = JcstressOptions.parse(rest);
            Shard part = ShardChoice.choose(shard, shards, System.getenv());
            List<ForkRecord> forks = repeated();
            raced = protocolOrThatOf(again != null ? again : repeated);
            if (failOn != null && !failOn.equals(WEAK)) {
                throw new IllegalArgumentException("--fail-on " + failOn + ": must be " + WEAK);
            }
            useScenarioOf(again != null ? again : repeated);
            if (scenario != null) {
                ProtocolOption.requireCoresTable("--scenario", raced);
            }
            races = select(part, options, forks);
            if (list) {
                list(races, options, unfit(races, raced));
                return FINE;
            }
            config = RunConfig.of(preset(), races, target(part), limit(), forks)
                    .withOrigin(part, selection, words)
                    .withOptions(options)
                    .failingFast(failFast)
                    .withProperties(properties(raced))
                    .withScenario(scenario);
            if (repeated != null) {
                config = config.once();
            }
        } catch (IllegalArgumentException | IOException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        }
        return run(config.withoutUnfit(unfit(races, raced)));
    }

    /** Why races do not fit the table under test, if it is not core's. */
    private Map<String, String> unfit(List<Race> races, Protocol raced) throws InterruptedException {
        if (raced.table() == null) {
            return Map.of();
        }
        input().err()
                .println("First the explorer tries whether the table fits " + Columns.plural(races.size(), "race")
                        + " ...");
        input().err().flush();
        return TableFit.unfit(races, raced);
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

    /** What the command line of a run says, which is to go on in its folder. */
    private RunConfig resuming(Path run) throws IOException, InterruptedException {
        if (folder != null
                || shard != null
                || shards != null
                || again != null
                || repeated != null
                || protocol.isGiven()
                || !rest.isEmpty()) {
            throw new IllegalArgumentException("--resume " + run + ": takes the options of that run, and no others");
        }
        RunRecord record = RunFolder.readRun(forks("--resume", run));
        if (record.state() == RunState.COMPLETE) {
            throw new IllegalArgumentException("--resume " + run + ": is complete; nothing is missing");
        }
        preset = record.preset();
        classPath.useOr(record.jvmFlags(), "--resume " + run);
        Protocol raced = ProtocolOption.checked(Protocol.ofFlags(record.jvmFlags()));
        List<String> said = record.commandLine();
        JcstressOptions options = JcstressOptions.parse(
                said.contains("--") ? said.subList(said.indexOf("--") + 1, said.size()) : List.of());
        Duration length = preset().isEndless() ? Duration.ofSeconds(record.seconds()) : null;
        useScenarioOf(run);
        List<Race> races = left(record);
        return RunConfig.of(preset(), races, run, length)
                .withOrigin(record.shard(), record.selection(), said)
                .withOptions(options)
                .failingFast(failFast)
                .withProperties(properties(raced))
                .withoutUnfit(unfit(races, raced))
                .withScenario(scenario)
                .resuming(new RunConfig.Resumed(record, RunFolder.readForks(run)));
    }

    /** The races of a run that goes on. */
    private List<Race> left(RunRecord record) throws IOException {
        if (scenario != null) {
            return List.of(ofScenario(scenario));
        }
        Set<String> names = new HashSet<>(record.races());
        record.skipped().forEach(each -> names.add(each.race()));
        return Races.all().stream().filter(race -> names.contains(race.name())).toList();
    }

    /** An earlier run keeps its scenario; another one can be given. */
    private void useScenarioOf(@Nullable Path run) {
        if (scenario == null && run != null && Files.exists(RunFolder.scenario(run))) {
            scenario = RunFolder.scenario(run);
            if (selection != null) {
                throw new IllegalArgumentException(
                        "-t " + selection + ": " + run + " is the run of a scenario, which is its only race");
            }
        }
    }

    /** What the forks are told, and the record of the run remembers: the class path, and which protocol they follow. */
    private static List<String> properties(Protocol raced) {
        List<String> properties = new ArrayList<>(ClassPath.inUse().flags());
        properties.addAll(raced.flags());
        return properties;
    }

    /** The protocol that is asked for; if none is, that of the run that is repeated. Puts the class path in use before. */
    private Protocol protocolOrThatOf(@Nullable Path run) throws IOException {
        if (run == null) {
            classPath.use();
            return protocol.protocol();
        }
        List<String> flags = RunFolder.readRun(run).jvmFlags();
        classPath.useOr(flags, run.toString());
        return protocol.isGiven() ? protocol.protocol() : ProtocolOption.checked(Protocol.ofFlags(flags));
    }

    private static Path forks(String option, Path run) {
        if (!Files.isDirectory(run)) {
            throw new IllegalArgumentException(option + " " + run + ": must be the folder of a run");
        }
        return run;
    }

    private List<ForkRecord> repeated() throws IOException {
        if (repeated != null) {
            if (again != null) {
                throw new IllegalArgumentException("--repeat " + repeated + ": not together with --again");
            }
            return RunFolder.readForks(forks("--repeat", repeated));
        }
        if (again == null) {
            return List.of();
        }
        List<ForkRecord> bad = RunFolder.readForks(forks("--again", again)).stream()
                .filter(ForkRecord::bad)
                .toList();
        if (bad.isEmpty()) {
            throw new IllegalArgumentException("--again " + again + ": nothing failed there and nothing was forbidden");
        }
        return bad;
    }

    private List<Race> select(Shard part, JcstressOptions options, List<ForkRecord> repeated) throws IOException {
        if (scenario != null) {
            return List.of(ofScenario(scenario));
        }
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
        if (mine.isEmpty()) { // in a matrix of more jobs than races, that is no fault of this job
            input().err().println("Shard " + part + " is empty: there are only " + races.size() + " races.");
        }
        return mine;
    }

    private static void list(List<Race> races, JcstressOptions options, Map<String, String> unfit) {
        int processors = Runner.processors(options);
        for (Race race : races) {
            int actors = race.actors().size();
            String why = unfit.getOrDefault(race.name(), actors > processors ? Runner.needs(actors, processors) : "");
            System.out.println(race.name() + (why.isEmpty() ? "" : "  (skipped: " + why + ")"));
        }
    }

    /** The race of a scenario, which the forks read for themselves. */
    private Race ofScenario(Path file) throws IOException {
        if (selection != null || shard != null || shards != null) {
            throw new IllegalArgumentException("--scenario excludes -t, --shard and --shards");
        }
        scenario = ClassPathOption.file(file);
        return ScriptRaces.of(input().racedScenario(scenario).script());
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
        Progress progress = new Progress(System.err, Terminal.isStderr());
        Runner runner = new Runner(config, progress);
        try (Interruption interruption = new Interruption(runner::interrupt)) {
            interruption.await();
            return run(config, runner, progress);
        }
    }

    private int run(RunConfig config, Runner runner, Progress progress) throws InterruptedException {
        try {
            RunResult result = runner.run();
            progress.close();
            Reported reported = report(result);
            int status = status(result, reported.hasWeak());
            return status == FINE && !reported.written() ? NOT_WRITTEN : status;
        } catch (NoForkException e) {
            input().err().println(Columns.line(String.valueOf(e.getMessage())));
            return NOTHING;
        } catch (FileAlreadyExistsException e) {
            throw usage("-o " + e.getMessage(), e);
        } catch (IOException e) {
            throw usage("-o " + config.folder() + ": cannot be written: " + e.getMessage(), e);
        } finally {
            progress.close();
        }
    }

    private int status(RunResult result, boolean hasWeak) {
        Tally tally = result.tally();
        boolean isStopped = failFast && tally.forbidden() > 0;
        if (result.run().state() == RunState.INTERRUPTED && !isStopped) {
            return Interruption.STATUS;
        }
        Expectation expected = protocol.expectation();
        boolean isWrongSeen = tally.forbidden() > 0 || tally.bad().stream().anyMatch(RunCommand::isHung);
        if (expected == Expectation.WRONG) {
            input().out().println(expected.inWords(isWrongSeen));
            input().out().flush();
            return expected.status(isWrongSeen, tally.samples() == 0 || tally.failed() > 0 ? NOTHING : FINE);
        }
        if (tally.forbidden() > 0 || tally.failed() > 0 || (hasWeak && failOn != null)) {
            return WRONG;
        }
        boolean isEmptyShard = result.run().shard().count() > 1
                && result.run().races().isEmpty()
                && result.run().skipped().isEmpty();
        boolean missed = result.run().skipped().stream().anyMatch(RunRecord.Skipped::isForTime);
        return missed || (tally.samples() == 0 && !isEmptyShard) ? NOTHING : FINE;
    }

    private static boolean isHung(ForkRecord fork) {
        return fork.status() == ForkStatus.HUNG;
    }

    /**
     * What came of the reports.
     *
     * @param written whether there was room for them
     * @param hasWeak whether a race is weak
     */
    private record Reported(boolean written, boolean hasWeak) {}

    /**
     * The summary, and the reports in the folder: made from what was written, as a later show makes them. The verdict comes
     * first, since there may be no room for the reports.
     */
    private Reported report(RunResult result) throws IOException {
        Results results = ResultsReader.read(result.folder());
        Repeat repeat = new Repeat(Program.name(), result.folder().toString(), null);
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
            out.println("To repeat what went wrong: " + repeat.everything(results));
        }
        Overview overview = new Overview(results);
        out.println(overview.sentence());
        out.flush();
        return new Reported(written, !overview.weak().isEmpty());
    }
}
