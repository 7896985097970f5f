package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.report.Quoted;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are printed call this program so that a shell runs it. */
class ProgramTest {
    @Test
    void aJarIsCalledByItsPathAndBlanksAreQuoted() {
        assertThat(Program.name("results/target/racewalk.jar")).isEqualTo("java -jar results/target/racewalk.jar");
        assertThat(Program.name("my tools/it's.jar")).isEqualTo("java -jar 'my tools/it'\\''s.jar'");
    }

    @Test
    void severalEntriesAreAClassPathWithItsMainClass() {
        String classPath = "a b" + File.pathSeparator + "c.jar";
        assertThat(Program.name(classPath))
                .isEqualTo("java -cp " + Quoted.word(classPath) + " dev.racewalk.results.Main");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 20, 40, 200})
    void aShellTakesTheLinesOfALongCommandForTheWordsThatItHas(int width) throws IOException, InterruptedException {
        List<String> words = List.of("one", "two  blanks", "it's", "-t", "'", "last one'");
        String command = "printf '%s\\n' " + words.stream().map(Quoted::word).collect(Collectors.joining(" "));
        Process shell = new ProcessBuilder("sh", "-c", String.join("\n    ", Quoted.lines(command, width))).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(said.lines()).containsExactlyElementsOf(words);
    }

    @Test
    void whatItIsCalledHereRuns() throws IOException, InterruptedException {
        String here = Path.of(System.getProperty("java.home"), "bin").toString();
        Process shell = new ProcessBuilder(
                        "sh", "-c", "PATH=" + Quoted.word(here) + ":$PATH; " + Program.name() + " list -t NoSuchRace")
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isEqualTo(2);
        assertThat(said).contains("NoSuchRace");
    }
}
