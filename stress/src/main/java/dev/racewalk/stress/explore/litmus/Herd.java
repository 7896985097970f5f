package dev.racewalk.stress.explore.litmus;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs herd7, if there is one. */
public final class Herd {
    private static final String NAME = "herd7";
    private static final String OBSERVATION = "Observation ";

    private final String path;
    private final @Nullable Path models;
    private final long seconds;

    /**
     * Prepares.
     *
     * @param path folders to search for herd7, as the environment's PATH has them
     * @param models folder with models that herd7 does not bring, the kernel's say; null for none
     * @param seconds after which a run is given up
     */
    public Herd(String path, @Nullable Path models, long seconds) {
        this.path = path;
        this.models = models;
        this.seconds = seconds;
    }

    /**
     * Tells how a test is run by hand.
     *
     * @param test the file
     * @param format it is written in
     * @return a command line
     */
    public String commandLine(Path test, LitmusFormat format) {
        return String.join(" ", command(NAME, test, format));
    }

    private List<String> command(String program, Path test, LitmusFormat format) {
        List<String> words = new ArrayList<>(List.of(program));
        if (models != null) {
            words.addAll(List.of("-I", models.toString()));
        }
        words.addAll(format.herdArguments());
        words.add(test.toString());
        return words;
    }

    /**
     * Tells whether herd7 is there.
     *
     * @return true if so
     */
    public boolean isThere() {
        return program() != null;
    }

    private @Nullable Path program() {
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, NAME);
            if (!folder.isEmpty() && Files.isExecutable(program) && !Files.isDirectory(program)) {
                return program;
            }
        }
        return null;
    }

    /**
     * Runs herd7 on a test.
     *
     * @param test the file
     * @param format it is written in
     * @return its verdict: {@code Sometimes}, {@code Never} or {@code Always}
     * @throws IOException if herd7 is not there, ends in an error, or does not end in time; the message says what it said
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public String verdict(Path test, LitmusFormat format) throws IOException, InterruptedException {
        Path program = program();
        if (program == null) {
            throw new IOException(NAME + " is not on the PATH");
        }
        Path output = Files.createTempFile("herd", ".txt");
        try {
            Process process = new ProcessBuilder(command(program.toString(), test, format))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException(NAME + " did not end within " + seconds + " s");
            }
            return verdictIn(new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    private static String verdictIn(String said) throws IOException {
        String found = said.lines()
                .filter(line -> line.startsWith(OBSERVATION))
                .findFirst()
                .orElseThrow(() -> new IOException(NAME + " says: " + said.strip()));
        String[] words = found.split(" ", -1); // Observation NAME Sometimes 1 3
        if (words.length < 3) {
            throw new IOException(NAME + " says: " + found);
        }
        return words[2];
    }
}
