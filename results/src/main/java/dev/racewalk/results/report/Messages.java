package dev.racewalk.results.report;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what matters in the words of a fork. */
public final class Messages {
    /** How jcstress begins its words about an exception, which follows. */
    private static final Pattern GENERAL = Pattern.compile("(Unrecoverable error|Check test failed).*");

    private static final String OF_A_RACE = "racewalk:";

    private Messages() {}

    /**
     * Says what happened, and where in the race: of a fork that failed the first message, of one that saw something forbidden
     * what the race said about it.
     *
     * @param fork any
     * @return one line, empty if it said nothing
     */
    public static String first(ForkRecord fork) {
        boolean isNormal = fork.status() == ForkStatus.NORMAL;
        String what = fork.messages().stream()
                .map(String::strip)
                .filter(line -> isNormal
                        ? line.startsWith(OF_A_RACE)
                        : !line.isEmpty() && !GENERAL.matcher(line).matches())
                .findFirst()
                .orElse("");
        String where = frame(fork, "at " + fork.race())
                .or(() -> frame(fork, "at dev.racewalk"))
                .map(line -> ", " + line)
                .orElse("");
        String crash = isNormal ? "" : Crash.of(fork, what);
        String how = crash.isEmpty() ? "" : what.isEmpty() ? crash : ", " + crash;
        return Columns.line(
                isNormal ? what : what.replaceFirst("[.]$", where.isEmpty() && how.isEmpty() ? "." : "") + how + where);
    }

    private static Optional<String> frame(ForkRecord fork, String start) {
        return fork.messages().stream()
                .map(String::strip)
                .filter(line -> line.startsWith(start))
                .findFirst();
    }

    /**
     * Says how a fork ended, and what it said.
     *
     * @param fork any
     * @return one line
     */
    public static String ended(ForkRecord fork) {
        boolean isNormal = fork.status() == ForkStatus.NORMAL;
        return (isNormal ? "" : fork.status().inWords() + ": ") + first(fork);
    }
}
