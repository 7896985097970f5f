package dev.racewalk.results.read;

import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.ForeignFile;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads a bare result file of jcstress. */
final class ForeignPart {
    private ForeignPart() {}

    /** The list of tests of the suite, in the folder of a merge, beside the copy of its results. */
    static final String SUITE = "TestList";

    private static final Pattern NAME =
            Pattern.compile(".*(\\d{4})-(\\d\\d)-(\\d\\d)-(\\d\\d)-(\\d\\d)-(\\d\\d)\\.bin\\.gz");

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
        Instant named = begun(String.valueOf(path.getFileName()));
        return named == null ? Files.getLastModifiedTime(path).toInstant() : named;
    }

    /** When a file of this name was begun, null if the name does not tell. */
    static @Nullable Instant begun(String fileName) {
        Matcher name = NAME.matcher(fileName);
        if (name.matches()) {
            int[] parts = IntStream.rangeClosed(1, name.groupCount())
                    .map(i -> Integer.parseInt(name.group(i)))
                    .toArray();
            try {
                return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
                        .atZone(ZoneId.systemDefault())
                        .toInstant();
            } catch (DateTimeException e) {
                return null; // somebody else's numbers
            }
        }
        return null;
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
