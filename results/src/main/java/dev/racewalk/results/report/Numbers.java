package dev.racewalk.results.report;

import java.util.Locale;

/** Writes numbers so that few characters tell their size. */
public final class Numbers {
    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;
    private static final double BILLION = 1e9;

    private Numbers() {}

    /** Three significant digits with K, M or G; a hyphen for NaN. */
    public static String scaled(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        if (number >= BILLION) {
            return digits(number / BILLION) + " G";
        }
        if (number >= MILLION) {
            return digits(number / MILLION) + " M";
        }
        if (number >= THOUSAND) {
            return digits(number / THOUSAND) + " K";
        }
        return String.format(Locale.ROOT, "%.0f", number);
    }

    private static String digits(double number) {
        return String.format(Locale.ROOT, number >= 100 ? "%.0f" : number >= 10 ? "%.1f" : "%.2f", number);
    }

    /** All digits: 1,234,567. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A share in per cent; a hyphen for NaN. */
    public static String percent(double share) {
        if (share > 0 && share < 1e-5) {
            return "<0.001 %";
        }
        return Double.isNaN(share)
                ? "-"
                : String.format(Locale.ROOT, share > 0 && share < 0.001 ? "%.3f %%" : "%.1f %%", 100 * share);
    }
}
