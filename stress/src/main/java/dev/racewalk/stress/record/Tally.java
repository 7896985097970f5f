package dev.racewalk.stress.record;

import java.util.ArrayList;
import java.util.List;

/** Sums up forks, of one race or of many. */
public final class Tally {
    private int forks;
    private int failed;
    private int shared;
    private long racingMillis;
    private long samples;
    private long met;
    private boolean isTold;
    private long forbidden;
    private boolean isUngraded;
    private long longSamples;
    private long longMillis;
    private long shortSamples;
    private long shortMet;
    private long allShortMet;
    private long shortMillis;
    private double othersMillis;
    private long toldMillis;
    private final List<ForkRecord> bad = new ArrayList<>();

    /** Begins with nothing. */
    public Tally() {}

    /**
     * Adds a fork.
     *
     * @param fork of the race
     */
    public void add(ForkRecord fork) {
        forks++;
        failed += fork.status() == ForkStatus.NORMAL ? 0 : 1;
        shared += fork.jvm() == JvmKind.SHARED ? 1 : 0;
        racingMillis += fork.racingMillis();
        samples += fork.samples();
        met += fork.met();
        isTold |= fork.interestingMeansMet()
                && fork.outcomes().stream().anyMatch(outcome -> outcome.grade().isMet());
        forbidden += fork.forbidden();
        isUngraded |= fork.outcomes().stream().anyMatch(outcome -> outcome.grade() == Grade.UNGRADED);
        if (fork.strides().areShort()) {
            shortSamples += fork.samples();
            allShortMet += fork.met();
            shortMet += fork.racingMillis() > 0 ? fork.met() : 0;
            shortMillis += fork.racingMillis();
        } else {
            longSamples += fork.racingMillis() > 0 ? fork.samples() : 0;
            longMillis += fork.racingMillis();
        }
        Double others = fork.othersShare();
        if (others != null) {
            othersMillis += others * fork.durationMillis();
            toldMillis += fork.durationMillis();
        }
        if (fork.bad()) {
            bad.add(fork);
        }
    }

    /**
     * Returns the number of forks.
     *
     * @return all that ended
     */
    public int forks() {
        return forks;
    }

    /**
     * Returns the number of forks that ran in a JVM that had run other races before.
     *
     * @return those that did not have a JVM of their own
     */
    public int shared() {
        return shared;
    }

    /**
     * Returns the number of forks that failed.
     *
     * @return those that did not run to their end
     */
    public int failed() {
        return failed;
    }

    /**
     * Returns how long the actors ran.
     *
     * @return milliseconds, of all forks that ran to their end
     */
    public long racingMillis() {
        return racingMillis;
    }

    /**
     * Returns the number of samples.
     *
     * @return of all forks
     */
    public long samples() {
        return samples;
    }

    /**
     * Tells whether an outcome, seen or not, tells that the threads met.
     *
     * @return false also without forks
     */
    public boolean tells() {
        return isTold;
    }

    /**
     * Returns the number of samples in which the threads met.
     *
     * @return of all forks; 0 says nothing if no outcome tells
     */
    public long met() {
        return met;
    }

    /**
     * Returns the share of the samples with short strides in which the threads met. Long strides let the threads drift apart, so
     * that a share over both would only tell how many forks had which.
     *
     * @return 0 to 1, or NaN without such samples, or if no outcome tells whether they met
     */
    public double metShare() {
        return shortSamples == 0 || !isTold ? Double.NaN : (double) allShortMet / shortSamples;
    }

    /**
     * Tells whether somebody says of each outcome that was seen what it means.
     *
     * @return false for tests of a suite that is not here; then {@link #forbidden} says nothing if it is 0
     */
    public boolean isGraded() {
        return !isUngraded;
    }

    /**
     * Returns the number of samples with a wrong outcome.
     *
     * @return of all forks
     */
    public long forbidden() {
        return forbidden;
    }

    /**
     * Returns the rate of samples, in the forks with long strides.
     *
     * @return samples per second of racing, or NaN if there was no such fork
     */
    public double samplesPerSecond() {
        return longMillis == 0 ? Double.NaN : 1000.0 * longSamples / longMillis;
    }

    /**
     * Returns the rate of collisions, in the forks with short strides.
     *
     * @return samples in which the threads met, per second of racing, or NaN if there was no such fork or no outcome tells
     */
    public double metPerSecond() {
        return shortMillis == 0 || !isTold ? Double.NaN : 1000.0 * shortMet / shortMillis;
    }

    /**
     * Returns the share of the machine's processor time that other processes took.
     *
     * @return 0 to 1, or NaN if the system does not tell
     */
    public double othersShare() {
        return toldMillis == 0 ? Double.NaN : othersMillis / toldMillis;
    }

    /**
     * Returns the forks to look at.
     *
     * @return those that failed or saw a wrong outcome, in the order in which they ended
     */
    public List<ForkRecord> bad() {
        return List.copyOf(bad);
    }
}
