package dev.racewalk.results.report.export;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** The formats of an export. All are UTF-8. */
public enum ExportFormat {
    /** Everything, by the schema that lies beside {@link JsonReport}. */
    JSON {
        @Override
        public void write(Results results, Repeat repeat, OutputStream out) throws IOException {
            JsonReport.write(results, out);
        }
    },

    /** For CI systems: a race is a test case. */
    JUNIT {
        @Override
        public void write(Results results, Repeat repeat, OutputStream out) throws IOException {
            new JunitReport(results, repeat).write(out);
        }
    },

    /** For the summary of a job. */
    MARKDOWN {
        @Override
        public void write(Results results, Repeat repeat, OutputStream out) throws IOException {
            new MarkdownReport(results, repeat).write(out);
        }
    },

    /** For tables: a line for each race, mode, strides and outcome. */
    CSV {
        @Override
        public void write(Results results, Repeat repeat, OutputStream out) throws IOException {
            CsvReport.write(results, out);
        }
    };

    /**
     * Writes a report.
     *
     * @param results to report
     * @param repeat how to repeat something
     * @param out where it goes; it is not closed
     * @throws IOException if it cannot be written
     */
    public abstract void write(Results results, Repeat repeat, OutputStream out) throws IOException;

    /**
     * Returns the name.
     *
     * @return as on the command line
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
