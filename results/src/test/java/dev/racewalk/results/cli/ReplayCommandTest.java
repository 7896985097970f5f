package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest {
    private static final String SMALL = """
            init 2 48 52
            map 0x1000 0x7000 0x1000 1 3
            iova 0x1234
            deinit
            """;

    @TempDir
    private Path folder;

    static List<Arguments> golden() throws IOException {
        String golden = System.getProperty("racewalk.golden", "../shared/golden");
        List<Arguments> traces = new ArrayList<>();
        for (String release : List.of("6.19", "7.3")) {
            Path folder = Path.of(golden + (release.equals("6.19") ? "" : "-" + release));
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith(".trace"))
                            .sorted()
                            .forEach(file -> traces.add(Arguments.of(release, file)));
                }
            }
        }
        Assumptions.assumeFalse(traces.isEmpty(), "no golden traces at " + golden);
        return traces;
    }

    @ParameterizedTest
    @MethodSource("golden")
    void answersAsLinuxDoes(String release, Path trace) throws IOException {
        Captured replayed = Captured.run("replay", trace.toString(), "--linux", release);
        assertThat(replayed.status()).as(replayed.err()).isZero();
        Path expected = Path.of(trace.toString().replaceFirst("\\.trace$", ".expected"));
        assertThat(replayed.out().lines()).containsExactlyElementsOf(Files.readAllLines(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.19", "7.3"})
    void followsTheRulesOfTheRelease(String release) {
        String trace = "init 1 22 52/map 0x1000 0x1000 0x1000 7 3/dump".replace('/', '\n');
        Captured replayed = piped(trace, "--linux", release);
        boolean isOneSize = release.equals("6.19");
        assertThat(replayed.out()).contains(isOneSize ? "\ne 0 0/2 " : "\ne 0 0/2-3 ");
        assertThat(replayed.out()).contains(isOneSize ? "pgsize_bitmap=0x3ffff000" : "pgsize_bitmap=0x1ff000");
        assertThat(piped(trace).out())
                .as("without the option")
                .isEqualTo(piped(trace, "--linux", "7.3").out());
    }

    @Test
    void anUnknownReleaseIsRefusedAndNothingIsRun() {
        Captured bad = piped(SMALL, "--linux", "7.0");
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).contains("--linux '7.0': must be 6.19 or 7.3");
    }

    @Test
    void saysWhyThereCanBeNoTable() {
        Captured refused = piped("init 5 13 52");
        assertThat(refused.status()).isZero();
        assertThat(refused.out()).isEqualTo("init ret=EINVAL\n");
        assertThat(refused.err())
                .contains("vaLg2 = 13: must be more than 57: one item of startingLevel = 5 spans 2^57 bytes");
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
        Files.write(file, new byte[] {0x1b, '[', '3', '1', 'm', 0, 0x7f, 7});
        Captured bad = Captured.run("replay", file.toString());
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err()).contains("must begin with init").matches("(\\P{Cntrl}|\n)*");
    }
}
