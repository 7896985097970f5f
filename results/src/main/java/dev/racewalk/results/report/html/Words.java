package dev.racewalk.results.report.html;

import dev.racewalk.results.report.Numbers;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers and names as the page writes them. */
final class Words {
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])|_");

    private Words() {}

    /** All digits: 1,234,567. */
    static String count(long number) {
        return Numbers.count(number);
    }

    /** Few digits: 1.23 M. */
    static String scaled(long number) {
        return Numbers.scaled((double) number);
    }

    static String plural(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Splits the name of a method into words: {@code mapsPage1} becomes {@code maps page 1}. */
    static String phrase(String camelCase) {
        return HUMP.matcher(camelCase).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    /** A share of a count, with as many digits as tell it from nothing. */
    static String share(long part, long whole) {
        if (whole == 0 || part == 0) {
            return "0";
        }
        double share = (double) part / whole;
        return share < 1e-5 ? String.format(Locale.ROOT, "%.0e", share) : Numbers.percent(share);
    }

    /** Seconds, with two digits where there are few. */
    static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 && seconds != Math.rint(seconds) ? "%.2f s" : "%.0f s", seconds);
    }

    /** A number for a script to sort by; one that is not known comes below nothing. */
    static String key(double number) {
        return Double.isNaN(number) ? "-1" : String.format(Locale.ROOT, "%.6g", number);
    }
}
