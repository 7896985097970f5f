package dev.racewalk.stress.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the JVM of a fork executes the actors. */
@SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
public enum JvmMode {
    /** As it is by default: interpreter, then C1, then C2. */
    TIERED(false, false),

    /** C2 alone, with its randomizers. */
    C2_STRESS(false, true, "-XX:-TieredCompilation"),

    /** C1 alone. */
    C1(false, false, "-XX:TieredStopAtLevel=1"),

    /** No compiler. */
    INTERPRETER(false, false, "-Xint"),

    /** Each actor by another compiler, or by none. */
    SPLIT(true, false),

    /** The same with the randomizers of C2. */
    SPLIT_STRESS(true, true),

    /** As the user says. */
    GIVEN(false, false);

    private static final List<String> STRESS =
            List.of("-XX:+StressLCM", "-XX:+StressGCM", "-XX:+StressIGVN", "-XX:+StressCCP");

    private final boolean split;
    private final boolean stress;
    private final List<String> flags;

    JvmMode(boolean split, boolean stress, String... flags) {
        this.split = split;
        this.stress = stress;
        this.flags = List.of(flags);
    }

    /**
     * Returns the name for people and files.
     *
     * @return in lower case
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Tells whether the actors are compiled in several ways.
     *
     * @return true if so
     */
    public boolean isSplit() {
        return split;
    }

    /**
     * Returns the flags of the mode.
     *
     * @param seed of the randomizers of C2
     * @return none for {@link #GIVEN}
     */
    public List<String> flags(long seed) {
        List<String> all = new ArrayList<>(flags);
        if (stress) {
            all.addAll(STRESS);
            all.add("-XX:StressSeed=" + Math.floorMod(seed, Integer.MAX_VALUE));
        }
        return all;
    }

    /**
     * Names the mode of a fork that jcstress wrote down.
     *
     * @param flags of the JVM
     * @param isSplit whether the actors were compiled in several ways
     * @return the name that a run of ours gives to such flags, or {@code c2}; flags that belong to no mode change nothing
     */
    public static String named(List<String> flags, boolean isSplit) {
        boolean isStressed = flags.contains(STRESS.get(0));
        if (flags.containsAll(INTERPRETER.flags)) {
            return INTERPRETER.id();
        }
        if (flags.containsAll(C1.flags)) {
            return C1.id();
        }
        if (isSplit) {
            return (isStressed ? SPLIT_STRESS : SPLIT).id();
        }
        if (isStressed) {
            return C2_STRESS.id();
        }
        return flags.containsAll(C2_STRESS.flags) ? "c2" : TIERED.id();
    }
}
