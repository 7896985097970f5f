package dev.racewalk.results.report.text;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether somebody watches. */
public final class Terminal {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Terminal() {}

    /**
     * Tells whether standard error is a terminal that can rewrite a line.
     *
     * @return false for a file, a pipe or a terminal that is called dumb
     */
    public static boolean isStderr() {
        return !"dumb".equals(System.getenv("TERM")) && isTerminal(STDERR);
    }

    /** Whether standard output is a terminal. */
    static boolean isStdout() {
        return isTerminal(STDOUT);
    }

    @SuppressWarnings("SystemConsoleNull") // the console's absence is asked of older JVMs only
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || "/dev/console".equals(target);
            }
        } catch (IOException e) {
            return false;
        }
        Console console = System.console();
        return console != null && Runtime.version().feature() < 22; // newer ones return a console for a pipe as well
    }
}
