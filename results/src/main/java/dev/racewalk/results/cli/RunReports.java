package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.export.ExportFormat;
import dev.racewalk.results.report.html.HtmlReport;
import dev.racewalk.stress.record.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reports that lie in the folder of each run, also of one that was cut short. */
final class RunReports {
    private static final Map<String, Writing> REPORTS = new LinkedHashMap<>();

    static {
        REPORTS.put("report.html", RunReports::html);
        REPORTS.put("results.json", ExportFormat.JSON::write);
    }

    private RunReports() {}

    private static void html(Results results, Repeat repeat, OutputStream out) throws IOException {
        out.write(HtmlReport.of(results, repeat).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one report. */
    @FunctionalInterface
    private interface Writing {
        void write(Results results, Repeat repeat, OutputStream out) throws IOException;
    }

    /**
     * Writes all reports; each file is whole or absent.
     *
     * @return the names of the files
     */
    static List<String> write(Results results, Repeat repeat, Path folder) throws IOException {
        for (Map.Entry<String, Writing> each : REPORTS.entrySet()) {
            OutputFile.write(
                    folder.resolve(each.getKey()), out -> each.getValue().write(results, repeat, out));
        }
        return List.copyOf(REPORTS.keySet());
    }
}
