package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The example project, compiled as its pom does: races, steps and scenarios that are no part of this program. */
final class Yours {
    static final String RACE = "com.example.MapThenLookUpRace";
    static final String STEPS = "com.example.TestThenStore";
    static final String TABLE = "com.example.OneLockTable";
    static final String WRONG_TABLE = "com.example.NoLockTable";
    static final String SCENARIO = "two-installs.scenario";

    private Yours() {}

    /** Where its sources lie. */
    static Path project() {
        try {
            return Path.of(Objects.requireNonNull(Commands.class.getResource("yours/pom.xml"))
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compiles a project of this kind, and copies what is beside its sources. */
    static Path compile(Path project, Path classes) {
        try {
            Files.createDirectories(classes);
            Path resources = project.resolve("src/main/resources");
            try (Stream<Path> all = Files.list(resources)) {
                for (Path each : all.toList()) {
                    Files.copy(each, classes.resolve(each.getFileName().toString()));
                }
            }
            List<String> sources;
            try (Stream<Path> all = Files.walk(project.resolve("src/main/java"))) {
                sources = all.map(Path::toString)
                        .filter(name -> name.endsWith(".java"))
                        .sorted()
                        .toList();
            }
            javac(classes, sources);
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles sources for the class path of this test, with the annotation processor of jcstress. */
    static void javac(Path classes, List<String> sources) {
        Stream<String> options = Stream.of(
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + classes,
                "-processor",
                "org.openjdk.jcstress.infra.processors.JCStressTestProcessor",
                "--release",
                "17");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        InputStream.nullInputStream(),
                        System.out,
                        System.err,
                        Stream.concat(options, sources.stream()).toArray(String[]::new));
        assertThat(status).as("status of javac").isZero();
    }
}
