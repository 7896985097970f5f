package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.model.MemoryModels;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.record.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdicts of herd7 on litmus tests, which the system property {@code racewalk.litmus} leads to, are those of the models. */
@Timeout(120)
class LitmusFilesTest {
    private static final Path FOLDER = Path.of(System.getProperty("racewalk.litmus", "none"));

    @ParameterizedTest
    @EnumSource(
            value = Model.class,
            names = {"TSO", "WEAK"})
    void theModelAllowsJustWhatHerdDoes(Model model) throws IOException {
        Path file = FOLDER.resolve(model.id() + ".txt");
        Assumptions.assumeTrue(Files.exists(file), "no litmus tests");
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        Set<String> last = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(" ")) {
                last.add(line.trim());
            } else if (!line.isBlank()) {
                last = new TreeSet<>();
                allowed.put(line, last);
            }
        }
        assertThat(allowed).isNotEmpty();
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
        assertThat(differ).isEmpty();
    }
}
