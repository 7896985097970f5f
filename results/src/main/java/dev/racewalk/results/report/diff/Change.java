package dev.racewalk.results.report.diff;

import java.util.List;

/**
 * One quantity of one race in two runs.
 *
 * @param race its name
 * @param quantity what
 * @param before its value in the old run, over the pairs
 * @param after its value in the new run
 * @param differences new minus old of each pair, as logarithms of odds or rates
 * @param leastVariance mean variance of a difference if samples did not depend on each other
 */
record Change(
        String race, Quantity quantity, double before, double after, List<Double> differences, double leastVariance) {
    /** Fewer samples of an outcome in a pair say nothing. */
    private static final int FEW = 20;

    static Change of(String race, Quantity quantity, List<ForkPair> pairs) {
        List<ForkPair> telling = pairs.stream()
                .filter(pair -> quantity.isIn(pair.before()) && quantity.isIn(pair.after()))
                .filter(pair -> quantity.count(pair.before()) + quantity.count(pair.after()) >= FEW)
                .toList();
        double before = telling.stream()
                        .mapToLong(pair -> quantity.count(pair.before()))
                        .sum()
                / (double) telling.stream()
                        .mapToLong(pair -> quantity.base(pair.before()))
                        .sum();
        double after =
                telling.stream().mapToLong(pair -> quantity.count(pair.after())).sum()
                        / (double) telling.stream()
                                .mapToLong(pair -> quantity.base(pair.after()))
                                .sum();
        return new Change(
                race,
                quantity,
                before,
                after,
                telling.stream()
                        .map(pair -> quantity.log(pair.after()) - quantity.log(pair.before()))
                        .toList(),
                telling.stream()
                        .mapToDouble(
                                pair -> quantity.leastVariance(pair.before()) + quantity.leastVariance(pair.after()))
                        .average()
                        .orElse(0));
    }

    int pairs() {
        return differences.size();
    }

    double mean() {
        return differences.stream().mapToDouble(each -> each).average().orElse(0);
    }

    /** Variance of a difference, estimated from the pairs; at least what independent samples would have. */
    double variance() {
        double mean = mean();
        double squares = differences.stream()
                .mapToDouble(each -> (each - mean) * (each - mean))
                .sum();
        return Math.max(leastVariance, squares / (pairs() - 1));
    }

    /** How much odds or rate grew: 2 is twice as much, 0.5 half. */
    double factor() {
        return Math.exp(mean());
    }
}
