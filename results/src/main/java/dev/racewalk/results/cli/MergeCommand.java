package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Shards;
import dev.racewalk.results.read.Merge;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Numbers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code merge}: adds up runs. */
@Command(
        name = "merge",
        sortOptions = false,
        description = "Adds up runs of shards, machines and JDKs in a new folder.",
        footerHeading = "%n",
        footer = {
            "Every command takes the new folder as a RUN. Each run keeps its name and its machine. The same",
            "run, or a copy of it, cannot be added twice.",
            "",
            "Runs tell which shard they are. One that is missing, or there twice, is reported, and with",
            "--expect-shards refused. Where runs of several kinds of machines or JDKs are added up, each of",
            "them needs all shards; a kind of which no run is there at all is not missed, so merge each kind",
            "for itself first.",
            "",
            "Exit status: 0 merged; 2 bad usage, or what cannot be merged."
        })
final class MergeCommand extends ProjectCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "folder of a run or of a merge, or a result file of jcstress 0.16, or its folder")
    private List<Path> runs = List.of();

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FOLDER",
            description = "for the result; must be absent or empty")
    private @Nullable Path folder;

    @Option(
            names = "--expect-shards",
            paramLabel = "N",
            description = "refuse to merge unless each of N shards is there once")
    private @Nullable Integer shards;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    /** Makes the command. */
    MergeCommand() {}

    @Override
    public Integer call() throws IOException {
        if (folder == null) {
            throw new IllegalStateException("made without picocli");
        }
        if (shards != null && shards < 1) {
            throw usage("--expect-shards " + shards + ": must be 1 at least", null);
        }
        Results merged;
        try {
            merged = Merge.merge(runs, folder, shards, suite.jar());
        } catch (FileAlreadyExistsException e) {
            throw usage("-o " + e.getMessage(), e);
        } catch (FileSystemException e) {
            throw usage("-o " + folder + ": cannot be written", e);
        }
        int forks =
                merged.races().stream().mapToInt(race -> race.forks().size()).sum();
        long samples = merged.races().stream()
                .mapToLong(race -> race.tally().samples())
                .sum();
        PrintWriter out = commandLine().getOut();
        out.println(Columns.plural(merged.sources().size(), "run") + ", "
                + Columns.plural(merged.races().size(), "race") + ", " + Columns.plural(forks, "fork") + ", "
                + Numbers.scaled((double) samples) + " samples: " + folder);
        out.flush();
        report(merged);
        return CommandLine.ExitCode.OK;
    }

    private void report(Results merged) {
        PrintWriter err = commandLine().getErr();
        for (Shards each : Shards.of(merged.sources())) {
            if (!each.missing().isEmpty()) {
                err.println("Incomplete: " + Columns.line(each.missingInWords()));
            }
            each.repeatedInWords().forEach(words -> err.println("Repeated: " + Columns.line(words)));
        }
        err.flush();
    }
}
