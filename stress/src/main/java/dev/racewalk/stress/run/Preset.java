package dev.racewalk.stress.run;

import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.Strides;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How long the races run, and in which ways. A run consists of rounds; in each round every race runs once with short strides
 * and once with long ones. The rounds differ in the JVM mode, the processors and the seeds.
 */
@SuppressWarnings("ImmutableEnumChecker") // records and unmodifiable lists
public enum Preset {
    /**
     * The whole suite in three minutes on two processors: a JVM for each mode takes race after race. With options of jcstress it
     * forks as the other presets do.
     */
    QUICK(
            new Length(Duration.ofMillis(1_600), Duration.ofMillis(5_000), Duration.ofSeconds(172)),
            new Rounds(1, 2, 900, 1_500),
            List.of(List.of(JvmMode.TIERED), List.of(JvmMode.C2_STRESS))),

    /** Every race in each JVM mode, about a quarter of an hour on two processors. */
    STANDARD(
            new Length(Duration.ofMillis(18_500), Duration.ofSeconds(60), Duration.ofSeconds(890)),
            new Rounds(5, 10, 1_000, 3_000),
            List.of(
                    List.of(JvmMode.TIERED),
                    List.of(JvmMode.C2_STRESS),
                    List.of(JvmMode.SPLIT),
                    List.of(JvmMode.C1),
                    List.of(JvmMode.INTERPRETER),
                    List.of(JvmMode.SPLIT_STRESS),
                    List.of(JvmMode.SPLIT),
                    List.of(JvmMode.C2_STRESS),
                    List.of(JvmMode.SPLIT),
                    List.of(JvmMode.SPLIT_STRESS))),

    /** Round after round for as long as one says, through all that jcstress offers. */
    DEEP(
            new Length(Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new Rounds(Integer.MAX_VALUE, Integer.MAX_VALUE, 1_000, 10_000),
            List.of(
                    List.of(JvmMode.TIERED),
                    List.of(JvmMode.C2_STRESS),
                    List.of(JvmMode.SPLIT),
                    List.of(JvmMode.SPLIT_STRESS),
                    List.of(JvmMode.C1),
                    List.of(JvmMode.C2_STRESS),
                    List.of(JvmMode.SPLIT),
                    List.of(JvmMode.INTERPRETER),
                    List.of(JvmMode.SPLIT_STRESS)));

    /** Close together for collisions, and far apart for samples. */
    private static final List<Strides> BOTH = List.of(new Strides(4, 64), new Strides(256, 1));

    private static final List<List<Strides>> ALL = List.of(
            BOTH,
            List.of(new Strides(1, 1024), new Strides(64, 8)),
            List.of(new Strides(2, 512), new Strides(256, 40)),
            List.of(new Strides(8, 128), new Strides(1024, 2)));

    private final Length length;
    private final Rounds rounds;
    private final List<List<JvmMode>> modes;

    /**
     * How long a run takes.
     *
     * @param perRace time for each selected race
     * @param atLeast the run is planned to take as long, however few the races
     * @param atMost and no longer than this, however many
     */
    record Length(Duration perRace, Duration atLeast, Duration atMost) {}

    /**
     * How the time is spent.
     *
     * @param min rounds at least
     * @param max rounds at most
     * @param wanted milliseconds of racing in a fork that make a further round worth while
     * @param longest milliseconds of racing in a fork at most
     */
    record Rounds(int min, int max, int wanted, int longest) {}

    Preset(Length length, Rounds rounds, List<List<JvmMode>> modes) {
        this.length = length;
        this.rounds = rounds;
        this.modes = modes;
    }

    /**
     * Returns the name.
     *
     * @return as on the command line
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether somebody must say how long it runs.
     *
     * @return true if it would go on for ever
     */
    public boolean isEndless() {
        return this == DEEP;
    }

    /** Whether races share JVMs, as far as nothing else is asked for. */
    boolean isShared() {
        return this == QUICK;
    }

    Rounds rounds() {
        return rounds;
    }

    /** One list a round; in a round the races take turns. */
    List<List<JvmMode>> modes() {
        return modes;
    }

    Set<JvmMode> allModes() {
        Set<JvmMode> all = EnumSet.noneOf(JvmMode.class);
        modes.forEach(all::addAll);
        return all;
    }

    List<Strides> strides(int round) {
        return isEndless() ? ALL.get((round + round / modes.size()) % ALL.size()) : BOTH;
    }

    /** The strides of a round that is not endless: short ones, and long ones. */
    static List<Strides> both() {
        return BOTH;
    }

    /** How long so many races take; meaningless if endless. */
    Duration length(int races) {
        Duration wanted = length.perRace().multipliedBy(races);
        Duration enough = wanted.compareTo(length.atLeast()) < 0 ? length.atLeast() : wanted;
        return enough.compareTo(length.atMost()) > 0 ? length.atMost() : enough;
    }
}
