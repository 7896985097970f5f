package dev.racewalk.stress.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run: writes its files, and reads those of any run. */
public final class RunFolder implements AutoCloseable {
    /** Number of the schema of the records. */
    public static final int SCHEMA = 1;

    private static final String RUN = "run.json";
    private static final String FORKS = "forks.jsonl";
    private static final String PROBE = "probe.log";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;
    private final BufferedWriter forks;

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.parse(parser.getText());
        }
    }

    private RunFolder(Path path) throws IOException {
        this.path = path;
        this.forks = Files.newBufferedWriter(path.resolve(FORKS), StandardOpenOption.CREATE_NEW);
    }

    /**
     * Makes the folder of a new run.
     *
     * @param path where; it must not exist, or be empty
     * @return the folder, with an empty list of forks
     * @throws FileAlreadyExistsException if something is there, which would be overwritten
     * @throws IOException if it cannot be made
     */
    static RunFolder create(Path path) throws IOException {
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
        return new RunFolder(path);
    }

    /**
     * Returns where it lies.
     *
     * @return the path
     */
    public Path path() {
        return path;
    }

    Path probeLog() {
        return path.resolve(PROBE);
    }

    /** Replaces the record of the run in one step, so that a reader sees the old or the new. */
    void write(RunRecord run) throws IOException {
        Path fresh = path.resolve(RUN + ".new");
        Files.writeString(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(run) + "\n");
        Files.move(fresh, path.resolve(RUN), StandardCopyOption.REPLACE_EXISTING);
    }

    synchronized void append(ForkRecord fork) throws IOException {
        forks.write(JSON.writeValueAsString(fork));
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
     * @throws IOException if it cannot be read, or is of another schema
     */
    public static RunRecord readRun(Path folder) throws IOException {
        RunRecord run = JSON.readValue(Files.readString(folder.resolve(RUN)), RunRecord.class);
        check(folder.resolve(RUN), run.schema());
        return run;
    }

    /**
     * Reads the forks of a run. A last line that was cut off when the run was killed is left out.
     *
     * @param folder of the run
     * @return the forks in the order in which they ended
     * @throws IOException if they cannot be read, or are of another schema
     */
    public static List<ForkRecord> readForks(Path folder) throws IOException {
        Path file = folder.resolve(FORKS);
        String text = Files.readString(file, StandardCharsets.UTF_8);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        List<ForkRecord> forks = new ArrayList<>();
        for (String line : whole.lines().toList()) {
            try {
                ForkRecord fork = JSON.readValue(line, ForkRecord.class);
                check(file, fork.schema());
                forks.add(fork);
            } catch (JsonProcessingException e) {
                throw new IOException(file + ", line " + (forks.size() + 1) + ": " + e.getOriginalMessage(), e);
            }
        }
        return forks;
    }

    private static void check(Path file, int schema) throws IOException {
        if (schema != SCHEMA) {
            throw new IOException(file + ": schema " + schema + ": must be " + SCHEMA);
        }
    }
}
