package dev.racewalk.results.cli;

import dev.racewalk.stress.record.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes to a file or to standard output. */
final class OutputTo {
    private OutputTo() {}

    /**
     * Finds out whether a report can be written, before the work for it begins; of standard output nobody can tell.
     *
     * @param sources what it is made from, which it must not overwrite
     */
    static void check(RunInput input, @Nullable Path file, @Nullable Path... sources) {
        if (file == null) {
            return;
        }
        try {
            OutputFile.checkReport(file);
            for (Path source : sources) {
                if (source != null && Files.exists(source) && Files.exists(file) && Files.isSameFile(source, file)) {
                    throw input.usage(file + ": cannot be written: the report is made from it", null);
                }
            }
        } catch (FileSystemException e) {
            throw input.usage(Failure.notWritten(e), e);
        } catch (IOException e) {
            throw input.usage(file + ": cannot be written: " + Failure.inWords(e), e);
        }
    }

    /** Writes to a file, or to standard output if there is none. */
    static void write(RunInput input, @Nullable Path file, OutputFile.Writing writing) {
        try {
            if (file == null) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                writing.to(bytes);
                System.out.writeBytes(bytes.toByteArray()); // UTF-8, whatever the terminal's character set is
                System.out.flush();
            } else {
                OutputFile.write(file, writing);
            }
        } catch (FileSystemException e) {
            throw input.usage(Failure.notWritten(e), e);
        } catch (IOException e) {
            throw input.usage("standard output cannot be written: " + Failure.inWords(e), e);
        }
    }
}
