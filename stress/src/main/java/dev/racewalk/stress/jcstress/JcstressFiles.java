package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.ForeignFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the result files of jcstress. */
public final class JcstressFiles implements ForeignFile {
    /** For {@link java.util.ServiceLoader}. */
    public JcstressFiles() {}

    @Override
    public Contents read(Path path, @Nullable Path suite) throws IOException {
        return ResultFile.read(path, suite == null ? Map.of() : SuiteList.read(suite));
    }

    @Override
    public byte[] suite(Path suite) throws IOException {
        return SuiteList.bytes(suite);
    }
}
