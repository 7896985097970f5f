package dev.racewalk.results.read;

import dev.racewalk.results.model.Results;
import dev.racewalk.stress.run.PlainText;
import dev.racewalk.stress.run.UnreadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
        List<Part> parts = parts(path);
        Fit.check(parts);
        return Sums.of(name(path), parts);
    }

    static List<Part> parts(Path path) throws UnreadableException {
        try {
            return Parts.read(path);
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
