package dev.racewalk.results.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether somebody watches. */
final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** Whether standard error is a terminal that can rewrite a line. */
    @SuppressWarnings("SystemConsoleNull") // the console's absence is asked of older JVMs only
    static boolean isStderr() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            if (Files.isSymbolicLink(STDERR)) {
                String target = Files.readSymbolicLink(STDERR).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || "/dev/console".equals(target);
            }
        } catch (IOException e) {
            return false;
        }
        Console console = System.console();
        return console != null && Runtime.version().feature() < 22; // newer ones return a console for a pipe as well
    }
}
