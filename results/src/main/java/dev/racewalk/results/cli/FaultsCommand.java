package dev.racewalk.results.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.racewalk.results.report.MatrixTable;
import dev.racewalk.results.report.html.HtmlReport;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.stress.explore.EngineHook;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.matrix.GeneratedKills;
import dev.racewalk.stress.matrix.KillMatrix;
import dev.racewalk.stress.own.OwnSteps;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.OutputFile;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults}: the kill matrix on the command line. */
@Command(
        name = "faults",
        sortOptions = false,
        description = "Seeds known bugs, races the suites against them, and prints which were caught.",
        footerHeading = "%n",
        footer = {
            "The kill matrix has a line for each fault: what caught it, which invariant broke, samples and",
            "seconds to the first catch. The command list shows the faults, too.",
            "",
            "The correct code survives a race if it runs as many samples as that race needed to catch a fault;",
            "if --limit ends it before, that is inconclusive.",
            "",
            "With --short, your own steps meet the races of --classpath, and then those that catch faults, until",
            "one has caught them.",
            "",
            "Exit status: 0 every fault was caught, and the correct code survives; 1 a fault was not caught, or",
            "the correct code was, or --expect did not come true; 2 bad usage, or neither, but a file cannot be",
            "written; 3 neither, but something is inconclusive; 130 interrupted: what there is was printed and",
            "written, and says that it is not complete."
        })
final class FaultsCommand extends ProjectCommand {
    private static final long SHORT_SECONDS = 5;
    private static final double GENERATED_SECONDS = 100;

    /** Nothing is wrong, but not enough was raced to say that all is well. */
    private static final int INCONCLUSIVE = 3;

    private static final int NOT_WRITTEN = 2;

    @Option(names = "--short", description = "run each fault only against its fastest race: about a minute")
    private boolean shortForm;

    @Option(names = "--fault", paramLabel = "ID", description = "only this fault; may be repeated; --list shows them")
    private @Nullable List<String> ids;

    @Option(
            names = "--steps",
            paramLabel = "CLASS",
            description = "also your own steps, a class of --classpath; a row of their own; may be repeated")
    private List<String> steps = new ArrayList<>();

    @Option(
            names = "--expect",
            paramLabel = "WHAT",
            description = "right or wrong (default): whether no race or some race must catch your own steps")
    private @Nullable String expect;

    @Mixin
    private final ClassPathOption classPath = new ClassPathOption();

    @Option(names = "-t", paramLabel = "REGEX", description = "only races whose name matches; not with --short")
    private @Nullable Pattern pattern;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "of racing one race against one fault, at most (default: ${DEFAULT-VALUE})")
    private double limitSeconds = SHORT_SECONDS;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the matrix to a file")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "also write it as a page for browsers")
    private @Nullable Path html;

    @Option(names = "--list", description = "list the faults and race nothing")
    private boolean list;

    @Option(
            names = "--generated",
            description = "explore generated scenarios instead of races, --limit seconds (default: 100) for each fault")
    private boolean generated;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the scenarios (default: ${DEFAULT-VALUE})")
    private long seed;

    /** Makes the command. */
    FaultsCommand() {}

    @Override
    public Integer call() throws Exception {
        CommandLine line = commandLine();
        PrintWriter out = line.getOut();
        List<KillMatrix.Own> own = own();
        List<SeededFault> faults = faults();
        if (list) {
            own.forEach(each ->
                    out.println(each.steps().name() + "  " + each.steps().what()));
            faults.forEach(fault -> out.println(describe(fault)));
            out.flush();
            return CommandLine.ExitCode.OK;
        }
        if (generated) {
            return generated(line, faults);
        }
        MatrixProgress progress = new MatrixProgress(line.getErr());
        KillMatrix killing = matrix(progress);
        check();
        try (Interruption interruption = new Interruption(killing::interrupt)) {
            interruption.await();
            Matrix matrix;
            try (progress) {
                progress.begin();
                matrix = killing.run(faults, own);
            }
            out.print(MatrixTable.of(matrix, Ink.ofStdout().width()));
            out.flush();
            boolean written = write(
                    json,
                    () -> OutputFile.write(
                            json(), to -> to.write(Json.pretty(matrix).getBytes(UTF_8))));
            written &= write(html, () -> HtmlCommand.write(line, html(), HtmlReport.of(matrix)));
            out.println();
            out.println(MatrixTable.sentence(matrix));
            out.flush();
            if (matrix.isIncomplete()) {
                return Interruption.STATUS;
            }
            int status = status(matrix);
            return status == 0 && !written ? NOT_WRITTEN : status;
        }
    }

    /** Before a minute is spent: whether what is found can be written. */
    private void check() {
        String complaint = json == null ? null : ExploredFile.complaint(json);
        if (complaint != null) {
            throw usage("--json " + complaint, null);
        }
        OutputTo.check(input(), html);
    }

    /** Writes something. */
    private interface Writing {
        void write() throws FileSystemException;
    }

    /** Writes a file if one is asked for, and tells whether that went well: what was printed counts in any case. */
    private boolean write(@Nullable Path file, Writing writing) {
        if (file == null) {
            return true;
        }
        try {
            writing.write();
            return true;
        } catch (FileSystemException e) {
            commandLine().getErr().println(Failure.notWritten(e));
            commandLine().getErr().flush();
            return false;
        }
    }

    private Path json() {
        return Objects.requireNonNull(json);
    }

    private Path html() {
        return Objects.requireNonNull(html);
    }

    static int status(Matrix matrix) {
        if (!matrix.isAsExpected()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        return matrix.isConclusive() ? CommandLine.ExitCode.OK : INCONCLUSIVE;
    }

    private int generated(CommandLine line, List<SeededFault> chosen) {
        if (shortForm || pattern != null || json != null || html != null || !steps.isEmpty()) {
            throw usage("--generated excludes --short, -t, --steps, --json and --html", null);
        }
        boolean isLimited = line.getParseResult().hasMatchedOption("--limit");
        double seconds = isLimited ? limitSeconds : GENERATED_SECONDS;
        if (!(seconds > 0)) {
            throw usage("--limit = " + seconds + ": must be more than 0", null);
        }
        List<SeededFault> faults = chosen.stream()
                .filter(fault -> fault.kind() != FaultKind.CHECK || ids != null)
                .toList();
        EngineHook.install();
        PrintWriter out = line.getOut();
        long start = System.nanoTime();
        List<GeneratedKills.Kill> kills;
        try (MatrixProgress progress = new MatrixProgress(line.getErr())) {
            progress.begin();
            kills = new GeneratedKills(Duration.ofMillis((long) Math.ceil(seconds * 1e3)), seed, progress).run(faults);
        }
        long caught = kills.stream().filter(kill -> kill.scenario() != null).count();
        for (GeneratedKills.Kill kill : kills) {
            if (kill.scenario() != null) {
                out.printf("%n# %s: %s%n%s", kill.fault().id(), kill.outcome(), kill.scenario());
            }
        }
        out.printf(
                "%n%d of %d faults caught by generated scenarios alone, seed %d, in %.0f s%n",
                caught, kills.size(), seed, (System.nanoTime() - start) / 1e9);
        out.flush();
        return caught == kills.size() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** The steps of the user's: those that are named. */
    private List<KillMatrix.Own> own() {
        try {
            classPath.use();
            if (expect != null && steps.isEmpty()) {
                throw new IllegalArgumentException("--expect " + expect + ": must have --steps, which it is about");
            }
            boolean areRight = expect != null && Expectation.of(expect) == Expectation.RIGHT;
            return steps.stream()
                    .map(name -> new KillMatrix.Own(OwnSteps.of(name), areRight))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), e);
        }
    }

    private List<SeededFault> faults() {
        if (ids == null) {
            return Arrays.asList(SeededFault.values());
        }
        List<SeededFault> faults = new ArrayList<>();
        for (String id : ids) {
            try {
                faults.add(SeededFault.of(id));
            } catch (IllegalArgumentException e) {
                throw usage(e.getMessage(), e);
            }
        }
        return faults;
    }

    private KillMatrix matrix(MatrixProgress progress) {
        if (!(limitSeconds > 0)) {
            throw usage("--limit = " + limitSeconds + ": must be more than 0", null);
        }
        long millis = (long) Math.ceil(limitSeconds * 1e3);
        if (shortForm) {
            if (pattern != null) {
                throw usage("-t and --short exclude each other", null);
            }
            return KillMatrix.shortForm(millis, progress);
        }
        List<String> races = KillMatrix.races().stream()
                .filter(race -> pattern == null || pattern.matcher(race).find())
                .toList();
        if (races.isEmpty()) {
            throw usage("-t " + pattern + ": no race matches", null);
        }
        return KillMatrix.fullForm(races, millis, progress);
    }

    private static String describe(SeededFault fault) {
        return String.format(
                "%-25s %-6s %-4s %s (%s)", fault.id(), fault.kind(), fault.invariant(), fault.what(), fault.from());
    }
}
