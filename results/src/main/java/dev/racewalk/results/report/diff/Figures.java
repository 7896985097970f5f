package dev.racewalk.results.report.diff;

import dev.racewalk.results.report.Numbers;
import java.util.Locale;

/** Figures of comparisons as text. */
final class Figures {
    private Figures() {}

    static String factor(double factor) {
        return factor >= 100
                ? Numbers.scaled(factor)
                : String.format(Locale.ROOT, factor < 0.1 ? "%.3f" : "%.2f", factor);
    }

    static String p(double p) {
        return p < 1e-9
                ? "<1e-9"
                : p < 1e-3 ? String.format(Locale.ROOT, "%.0e", p) : String.format(Locale.ROOT, "%.3f", p);
    }
}
