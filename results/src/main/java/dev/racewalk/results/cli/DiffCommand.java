package dev.racewalk.results.cli;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.diff.Comparison;
import dev.racewalk.results.report.diff.DiffReport;
import dev.racewalk.results.report.html.HtmlReport;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.stress.record.UnreadableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two runs. */
@Command(
        name = "diff",
        sortOptions = false,
        description = "Compares two runs, and reports what changed by more than chance explains.",
        footerHeading = "%n",
        footer = {
            "Outcomes that appeared or vanished, frequencies, samples/s, met/s and the share of samples in",
            "which the threads met are compared fork by fork. The more forks, the smaller the change that",
            "is found: quick runs have four to six forks a race, standard runs up to twenty.",
            "Other processes can change speeds and frequencies tenfold, so forks that they disturbed are",
            "left out.",
            "",
            "Exit status: 0 nothing got worse; 1 something did: forbidden outcomes newly seen, forks that",
            "fail, races missing that were selected, speed or collisions lower; 2 bad usage, or input that",
            "cannot be read; 3 no two forks could be compared, and the report says why."
        })
final class DiffCommand extends ProjectCommand {
    private static final int WORSE = 1;
    private static final int NOTHING = 3;
    private static final double ALL = 100;

    @Parameters(index = "0", paramLabel = "OLD", description = RunInput.RUN)
    private String before = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "the same")
    private String after = "";

    @Option(names = "-t", paramLabel = "REGEX", description = "only races whose name, with its package, matches")
    private @Nullable String selection;

    @Option(
            names = "--max-others",
            paramLabel = "PERCENT",
            defaultValue = "10",
            description = "leave out forks during which other processes used more of the CPU"
                    + " (default: ${DEFAULT-VALUE})")
    private double maxOthers;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    @Option(names = "--html", paramLabel = "FILE", description = "also write it as a page for browsers, with pictures")
    private @Nullable Path html;

    /** Makes the command. */
    DiffCommand() {}

    @Override
    public Integer call() throws UnreadableException {
        RunInput input = input();
        if (!(maxOthers >= 0 && maxOthers <= ALL)) {
            throw input.usage("--max-others " + maxOthers + ": must be 0..100", null);
        }
        OutputTo.check(input, html, input.path(before), input.path(after));
        Results old = input.read(before, suite);
        Results fresh = input.read(after, suite);
        Predicate<RaceResults> chosen = input.races(selection, old, fresh);
        double limit = maxOthers / ALL;
        Comparison comparison = new Comparison(old, fresh, chosen, limit);
        DiffReport report = new DiffReport(old, fresh, comparison, limit, Ink.ofStdout(), input.out());
        DiffReport.Found found = report.print();
        try {
            if (html != null) {
                StringWriter text = new StringWriter();
                DiffReport plain = new DiffReport(old, fresh, comparison, limit, Ink.PLAIN, new PrintWriter(text));
                plain.print();
                plain.verdict();
                String page = HtmlReport.ofDiff(
                        old.name() + " and " + fresh.name(),
                        found == DiffReport.Found.WORSE,
                        report.sentence(),
                        comparison.movements(),
                        text.toString());
                HtmlCommand.write(commandLine(), html, page);
            }
        } catch (FileSystemException e) {
            throw usage(Failure.notWritten(e), e);
        } finally {
            report.verdict();
        }
        return switch (found) {
            case FINE -> 0;
            case WORSE -> WORSE;
            case NOTHING -> NOTHING;
        };
    }
}
