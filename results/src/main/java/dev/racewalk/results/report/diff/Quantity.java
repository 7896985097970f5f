package dev.racewalk.results.report.diff;

import dev.racewalk.results.report.Numbers;
import dev.racewalk.stress.record.ForkRecord;

/**
 * Something of a race that may change: a share, compared by its odds, or a rate.
 *
 * @param kind what sort of thing
 * @param name for people
 */
record Quantity(Kind kind, String name) {
    private static final double HALF = 0.5;

    /** Sorts of things. Tests of one sort are corrected together for their number. */
    enum Kind {
        OUTCOME("outcomes"),
        SPEED("samples/s, long strides"),
        MEETINGS("met/s, short strides"),
        COLLISIONS("share of samples in which the threads met, short strides");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Whether less of it is worse. */
        boolean isWorseIfLower() {
            return this != OUTCOME;
        }

        boolean isShare() {
            return this == OUTCOME || this == COLLISIONS;
        }
    }

    static Quantity of(Kind kind) {
        return new Quantity(kind, kind.words());
    }

    static Quantity outcome(String id) {
        return new Quantity(Kind.OUTCOME, id);
    }

    /** Whether a fork can tell anything about it. */
    boolean isIn(ForkRecord fork) {
        return switch (kind) {
            case SPEED -> fork.racingMillis() > 0 && !fork.strides().areShort();
            case MEETINGS -> fork.racingMillis() > 0 && fork.strides().areShort();
            case COLLISIONS -> fork.samples() > 0 && fork.strides().areShort();
            case OUTCOME -> fork.samples() > 0;
        };
    }

    /** Samples that count for it. */
    long count(ForkRecord fork) {
        return switch (kind) {
            case SPEED -> fork.samples();
            case MEETINGS, COLLISIONS -> fork.met();
            case OUTCOME ->
                fork.outcomes().stream()
                        .filter(each -> each.id().equals(name))
                        .mapToLong(each -> each.count())
                        .sum();
        };
    }

    /** What the count is a part of, or the milliseconds that it took. */
    long base(ForkRecord fork) {
        return kind.isShare() ? fork.samples() : fork.racingMillis();
    }

    /** Logarithm of the odds or of the rate. */
    double log(ForkRecord fork) {
        double count = count(fork) + HALF;
        double rest = kind.isShare() ? base(fork) - count(fork) + HALF : base(fork);
        return Math.log(count / rest);
    }

    /** What the variance of {@link #log} would be if samples did not depend on each other: the least that it can be. */
    double leastVariance(ForkRecord fork) {
        double variance = 1 / (count(fork) + HALF);
        return kind.isShare() ? variance + 1 / (base(fork) - count(fork) + HALF) : variance;
    }

    String format(double value) {
        return kind.isShare() ? Numbers.percent(value) : Numbers.scaled(value * 1e3);
    }
}
