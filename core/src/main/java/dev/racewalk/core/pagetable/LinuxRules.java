package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.PageSizes;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The Linux release whose rules a table follows, where releases differ: with the same calls, its tables have the same words.
 * The page {@code core/docs/protocol.md} says what differs.
 *
 * <p>Source: {@code drivers/iommu/generic_pt} of the release.
 */
public enum LinuxRules {
    /**
     * Linux 6.19. A map of pages has leaves of one size if its length is a multiple of the best size for the whole call; a
     * table has all the sizes of the levels that its VA width reaches.
     */
    LINUX_6_19("6.19"),

    /**
     * Linux 7.3. A map of pages chooses the size of each leaf as a map of a range does (since 7.1); a table has no sizes of
     * half its VA space or more (since 7.2).
     */
    LINUX_7_3("7.3");

    private final String release;

    LinuxRules(String release) {
        this.release = release;
    }

    /**
     * Returns the number of the release.
     *
     * @return as {@code 7.3}
     */
    public String release() {
        return release;
    }

    /**
     * Finds the rules of a release.
     *
     * @param release its number, as {@link #release} says it
     * @return the rules
     * @throws IllegalArgumentException if there are none; names the value and the releases that there are
     */
    public static LinuxRules of(String release) {
        for (LinuxRules rules : values()) {
            if (rules.release.equals(release)) {
                return rules;
            }
        }
        String releases = Arrays.stream(values()).map(LinuxRules::release).collect(Collectors.joining(" or "));
        throw new IllegalArgumentException("'" + release + "': must be " + releases + ", a release of Linux");
    }

    /** Whether the leaves of a map of pages have one size, if the best size for the whole call divides its length. */
    boolean isOneSizePerCall() {
        return this == LINUX_6_19;
    }

    /**
     * The sizes of a table.
     *
     * @param vaLg2 1..64
     * @param oaLg2 1..52
     * @return bitmap; 0 if the widths hold no page
     */
    long pageSizes(int vaLg2, int oaLg2) {
        long sizes = PageSizes.ofWidths(vaLg2, oaLg2);
        return this == LINUX_6_19 ? sizes : sizes & ((1L << (vaLg2 - 1)) - 1);
    }

    @Override
    public String toString() {
        return "Linux " + release;
    }
}
