package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.model.MemoryModels;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.record.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The models allow just the end states that litmus tests in files say: those of the resource folder {@code models}, whose README
 * tells where the end states come from, and those that the system property {@code racewalk.litmus} leads to.
 */
@Timeout(120)
class LitmusFilesTest {
    private static final Path FOLDER = Path.of(System.getProperty("racewalk.litmus", "none"));

    @ParameterizedTest
    @EnumSource(Model.class)
    void theModelAllowsJustWhatTheProjectsOwnLitmusTestsSay(Model model) throws IOException {
        assertThat(differences(model, tests(ownLines(model)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Model.class,
            names = {"TSO", "WEAK"})
    void theModelAllowsJustWhatHerdDoes(Model model) throws IOException {
        Path file = FOLDER.resolve(model.id() + ".txt");
        Assumptions.assumeTrue(Files.exists(file), "no litmus tests");

        assertThat(differences(model, tests(Files.readAllLines(file)))).isEmpty();
    }

    @Test
    void theProjectsOwnLitmusTestsAreTheSameForEachModelAndOfAllKinds() throws IOException {
        Set<String> tests = tests(ownLines(Model.SC)).keySet();

        assertThat(tests(ownLines(Model.TSO)).keySet()).isEqualTo(tests);
        assertThat(tests(ownLines(Model.WEAK)).keySet()).isEqualTo(tests);
        assertThat(tests.stream().map(test -> test.replaceAll("[- ].*", "")))
                .contains("SB", "MP", "LB", "S", "R", "2+2W", "IRIW", "WRC", "ISA2", "CoRR", "CoWR", "CoWW", "CoRW");
        assertThat(String.join(", ", tests))
                .contains("L p", "L o", "L a", "L v", "S p", "S o", "S r", "S v", "C o", "C a", "C r", "C v", "A o")
                .contains("A r", "A v", "K 0", "K 1", "T 0", "U 0", "U 0 o", "N v", "L o f0", "?0=0", "?0=1");
        assertThat(tests.stream().map(test -> test.split("\\|", -1).length - 1)).contains(1, 2, 3, 4);
    }

    private static List<String> ownLines(Model model) throws IOException {
        try (InputStream in = LitmusFilesTest.class.getResourceAsStream("/models/" + model.id() + ".txt")) {
            return new String(Objects.requireNonNull(in, model.id()).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** By test, the end states that are allowed. */
    private static Map<String, Set<String>> tests(List<String> lines) {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        Set<String> last = new TreeSet<>();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                last.add(line.trim());
            } else if (!line.isBlank()) {
                last = new TreeSet<>();
                allowed.put(line, last);
            }
        }
        assertThat(allowed).isNotEmpty();
        return allowed;
    }

    private static List<String> differences(Model model, Map<String, Set<String>> allowed) {
        List<String> differ = new ArrayList<>();
        try (Engine two = new Engine(MemoryModels.of(model), 2);
                Engine four = new Engine(MemoryModels.of(model), 4)) {
            allowed.forEach((line, ends) -> {
                LitmusProgram program = new LitmusProgram(line.substring(line.indexOf('|') + 1));
                Set<String> found = program.searched(program.actors() == 2 ? two : four);
                if (!found.equals(ends)) {
                    differ.add(line + ": " + found + " in place of " + ends);
                }
            });
        }
        return differ;
    }
}
