package dev.racewalk.core.pagetable;

import java.util.BitSet;

/** A bitmap of dirty pages over a range. Context: one thread at a time. */
public final class DirtyBitmap implements DirtyRecorder {
    private final long firstIova;
    private final int pageLg2;
    private final int pages;
    private final BitSet bits;

    /**
     * Makes a clean bitmap.
     *
     * @param iova first input address that it covers, a multiple of the page size
     * @param pageLg2 log2 of the bytes that one bit stands for, 12..51
     * @param pages how many pages it covers, at least 1
     * @throws IllegalArgumentException if an argument is out of its range, or the end is beyond 64 bits
     */
    public DirtyBitmap(long iova, int pageLg2, int pages) {
        if (pageLg2 < 12 || pageLg2 > 51) {
            throw new IllegalArgumentException("pageLg2 = " + pageLg2 + ": must be 12..51");
        }
        if (pages < 1) {
            throw new IllegalArgumentException("pages = " + pages + ": must be at least 1");
        }
        long lastPage = (iova >>> pageLg2) + pages - 1;
        if ((iova & ((1L << pageLg2) - 1)) != 0 || lastPage >>> (Long.SIZE - pageLg2) != 0) {
            throw new IllegalArgumentException(String.format(
                    "iova = 0x%x, pages = %d: must be a multiple of the page size, and end below 2^64", iova, pages));
        }
        firstIova = iova;
        this.pageLg2 = pageLg2;
        this.pages = pages;
        bits = new BitSet(pages);
    }

    /**
     * {@inheritDoc} A page that is dirty in part is dirty.
     *
     * @throws IllegalArgumentException if a part of the range lies outside the bitmap
     */
    @Override
    public void record(long iova, long length) {
        long first = (iova - firstIova) >>> pageLg2;
        long last = (iova + length - 1 - firstIova) >>> pageLg2;
        if (length == 0 || first > last || last >= pages) {
            throw new IllegalArgumentException(
                    String.format("iova = 0x%x, length = 0x%x: must lie in the bitmap", iova, length));
        }
        bits.set((int) first, (int) last + 1);
    }

    /**
     * Tells whether the page of an address is dirty.
     *
     * @param iova input address
     * @return true if its page was recorded; false for an address outside the bitmap
     */
    public boolean isDirty(long iova) {
        long page = (iova - firstIova) >>> pageLg2;
        return page < pages && bits.get((int) page);
    }

    /**
     * Returns how many pages are dirty.
     *
     * @return pages, 0 or more
     */
    public int dirtyPages() {
        return bits.cardinality();
    }

    /** Makes all pages clean. */
    public void clear() {
        bits.clear();
    }
}
