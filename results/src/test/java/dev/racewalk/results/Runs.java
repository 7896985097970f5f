package dev.racewalk.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Results of real runs, kept as test data. How each was made says the README beside them. */
public final class Runs {
    private Runs() {}

    /** Three races of the suite, twelve forks planned, on JDK 17: nothing wrong. */
    public static Path fine17() {
        return at("fine-17");
    }

    /** The same once more: the same code, another run. */
    public static Path fine17Again() {
        return at("fine-17-again");
    }

    /** The same on JDK 25. */
    public static Path fine25() {
        return at("fine-25");
    }

    /** One race with the fault blind-install: forbidden outcomes in each fork with short strides. */
    public static Path forbidden() {
        return at("forbidden");
    }

    /** A fine race, one whose JVM dies and one whose actor throws. */
    public static Path failed() {
        return at("failed");
    }

    /** A fine race and one that hangs and is killed by the watchdog. */
    public static Path hung() {
        return at("hung");
    }

    /** A run that SIGINT ended: it says so. */
    public static Path interrupted() {
        return at("interrupted");
    }

    /** A run that SIGKILL ended: it still says that it is running, and its jcstress file is cut off. */
    public static Path killed() {
        return at("killed");
    }

    /** Four races in one piece. */
    public static Path whole() {
        return at("whole");
    }

    /** First half of the races of {@link #whole}. */
    public static Path shard1() {
        return at("shard-1-of-2");
    }

    /** Second half of the races of {@link #whole}. */
    public static Path shard2() {
        return at("shard-2-of-2");
    }

    /** Twenty forks of one race on a quiet machine. */
    public static Path quiet() {
        return at("quiet");
    }

    /** The same once more. */
    public static Path quietAgain() {
        return at("quiet-again");
    }

    /** The same without inlining: the actors are slower, and so meet more often. */
    public static Path quietWithoutInlining() {
        return at("quiet-without-inlining");
    }

    /** A bare result file: jcstress itself ran three races of the suite. */
    public static Path plainJcstress() {
        return resultFile(at("plain-jcstress"));
    }

    /** A bare result file of another suite: store buffering, and a test that throws. */
    public static Path foreignSuite() {
        return resultFile(at("foreign-suite"));
    }

    /** A bare result file of another suite on JDK 25, in jcstress's own modes: store buffering alone. */
    public static Path foreignSuite25() {
        return resultFile(at("foreign-suite-25"));
    }

    /** The same with actors that are compiled each in its own way. */
    public static Path foreignSuite25Split() {
        return resultFile(at("foreign-suite-25-split"));
    }

    /** All of them: each can be read. */
    public static List<Path> all() {
        return Stream.concat(
                        folders().stream(),
                        Stream.of(plainJcstress(), foreignSuite(), foreignSuite25(), foreignSuite25Split()))
                .toList();
    }

    /** Those that are folders of our own runner. */
    public static List<Path> folders() {
        return List.of(
                fine17(),
                fine17Again(),
                fine25(),
                forbidden(),
                failed(),
                hung(),
                interrupted(),
                killed(),
                whole(),
                shard1(),
                shard2());
    }

    /** The jcstress result file in a folder. */
    public static Path resultFile(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(file -> file.toString().endsWith(".bin.gz"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path at(String name) {
        URL url = Objects.requireNonNull(Runs.class.getResource("/runs/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
