package dev.racewalk.results.report.export;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Judgement;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a pipeline's last job leaves behind: {@value #JUNIT} and {@value #MARKDOWN}. */
public final class JudgementReport {
    /** JUnit XML, with a suite {@code verdict} for what is no race. */
    public static final String JUNIT = "junit.xml";

    /** Markdown, for the summary of a job. */
    public static final String MARKDOWN = "verdict.md";

    private JudgementReport() {}

    /**
     * Writes both; each file is whole, or as it was before.
     *
     * @param results to report, known outcomes allowed
     * @param judgement about them
     * @param repeat how to repeat something
     * @param folder for the files; it is made if it is not there
     * @return the files
     * @throws IOException if one cannot be written
     */
    public static List<Path> write(Results results, Judgement judgement, Repeat repeat, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Path junit = folder.resolve(JUNIT);
        Path markdown = folder.resolve(MARKDOWN);
        OutputFile.write(junit, out -> new JunitReport(results, repeat).write(out, judgement));
        OutputFile.write(markdown, out -> new MarkdownReport(results, repeat).write(out, judgement));
        return List.of(junit, markdown);
    }
}
