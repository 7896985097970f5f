package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayCommandTest {
    private static final String SMALL = """
            init 2 48 52
            map 0x1000 0x7000 0x1000 1 3
            iova 0x1234
            deinit
            """;

    @TempDir
    private Path folder;

    static Stream<Path> golden() throws IOException {
        Path golden = Path.of(System.getProperty("racewalk.golden", "../shared/golden"));
        Assumptions.assumeTrue(Files.isDirectory(golden), "no golden traces at " + golden);
        try (Stream<Path> files = Files.list(golden)) {
            return files.filter(file -> file.toString().endsWith(".trace")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void answersAsLinuxDoes(Path trace) throws IOException {
        Captured replayed = Captured.run("replay", trace.toString());
        assertThat(replayed.status()).as(replayed.err()).isZero();
        Path expected = Path.of(trace.toString().replaceFirst("\\.trace$", ".expected"));
        assertThat(replayed.out().lines()).containsExactlyElementsOf(Files.readAllLines(expected));
    }

    private static Captured piped(String trace, String... options) {
        return Captured.run(
                new ByteArrayInputStream(trace.getBytes(StandardCharsets.UTF_8)),
                Stream.concat(Stream.of("replay", "-"), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void readsStandardInput() {
        Captured replayed = piped(SMALL);
        assertThat(replayed.status()).as(replayed.err()).isZero();
        assertThat(replayed.out().lines())
                .hasSize(4)
                .contains("iova pa=0x7234", "deinit leaked=0")
                .first()
                .asString()
                .startsWith("init ret=0 top=2 ");
    }

    @Test
    void aDumpIsPrintedBeforeTheTableGoes() {
        Captured plain = piped(SMALL);
        Captured dumped = piped(SMALL, "--dump");
        assertThat(dumped.out()).contains("\ndump top=2\n").contains("e 0 ").endsWith("deinit leaked=0\n");
        assertThat(dumped.out().lines().filter(line -> plain.out().lines().anyMatch(line::equals)))
                .hasSize(4);
        assertThat(piped(SMALL.replace("deinit\n", ""), "--dump").out()).contains("dump top=2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "init 2 48 52/map 0x1000 0x7000    | standard input, line 2: 'map 0x1000 0x7000': must be: map IOVA PA",
                "init 2 48 52/jump 3               | line 2: 'jump 3': must begin with init, map, range",
                "init 2 48 52/iova zero            | line 2: 'iova zero': IOVA must be a number below 2^64",
                "iova 0                            | line 1: 'iova 0': a trace has one init, and it comes first",
                "deinit                            | line 1: 'deinit': a trace has one init, and it comes first",
                "init 2 48 52/deinit/deinit        | line 3: 'deinit': nothing follows deinit",
            })
    void aMalformedTraceEndsWithTwoAndNamesTheLineAndTheRule(String trace, String message) {
        for (String option : new String[] {"--dump", ""}) {
            Captured bad = piped(
                    trace.replace('/', '\n'),
                    Stream.of(option).filter(o -> !o.isEmpty()).toArray(String[]::new));
            assertThat(bad.status()).isEqualTo(2);
            assertThat(bad.out()).isEmpty();
            assertThat(bad.err()).contains(message);
        }
    }

    @Test
    void aFileThatIsNoTraceIsRefusedWithoutControlCharacters() throws IOException {
        Path file = folder.resolve("noise");
        Files.write(file, new byte[] {0x1b, '[', '3', '1', 'm', 0, (byte) 0xff, 7});
        Captured bad = Captured.run("replay", file.toString());
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err()).contains("must begin with init").matches("(\\P{Cntrl}|\n)*");
    }
}
