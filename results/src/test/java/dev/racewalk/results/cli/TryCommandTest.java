package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a source to a verdict. */
class TryCommandTest {
    private static final Path SOURCES = Yours.project().resolve("src/main/java/com/example");
    private static final String RACE = SOURCES.resolve("MapThenLookUpRace.java").toString();
    private static final String STEPS = SOURCES.resolve("TestThenStore.java").toString();

    @TempDir
    private Path temp;

    private static Captured tried(String... args) {
        List<String> command = new ArrayList<>(List.of("try"));
        command.addAll(List.of(args));
        return Captured.run(command.toArray(String[]::new));
    }

    private static List<Path> leftBehind() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> file.getFileName().toString().startsWith("racewalk-try"))
                    .toList();
        }
    }

    @Test
    void aRaceIsCompiledExploredAndRaced() throws IOException {
        List<Path> before = leftBehind();
        Captured said = tried("MapThenLookUpRace", "--source", RACE);
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .containsPattern(
                        "(?s)compiled in .* s\nMapThenLookUpRace under sc: complete, .*"
                                + "MapThenLookUpRace raced: .* samples in .* s, none forbidden\nNothing wrong was seen, in .* s\\.\n$");
        assertThat(leftBehind()).isEqualTo(before);
    }

    @Test
    void ownStepsAreTriedOnARaceOfOurs() {
        Captured said =
                tried("[.]SharedTableInstallRace$", "--source", STEPS, "--steps", Yours.STEPS, "--expect", "wrong");
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        assertThat(said.out())
                .startsWith("This is not the right protocol: " + Yours.STEPS)
                .contains("FORBIDDEN mapped, mapped, ", "Wrong, in ")
                .endsWith("As expected, it is wrong.\n");
    }

    @Test
    void aPlainTestOfJcstressIsRacedAlone() throws IOException {
        Path source = temp.resolve("PlainTest.java");
        Files.writeString(source, """
                package plain;

                import org.openjdk.jcstress.annotations.*;
                import org.openjdk.jcstress.infra.results.II_Result;

                @JCStressTest
                @Outcome(expect = Expect.ACCEPTABLE, desc = "any")
                @State
                public class PlainTest {
                    int x;

                    @Actor
                    public void one(II_Result r) {
                        r.r1 = ++x;
                    }

                    @Actor
                    public void two(II_Result r) {
                        r.r2 = ++x;
                    }
                }
                """);
        Captured said = tried("PlainTest", "--source", source.toString());
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        assertThat(said.out()).contains("PlainTest cannot be explored: ", "PlainTest raced: ", ", none forbidden");
    }

    @Test
    void whatTheCompilerFindsWrongHasFileAndLine() throws IOException {
        Path source = temp.resolve("Broken.java");
        Files.writeString(source, "public class Broken {\n    int x = true;\n}\n");
        Captured said = tried("Broken", "--source", source.toString());
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .isEqualTo(source + ":2: incompatible types: boolean cannot be converted to int\n"
                        + "        int x = true;\n"
                        + "                ^\n");
    }

    @Test
    void whatTheProcessorOfJcstressFindsWrongIsSaid() throws IOException {
        Path source = temp.resolve("NoActors.java");
        Files.writeString(source, """
                @org.openjdk.jcstress.annotations.JCStressTest
                @org.openjdk.jcstress.annotations.State
                public class NoActors {}
                """);
        Captured said = tried("NoActors", "--source", source.toString());
        assertThat(said.status()).as(said.out()).isEqualTo(2);
        assertThat(said.err()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x; Missing required option: '--source=FILE'",
                "x --source nowhere.java; --source nowhere.java: there is no such file",
                "x --source RACE --model strong; strong",
                "x --source RACE --expect maybe; --expect maybe: must be right or wrong",
                "x --source RACE --classpath nowhere; nowhere: is not there",
                "nosuchrace --source RACE; nosuchrace: must select one race, and selects none",
                "Install --source RACE; Install: must select one race, and selects ",
                "( --source RACE; (: Unclosed group",
                "MapThenLookUpRace --source RACE --steps com.acme.None; steps com.acme.None: is not on the class path"
            })
    void whatCannotBeIsSaid(String line, String message) {
        Captured bad = tried(Stream.of(line.split(" ", -1))
                .map(word -> word.equals("RACE") ? RACE : word)
                .toArray(String[]::new));
        assertThat(bad.status()).as(bad.out() + bad.err()).isEqualTo(2);
        assertThat(bad.err()).contains(message);
    }
}
