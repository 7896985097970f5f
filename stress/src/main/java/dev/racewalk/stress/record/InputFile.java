package dev.racewalk.stress.record;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The one way in for files that people name. Such a file must be a regular one, since a pipe may never end and opening one
 * may block; and no more of it is read than its reader can hold, whatever the system says about its length.
 */
public final class InputFile {
    private InputFile() {}

    /**
     * Opens a file.
     *
     * @param file to read; symbolic links are followed
     * @param longest bytes that it may have
     * @return its content; reading more than {@code longest} bytes is an {@link UnreadableException}
     * @throws UnreadableException if it is not there, is no regular file, or is too long
     * @throws IOException if it cannot be opened
     */
    public static InputStream open(Path file, long longest) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UnreadableException(file + ": must be a file; there is "
                    + (Files.isDirectory(file) ? "a folder" : Files.exists(file) ? "something else" : "none"));
        }
        if (Files.size(file) > longest) {
            throw new UnreadableException(
                    file + ": has " + Files.size(file) + " bytes; must have " + longest + " at most");
        }
        return bounded(Files.newInputStream(file), file.toString(), longest);
    }

    /**
     * Bounds a stream that is no file, such as standard input.
     *
     * @param in the stream
     * @param name what it is, for the message
     * @param longest bytes that it may have
     * @return the same; reading more is an {@link UnreadableException}
     */
    public static InputStream bounded(InputStream in, String name, long longest) {
        return new Bounded(in, name, longest);
    }

    /**
     * Reads a whole text.
     *
     * @param file to read
     * @param longest bytes that it may have
     * @return its characters
     * @throws UnreadableException as {@link #open}, and if it is not UTF-8
     * @throws IOException if it cannot be read
     */
    public static String text(Path file, int longest) throws IOException {
        try (InputStream in = open(file, longest)) {
            return decoded(in.readAllBytes(), file.toString());
        }
    }

    /**
     * Reads the lines of a text.
     *
     * @param in the text, in UTF-8
     * @param name what it is, for the message
     * @param most lines that it may have
     * @return its lines, without the line breaks
     * @throws UnreadableException if it has more lines, or is not UTF-8
     * @throws IOException if it cannot be read
     */
    public static List<String> lines(InputStream in, String name, int most) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : (Iterable<String>) decoded(in.readAllBytes(), name).lines()::iterator) {
            if (lines.size() == most) {
                throw new UnreadableException(name + ": has more than " + most + " lines");
            }
            lines.add(line);
        }
        return lines;
    }

    private static String decoded(byte[] bytes, String name) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(name + ": must be a text in UTF-8", e);
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final String name;
        private final long longest;
        private long read;

        Bounded(InputStream in, String name, long longest) {
            super(in);
            this.name = name;
            this.longest = longest;
        }

        private void count(long bytes) throws UnreadableException {
            read += Math.max(0, bytes);
            if (read > longest) {
                throw new UnreadableException(name + ": has more than " + longest + " bytes");
            }
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(count);
            return count;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long count = super.skip(bytes);
            count(count);
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
