package dev.racewalk.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.pagetable.LinuxRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TraceReplayTest {
    private static final TraceReplay REPLAY = new TraceReplay(256, builder -> builder);

    static Stream<Arguments> ourOwnTraces() {
        return Stream.of(
                        "growth",
                        "leaf-level-growth",
                        "overmap",
                        "contiguous",
                        "unmap",
                        "errors",
                        "ranges",
                        "pages-of-one-size",
                        "small-width",
                        "half-the-space",
                        "cut")
                .flatMap(name -> Stream.of(LinuxRules.values()).map(rules -> Arguments.of(name, rules)));
    }

    @ParameterizedTest
    @MethodSource("ourOwnTraces")
    void ourOwnTracesGiveTheirExpectedResults(String name, LinuxRules rules) throws Exception {
        StringBuilder results = new StringBuilder();
        new TraceReplay(256, builder -> builder.rules(rules)).replay(reader(resource(name + ".trace")), results);
        assertThat(results).hasToString(resource(name + "." + rules.release() + ".expected"));
    }

    @Test
    void aReplayFollowsTheNewestRulesUnlessToldOtherwise() throws Exception {
        String trace = resource("pages-of-one-size.trace");
        assertThat(resource("pages-of-one-size.6.19.expected"))
                .isNotEqualTo(resource("pages-of-one-size.7.3.expected"));
        assertThat(replay(trace)).isEqualTo(resource("pages-of-one-size.7.3.expected"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map 0 0 0 0 0              | line 1 | comes first",
                "init 2 48 52\\ninit 2 48 52 | line 2 | one init",
                "init 2 48                  | line 1 | must be: init LEVEL VA_LG2 OA_LG2",
                "init 2 48 52 1             | line 1 | must be: init LEVEL VA_LG2 OA_LG2",
                "init 2 48 52\\n\\nfoo 1      | line 3 | must begin with init, map",
                "init 2 48 52\\nDUMP         | line 2 | must begin with init, map",
                "init 2 48 52\\niova 12ab    | line 2 | IOVA must be a number below 2^64",
                "init 2 48 52\\niova 0x      | line 2 | IOVA must be a number below 2^64",
                "init 2 48 52\\niova -1      | line 2 | IOVA must be a number below 2^64",
                "init 2 48 52\\niova +1      | line 2 | IOVA must be a number below 2^64",
                "init 2 48 52\\nmap 0 0x10000000000000000 1 1 1 | line 2 | PA must be a number below 2^64",
                "init 2 48 52\\ndeinit\\ndump | line 3 | nothing follows deinit",
            })
    void aMalformedLineIsRefusedWithItsNumberAndTheRuleBeforeAnythingRuns(String trace, String line, String rule) {
        StringBuilder results = new StringBuilder();
        assertThatThrownBy(() -> REPLAY.replay(reader(trace.replace("\\n", "\n")), results))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining(line)
                .hasMessageContaining(rule);
        assertThat(results).isEmpty();
    }

    @Test
    void aTableThatCannotBeIsAnErrorOfTheInitAndNothingElseRuns() throws Exception {
        assertThat(replay("init 6 48 52\nmap 0 0 0x1000 1 3\n")).isEqualTo("init ret=EINVAL\n");
        assertThat(replay("init 0x100000002 48 52\ndump\n")).isEqualTo("init ret=EINVAL\n");
        assertThat(replay("init 5 13 52\ndump\n"))
                .as("one item of the top spans the VA width")
                .isEqualTo("init ret=EINVAL\n");
    }

    @Test
    void anEmptyTraceHasNoResults() throws Exception {
        assertThat(replay("\n  \n")).isEmpty();
    }

    @Test
    void aTraceThatEndsWithoutDeinitLeaksNothingIntoTheNext() throws Exception {
        for (int i = 0; i < 300; i++) { // more than the 256 frames
            assertThat(replay("init 2 48 52\nmap 0 0 0x1000 1 3\n")).contains("map ret=0 mapped=4096 top=2");
        }
    }

    @Test
    void aTraceThatNeedsMoreFramesSeesNoMemory() throws Exception {
        TraceReplay small = new TraceReplay(3, builder -> builder);
        StringBuilder results = new StringBuilder();
        small.replay(reader("init 2 48 52\nmap 0 0 0x1000 1 3\ndeinit\n"), results);
        assertThat(results).contains("map ret=ENOMEM mapped=0 top=2").contains("deinit leaked=0");
    }

    private static String replay(String trace) throws Exception {
        StringBuilder results = new StringBuilder();
        REPLAY.replay(reader(trace), results);
        return results.toString();
    }

    private static BufferedReader reader(String text) {
        return new BufferedReader(new StringReader(text));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = TraceReplayTest.class.getResourceAsStream("/traces/" + name);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            reader.lines().forEach(line -> text.append(line).append('\n'));
            return text.toString();
        }
    }

    @Test
    void aDeviceFindsWhatIsUnmappedUntilTheSyncAndCommentsArePassedOver() throws Exception {
        assertThat(replay("""
                # a device that keeps what it has read
                init 2 48 52 # defaults
                map 0x1000 0x7000 0x1000 1 3
                read 0x1008
                gather 0x1000 0x1000 1
                read 0x1008
                write 0x2000
                sync
                read 0x1008
                sync
                map 0x3000 0x8000 0x1000 1 2
                read 0x3000
                write 0x3000
                clean 0x3000 0x1000 0
                deinit
                """).lines().skip(2))
                .containsExactly(
                        "read pa=0x7008",
                        "gather unmapped=4096 freed=0",
                        "read pa=0x7008",
                        "write fault=NOT_PRESENT",
                        "sync freed=0",
                        "read fault=NOT_PRESENT",
                        "sync freed=0",
                        "map ret=0 mapped=4096 top=2",
                        "read fault=PERMISSION",
                        "write pa=0x8000",
                        "clean ret=0 runs=1 0x3000+0x1000",
                        "deinit leaked=0");
    }

    @Test
    void tablesThatWaitForASyncAreMissingAtTheEnd() throws Exception {
        String trace = "init 2 48 52\nmap 0 0x1000 0x1000 512 3\ngather 0 0x1000 512\n";
        assertThat(replay(trace + "deinit")).endsWith("gather unmapped=2097152 freed=1\ndeinit leaked=1\n");
        assertThat(replay(trace + "sync\ndeinit")).endsWith("sync freed=1\ndeinit leaked=0\n");
    }
}
