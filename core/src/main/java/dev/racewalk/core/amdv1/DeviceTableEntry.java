package dev.racewalk.core.amdv1;

/**
 * The first 64-bit word of a device table entry, where hardware starts a walk: root and mode in one word, so that
 * hardware reads a pair that belongs together (AMD specification 2.2.2).
 *
 * <pre>{@code
 *   63 62 61 60            52 51                                12 11  9 8   7 6   2 1  0
 *  +--+--+--+----------------+------------------------------------+-----+-----+-----+--+--+
 *  |  |IW|IR|                | host page table root, bits 51:12   |Mode | HAD |     |TV|V |
 *  +--+--+--+----------------+------------------------------------+-----+-----+-----+--+--+
 * }</pre>
 *
 * <p>Where nothing is named, bits are reserved: 60:52 belong to page requests and guest translation, which core does not use.
 * With V clear, hardware does not look at the rest and lets every access through untranslated; what blocks a device is
 * {@link #BLOCKED}.
 */
public final class DeviceTableEntry {
    /** V, bit 0: the entry is valid. */
    public static final long VALID = 1L;

    /** TV, bit 1: the translation fields are valid. */
    public static final long TRANSLATION_VALID = 1L << 1;

    /** HAD, bits 8:7, both: hardware sets D, and the accessed bit, which this emulation has not. */
    public static final long SETS_DIRTY = 3L << 7;

    /** The word of a device that may do nothing: V without TV. */
    public static final long BLOCKED = VALID;

    private static final int MODE_SHIFT = 9;
    private static final long MODE = 7;

    private DeviceTableEntry() {}

    /**
     * Makes the entry that starts walks in a table.
     *
     * @param rootPa physical address of the top table, a multiple of 4096 below 2^52
     * @param topLevel level of the top table, 0..5: the mode is one more
     * @return the word: valid, with IR and IW, and with HAD, so that hardware sets D
     * @throws IllegalArgumentException if one of them is out of range
     */
    public static long of(long rootPa, int topLevel) {
        if ((rootPa & ~Item.ADDRESS) != 0 || topLevel < 0 || topLevel > Level.MAX) {
            throw new IllegalArgumentException(String.format(
                    "rootPa = 0x%x, topLevel = %d: must be a multiple of 4096 below 2^52, and 0..%d",
                    rootPa, topLevel, Level.MAX));
        }
        long attributes = Item.READABLE | Item.WRITABLE | SETS_DIRTY | TRANSLATION_VALID | VALID;
        return rootPa | (long) (topLevel + 1) << MODE_SHIFT | attributes;
    }

    /**
     * Tells whether hardware translates with an entry.
     *
     * @param entry any word
     * @return true if V and TV are set
     */
    public static boolean translates(long entry) {
        return (entry & (VALID | TRANSLATION_VALID)) == (VALID | TRANSLATION_VALID);
    }

    /**
     * Returns the root.
     *
     * @param entry any word
     * @return physical address of the top table, bits 51:12
     */
    public static long root(long entry) {
        return entry & Item.ADDRESS;
    }

    /**
     * Returns the mode, bits 11:9.
     *
     * @param entry any word
     * @return 0..7; 1..6 is top level + 1
     */
    public static int mode(long entry) {
        return (int) (entry >>> MODE_SHIFT & MODE);
    }
}
