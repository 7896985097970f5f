package dev.racewalk.stress.jcstress;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jcstress.vm.CompileMode;

/** How the actors of a fork are compiled: a number that jcstress gives to it. */
public final class Compilation {
    /** All actors the same way. */
    public static final int UNIFIED = CompileMode.UNIFIED;

    private Compilation() {}

    /**
     * Chooses one of the ways that are not the same for all actors.
     *
     * @param actors how many, 2 at least
     * @param turn any number; each number up to that of the ways gives another one
     * @return the number of the way
     */
    public static int split(int actors, int turn) {
        int[] mixed = Arrays.stream(CompileMode.casesFor(actors, true, true))
                .filter(c -> !isUniform(c, actors))
                .toArray();
        return mixed[turn % mixed.length];
    }

    private static boolean isUniform(int compileMode, int actors) {
        String first = word(compileMode, 0);
        return IntStream.range(1, actors)
                .allMatch(actor -> word(compileMode, actor).equals(first));
    }

    /**
     * Says how the actors are compiled.
     *
     * @param compileMode number of the way
     * @param actors how many there are
     * @return {@code unified}, or a word for each actor
     */
    public static String inWords(int compileMode, int actors) {
        if (compileMode == UNIFIED) {
            return "unified";
        }
        return IntStream.range(0, actors)
                .mapToObj(actor -> word(compileMode, actor))
                .collect(Collectors.joining(", "));
    }

    /** The same for columns: {@code int+C2}. */
    static String inShort(int compileMode, int actors) {
        return inWords(compileMode, actors).replace("interpreter", "int").replace(", ", "+");
    }

    private static String word(int compileMode, int actor) {
        if (CompileMode.isInt(compileMode, actor)) {
            return "interpreter";
        }
        return CompileMode.isC1(compileMode, actor) ? "C1" : "C2";
    }
}
