package dev.racewalk.results.cli;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes to a file or to standard output. */
final class OutputTo {
    private OutputTo() {}

    /** What writes. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Writes to a file, or to standard output if there is none. */
    static void write(RunInput input, @Nullable Path file, Writing writing) {
        try {
            if (file == null) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                writing.to(bytes);
                System.out.writeBytes(bytes.toByteArray()); // UTF-8, whatever the terminal's character set is
                System.out.flush();
            } else {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    writing.to(out);
                }
            }
        } catch (IOException e) {
            throw input.usage(file + ": cannot be written", e);
        }
    }
}
