package dev.racewalk.stress.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    private Path temp;

    private Path write(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path jar(String name, String... entries) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            for (String each : entries) {
                out.putNextEntry(new JarEntry(each));
                out.write('x');
            }
        }
        return file;
    }

    private static void refused(String path, String... why) {
        assertThatThrownBy(() -> ClassPath.of(path))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(why);
    }

    @Test
    void foldersAndJarsGiveTheirClassesAndScenarios() throws IOException {
        write("classes/com/acme/Steps.class", "x");
        write("classes/com/acme/package-info.class", "x");
        write("classes/two-maps.scenario", "scenario two-maps");
        Path jar = jar("own.jar", "com/acme/Race.class", "com/acme/Race$State.class", "META-INF/TestList");
        ClassPath path = ClassPath.of(temp.resolve("classes") + File.pathSeparator + jar);
        assertThat(path.classNames()).containsExactly("com.acme.Steps", "com.acme.Race$State", "com.acme.Race");
        assertThat(path.scenarios()).containsExactly("two-maps.scenario");
        assertThat(path.isNone()).isFalse();
        assertThat(path).hasToString(temp.resolve("classes") + File.pathSeparator + jar);
        assertThat(ClassPath.ofFlags(path.flags())).contains(path.toString());
        assertThat(path.loader().getResource("two-maps.scenario")).isNotNull();
    }

    @Test
    void aStarStandsForAllJarsInAFolder() throws IOException {
        Path one = jar("lib/a.jar", "A.class");
        Path other = jar("lib/b.jar", "B.class");
        write("lib/readme.txt", "x");
        assertThat(ClassPath.of(temp.resolve("lib") + "/*")).hasToString(one + File.pathSeparator + other);
    }

    @Test
    void relativePathsBecomeAbsolute() {
        assertThat(Path.of(ClassPath.of("src/../" + tests()).toString())).isAbsolute();
    }

    /** A folder of classes, from the folder of the module. */
    private static String tests() {
        Path classes = Path.of(ClassPathTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return Path.of("").toAbsolutePath().relativize(classes).toString();
    }

    @Test
    void whatIsNotThereOrHoldsNothingIsRefused() throws IOException {
        refused(temp.resolve("no") + "", "no: is not there");
        refused("", "an empty entry: is not there");
        refused(write("a/Some.class", "x").getParent() + File.pathSeparator, "an empty entry");
        refused(write("some.txt", "x") + "", "some.txt: must be a folder of classes, or a jar");
        refused(
                write("empty/readme.md", "x").getParent() + "",
                "empty: holds neither classes nor scenarios (*.scenario)");
        refused(write("nojars/readme.md", "x").getParent() + "/*", "nojars/*: there are no jars");
        refused(write("broken.jar", "no zip") + "", "broken.jar: cannot be read");
        refused(jar("bare.jar", "readme.md") + "", "bare.jar: holds neither");
    }

    @Test
    void racesThatNoProcessorHasListedAreRefused() throws IOException {
        String race = "dev/racewalk/stress/testrace/FineRace.class";
        Path file = write("classes/" + race, "");
        try (InputStream in = ClassPathTest.class.getClassLoader().getResourceAsStream(race)) {
            Files.write(file, Objects.requireNonNull(in).readAllBytes());
        }
        refused(
                temp.resolve("classes") + "",
                "holds the race dev.racewalk.stress.testrace.FineRace, but no list of races",
                "annotation processor of jcstress");
        write("classes/META-INF/TestList", "");
        assertThat(ClassPath.of(temp.resolve("classes") + "").classNames())
                .containsExactly("dev.racewalk.stress.testrace.FineRace");
    }

    @Test
    void noFlagNoClassPath() {
        assertThat(ClassPath.NONE.flags()).isEmpty();
        assertThat(ClassPath.ofFlags(List.of("-Xmx1g"))).isEmpty();
        assertThat(ClassPath.NONE.loader()).isSameAs(ClassPath.class.getClassLoader());
    }
}
