package dev.racewalk.core.memory;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where random tests get their seed: from the system property {@code racewalk.seed}, else by chance. It is printed, so
 * that a run can be repeated.
 */
public final class Seeds {
    private Seeds() {}

    /**
     * Chooses and prints a seed.
     *
     * @param test who asks
     * @return the seed
     */
    public static long choose(String test) {
        Long given = Long.getLong("racewalk.seed");
        long seed = given != null ? given : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.out.println(test + ": -Dracewalk.seed=" + seed);
        return seed;
    }

    /**
     * Chooses and prints a seed, and makes a generator of it.
     *
     * @param test who asks
     * @return the generator
     */
    public static SplittableRandom random(String test) {
        return new SplittableRandom(choose(test));
    }
}
