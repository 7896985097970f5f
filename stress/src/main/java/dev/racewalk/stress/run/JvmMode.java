package dev.racewalk.stress.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jcstress.vm.CompileMode;

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

    /**
     * Names the mode of a fork that jcstress wrote down.
     *
     * @param flags of the JVM
     * @param compileMode number that jcstress gives to the compilation of the actors
     * @return the name that a run of ours gives to such flags, or {@code c2}; flags that belong to no mode change nothing
     */
    public static String named(List<String> flags, int compileMode) {
        boolean isStressed = flags.contains(STRESS.get(0));
        if (flags.containsAll(INTERPRETER.flags)) {
            return INTERPRETER.id();
        }
        if (flags.containsAll(C1.flags)) {
            return C1.id();
        }
        if (compileMode != CompileMode.UNIFIED) {
            return (isStressed ? SPLIT_STRESS : SPLIT).id();
        }
        if (isStressed) {
            return C2_STRESS.id();
        }
        return flags.containsAll(C2_STRESS.flags) ? "c2" : TIERED.id();
    }

    /**
     * Says how the actors are compiled.
     *
     * @param compileMode number that jcstress gives to it
     * @param actors how many there are
     * @return {@code unified}, or a word for each actor
     */
    public static String compilation(int compileMode, int actors) {
        if (compileMode == CompileMode.UNIFIED) {
            return "unified";
        }
        return IntStream.range(0, actors).mapToObj(a -> word(compileMode, a)).collect(Collectors.joining(", "));
    }

    static String word(int compileMode, int actor) {
        if (CompileMode.isInt(compileMode, actor)) {
            return "interpreter";
        }
        return CompileMode.isC1(compileMode, actor) ? "C1" : "C2";
    }
}
