package dev.racewalk.results.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results are printed: it may be full, or nobody may be reading any more. */
final class StandardOutput {
    private static final Path STDOUT = Path.of("/proc/self/fd/1");

    private StandardOutput() {}

    /** Tells whether something that was printed did not arrive, and says so unless a reader went away on purpose. */
    static boolean isLost(PrintWriter err) {
        System.out.flush();
        if (!System.out.checkError()) {
            return false;
        }
        if (!isPipe()) {
            err.println("standard output: cannot be written; is the disk full?");
            err.flush();
        }
        return true;
    }

    private static boolean isPipe() {
        try {
            return Files.isSymbolicLink(STDOUT)
                    && Files.readSymbolicLink(STDOUT).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }
}
