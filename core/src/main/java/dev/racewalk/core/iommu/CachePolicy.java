package dev.racewalk.core.iommu;

import java.util.SplittableRandom;

/**
 * When a device drops what it has cached although nobody asked it to. It is asked whenever a cached word is about to be
 * used.
 *
 * <p>Context: called under the device's lock; a policy with state belongs to one device.
 */
@FunctionalInterface
public interface CachePolicy {
    /** Keeps all that was ever read until it is invalidated: the hardest on software. */
    CachePolicy KEEP_ALL = () -> false;

    /**
     * Decides whether the cached word that is about to be used is dropped and read again.
     *
     * @return true to drop it
     */
    boolean drops();

    /**
     * Makes a policy that drops at random.
     *
     * @param seed the same seed gives the same decisions
     * @param oneIn one decision in so many is to drop, at least 1
     * @return a policy for one device
     * @throws IllegalArgumentException if {@code oneIn < 1}
     */
    static CachePolicy dropping(long seed, int oneIn) {
        if (oneIn < 1) {
            throw new IllegalArgumentException("oneIn = " + oneIn + ": must be at least 1");
        }
        SplittableRandom random = new SplittableRandom(seed);
        return () -> random.nextInt(oneIn) == 0;
    }
}
