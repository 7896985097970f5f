package dev.racewalk.stress.record;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** The folder of one run: writes its files, and reads those of any run. */
public final class RunFolder implements AutoCloseable {
    /** Number of the schema of the records. */
    public static final int SCHEMA = 1;

    private static final String RUN = "run.json";
    private static final String FORKS = "forks.jsonl";
    private static final String PROBE = "probe.log";
    private static final String SCENARIO = "scenario.txt";

    private static final TypeReference<RunRecord> RUN_TYPE = new TypeReference<>() {};
    private static final TypeReference<ForkRecord> FORK_TYPE = new TypeReference<>() {};
    private static final int MEGABYTE = 1 << 20;

    /** Longest {@code run.json}, and longest line of {@code forks.jsonl}: a fork may keep 4,000 lines of its output. */
    private static final int LONGEST = 16 * MEGABYTE;

    private static final int MOST_FORKS = 200_000;

    private final Path path;
    private final BufferedWriter forks;

    private RunFolder(Path path, StandardOpenOption... options) throws IOException {
        this.path = path;
        this.forks = Files.newBufferedWriter(path.resolve(FORKS), options);
    }

    /**
     * Makes the folder of a new run.
     *
     * @param path where; it must not exist, or be empty
     * @return the folder, with an empty list of forks
     * @throws FileAlreadyExistsException if something is there, which would be overwritten
     * @throws IOException if it cannot be made
     */
    public static RunFolder create(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.isDirectory(path)) {
                throw new FileAlreadyExistsException(path + ": is a file; the results of a run need a folder");
            }
            try (Stream<Path> inside = Files.list(path)) {
                if (inside.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(path + ": is not empty; a run overwrites nothing");
                }
            }
        }
        Files.createDirectories(path);
        return new RunFolder(path, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Opens the folder of a run that goes on.
     *
     * @param path of the folder
     * @param kept its forks; a line after them, which was cut off, is dropped
     * @return the folder, to which more forks can be added
     * @throws IOException if it cannot be written
     */
    public static RunFolder reopen(Path path, List<ForkRecord> kept) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (ForkRecord fork : kept) {
            lines.append(Json.line(fork)).append('\n');
        }
        OutputFile.write(path.resolve(FORKS), lines.toString());
        return new RunFolder(path, StandardOpenOption.APPEND);
    }

    /**
     * Returns where it lies.
     *
     * @return the path
     */
    public Path path() {
        return path;
    }

    /**
     * Returns where to write what was found out about the machine.
     *
     * @return the path of a file in the folder
     */
    public Path probeLog() {
        return path.resolve(PROBE);
    }

    /**
     * Returns where a run keeps the scenario that it races.
     *
     * @param folder of a run
     * @return the path of a file, which is there if the run has a scenario
     */
    public static Path scenario(Path folder) {
        return folder.resolve(SCENARIO);
    }

    /**
     * Replaces the record of the run in one step, so that a reader sees the old or the new.
     *
     * @param run as it is now
     * @throws IOException if it cannot be written
     */
    public void write(RunRecord run) throws IOException {
        OutputFile.write(path.resolve(RUN), Json.pretty(run));
    }

    /**
     * Adds a fork.
     *
     * @param fork that has ended
     * @throws IOException if it cannot be written
     */
    public synchronized void append(ForkRecord fork) throws IOException {
        forks.write(Json.line(fork));
        forks.write('\n');
        forks.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        forks.close();
    }

    /**
     * Reads the record of a run.
     *
     * @param folder of the run
     * @return what {@code run.json} holds
     * @throws UnreadableException if it holds something else
     * @throws IOException if it cannot be read
     */
    public static RunRecord readRun(Path folder) throws IOException {
        Path file = folder.resolve(RUN);
        return parse(InputFile.text(file, LONGEST), RUN_TYPE, file.toString(), RunRecord::schema, RecordCheck::check);
    }

    /**
     * The forks of a run.
     *
     * @param all in the order in which they ended
     * @param cutOff whether a last line was left out, which was cut off when the run was killed
     */
    public record Forks(List<ForkRecord> all, boolean cutOff) {
        /** Makes the list unmodifiable. */
        public Forks {
            all = List.copyOf(all);
        }
    }

    /**
     * Reads the forks of a run. A last line that was cut off when the run was killed is left out.
     *
     * @param folder of the run
     * @return the forks in the order in which they ended
     * @throws UnreadableException if the file holds something else
     * @throws IOException if it cannot be read
     */
    public static List<ForkRecord> readForks(Path folder) throws IOException {
        return forks(folder).all();
    }

    /**
     * Reads the forks of a run, and tells whether the file is whole.
     *
     * @param folder of the run
     * @return the forks
     * @throws UnreadableException if the file holds something else
     * @throws IOException if it cannot be read
     */
    public static Forks forks(Path folder) throws IOException {
        Path file = folder.resolve(FORKS);
        List<ForkRecord> forks = new ArrayList<>();
        try (BoundedLines lines = BoundedLines.of(file, LONGEST)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                String where = file + ", line " + (forks.size() + 1);
                if (forks.size() == MOST_FORKS) {
                    throw new UnreadableException(where + ": a run must have " + MOST_FORKS + " forks at most");
                }
                forks.add(parse(line, FORK_TYPE, where, ForkRecord::schema, RecordCheck::check));
            }
            return new Forks(forks, lines.isCutOff());
        }
    }

    private static <T> T parse(
            String text, TypeReference<T> type, String where, ToIntFunction<T> schema, Consumer<T> check)
            throws UnreadableException {
        try {
            T value = Json.parse(text, type, where);
            check(where, schema.applyAsInt(value));
            check.accept(value);
            return value;
        } catch (UnreadableException e) {
            check(where, Json.schema(text)); // says more, if that is the reason
            throw e;
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(where + ": " + e.getMessage(), e);
        }
    }

    private static void check(String where, int schema) throws UnreadableException {
        if (schema != SCHEMA) {
            throw new UnreadableException(where + ": schema " + schema + ": must be " + SCHEMA
                    + (schema > SCHEMA ? "; a later version wrote it" : ""));
        }
    }
}
