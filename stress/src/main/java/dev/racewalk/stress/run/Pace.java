package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.JcstressOptions;
import java.time.Duration;

/**
 * Divides the time that is left among the forks that are left. What a fork takes beyond its racing time is learnt from those
 * that ended.
 */
final class Pace {
    /** Milliseconds of racing, at least: less shows nothing. */
    private static final int SHORTEST = 200;

    /** Milliseconds of racing after which the actors are restarted. */
    private static final int ITERATION = 500;

    private static final double FIRST_GUESS = 700;
    private static final double NEWS = 0.2;

    private final long end;
    private final int lanes;
    private final int longest;
    private final JcstressOptions options;

    private double overhead = FIRST_GUESS;

    /** How long the actors of a fork run. */
    record Racing(int iterations, int millis) {
        long total() {
            return (long) iterations * millis;
        }
    }

    /**
     * Begins.
     *
     * @param now nanoseconds
     * @param length time to use
     * @param lanes forks at a time
     * @param longest milliseconds of racing at most
     * @param options that fix the time or the iterations
     */
    Pace(long now, Duration length, int lanes, int longest, JcstressOptions options) {
        this.end = now + length.toNanos();
        this.lanes = lanes;
        this.longest = longest;
        this.options = options;
    }

    private long left(long now) {
        return Math.max(0, (end - now) / 1_000_000);
    }

    /** Forks that fit into the time if each races for so many milliseconds. */
    long fitting(long now, int wanted) {
        return (long) (left(now) * lanes / (overhead + (isFixed() ? fixed().total() : wanted)));
    }

    /** Whether there is time for one more fork. */
    synchronized boolean hasTime(long now) {
        return left(now) > overhead + (isFixed() ? fixed().total() : SHORTEST);
    }

    /** Forks that share the time that is left; when time alone ends the run, those of this round. */
    static long sharing(int ofRound, long perRound, int laterRounds, boolean endless) {
        return endless ? ofRound : ofRound + perRound * laterRounds;
    }

    /** Racing time of the next fork of so many. */
    synchronized Racing next(long now, long forksLeft) {
        if (isFixed()) {
            return fixed();
        }
        double share = Math.min(left(now) - overhead, left(now) * (double) lanes / forksLeft - overhead);
        int total = (int) Math.max(SHORTEST, Math.min(longest, share));
        if (options.time() > 0) {
            return new Racing(Math.max(1, Math.round((float) total / options.time())), options.time());
        }
        int iterations =
                options.iterations() > 0 ? options.iterations() : Math.max(1, Math.round((float) total / ITERATION));
        return new Racing(iterations, Math.max(1, total / iterations));
    }

    private boolean isFixed() {
        return options.time() > 0 && options.iterations() > 0;
    }

    private Racing fixed() {
        return new Racing(options.iterations(), options.time());
    }

    /** Learns from a fork that ended. */
    synchronized void took(long millis, long racing) {
        overhead += NEWS * (Math.max(0, millis - racing) - overhead);
    }
}
