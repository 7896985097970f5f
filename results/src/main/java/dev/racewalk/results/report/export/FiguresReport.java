package dev.racewalk.results.report.export;

import static dev.racewalk.results.report.export.MarkdownText.escape;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Overview;
import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Tally;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Measured figures as a page in Markdown: the machine, and for each race its rates and how it ended. */
public final class FiguresReport {
    private final Results results;
    private final MarkdownText text = new MarkdownText();

    private FiguresReport(Results results) {
        this.results = results;
    }

    /**
     * Writes the page.
     *
     * @param results to write down
     * @param out where it goes; it is not closed
     * @throws IOException if it cannot be written
     */
    public static void write(Results results, OutputStream out) throws IOException {
        new FiguresReport(results).write(out);
    }

    private void write(OutputStream out) throws IOException {
        text.line("# Measured figures");
        text.line("");
        text.line(
                "Written by `racewalk figures`; do not edit. Samples a second with long strides; meetings a second, and the"
                        + " share of samples that met, with short ones. Shares of the ends are of all samples.");
        text.line("");
        results.sources().forEach(this::source);
        Overview overview = new Overview(results);
        text.line("- " + escape(overview.sentence()));
        if (overview.isSpoiled()) {
            text.line(
                    "- Other processes used " + Numbers.percent(overview.tally().othersShare())
                            + " of the CPU: on a quiet machine the rates are higher.");
        }
        Map<String, List<RaceResults>> families = results.races().stream()
                .collect(Collectors.groupingBy(RaceResults::family, TreeMap::new, Collectors.toList()));
        families.forEach(this::family);
        text.write(out);
    }

    private void source(Source source) {
        RunRecord run = source.run();
        HostRecord host = source.machine();
        String what = run == null
                ? "a result file of jcstress"
                : run.preset() + " of " + run.startedAt().atZone(ZoneOffset.UTC).toLocalDate();
        text.line("- " + escape(what) + (host == null ? "" : ": " + escape(inWords(host))));
    }

    private static String inWords(HostRecord host) {
        String processors = host.processors() == 0 ? "" : ", " + Columns.plural(host.processors(), "processor");
        String model = host.processor() == null ? "" : ", " + host.processor();
        return host.vmName() + " " + host.vmVersion() + processors + model + ", " + host.os();
    }

    private void family(String name, List<RaceResults> races) {
        text.line("");
        text.line("## " + escape(name));
        text.line("");
        text.line("| race | samples/s | met/s | met | ends |");
        text.line("|---|---:|---:|---:|---|");
        for (RaceResults race : races) {
            Tally tally = race.tally();
            text.line("| " + escape(race.simpleName()) + " | " + Numbers.scaled(tally.samplesPerSecond()) + " | "
                    + Numbers.scaled(tally.metPerSecond()) + " | " + Numbers.percent(tally.metShare()) + " | "
                    + ends(race) + " |");
        }
    }

    private static String ends(RaceResults race) {
        long samples = race.tally().samples();
        return race.outcomes().stream()
                .filter(outcome -> outcome.count() > 0)
                .map(outcome -> end(outcome, samples))
                .collect(Collectors.joining("; "));
    }

    private static String end(OutcomeRecord outcome, long samples) {
        String end = escape(outcome.id()) + " " + Numbers.percent((double) outcome.count() / samples);
        return outcome.grade().isWrong() ? "**forbidden: " + end + "**" : end;
    }
}
