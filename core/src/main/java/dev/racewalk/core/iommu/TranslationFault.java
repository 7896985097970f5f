package dev.racewalk.core.iommu;

import org.jspecify.annotations.Nullable;

/** Why a device's access failed. {@link Device#translate} returns the code instead of an address. */
public enum TranslationFault {
    /** The device table entry has V set and TV clear: nothing gets through. */
    BLOCKED(-1),
    /**
     * The mode of the device table entry is 0 (no translation, which is not emulated), 7, or of more levels than the device walks.
     */
    BAD_MODE(-2),
    /** The IOVA has bits set that the mode of the device table entry does not decode. */
    BEYOND_ROOT(-3),
    /** PR is clear. */
    NOT_PRESENT(-4),
    /** The device table entry, a table item or the leaf does not permit the access. */
    PERMISSION(-5),
    /** Bits 58:52 of a leaf or 60:52 of a table item are not zero, or a leaf of the item's own size has address bits below that size. */
    RESERVED_BITS(-6),
    /** Next Level is not below the item's own mode, or there is a leaf at level 5. */
    BAD_NEXT_LEVEL(-7),
    /** The size of a contiguous leaf is not between twice the item and half the table, is over 2^51, or is 512 GiB. */
    BAD_SIZE(-8),
    /** The item skips levels, and the IOVA bits that they decode are not zero. */
    SKIPPED_BITS_NOT_ZERO(-9),
    /** The address of a table lies outside the memory. */
    BAD_ADDRESS(-10),
    /** The translation leads where there is no data: only of {@link Device#read} and {@link Device#write}. */
    NO_DATA(-11),
    /**
     * The device table entry has V clear. Real hardware lets such an access through, to the same address and without any check: it
     * is not blocked. Here it ends with this code, so that nobody takes it for a translation, and moves no data.
     */
    UNTRANSLATED(-12),
    /** The device table entry has V set, and a reserved bit: 6:2, 63, 60:52, or HAD (8:7) is 2. */
    ILLEGAL_ENTRY(-13),
    /** The IOVA has more bits than the device translates. */
    BEYOND_DEVICE(-14);

    private static final TranslationFault[] FAULTS = values();

    private final long code;

    TranslationFault(long code) {
        this.code = code;
    }

    /**
     * Returns what {@link Device#translate} returns for this fault.
     *
     * @return a negative number
     */
    public long code() {
        return code;
    }

    /**
     * Returns the fault that a translation ended with.
     *
     * @param result of {@link Device#translate}
     * @return the fault, or null if the result is an output address
     * @throws IllegalArgumentException if it is negative and no code of a fault
     */
    public static @Nullable TranslationFault of(long result) {
        if (result < -FAULTS.length) {
            throw new IllegalArgumentException(
                    "result = " + result + ": must be of a device's translate, read or write");
        }
        return result >= 0 ? null : FAULTS[(int) (-1 - result)];
    }
}
