package dev.racewalk.results.report.html;

import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.diff.Movement;
import java.util.ArrayList;
import java.util.List;

/**
 * A log axis of shares or rates, {@value #WIDTH} units wide, from one power of ten to another.
 *
 * @param first power of ten at the left
 * @param last power of ten at the right
 * @param areShares whether values are shares
 */
record ValueAxis(int first, int last, boolean areShares) {
    /** Units of the picture. */
    static final int WIDTH = 360;

    private static final int MARGIN = 20;

    static ValueAxis of(List<Movement.Interval> shown, boolean areShares) {
        double least = shown.stream()
                .mapToDouble(Movement.Interval::low)
                .filter(each -> each > 0)
                .min()
                .orElse(areShares ? 0.1 : 1);
        double most = shown.stream().mapToDouble(Movement.Interval::high).max().orElse(1);
        int first = (int) Math.floor(Math.log10(least));
        return new ValueAxis(first, Math.max(first + 1, (int) Math.ceil(Math.log10(most))), areShares);
    }

    /** Where a value stands, as an attribute of a picture; what is too small for the axis stands at its left end. */
    String x(double value) {
        double share = value > 0 ? (Math.log10(value) - first) / (last - first) : 0;
        return LogAxis.units(MARGIN + Math.max(0, Math.min(1, share)) * (WIDTH - 2 * MARGIN));
    }

    List<LogAxis.Tick> ticks() {
        List<LogAxis.Tick> ticks = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            double value = Math.pow(10, i);
            String label =
                    areShares ? Numbers.percent(value) : Numbers.scaled(value).replaceAll("\\.0+", "");
            ticks.add(new LogAxis.Tick(x(value), label));
        }
        return ticks;
    }
}
