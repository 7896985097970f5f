package dev.racewalk.results.report.diff;

import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Trigamma;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The moderated t test of Smyth (2004, <i>Linear models and empirical Bayes methods</i>), on the differences of the pairs of
 * forks of a race. The samples of one fork depend on each other, so a fork counts once. A race has few forks; what it lacks is
 * taken from all races: its variance is drawn towards the usual one, the more so the more alike the variances of races are.
 *
 * @param usual variance of a difference that is usual
 * @param weight degrees of freedom that the usual variance counts
 */
record ModeratedT(double usual, double weight) {
    private static final int ENOUGH = 4;
    private static final double MOST = 1e4;
    private static final double HALF = 0.5;

    /**
     * Learns what is usual.
     *
     * @param changes with two pairs or more each
     */
    static ModeratedT fit(List<Change> changes) {
        if (changes.size() < ENOUGH) {
            return new ModeratedT(0, 0);
        }
        double[] logs = new double[changes.size()];
        double known = 0;
        double mean = 0;
        for (int i = 0; i < logs.length; i++) {
            double half = (changes.get(i).pairs() - 1) * HALF;
            logs[i] = Math.log(changes.get(i).variance()) - Digamma.value(half) + Math.log(half);
            known += Trigamma.value(half) / logs.length;
            mean += logs[i] / logs.length;
        }
        double spread = 0;
        for (double log : logs) {
            spread += (log - mean) * (log - mean) / (logs.length - 1);
        }
        double rest = spread - known;
        double half = rest > 0 ? inverseTrigamma(rest) : MOST;
        return new ModeratedT(Math.exp(mean + Digamma.value(half) - Math.log(half)), 2 * half);
    }

    /** Trigamma falls from infinity to 0. */
    private static double inverseTrigamma(double value) {
        double low = 1e-3;
        double high = MOST;
        for (int i = 0; i < 100; i++) {
            double middle = Math.sqrt(low * high);
            if (Trigamma.value(middle) > value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Probability of a mean difference that is at least so far from none, if nothing changed; 1 if that cannot be told. */
    double p(Change change) {
        double own = change.pairs() - 1.0;
        double freedom = own + weight;
        boolean isLone = weight == 0 && own < 2;
        if (isLone || freedom <= 0) {
            return 1;
        }
        double variance = Math.max(change.leastVariance(), (own * change.variance() + weight * usual) / freedom);
        double t = Math.abs(change.mean()) / Math.sqrt(variance / change.pairs());
        return 2 * TDistribution.of(freedom).survivalProbability(t);
    }
}
