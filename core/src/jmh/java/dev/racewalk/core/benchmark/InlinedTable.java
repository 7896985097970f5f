package dev.racewalk.core.benchmark;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The operations on single 4-KiB pages of {@link IoPageTable}, written out over a plain array without any seam: the same
 * loads, checks and stores in one place. For {@link SeamBenchmark} only: what is not plain sailing throws.
 */
final class InlinedTable {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle TOP;
    private static final long KIND = 0xE01;
    private static final long ATTRIBUTES = 1L << 60 | 1;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(InlinedTable.class, "top", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] words;
    private final long beyondVa = -1L << 48;
    private final int oaLg2 = 52;

    @SuppressWarnings("UnusedVariable") // read through TOP
    private long top;

    private int frames = 1;

    InlinedTable(int capacity) {
        words = new long[capacity << 9];
        TOP.setRelease(this, (long) frames++ << 12 | 2);
    }

    /** Makes the tables for a page; one thread. */
    void makeTables(long iova) {
        int table = (int) ((long) TOP.getAcquire(this) >>> 3) & -512;
        for (int level = 2; level > 0; level--) {
            int slot = table | (int) (iova >>> (12 + 9 * level)) & 511;
            if (words[slot] == 0) {
                words[slot] = 3L << 61 | (long) frames++ << 12 | (long) level << 9 | 1;
            }
            table = (int) (words[slot] >>> 3) & -512;
        }
    }

    long mapPage(long iova, long pa, int prot) {
        long snapshot = (long) TOP.getAcquire(this);
        int level = (int) snapshot & 7;
        if (((iova | pa) & 4095) != 0
                || pa >>> oaLg2 != 0
                || (prot & 3) == 0
                || (iova & beyondVa) != 0
                || iova >>> (12 + 9 * level) >= 512) {
            throw new IllegalArgumentException();
        }
        long[] w = words;
        int table = (int) (snapshot >>> 3) & -512;
        for (; level > 0; level--) {
            long item = (long) WORD.getAcquire(w, table | (int) (iova >>> (12 + 9 * level)) & 511);
            if ((item & KIND) != ((long) level << 9 | 1)) {
                throw new IllegalStateException();
            }
            table = (int) (item >>> 3) & -512;
        }
        int slot = table | (int) (iova >>> 12) & 511;
        if (((long) WORD.getAcquire(w, slot) & 1) != 0) {
            throw new IllegalStateException();
        }
        WORD.setOpaque(w, slot, pa | (long) (prot & 3) << 61 | ATTRIBUTES);
        return 4096;
    }

    long unmapPage(long iova, IotlbGather gather) {
        long snapshot = (long) TOP.getAcquire(this);
        int level = (int) snapshot & 7;
        if ((iova & beyondVa) != 0 || iova >>> (12 + 9 * level) >= 512) {
            return 0;
        }
        long[] w = words;
        int table = (int) (snapshot >>> 3) & -512;
        for (; level > 0; level--) {
            long item = (long) WORD.getAcquire(w, table | (int) (iova >>> (12 + 9 * level)) & 511);
            if ((item & KIND) != ((long) level << 9 | 1)) {
                throw new IllegalStateException();
            }
            table = (int) (item >>> 3) & -512;
        }
        int slot = table | (int) (iova >>> 12) & 511;
        if (((long) WORD.getAcquire(w, slot) & KIND) != 1) {
            throw new IllegalStateException();
        }
        WORD.setOpaque(w, slot, 0L);
        gather.add(iova, iova + 4095);
        return 4096;
    }

    long iovaToPhys(long iova) {
        long snapshot = (long) TOP.getAcquire(this);
        int level = (int) snapshot & 7;
        if ((iova & beyondVa) != 0 || iova >>> (12 + 9 * level) >= 512) {
            return IoPageTable.NO_TRANSLATION;
        }
        long[] w = words;
        int table = (int) (snapshot >>> 3) & -512;
        for (; ; level--) {
            long item = (long) WORD.getAcquire(w, table | (int) (iova >>> (12 + 9 * level)) & 511);
            if (level == 0 || (item & KIND) != ((long) level << 9 | 1)) {
                if ((item & KIND) == 1) {
                    return item & 0x000F_FFFF_FFFF_F000L | iova & (1L << (12 + 9 * level)) - 1;
                }
                throw new IllegalStateException();
            }
            table = (int) (item >>> 3) & -512;
        }
    }
}
