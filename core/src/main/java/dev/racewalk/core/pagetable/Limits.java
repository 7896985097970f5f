package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.amdv1.PageSizes;
import org.jspecify.annotations.Nullable;

/** What a table can address, and the checks of arguments that follow from it. */
record Limits(int vaLg2, int oaLg2, long pageSizes, LinuxRules rules) {

    /** Bits of an IOVA that the VA width does not have. */
    long beyondVa() {
        return vaLg2 == Long.SIZE ? 0 : -1L << vaLg2;
    }

    /** Bytes asked for, 0 if the product is 0 or does not fit; {@link #checkPages} tells these apart. */
    static long length(long pageSize, long pageCount) {
        return productOverflows(pageSize, pageCount) ? 0 : pageSize * pageCount;
    }

    @Nullable
    Refusal checkPages(long iova, long pa, long pageSize, long pageCount, int prot) {
        if (productOverflows(pageSize, pageCount)) {
            Refusal earlier = checkStart(pa, prot);
            return earlier != null ? earlier : Refusal.LENGTH_OVERFLOW;
        }
        Refusal refusal = checkExtent(iova, pa, pageSize * pageCount, prot);
        if (refusal != null) {
            return refusal;
        }
        if (Long.bitCount(pageSize) != 1 || (pageSize & pageSizes) == 0) {
            return Refusal.PAGE_SIZE;
        }
        return ((iova | pa) & pageSize - 1) != 0 ? Refusal.MISALIGNED : null;
    }

    @Nullable
    Refusal checkRange(long iova, long pa, long length, int prot) {
        Refusal refusal = checkExtent(iova, pa, length, prot);
        if (refusal != null) {
            return refusal;
        }
        long smallest = Long.lowestOneBit(pageSizes);
        return ((iova | pa | length) & smallest - 1) != 0 ? Refusal.MISALIGNED : null;
    }

    /** What holds for an address where an entry is to be cut. */
    @Nullable
    Refusal checkCut(long iova) {
        if ((iova & Long.lowestOneBit(pageSizes) - 1) != 0) {
            return Refusal.CUT_MISALIGNED;
        }
        return (iova & beyondVa()) != 0 ? Refusal.BEYOND_VA_WIDTH : null;
    }

    /** What holds for each range of input addresses, whatever is done with it. */
    static @Nullable Refusal checkInput(long iova, long length) {
        if (length == 0) {
            return Refusal.LENGTH_ZERO;
        }
        return Long.compareUnsigned(iova + length - 1, iova) < 0 ? Refusal.IOVA_OVERFLOW : null;
    }

    private @Nullable Refusal checkStart(long pa, int prot) {
        if ((prot & (IoPageTable.READ | IoPageTable.WRITE)) == 0) {
            return Refusal.PROT;
        }
        return pa >>> oaLg2 != 0 ? Refusal.PA_BEYOND_OA_WIDTH : null;
    }

    private @Nullable Refusal checkExtent(long iova, long pa, long length, int prot) {
        Refusal refusal = checkStart(pa, prot);
        if (refusal == null) {
            refusal = checkInput(iova, length);
        }
        if (refusal != null) {
            return refusal;
        }
        long room = (1L << oaLg2) - pa;
        return Long.compareUnsigned(length, room) > 0 ? Refusal.OA_BEYOND_OA_WIDTH : null;
    }

    /** Level that the largest leaf of a range needs, when each leaf has the best size for its place. */
    int highestLeafLevel(long iova, long pa, long length) {
        long sizes = pageSizes & (Long.highestOneBit(length) << 1) - 1;
        while (sizes != 0) {
            long size = Long.highestOneBit(sizes);
            long toBoundary = -iova & size - 1;
            boolean aligned = ((iova ^ pa) & size - 1) == 0;
            if (aligned && Long.compareUnsigned(toBoundary, length - size) <= 0) {
                return Level.ofSize(Long.numberOfTrailingZeros(size));
            }
            sizes ^= size;
        }
        return 0;
    }

    /**
     * Bytes that are mapped with one size before a larger one fits, or before the rest is smaller than it.
     *
     * @param sizeLg2 the best size at {@code iova}
     */
    long runLength(long iova, long pa, long length, int sizeLg2) {
        long larger = Long.lowestOneBit(pageSizes & -(2L << sizeLg2));
        if (larger != 0 && ((iova ^ pa) & larger - 1) == 0) {
            long toBoundary = -iova & larger - 1;
            if (toBoundary != 0
                    && Long.compareUnsigned(toBoundary, length) < 0
                    && Long.compareUnsigned(length - toBoundary, larger) >= 0) {
                return toBoundary;
            }
        }
        return length & -(1L << sizeLg2);
    }

    /**
     * The one size of all leaves of a map of several pages whose arguments were checked, or 0 if each leaf has the best size for its
     * place.
     *
     * @return log2 of bytes, or 0
     */
    int uniformLg2(long iova, long pa, long length) {
        if (!rules.isOneSizePerCall()) {
            return 0;
        }
        int best = bestLg2(iova, iova + length - 1, pa);
        return (length & ((1L << best) - 1)) == 0 ? best : 0;
    }

    int bestLg2(long iova, long lastIova, long pa) {
        return PageSizes.best(pageSizes, iova, lastIova, pa);
    }

    private static boolean productOverflows(long a, long b) {
        int zeros = Long.numberOfLeadingZeros(a) + Long.numberOfLeadingZeros(b);
        if (zeros != Long.SIZE - 1) {
            return zeros < Long.SIZE - 1;
        }
        return Long.compareUnsigned(a, Long.divideUnsigned(-1, b)) > 0;
    }
}
