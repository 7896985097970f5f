package dev.racewalk.results.read;

import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.ForeignFile;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** Reads a bare result file of jcstress. */
final class ForeignPart {
    private ForeignPart() {}

    static Part read(Path path) throws IOException {
        ForeignFile.Contents contents;
        try {
            contents = file().read(path);
        } catch (UnreadableException e) {
            throw new UnreadableException(e.getMessage() + "; expected " + ResultsReader.EXPECTED, e);
        }
        String id = Identity.of(null, contents.forks()).id();
        String name =
                PlainText.of(String.valueOf(path.toAbsolutePath().normalize().getFileName()));
        Source source = new Source(id, name, Source.Kind.JCSTRESS_FILE, null, contents.host(), false);
        return new Part(path, source, contents.forks(), null, List.of());
    }

    private static ForeignFile file() {
        return ServiceLoader.load(ForeignFile.class, ForeignFile.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("nothing on the class path reads result files of jcstress"));
    }
}
