package dev.racewalk.results.read;

import dev.racewalk.results.model.Results;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the results of a run. */
public final class ResultsReader {
    static final String EXPECTED =
            "the folder of a run or of a merge, or a result file of jcstress 0.16 (jcstress-results-*.bin.gz)";

    private ResultsReader() {}

    /**
     * Reads results.
     *
     * @param path of the folder of a run, of a folder of merged runs, or of a bare jcstress result file
     * @return the results
     * @throws UnreadableException if it is none of these; the message is one line that says what it is and what was expected
     */
    public static Results read(Path path) throws UnreadableException {
        return read(path, null);
    }

    /**
     * Reads results of a suite whose tests this program may not have.
     *
     * @param path of the folder of a run, of a folder of merged runs, of a bare jcstress result file, or of a folder that holds
     *     one such file
     * @param suite the jar of the suite, which says what the outcomes mean; no class of it is loaded; null if nobody has it
     * @return the results
     * @throws UnreadableException if it is none of these, or the suite is not that of these results; the message is one line
     *     that says what it is and what was expected
     */
    public static Results read(Path path, @Nullable Path suite) throws UnreadableException {
        List<Part> parts = parts(path, suite);
        Fit.check(parts);
        return Sums.of(name(path), parts);
    }

    /**
     * Puts other findings into results than those that lie beside them.
     *
     * @param results as they were read
     * @param faults what {@code faults --json} wrote, null to leave what there is
     * @param explored what {@code explore --json} wrote, null to leave what there is
     * @return the results with these findings
     * @throws UnreadableException if one of the files is not there or is something else
     */
    public static Results with(Results results, @Nullable Path faults, @Nullable Path explored)
            throws UnreadableException {
        try {
            return new Results(
                    results.name(),
                    results.sources(),
                    results.races(),
                    faults == null ? results.faults() : RunFolderPart.faults(existing(faults)),
                    explored == null ? results.explorations() : RunFolderPart.explored(existing(explored)));
        } catch (UnreadableException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(
                    results.name() + ": its findings cannot be read ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    /**
     * Reads what {@code explore --json} wrote.
     *
     * @param file to read
     * @return what was explored; nothing if the file is not there
     * @throws UnreadableException if it holds something else
     * @throws IOException if it cannot be read
     */
    public static List<Exploration> explored(Path file) throws IOException {
        return RunFolderPart.explored(file);
    }

    private static Path existing(Path file) throws UnreadableException {
        if (!Files.isRegularFile(file)) {
            throw new UnreadableException(file + ": is not a readable file");
        }
        return file;
    }

    static List<Part> parts(Path path, @Nullable Path suite) throws UnreadableException {
        try {
            return Parts.read(path, suite);
        } catch (UnreadableException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(
                    path + ": cannot be read (" + e.getClass().getSimpleName() + "); expected " + EXPECTED, e);
        }
    }

    private static String name(Path path) {
        return PlainText.of(String.valueOf(path.toAbsolutePath().normalize().getFileName()));
    }
}
