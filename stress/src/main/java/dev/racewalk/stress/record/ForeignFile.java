package dev.racewalk.stress.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a kind of file with results that another harness wrote. Readers find it through {@link java.util.ServiceLoader}. */
public interface ForeignFile {
    /**
     * What such a file holds.
     *
     * @param forks in their order, checked by {@link RecordCheck}
     * @param host where they ran, null if the file does not tell
     */
    record Contents(List<ForkRecord> forks, @Nullable HostRecord host) {
        /** Makes the list unmodifiable. */
        public Contents {
            forks = List.copyOf(forks);
        }
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @return what it holds, at least one fork
     * @throws UnreadableException if it holds something else; the message says what
     * @throws IOException if it cannot be read
     */
    Contents read(Path path) throws IOException;
}
