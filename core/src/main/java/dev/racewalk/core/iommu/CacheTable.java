package dev.racewalk.core.iommu;

/**
 * Cached words, keyed by naturally aligned regions of 2^12 to 2^57 bytes: an open-addressing hash table of four longs
 * an entry, without garbage. Regions of different sizes may overlap; a lookup prefers the smallest.
 *
 * <p>What is cached covers its region or more: a piece of a large translation covers all of that. An invalidation removes
 * nothing that covers more than itself.
 *
 * <p>Context: under the lock of the device that it belongs to. An index is good until the next {@link #put}, {@link
 * #remove} or {@link #invalidate}.
 *
 * <pre>{@code
 *   key   region: its first address | log2 of its size, which fits below the address
 *   word  what was read
 *   from  63:61 level | 60:33 generation | 32:2 word number | 1:0 permissions
 *   about 63:32 owner of the page that a translation leads to | 5:0 span: log2 of the bytes that it covers
 * }</pre>
 */
final class CacheTable {
    static final int NONE = -1;

    /** The part of a generation that is kept. */
    static final int GENERATION_MASK = (1 << 28) - 1;

    private static final int STRIDE = 4;
    private static final int LG2_MASK = 0x3F;
    private static final int GENERATION_SHIFT = 33;
    private static final int OWNER_SHIFT = 32;
    private static final int LEVEL_SHIFT = 61;
    private static final int INITIAL_LG2 = 3;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private long[] entries = new long[STRIDE << INITIAL_LG2];
    private int capacityLg2 = INITIAL_LG2;
    private int size;
    /** Bit s: a region of 2^s bytes may be cached. */
    private long sizes;

    int size() {
        return size;
    }

    /** Indices run from 0 to this; {@link #isUsed} tells which are entries. */
    int indices() {
        return 1 << capacityLg2;
    }

    boolean isUsed(int index) {
        return key(index) != 0;
    }

    long first(int index) {
        return key(index) & ~LG2_MASK;
    }

    int lg2(int index) {
        return (int) key(index) & LG2_MASK;
    }

    long word(int index) {
        return entries[STRIDE * index + 1];
    }

    int permissions(int index) {
        return (int) from(index) & 3;
    }

    int slot(int index) {
        return (int) (from(index) >>> 2) & Integer.MAX_VALUE;
    }

    int generation(int index) {
        return (int) (from(index) >>> GENERATION_SHIFT) & GENERATION_MASK;
    }

    int level(int index) {
        return (int) (from(index) >>> LEVEL_SHIFT);
    }

    /** Log2 of the bytes that an entry covers, of which its region is all or a piece. */
    int spanLg2(int index) {
        return (int) about(index) & LG2_MASK;
    }

    /** Whose page a translation leads to. */
    int owner(int index) {
        return (int) (about(index) >>> OWNER_SHIFT);
    }

    private long about(int index) {
        return entries[STRIDE * index + 3];
    }

    private long key(int index) {
        return entries[STRIDE * index];
    }

    private long from(int index) {
        return entries[STRIDE * index + 2];
    }

    private static long key(long iova, int lg2) {
        return (iova & -(1L << lg2)) | lg2;
    }

    /** The smallest region that holds an address, or {@link #NONE}. */
    int find(long iova) {
        for (long left = sizes; left != 0; left &= left - 1) {
            int index = probe(key(iova, Long.numberOfTrailingZeros(left)));
            if (isUsed(index)) {
                return index;
            }
        }
        return NONE;
    }

    /**
     * Caches a word for the region of a size that holds an address, instead of what was cached for it.
     *
     * @param spanLg2 log2 of the bytes that the word covers, {@code lg2} or more
     * @return its index
     */
    int put(long iova, int lg2, int spanLg2, long word, int level, int permissions, int slot, int generation) {
        if (2 * (size + 1) > indices()) {
            grow();
        }
        int index = probe(key(iova, lg2));
        if (!isUsed(index)) {
            size++;
            sizes |= 1L << lg2;
        }
        long frame = (long) generation << GENERATION_SHIFT | (long) slot << 2;
        set(index, key(iova, lg2), word, (long) level << LEVEL_SHIFT | frame | permissions, spanLg2);
        return index;
    }

    /** Says whose page a translation leads to. */
    void own(int index, int owner) {
        entries[STRIDE * index + 3] = (long) owner << OWNER_SHIFT | spanLg2(index);
    }

    /** Replaces what was read, and where. */
    void update(int index, long word, int slot) {
        long from = (from(index) & ~((long) Integer.MAX_VALUE << 2)) | (long) slot << 2;
        set(index, key(index), word, from, about(index));
    }

    /** Removes an entry, and closes the gap in the probe sequences that run over it. */
    void remove(int index) {
        int mask = indices() - 1;
        int gap = index;
        for (int next = (gap + 1) & mask; isUsed(next); next = (next + 1) & mask) {
            int home = home(key(next));
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                set(gap, key(next), word(next), from(next), about(next));
                gap = next;
            }
        }
        set(gap, 0, 0, 0, 0);
        size--;
    }

    void clear() {
        if (sizes == 0) { // stores would take lines away from other processors
            return;
        }
        for (int index = 0; index < indices(); index++) {
            if (isUsed(index)) {
                set(index, 0, 0, 0, 0);
            }
        }
        size = 0;
        sizes = 0;
    }

    /**
     * Removes what a naturally aligned region covers; one of 64 bits is everything. What covers more than the region stays,
     * even if the two overlap: so hardware may take an invalidation that is smaller than the entry or the table.
     */
    void invalidate(long base, int lg2) {
        if (lg2 == Long.SIZE) {
            clear();
        } else if (probesFor(lg2) < indices()) {
            removeByKey(base, lg2);
        } else {
            removeByScan(base, lg2);
        }
    }

    /** The sizes of regions that fit one of a size. */
    private long sizesWithin(int lg2) {
        return sizes & ((2L << lg2) - 1);
    }

    /** Lookups that it takes to find each region that fits one of a size. */
    private long probesFor(int lg2) {
        long probes = 0;
        for (long left = sizesWithin(lg2); left != 0; left &= left - 1) {
            probes += 1L << (lg2 - Long.numberOfTrailingZeros(left));
        }
        return probes;
    }

    private void removeByKey(long base, int lg2) {
        for (long left = sizesWithin(lg2); left != 0; left &= left - 1) {
            int part = Long.numberOfTrailingZeros(left);
            long parts = 1L << (lg2 - part);
            for (long i = 0; i < parts; i++) {
                int index = probe(key(base + (i << part), part));
                if (isUsed(index) && spanLg2(index) <= lg2) {
                    remove(index);
                }
            }
        }
    }

    private void removeByScan(long base, int lg2) {
        for (int index = 0; index < indices(); index++) {
            // Removing moves later entries here, and never an entry that was not looked at to before here.
            while (isUsed(index) && spanLg2(index) <= lg2 && (first(index) ^ base) >>> lg2 == 0) {
                remove(index);
            }
        }
    }

    /** Index of a key, or of the free place where it belongs. */
    private int probe(long key) {
        int mask = indices() - 1;
        int index = home(key);
        while (isUsed(index) && key(index) != key) {
            index = (index + 1) & mask;
        }
        return index;
    }

    private int home(long key) {
        return (int) ((key * GOLDEN) >>> (Long.SIZE - capacityLg2));
    }

    private void set(int index, long key, long word, long from, long about) {
        entries[STRIDE * index] = key;
        entries[STRIDE * index + 1] = word;
        entries[STRIDE * index + 2] = from;
        entries[STRIDE * index + 3] = about;
    }

    private void grow() {
        long[] old = entries;
        capacityLg2++;
        entries = new long[STRIDE << capacityLg2];
        for (int i = 0; i < old.length; i += STRIDE) {
            if (old[i] != 0) {
                set(probe(old[i]), old[i], old[i + 1], old[i + 2], old[i + 3]);
            }
        }
    }
}
