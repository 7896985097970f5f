package dev.racewalk.results.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A log axis of counts in a picture {@value #WIDTH} units wide: nothing has a place of its own at the left, then come 1 and the
 * powers of ten.
 *
 * @param decades powers of ten up to the right end
 */
record LogAxis(int decades) {
    /** Units of the picture. */
    static final int WIDTH = 260;

    private static final double NOTHING = 8;
    private static final double ONE = 30;
    private static final double RIGHT = 8;
    private static final int LABELLED = 3;
    private static final String[] LABELS = {"1", "1 K", "1 M", "1 G", "1 T", "1 P", "1 E"};

    /**
     * A mark on the axis.
     *
     * @param at units from the left
     * @param label what stands there; empty if only a line does
     */
    record Tick(String at, String label) {}

    static LogAxis upTo(double most) {
        return new LogAxis(Math.max(LABELLED, (int) Math.ceil(Math.log10(Math.max(1, most)))));
    }

    /** Where a count stands, in units from the left; what is less than 1 and not 0 stands at 1. */
    double at(double count) {
        if (!(count > 0)) {
            return NOTHING;
        }
        double share = Math.min(1, Math.log10(Math.max(1, count)) / decades);
        return ONE + share * (WIDTH - RIGHT - ONE);
    }

    /** The same as an attribute of a picture. */
    String x(double count) {
        return units(at(count));
    }

    static String units(double number) {
        return String.format(Locale.ROOT, "%.1f", number).replaceFirst("\\.0$", "");
    }

    List<Tick> ticks() {
        List<Tick> ticks = new ArrayList<>();
        ticks.add(new Tick(x(0), "0"));
        for (int i = 0; i <= decades; i++) {
            ticks.add(new Tick(x(Math.pow(10, i)), i % LABELLED == 0 ? LABELS[i / LABELLED] : ""));
        }
        return ticks;
    }

    /** Lines at the labelled ticks, as the data of a path from the top of a picture to its foot. */
    String grid(int height) {
        StringBuilder path = new StringBuilder();
        for (Tick tick : ticks()) {
            if (!tick.label().isEmpty()) {
                path.append('M').append(tick.at()).append(" 0v").append(height);
            }
        }
        return path.toString();
    }
}
