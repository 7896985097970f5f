package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.ForeignFile;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the result files of jcstress. */
public final class JcstressFiles implements ForeignFile {
    /** For {@link java.util.ServiceLoader}. */
    public JcstressFiles() {}

    @Override
    public Contents read(Path path) throws IOException {
        return ResultFile.read(path);
    }
}
