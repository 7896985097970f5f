package dev.racewalk.results.report;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes durations as people do. */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Durations() {}

    /** Reads 90s, 15m, 1h30m, 2d; throws IllegalArgumentException, naming the value and the rule. */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.isEmpty() || !form.matches()) {
            throw new IllegalArgumentException(text + ": must be a duration such as 90s, 30m, 2h or 1h30m");
        }
        Duration sum = Duration.ofDays(number(form.group(1)))
                .plusHours(number(form.group(2)))
                .plusMinutes(number(form.group(3)))
                .plusSeconds(number(form.group(4)));
        if (sum.isZero()) {
            throw new IllegalArgumentException(text + ": must be longer than nothing");
        }
        return sum;
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Writes 42 s, 3 min 05 s, 2 h 10 min. */
    public static String format(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return "%d min %02d s".formatted(seconds / MINUTE, seconds % MINUTE);
        }
        return "%d h %02d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
    }
}
