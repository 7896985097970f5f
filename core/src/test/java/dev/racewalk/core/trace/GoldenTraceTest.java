package dev.racewalk.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Linux's own code answered these traces; ours must answer the same, line for line. */
class GoldenTraceTest {
    private static final TraceReplay REPLAY = new TraceReplay(4096, builder -> builder);

    static Stream<Path> traces() throws IOException {
        Path golden = Path.of(System.getProperty("racewalk.golden", "../shared/golden"));
        Assumptions.assumeTrue(Files.isDirectory(golden), "no golden traces at " + golden);
        try (Stream<Path> files = Files.list(golden)) {
            return files.filter(file -> file.toString().endsWith(".trace")).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void everyLineIsWhatLinuxAnswered(Path trace) throws Exception {
        StringBuilder results = new StringBuilder();
        try (BufferedReader reader = Files.newBufferedReader(trace)) {
            REPLAY.replay(reader, results);
        }
        Path expected = Path.of(trace.toString().replaceFirst("\\.trace$", ".expected"));
        assertThat(results.toString().lines()).containsExactlyElementsOf(Files.readAllLines(expected));
    }
}
