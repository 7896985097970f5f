package dev.racewalk.stress.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the JVM of a fork executes the actors. */
@SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
enum JvmMode {
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

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isSplit() {
        return split;
    }

    List<String> flags(long seed) {
        List<String> all = new ArrayList<>(flags);
        if (stress) {
            all.addAll(STRESS);
            all.add("-XX:StressSeed=" + Math.floorMod(seed, Integer.MAX_VALUE));
        }
        return all;
    }
}
