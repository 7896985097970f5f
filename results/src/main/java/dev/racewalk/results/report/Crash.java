package dev.racewalk.results.report;

import dev.racewalk.stress.record.ForkRecord;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a JVM that died wrote about its death: the signal, and where it was. */
final class Crash {
    private static final Pattern SIGNAL =
            Pattern.compile("#\\s+((?:SIG[A-Z]+|EXCEPTION_[A-Z_]+|Internal Error)\\b[^,]*?)(?: at pc=.*)?");
    private static final Pattern FRAME = Pattern.compile("#\\s+Problematic frame:");
    private static final Pattern EXIT = Pattern.compile(".*error code (\\d{3})\\D*");
    private static final int BY_SIGNAL = 128;
    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private Crash() {}

    /** Returns the signal and the frame, or the signal that the status of the process stands for; empty if there is neither. */
    static String of(ForkRecord fork, String message) {
        List<String> lines = fork.output().stream().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher signal = SIGNAL.matcher(lines.get(i));
            if (signal.matches()) {
                return signal.group(1) + frame(lines.subList(i + 1, lines.size()));
            }
        }
        Matcher exit = EXIT.matcher(message);
        return exit.matches() ? SIGNALS.getOrDefault(Integer.parseInt(exit.group(1)) - BY_SIGNAL, "") : "";
    }

    private static String frame(List<String> lines) {
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (FRAME.matcher(lines.get(i)).matches()) {
                return " in " + lines.get(i + 1).replaceFirst("^#\\s*", "");
            }
        }
        return "";
    }
}
