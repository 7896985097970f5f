package dev.racewalk.core.pagetable;

import org.jspecify.annotations.Nullable;

/**
 * How a {@code tryMap} ended, packed into a {@code long} so that neither success nor refusal allocates: the pages mapped
 * in bits 51:0, and above bit 56 the {@link Refusal}, if any.
 */
public final class MapResult {
    private static final int REFUSAL_SHIFT = 56;
    private static final int PAGE_LG2 = 12;
    private static final long PAGES = (1L << 52) - 1;
    private static final Refusal[] REFUSALS = Refusal.values();

    private MapResult() {}

    static long mapped(long bytes) {
        return bytes >>> PAGE_LG2;
    }

    @SuppressWarnings("EnumOrdinal") // lives no longer than the call
    static long refused(Refusal refusal) {
        return (long) (refusal.ordinal() + 1) << REFUSAL_SHIFT;
    }

    /**
     * Tells whether the whole range was mapped.
     *
     * @param result of a {@code tryMap}
     * @return true if it was
     */
    public static boolean isMapped(long result) {
        return result >>> REFUSAL_SHIFT == 0;
    }

    /**
     * Returns why the operation ended early.
     *
     * @param result of a {@code tryMap}
     * @return the rule broken, or null if the whole range was mapped
     * @throws IllegalArgumentException if no {@code tryMap} returns that
     */
    public static @Nullable Refusal refusal(long result) {
        int number = (int) (result >>> REFUSAL_SHIFT);
        if (number > REFUSALS.length) {
            throw new IllegalArgumentException(String.format("result = 0x%x: must be of a tryMap", result));
        }
        return number == 0 ? null : REFUSALS[number - 1];
    }

    /**
     * Returns what was mapped, before the error if there was one.
     *
     * @param result of a {@code tryMap}
     * @return bytes, unsigned
     */
    public static long bytes(long result) {
        return (result & PAGES) << PAGE_LG2;
    }
}
