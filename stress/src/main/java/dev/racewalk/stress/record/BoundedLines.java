package dev.racewalk.stress.record;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line, and gives up on lines that are too long. */
final class BoundedLines implements AutoCloseable {
    /** Forks are kept in memory, and take more there. */
    private static final long MOST_BYTES = 4L << 30;

    private final Path file;
    private final int longest;
    private final InputStream in;
    private int number;
    private boolean cutOff;

    private BoundedLines(Path file, int longest, InputStream in) {
        this.file = file;
        this.longest = longest;
        this.in = in;
    }

    static BoundedLines of(Path file, int longest) throws IOException {
        return new BoundedLines(file, longest, new BufferedInputStream(InputFile.open(file, MOST_BYTES)));
    }

    /** Returns the next line, or null if there is none; what follows the last line break is none. */
    @Nullable
    String next() throws IOException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                cutOff = line.size() > 0;
                return null;
            }
            if (line.size() == longest) {
                throw new UnreadableException(
                        file + ", line " + number + ": is longer than " + longest + " bytes; a fork takes less");
            }
            line.write(b);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(
                    file + ", line " + number + ": is not text in UTF-8; must be the JSON of a fork", e);
        }
    }

    /** Tells whether something followed the last line break, once there is no next line. */
    boolean isCutOff() {
        return cutOff;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
