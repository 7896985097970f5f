package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.DataMemory;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pages of data of a machine, of which each is somebody's or nobody's. A page that is given back holds poison, and no device
 * may reach it (I14): what a device has cached is asked when the page is given back, and each access of a device asks whose the
 * page is. They lie beyond the memory of tables, and have one word each.
 *
 * <p>Whose a page is, is asked by a locked operation, which sees the last answer under any memory model.
 */
final class DataPages implements DataMemory {
    /** No page. */
    static final long NONE = 0;

    /** Output address of the first page; others are far from here. */
    private static final long FIRST = 1L << 49;

    private static final int PAGE_LG2 = 12;

    private final int pages;
    private final long[] data;

    /** Of each page, how often it was taken and given back: odd while it is somebody's. */
    private final long[] owners;

    private @Nullable Iommu iommu;

    DataPages(PhysicalMemory memory, int pages) {
        this.pages = pages;
        data = memory.newWords("data of page", pages);
        owners = memory.newWords("owner of page", pages);
        for (int page = 0; page < pages; page++) {
            Access.writeOnce(data, page, FramePool.POISON);
        }
    }

    /** Says whose caches are asked when a page is given back. */
    void askFrom(Iommu mmu) {
        iommu = mmu;
    }

    @Override
    public boolean contains(long oa) {
        long page = (oa - FIRST) >>> PAGE_LG2;
        return page < pages;
    }

    private static int page(long oa) {
        return (int) ((oa - FIRST) >>> PAGE_LG2);
    }

    @Override
    public long load(long oa) {
        return Access.readOnce(data, page(oa));
    }

    @Override
    public void store(long oa, long value) {
        Access.writeOnce(data, page(oa), value);
    }

    @Override
    public int owner(long oa) {
        long number = Access.andVolatile(owners, page(oa), -1);
        return isTaken(number) ? (int) number & Integer.MAX_VALUE : NOBODY;
    }

    private static boolean isTaken(long number) {
        return (number & 1) != 0;
    }

    /** Takes a page that is nobody's; {@link #NONE} if there is none. */
    long take() {
        for (int page = 0; page < pages; page++) {
            long number = Access.andVolatile(owners, page, -1);
            if (!isTaken(number) && Access.casVolatile(owners, page, number, number + 1)) {
                return FIRST + ((long) page << PAGE_LG2);
            }
        }
        return NONE;
    }

    /**
     * Gives a page back, when each cached translation that leads there was reported.
     *
     * @throws IllegalStateException if it is nobody's
     */
    void giveBack(long oa) {
        int page = page(oa);
        Objects.requireNonNull(iommu).expectUnreached(oa, 1L << PAGE_LG2);
        long number = Access.andVolatile(owners, page, -1);
        Access.writeOnce(data, page, FramePool.POISON);
        if (!isTaken(number) || !Access.casVolatile(owners, page, number, number + 1)) {
            throw new IllegalStateException("page " + page + " was given back twice");
        }
    }

    /** Gives all pages back; nobody reaches them. */
    void reset() {
        for (int page = 0; page < pages; page++) {
            long number = Access.readOnce(owners, page);
            if (isTaken(number)) { // a store would take the line away from the other core
                Access.writeOnce(owners, page, number + 1);
                Access.writeOnce(data, page, FramePool.POISON);
            }
        }
    }
}
