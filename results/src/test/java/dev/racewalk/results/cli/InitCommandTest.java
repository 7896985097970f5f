package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project of the user's own, as {@code init} writes it. */
class InitCommandTest {
    @TempDir
    private Path temp;

    private Path project() {
        return temp.resolve("my races");
    }

    private Captured init() {
        Captured said = Captured.run("init", project().toString());
        assertThat(said.status()).as(said.err()).isZero();
        return said;
    }

    @Test
    void itWritesTheExampleOfTheDocumentation() throws IOException {
        Captured said = init();
        for (String each : InitCommand.FILES) {
            assertThat(said.out()).contains("Written: " + project().resolve(each));
            if (!each.equals("pom.xml")) {
                assertThat(project().resolve(each))
                        .hasSameTextualContentAs(Yours.project().resolve(each));
            }
        }
        try (Stream<Path> all = Files.walk(Yours.project())) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file ->
                                    Yours.project().relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(InitCommand.FILES);
        }
        assertThat(project().resolve("pom.xml"))
                .content()
                .contains("racewalk.jar</racewalk.jar>")
                .doesNotContain("@");
    }

    /** Each command that it prints, run as it is printed: the first by Maven, without the network, the others in this JVM. */
    @Test
    void itRunsByTheCommandsThatItPrints() throws IOException, InterruptedException {
        List<String> commands = init().out()
                .lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
        assertThat(commands).hasSize(8);
        assertThat(commands.get(0)).startsWith("mvn -q -f '" + project() + "' compile");
        maven("-q", "-f", project().toString(), "compile");

        Captured explored = ours(commands.get(1));
        assertThat(explored.status()).as(explored.out() + explored.err()).isZero();
        assertThat(explored.out()).contains("MapThenLookUpRace under sc: complete");
        assertThat(commands.get(2)).contains(" run quick ", " -t com.example ", "--expect wrong");
        assertThat(right(commands.get(3))).contains("two-installs under sc");
        assertThat(right(commands.get(4)))
                .startsWith("These results are of the page table com.example.OneLockTable, not of core's.\n")
                .contains("1 exploration: 1 complete");
        assertThat(right(commands.get(5)))
                .contains("FORBIDDEN mapped then", "NoLockTable", "As expected, it is wrong.");
        assertThat(right(commands.get(6)))
                .contains(
                        "20 maps and 21 unmaps of 2 processors",
                        "growths of the top: 1, to level 3",
                        "every answer is that of the log, and nothing is broken");
        assertThat(right(commands.get(7)))
                .contains("raced by 2 threads", "every answer is that of the log, and nothing is broken");
    }

    private static String right(String command) {
        Captured said = ours(command);
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        return said.out();
    }

    private static Captured ours(String command) {
        String words = command.replaceFirst(".*? (?=(explore|replay) )", "").replace("my races", "my\0races");
        return Captured.run(Stream.of(words.split(" ", -1))
                .map(word -> word.replace("'", "").replace('\0', ' '))
                .toArray(String[]::new));
    }

    private void maven(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("mvn", "-o"), Stream.of(arguments)).toList();
        Path log = temp.resolve("maven.log");
        Process maven;
        try {
            maven = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no mvn: " + e.getMessage());
            return;
        }
        assertThat(maven.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(log);
        assumeTrue(
                !said.contains("in offline mode") && !said.contains("is offline"),
                "Maven needs what it has not downloaded: " + said);
        assertThat(maven.exitValue()).as(said).isZero();
    }

    @Test
    void itOverwritesNothing() throws IOException {
        Path file = Files.createDirectories(project()).resolve("mine.txt");
        Files.writeString(file, "mine");
        Captured full = Captured.run("init", project().toString());
        assertThat(full.status()).isEqualTo(2);
        assertThat(full.err()).contains("my races: is not empty; init overwrites nothing");
        Captured onFile = Captured.run("init", file.toString());
        assertThat(onFile.status()).isEqualTo(2);
        assertThat(onFile.err()).contains("mine.txt: is a file; a project needs a folder");
        try (Stream<Path> left = Files.list(project())) {
            assertThat(left).containsExactly(file);
        }
    }
}
