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
     * @param suite the jar of the suite that was run, which says what each outcome means; null if nobody has it
     * @return what it holds, at least one fork
     * @throws UnreadableException if it holds something else; the message says what
     * @throws IOException if it cannot be read
     */
    Contents read(Path path, @Nullable Path suite) throws IOException;

    /**
     * Reads what {@link #read} needs of a suite's jar, to be kept beside a copy of its results.
     *
     * @param suite the jar, or a file that holds what this returns
     * @return the content of a file that can be given in place of the jar
     * @throws UnreadableException if it is something else; the message says what
     * @throws IOException if it cannot be read
     */
    byte[] suite(Path suite) throws IOException;
}
