package dev.racewalk.results.read;

import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads whatever a person may name as a run. */
final class Parts {
    private Parts() {}

    private static final String RESULTS = ".bin.gz";

    /** The suite's jar grades what this program does not know; null if nobody has it. */
    static List<Part> read(Path path, @Nullable Path suite) throws IOException {
        List<Part> parts = read(path, suite, Files.isDirectory(path));
        if (suite != null && parts.stream().noneMatch(part -> part.source().kind() == Source.Kind.JCSTRESS_FILE)) {
            throw new UnreadableException(
                    "--suite " + suite + ": is for result files of jcstress; " + path + " knows its grades itself");
        }
        return parts;
    }

    private static List<Part> read(Path path, @Nullable Path suite, boolean isFolder) throws IOException {
        if (!isFolder) {
            if (!Files.isRegularFile(path)) {
                throw new UnreadableException(
                        path + ": " + (Files.exists(path) ? "is neither file nor folder" : "does not exist")
                                + "; expected " + ResultsReader.EXPECTED);
            }
            return List.of(ForeignPart.read(path, suite));
        }
        if (MergedFolder.isOne(path)) {
            return MergedFolder.read(path, suite);
        }
        if (!Files.exists(path.resolve(RunFolderPart.RUN))) {
            return List.of(ForeignPart.read(onlyResult(path), suite));
        }
        return List.of(RunFolderPart.read(path));
    }

    /** Where jcstress ran, its result file lies among others. */
    private static Path onlyResult(Path folder) throws IOException {
        List<Path> results;
        try (Stream<Path> files = Files.list(folder)) {
            results = files.filter(file -> file.toString().endsWith(RESULTS))
                    .limit(2)
                    .toList();
        }
        if (results.size() > 1) {
            throw new UnreadableException(folder + ": holds several result files of jcstress; name one, or merge them");
        }
        if (results.isEmpty()) {
            throw new UnreadableException(
                    folder + ": is a folder without " + RunFolderPart.RUN + "; expected " + ResultsReader.EXPECTED);
        }
        return results.get(0);
    }
}
