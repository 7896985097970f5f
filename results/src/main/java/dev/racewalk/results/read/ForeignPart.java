package dev.racewalk.results.read;

import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.ForeignFile;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Reads a bare result file of jcstress. */
final class ForeignPart {
    /** The list of tests of the suite, in the folder of a merge, beside the copy of its results. */
    static final String SUITE = "TestList";

    private ForeignPart() {}

    static Part read(Path path, @Nullable Path suite) throws IOException {
        ForeignFile.Contents contents;
        try {
            contents = file().read(path, suite);
        } catch (UnreadableException e) {
            throw new UnreadableException(e.getMessage() + "; expected " + ResultsReader.EXPECTED, e);
        }
        String id = Identity.of(null, contents.forks()).id();
        String name =
                PlainText.of(String.valueOf(path.toAbsolutePath().normalize().getFileName()));
        Source source = new Source(id, name, Source.Kind.JCSTRESS_FILE, null, contents.host(), false, begun(path));
        return new Part(path, source, contents.forks(), null, List.of());
    }

    /** jcstress writes no time into the file, but names it by the one at which it began, in its zone, taken for ours. */
    private static Instant begun(Path path) throws IOException {
        Instant named = Part.begun(String.valueOf(path.getFileName()));
        return named == null ? Files.getLastModifiedTime(path).toInstant() : named;
    }

    static byte[] suite(Path suite) throws IOException {
        return file().suite(suite);
    }

    private static ForeignFile file() {
        return ServiceLoader.load(ForeignFile.class, ForeignFile.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("nothing on the class path reads result files of jcstress"));
    }
}
