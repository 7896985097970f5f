package dev.racewalk.core.iommu;

import org.jspecify.annotations.Nullable;

/**
 * The words as hardware decodes them. This is deliberately not {@link dev.racewalk.core.amdv1.Item}: it was written
 * from the bit table of the AMD specification alone, so that a mistake in what core writes does not cancel out against
 * the same mistake in what reads it. Source: AMD I/O Virtualization Technology specification, 2.2.2 and 2.2.3.
 */
final class HardwareFormat {
    static final long DIRTY = 1L << 6;

    private static final long PRESENT = 1L;
    private static final long VALID = 1L;
    private static final long TRANSLATES = 1L << 1;
    private static final int NEXT_LEVEL_BIT = 9;
    private static final int THREE_BITS = 7;
    private static final int CONTIGUOUS = 7;
    private static final long ADDRESS = ((1L << 40) - 1) << 12;
    /** 58:52. */
    private static final long RESERVED_IN_LEAF = ((1L << 7) - 1) << 52;

    /** 60:52: U and FC are of leaves. */
    private static final long RESERVED_IN_TABLE = ((1L << 9) - 1) << 52;

    /** 6:2, 60:52 (page requests and guest translation, which this hardware has not), and 63. */
    private static final long RESERVED_IN_ENTRY = 31L << 2 | ((1L << 9) - 1) << 52 | 1L << 63;

    private static final int HAD_BIT = 7;
    private static final int HAD_RESERVED = 2;
    private static final int HAD_ACCESSED_AND_DIRTY = 3;
    private static final int PERMISSIONS_BIT = 61;
    private static final int HIGHEST_LEVEL = 5;
    private static final int MAX_LEAF_LG2 = 51;
    /** 512 GiB, which an erratum rules out. */
    private static final int ERRATUM_LG2 = 39;

    private HardwareFormat() {}

    /**
     * What is wrong with a device table entry for an address, or null.
     *
     * @param addressBits of an input address that the walker translates
     */
    static @Nullable TranslationFault entryFault(long entry, long iova, int addressBits) {
        if ((entry & VALID) == 0) {
            return TranslationFault.UNTRANSLATED;
        }
        if ((entry & RESERVED_IN_ENTRY) != 0 || had(entry) == HAD_RESERVED) {
            return TranslationFault.ILLEGAL_ENTRY;
        }
        if ((entry & TRANSLATES) == 0) {
            return TranslationFault.BLOCKED;
        }
        int mode = nextLevel(entry);
        if (mode == 0 || mode > highestMode(addressBits)) {
            return TranslationFault.BAD_MODE;
        }
        if (addressBits < Long.SIZE && iova >>> addressBits != 0) {
            return TranslationFault.BEYOND_DEVICE;
        }
        return mode <= HIGHEST_LEVEL && iova >>> itemLg2(mode) != 0 ? TranslationFault.BEYOND_ROOT : null;
    }

    /** What is wrong with an item for an address, or null. */
    static @Nullable TranslationFault itemFault(long item, int level, long iova) {
        if ((item & PRESENT) == 0) {
            return TranslationFault.NOT_PRESENT;
        }
        if ((item & (isLeaf(item) ? RESERVED_IN_LEAF : RESERVED_IN_TABLE)) != 0) {
            return TranslationFault.RESERVED_BITS;
        }
        return isLeaf(item) ? leafFault(item, level) : tableFault(item, level, iova);
    }

    private static @Nullable TranslationFault leafFault(long item, int level) {
        if (level == HIGHEST_LEVEL) {
            return TranslationFault.BAD_NEXT_LEVEL;
        }
        int lg2 = leafLg2(item, level);
        if (lg2 == ERRATUM_LG2 || lg2 > MAX_LEAF_LG2) {
            return TranslationFault.BAD_SIZE;
        }
        if (nextLevel(item) == CONTIGUOUS) {
            return lg2 <= itemLg2(level) || lg2 >= itemLg2(level + 1) ? TranslationFault.BAD_SIZE : null;
        }
        return (address(item) & (1L << lg2) - 1) != 0 ? TranslationFault.RESERVED_BITS : null;
    }

    private static @Nullable TranslationFault tableFault(long item, int level, long iova) {
        int next = nextLevel(item);
        if (next > level) { // its own mode is level + 1
            return TranslationFault.BAD_NEXT_LEVEL;
        }
        long skipped = (1L << itemLg2(level)) - (1L << itemLg2(next));
        return (iova & skipped) != 0 ? TranslationFault.SKIPPED_BITS_NOT_ZERO : null;
    }

    /** The mode that a walker needs at most to translate so many bits. */
    private static int highestMode(int addressBits) {
        int mode = 1;
        while (mode <= HIGHEST_LEVEL && itemLg2(mode) < addressBits) {
            mode++;
        }
        return mode;
    }

    private static int had(long entry) {
        return (int) (entry >>> HAD_BIT) & 3;
    }

    /** Whether hardware sets D for a device: HAD of its entry. */
    static boolean setsDirty(long entry) {
        return had(entry) == HAD_ACCESSED_AND_DIRTY;
    }

    /** The Next Level of an item and the Mode of a device table entry have the same place. */
    private static int nextLevel(long word) {
        return (int) (word >>> NEXT_LEVEL_BIT) & THREE_BITS;
    }

    /** Level of the table that a table item or a device table entry leads to. */
    static int tableLevel(long word) {
        return nextLevel(word) - 1;
    }

    /** Bits 51:12. */
    static long address(long word) {
        return word & ADDRESS;
    }

    /** Bit 0: IR, bit 1: IW; of items and of device table entries. */
    static int permissions(long word) {
        return (int) (word >>> PERMISSIONS_BIT) & 3;
    }

    static boolean isLeaf(long item) {
        int next = nextLevel(item);
        return next == 0 || next == CONTIGUOUS;
    }

    static int leafLg2(long item, int level) {
        if (nextLevel(item) != CONTIGUOUS) {
            return itemLg2(level);
        }
        int lg2 = 13;
        for (long bits = item >>> 12; (bits & 1) != 0; bits >>>= 1) {
            lg2++;
        }
        return lg2;
    }

    static long outputAddress(long item, int lg2, long iova) {
        long offset = (1L << lg2) - 1;
        return (address(item) & ~offset) | (iova & offset);
    }

    static int itemLg2(int level) {
        return 12 + 9 * level;
    }

    static int index(long iova, int level) {
        return (int) (iova >>> itemLg2(level)) & 511;
    }
}
