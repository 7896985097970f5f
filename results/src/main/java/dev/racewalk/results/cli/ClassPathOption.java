package dev.racewalk.results.cli;

import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --classpath}: what the user brings. */
final class ClassPathOption {
    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "folders and jars with races, steps, tables and scenarios of your own; stress/docs/yours.md")
    private @Nullable String path;

    /** For picocli. */
    ClassPathOption() {}

    boolean isGiven() {
        return path != null;
    }

    /**
     * Puts it in use, or none if it is not given.
     *
     * @throws IllegalArgumentException if it cannot be used: see {@link ClassPath#of}; or it has a race that is there already
     */
    void use() {
        ClassPath.use(path == null ? ClassPath.NONE : of("--classpath", path));
        if (path != null) {
            Races.all();
        }
    }

    /** Puts it in use; if it is not given, that of an earlier run, as the flags of its forks name it. */
    void useOr(List<String> flags, String run) {
        Optional<String> recorded = ClassPath.ofFlags(flags);
        if (path != null || recorded.isEmpty()) {
            use();
            return;
        }
        try {
            ClassPath.use(ClassPath.of(recorded.get()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    run + ": its class path cannot be used; give another by --classpath: " + e.getMessage(), e);
        }
    }

    private static ClassPath of(String option, String text) {
        try {
            return ClassPath.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + e.getMessage(), e);
        }
    }

    /** A file, or else what has its name on the class path in use, as a file that is there until this JVM ends. */
    static Path file(Path file) throws IOException {
        String name = file.toString();
        if (Files.exists(file) || !ClassPath.inUse().scenarios().contains(name)) {
            return file;
        }
        try (InputStream in = ClassPath.inUse().loader().getResourceAsStream(name)) {
            if (in == null) {
                return file;
            }
            Path copy = Files.createTempFile("racewalk", ClassPath.SCENARIO);
            copy.toFile().deleteOnExit();
            Files.write(copy, in.readAllBytes());
            return copy;
        }
    }
}
