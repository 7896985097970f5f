package dev.racewalk.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.pagetable.LinuxRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Linux's own code of each release answered these traces; ours must answer the same, line for line. */
class GoldenTraceTest {
    private static final Map<LinuxRules, TraceReplay> REPLAYS = new EnumMap<>(LinuxRules.class);

    static {
        for (LinuxRules rules : LinuxRules.values()) {
            REPLAYS.put(rules, new TraceReplay(4096, builder -> builder.rules(rules)));
        }
    }

    static List<Arguments> traces() throws IOException {
        String golden = System.getProperty("racewalk.golden", "../shared/golden");
        List<Arguments> traces = new ArrayList<>();
        for (LinuxRules rules : LinuxRules.values()) {
            Path folder = Path.of(rules == LinuxRules.LINUX_6_19 ? golden : golden + "-" + rules.release());
            if (Files.isDirectory(folder)) {
                try (var files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith(".trace"))
                            .sorted()
                            .forEach(file -> traces.add(Arguments.of(rules, file)));
                }
            }
        }
        Assumptions.assumeFalse(traces.isEmpty(), "no golden traces at " + golden);
        return traces;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("traces")
    void everyLineIsWhatLinuxAnswered(LinuxRules rules, Path trace) throws Exception {
        StringBuilder results = new StringBuilder();
        try (BufferedReader reader = Files.newBufferedReader(trace)) {
            REPLAYS.get(rules).replay(reader, results);
        }
        Path expected = Path.of(trace.toString().replaceFirst("\\.trace$", ".expected"));
        assertThat(results.toString().lines()).containsExactlyElementsOf(Files.readAllLines(expected));
    }
}
