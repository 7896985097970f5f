package dev.racewalk.results.report;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;

/** Finds what matters in the words of a fork. */
public final class Messages {
    /** How jcstress begins its words about an exception, which follows. */
    private static final String GENERAL = "Unrecoverable error";

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
                .filter(line -> isNormal ? line.startsWith(OF_A_RACE) : !line.isEmpty() && !line.startsWith(GENERAL))
                .findFirst()
                .orElse("");
        String where = fork.messages().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("at dev.racewalk"))
                .findFirst()
                .map(line -> ", " + line)
                .orElse("");
        return Columns.line(isNormal ? what : what.replaceFirst("[.]$", where.isEmpty() ? "." : "") + where);
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
