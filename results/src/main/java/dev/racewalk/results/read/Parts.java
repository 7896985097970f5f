package dev.racewalk.results.read;

import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads whatever a person may name as a run. */
final class Parts {
    private Parts() {}

    static List<Part> read(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.isRegularFile(path)) {
                throw new UnreadableException(
                        path + ": " + (Files.exists(path) ? "is neither file nor folder" : "does not exist")
                                + "; expected " + ResultsReader.EXPECTED);
            }
            return List.of(ForeignPart.read(path));
        }
        if (MergedFolder.isOne(path)) {
            return MergedFolder.read(path);
        }
        if (!Files.exists(path.resolve(RunFolderPart.RUN))) {
            throw new UnreadableException(
                    path + ": is a folder without " + RunFolderPart.RUN + "; expected " + ResultsReader.EXPECTED);
        }
        return List.of(RunFolderPart.read(path));
    }
}
