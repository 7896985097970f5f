package dev.racewalk.results.report.diff;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * One quantity of one race in two runs, for a picture: both values with their intervals.
 *
 * <p>The intervals are those of Loftus and Masson (1994) for pairs: from the differences of the pairs, so that what the JVM modes
 * and strides have to do with the value does not widen them. Where they do not overlap, the change is more than forks differ
 * anyway.
 *
 * @param race its name
 * @param name of the outcome, else empty
 * @param before in the old run
 * @param after in the new run
 * @param words both values, the factor and the probability, for people
 * @param pairs of forks that were compared
 * @param isTold whether chance does not explain it
 * @param isWorse whether it is one that should not have become less
 */
public record Movement(
        String race,
        String name,
        Interval before,
        Interval after,
        Words words,
        int pairs,
        boolean isTold,
        boolean isWorse) {
    private static final double UPPER = 0.975;

    /**
     * A value with its 95 % interval.
     *
     * @param low lower end; the value itself if one pair tells nothing about it
     * @param value a share, or a rate per second
     * @param high upper end
     */
    public record Interval(double low, double value, double high) {}

    /**
     * The numbers as a report writes them.
     *
     * @param before old value
     * @param after new value
     * @param factor of the odds or of the rate
     * @param p how probable a change of this size is if nothing changed; empty if nobody can tell
     */
    public record Words(String before, String after, String factor, String p) {}

    static Movement of(Change change, double p, boolean isTold) {
        Quantity quantity = change.quantity();
        double half = half(change);
        return new Movement(
                change.race(),
                quantity.kind() == Quantity.Kind.OUTCOME ? quantity.name() : "",
                interval(quantity, change.before(), half),
                interval(quantity, change.after(), half),
                new Words(
                        quantity.format(change.before()),
                        quantity.format(change.after()),
                        Figures.factor(change.factor()),
                        Double.isNaN(p) ? "" : Figures.p(p)),
                change.pairs(),
                isTold,
                isTold && quantity.kind().isWorseIfLower() && change.mean() < 0);
    }

    /** Half the width of both intervals, as a logarithm of odds or rates. */
    private static double half(Change change) {
        int pairs = change.pairs();
        return pairs < 2
                ? 0
                : TDistribution.of(pairs - 1.0).inverseCumulativeProbability(UPPER)
                        * Math.sqrt(change.variance() / 2 / pairs);
    }

    private static Interval interval(Quantity quantity, double value, double half) {
        if (!quantity.kind().isShare()) {
            double rate = value * 1e3;
            return new Interval(rate * Math.exp(-half), rate, rate * Math.exp(half));
        }
        return new Interval(share(value, -half), value, share(value, half));
    }

    /** A share whose odds grow. */
    private static double share(double share, double log) {
        if (share <= 0 || share >= 1) {
            return share;
        }
        double odds = share / (1 - share) * Math.exp(log);
        return odds / (1 + odds);
    }
}
