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

    private static final String LOG = """
            # tracer: nop
            #
              kworker/0:1-11  [000] d..1. 10.000001: map: IOMMU: iova=0x1000 - 0x2000 paddr=0x7000 size=4096
              kworker/1:1-12  [001] d..1. 10.000002: map: IOMMU: iova=0x200000 paddr=0x400000 size=2097152
              kworker/1:1-12  [001] d..1. 10.000003: unmap: IOMMU: iova=0x900000 - 0x901000 size=4096 unmapped_size=4096
              kworker/1:1-12  [001] d..1. 10.000004: unmap: IOMMU: iova=0x1000 - 0x2000 size=4096 unmapped_size=4096
              kworker/0:1-11  [000] 10.000005: map: IOMMU: iova=0x200000000000 - 0x200000001000 paddr=0x7000 size=4096
            """;

    private static Captured logged(String log, String... options) {
        return Captured.run(
                new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)),
                Stream.concat(Stream.of("replay", "--ftrace", "-"), Stream.of(options))
                        .toArray(String[]::new));
    }

    @Test
    void aKernelsLogIsReplayedAndSummedUp() {
        Captured replayed = logged(LOG);
        assertThat(replayed.status()).as(replayed.err()).isZero();
        assertThat(replayed.out())
                .contains(
                        "3 maps and 2 unmaps of 2 processors; 2 other lines skipped",
                        "unmaps of what was mapped before the log: 1 left out, 0 asked for the rest",
                        "       4 KiB            2 ####",
                        "       2 MiB            1 ####",
                        "single pages of 4 KiB: 66.7 % of the maps",
                        "4 operations replayed; 7 tables at most; growths of the top: 1, to level 3",
                        "every answer is that of the log, and nothing is broken");
    }

    @Test
    void aLogIsRacedUnderADevice() {
        Captured raced = logged(LOG, "--threads", "--seed", "3");
        assertThat(raced.status()).as(raced.err() + raced.out()).isZero();
        assertThat(raced.out()).contains("raced by 2 threads, under ").contains("nothing is broken");
    }

    @ParameterizedTest
    @CsvSource({"'', 'line 8: map of 0x1000 bytes', 1", "--go-on, 'line 9: unmap of 0x1000 bytes', 2"})
    void anAnswerThatIsNotThatOfTheLogEndsTheReplayUnlessToldToGoOn(String option, String told, int differences) {
        String log = LOG + """
                a-1 [000] 10.1: map: IOMMU: iova=0x200000 paddr=0x7000 size=4096
                a-1 [000] 10.2: unmap: IOMMU: iova=0x200000 size=4096 unmapped_size=4096
                """;
        Captured replayed = logged(log, option.isEmpty() ? new String[0] : new String[] {option});
        assertThat(replayed.status()).isOne();
        assertThat(replayed.out()).contains(told).contains(differences + " answers differ from the log");
    }

    @Test
    void aLogIsMeasuredByOneThreadAndByOneForEachProcessor() {
        Captured measured = logged(LOG, "--bench", "0.05");
        assertThat(measured.status()).as(measured.err() + measured.out()).isZero();
        assertThat(measured.out().lines().filter(line -> line.matches(" +[12] +[0-9,]+( +[0-9,]+){6}")))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--va 30        | vaLg2 = 30: must be more than 30",
                "--prot 0       | prot = 0: must be 1 (read), 2 (write) or 3 (both)",
                "--frames 1     | frames = 1: must be 2..",
                "--page-sizes x | must be a number below 2^64, hexadecimal",
                "--bench -1     | must be up to 3600",
                "-              | must be either TRACE or --ftrace FILE",
            })
    void aBadOptionOfALogIsRefusedAndNothingIsReplayed(String options, String message) {
        Captured bad = logged(LOG, options.split(" ", -1));
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err()).contains(message);
        assertThat(bad.out()).doesNotContain("replayed");
    }

    @Test
    void aLogWithoutEventsSaysNothingAndABrokenOneNamesItsLine() {
        assertThat(logged("# tracer: nop\n").status()).isEqualTo(3);
        Captured broken = logged("a-1 [000] 10.1: map: IOMMU: iova=0x1000\n");
        assertThat(broken.status()).isEqualTo(2);
        assertThat(broken.err()).contains("standard input, line 1").contains("must be: map: IOMMU: iova");
    }
}
