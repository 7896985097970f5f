package dev.racewalk.results.report.export;

import static dev.racewalk.results.report.export.MarkdownText.escape;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Judgement;
import dev.racewalk.results.report.Messages;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Overview;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RaceName;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Tally;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Markdown for the summary of a job: the verdict, what went wrong, and a table of the races. */
final class MarkdownReport {
    private final Results results;
    private final Repeat repeat;
    private final Overview overview;
    private final MarkdownText text = new MarkdownText();

    MarkdownReport(Results results, Repeat repeat) {
        this.results = results;
        this.repeat = repeat;
        this.overview = new Overview(results);
    }

    void write(OutputStream out) throws IOException {
        write(out, null);
    }

    /** Writes it with what a pipeline has to know, after the verdict. */
    void write(OutputStream out, @Nullable Judgement judgement) throws IOException {
        line("## Races: " + escape(results.name()));
        line("");
        for (String banner : overview.banners()) {
            line("⚠️ **" + escape(banner) + "**");
            line("");
        }
        if (judgement == null) {
            verdict();
        } else {
            judgement(judgement);
        }
        line("");
        if (overview.isSpoiled()) {
            line("Other processes used " + Numbers.percent(overview.tally().othersShare())
                    + " of the CPU: rates and shares are lower than on a quiet machine.");
            line("");
        }
        results.races().stream().filter(race -> !race.bad().isEmpty()).forEach(this::bad);
        table();
        skipped();
        sources();
        text.write(out);
    }

    private String mark() {
        return switch (overview.verdict()) {
            case PASSED -> "✅ ";
            case WEAK -> "⚠️ ";
            case UNGRADED -> "";
            case FAILED, FORBIDDEN -> "❌ ";
        };
    }

    private void verdict() {
        line(mark() + "**" + escape(overview.sentence()) + "**");
    }

    private void judgement(Judgement judgement) {
        line((judgement.status() == 0 ? "✅ " : "❌ ") + "**" + escape(judgement.sentence()) + "**");
        Stream.of(judgement.wrong(), judgement.missing(), judgement.notes())
                .filter(lines -> !lines.isEmpty())
                .forEach(lines -> {
                    line("");
                    lines.forEach(each -> line("- " + escape(each)));
                });
    }

    private void line(String line) {
        text.line(line);
    }

    private void bad(RaceResults race) {
        line("<details open><summary><b>" + escape(race.verdict().word()) + "</b> " + escape(race.simpleName())
                + "</summary>");
        line("");
        line(escape(race.description()));
        line("");
        line("| outcome | samples | share | meaning |");
        line("|---|---:|---:|---|");
        for (OutcomeRecord each : race.outcomes()) {
            if (each.count() > 0) {
                String grade = each.grade().isWrong() ? "**forbidden:** " : "";
                line("| " + escape(each.id()) + " | " + String.format(Locale.ROOT, "%,d", each.count()) + " | "
                        + Numbers.percent((double) each.count() / race.tally().samples()) + " | " + grade
                        + escape(Columns.meaning(each)) + " |");
            }
        }
        line("");
        for (SourcedFork each : race.bad()) {
            ForkRecord fork = each.fork();
            line("- fork " + fork.fork() + " (" + fork.strides() + ", " + escape(fork.mode()) + ") "
                    + escape(Messages.ended(fork)));
        }
        line("");
        line("Repeat it:");
        line("");
        line("    " + Columns.line(repeat.race(results, race)));
        line("");
        line("</details>");
        line("");
    }

    private void table() {
        if (results.races().isEmpty()) {
            return;
        }
        line("| family | race | forks | samples | samples/s | met | met/s | result |");
        line("|---|---|---:|---:|---:|---:|---:|---|");
        for (RaceResults race : results.races()) {
            Tally tally = race.tally();
            line("| " + escape(race.family()) + " | " + escape(race.simpleName()) + " | " + tally.forks() + " | "
                    + Numbers.scaled((double) tally.samples()) + " | " + Numbers.scaled(tally.samplesPerSecond())
                    + " | " + (tally.tells() ? Numbers.scaled((double) tally.met()) : "-") + " | "
                    + Numbers.scaled(tally.metPerSecond()) + " | "
                    + escape(race.verdict().word()) + " |");
        }
        line("");
        line(
                "samples/s with long strides, met/s with short ones; met: how often the threads met in the window of the race.");
        line("");
    }

    private void skipped() {
        for (Map.Entry<String, Set<String>> each : overview.skipped().entrySet()) {
            List<String> names = each.getValue().stream().map(RaceName::simple).toList();
            line("Skipped, " + escape(each.getKey()) + ": " + escape(String.join(", ", names)));
            line("");
        }
    }

    private void sources() {
        for (Source source : results.sources()) {
            RunRecord run = source.run();
            String what = run == null
                    ? "a result file of jcstress" + (source.begun() == null ? "" : ", " + source.begun())
                    : run.preset() + ", " + run.startedAt() + ", "
                            + run.machine().vmName() + " "
                            + run.machine().javaVersion() + ", "
                            + Columns.plural(run.machine().processors(), "processor")
                            + (run.machine().processor() == null
                                    ? ""
                                    : ", " + run.machine().processor());
            line("- " + escape(source.name() + ": " + what));
        }
    }
}
