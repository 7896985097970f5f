package dev.racewalk.stress.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One fork: one race, run in one way in a JVM of its own, or in one that several share. A line of {@code forks.jsonl}.
 *
 * @param schema {@value RunFolder#SCHEMA}
 * @param fork number of the fork in the run, from 1, in the order of starting
 * @param race name of the race's class
 * @param family last part of its package
 * @param description what meets what
 * @param actors names of the actors
 * @param strides how close the actors were kept
 * @param iterations how often the actors were started
 * @param millisPerIteration how long each time
 * @param mode name of the JVM mode
 * @param modeFlags flags of the mode, with the seed of the compiler's randomizers
 * @param jvmFlags all flags of the JVM that matter to the race
 * @param compilation how the actors were compiled: {@code unified}, or a word for each actor
 * @param compileMode number that jcstress gives to it
 * @param scheduling scheduling class: which actors share a core or a package
 * @param affinity how threads were bound: {@code LOCAL}, {@code GLOBAL} or {@code NONE}
 * @param processors numbers of the processors that the fork could use, empty if any
 * @param spin how threads waited for each other
 * @param startedAt when the JVM was started, null if nobody wrote it down
 * @param endedAt when it had ended, null if nobody wrote it down
 * @param durationMillis time in between, 0 if nobody wrote it down
 * @param samples all samples
 * @param met samples in which the threads met
 * @param forbidden samples with a wrong outcome
 * @param outcomes how often each outcome was seen
 * @param status how the fork ended
 * @param exitCode status of the process, null if it did not start
 * @param messages what jcstress, the watchdog and the race itself (lines that begin with {@code racewalk:}) said
 * @param output what the JVM wrote, kept if the fork failed or the race said something
 * @param jvm in which kind of JVM it ran; {@link JvmKind#OWN} where nobody wrote it down
 * @param othersShare share of the machine's processor time that other processes took, null if the system does not tell
 * @param phases how long it took to start and to end, null if it did not get so far or nobody wrote it down
 */
public record ForkRecord(
        int schema,
        int fork,
        String race,
        String family,
        String description,
        List<String> actors,
        Strides strides,
        int iterations,
        int millisPerIteration,
        String mode,
        List<String> modeFlags,
        List<String> jvmFlags,
        String compilation,
        int compileMode,
        String scheduling,
        String affinity,
        List<Integer> processors,
        String spin,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long durationMillis,
        long samples,
        long met,
        long forbidden,
        List<OutcomeRecord> outcomes,
        ForkStatus status,
        @Nullable Integer exitCode,
        List<String> messages,
        List<String> output,
        JvmKind jvm,
        @Nullable Double othersShare,
        @Nullable Phases phases) {
    private static final String OURS = "dev.racewalk.";

    /** Fills in what earlier versions did not write. */
    public ForkRecord {
        jvm = Objects.requireNonNullElse(jvm, JvmKind.OWN);
    }

    /**
     * Tells about how long it did neither start, race nor end: classes were loaded and checked, actors started and stopped.
     *
     * @return milliseconds, 0 if nobody wrote down the phases
     */
    public long warmingMillis() {
        return phases == null
                ? 0
                : Math.max(0, durationMillis - phases.startingMillis() - phases.endingMillis() - racingMillis());
    }

    /**
     * Returns the race without its package.
     *
     * @return name of the class
     */
    public String simpleName() {
        return RaceName.simple(race);
    }

    /**
     * Tells about how long the actors ran, the time to start and to check left out.
     *
     * @return milliseconds, 0 if the fork failed
     */
    public long racingMillis() {
        return status == ForkStatus.NORMAL ? (long) iterations * millisPerIteration : 0;
    }

    /**
     * Tells whether the runner of this project wrote it down. One that was read from a file of jcstress has no times, and may be
     * of a suite whose interesting outcomes are no meetings.
     *
     * @return true if it has times
     */
    public boolean ranByRunner() {
        return startedAt != null;
    }

    /**
     * Tells whether its interesting outcomes are those in which the threads met, which is a convention of this project. A suite
     * that jcstress alone ran may mean something else by them.
     *
     * @return true if this project's runner ran it, or if it is a race of this project
     */
    public boolean interestingMeansMet() {
        return ranByRunner() || race.startsWith(OURS);
    }

    /**
     * Tells whether the fork failed or saw a wrong outcome.
     *
     * @return true if somebody should look at it
     */
    public boolean bad() {
        return status != ForkStatus.NORMAL || forbidden > 0;
    }
}
