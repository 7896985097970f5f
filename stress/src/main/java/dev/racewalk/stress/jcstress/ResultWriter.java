package dev.racewalk.stress.jcstress;

import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;

/** Writes the result file of jcstress, which {@code jcstress.jar -p} reads. */
public final class ResultWriter implements AutoCloseable {
    private final DiskWriteCollector collector;

    /**
     * Begins a file.
     *
     * @param file where; it is overwritten
     * @throws IOException if it cannot be written
     */
    public ResultWriter(Path file) throws IOException {
        collector = new DiskWriteCollector(file.toString());
    }

    /**
     * Adds what came of a fork.
     *
     * @param result complete
     */
    public void add(RaceResult result) {
        collector.add(result.result());
    }

    @Override
    public void close() {
        collector.close();
    }
}
