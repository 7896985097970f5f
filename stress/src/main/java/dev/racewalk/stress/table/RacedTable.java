package dev.racewalk.stress.table;

import dev.racewalk.core.pagetable.Refusal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page table to race. An implementation is a public class with a public constructor that takes {@link TableParts}; {@code
 * explore --table com.acme.LockedTable} makes one for each sample and runs the races against it.
 *
 * <p>All that threads share must be words of the {@linkplain TableParts#memory memory}, and all waiting must go by its locks or
 * by {@link dev.racewalk.core.memory.SpinLock#pause}: each access is a step of the explorer then. Words and locks must be
 * made in the constructor. Tables are frames of {@link TableParts#frames}, of zeros when they are taken and of zeros when
 * they are given back.
 *
 * <p>Context of all operations: as in the kernel, threads that map and unmap never work on overlapping ranges at once, and those
 * that look up or read D not on a range that is being mapped or unmapped; ranges apart run fully in parallel. Devices walk at
 * any time. An operation that throws ends its sample as forbidden.
 */
public interface RacedTable {
    /** What {@link #lookUp} returns where nothing translates: no output address is negative. */
    long NO_TRANSLATION = -1;

    /**
     * Says what this table can do; the same at any time.
     *
     * @return any of them, or none
     */
    Set<Ability> abilities();

    /**
     * Maps one page for reading and writing.
     *
     * @param iova input address, a multiple of the size; below the first top, unless the table has {@link Ability#GROWTH}
     * @param oa output address, a multiple of the size
     * @param lg2 log2 of the size in bytes: 12; or that of items of upper levels with {@link Ability#LARGE_PAGES}, or one between
     *     with {@link Ability#CONTIGUOUS}
     * @return null if the page was mapped; {@link Refusal#IN_USE} if a part of it is translated already, {@link Refusal#NO_FRAME}
     *     if there is no frame for a table, and then no translation has changed
     */
    @Nullable
    Refusal map(long iova, long oa, int lg2);

    /**
     * Unmaps a range, up to the first hole in it; an entry that it ends in goes whole. Tables that it empties may be added to the
     * gather, and must not be given back before the {@link #sync}.
     *
     * @param iova first input address
     * @param length bytes, a multiple of 4 KiB, at least that
     * @param gather takes what must be flushed
     * @return bytes that were unmapped
     */
    long unmap(long iova, long length, TableGather gather);

    /**
     * Flushes what was gathered, gives its tables back, and leaves the gather empty.
     *
     * @param gather of one thread, filled by any number of operations
     */
    void sync(TableGather gather);

    /**
     * Translates an address as a thread does.
     *
     * @param iova any input address
     * @return output address, or {@link #NO_TRANSLATION}
     */
    long lookUp(long iova);

    /**
     * Reads and clears D. Needed with {@link Ability#DIRTY}.
     *
     * @param iova first input address
     * @param length bytes, a multiple of 4 KiB, at least that
     * @param gather takes what must be flushed
     * @return bytes of the range that were dirty
     */
    default long readAndClearDirty(long iova, long length, TableGather gather) {
        throw new UnsupportedOperationException("the table says that it has D, and does not read it");
    }

    /**
     * Sets D as hardware does. Needed with {@link Ability#DIRTY}.
     *
     * @param iova input address
     * @return null if D is set, {@link Refusal#NO_TRANSLATION} if nothing translates the address
     */
    default @Nullable Refusal setDirty(long iova) {
        throw new UnsupportedOperationException("the table says that it has D, and does not set it");
    }

    /**
     * Returns the level of the top that a thread would start from. Needed with {@link Ability#GROWTH}.
     *
     * @return 1 to 5
     */
    default int topLevel() {
        throw new UnsupportedOperationException("the table says that it grows, and does not tell its level");
    }

    /**
     * Shows the table to the verifier. A table in the AMDv1 format calls {@link TableView#amdv1} and is done.
     *
     * <p>Context: no thread operates on the table, and no device walks.
     *
     * @param view takes all that there is
     */
    void view(TableView view);
}
