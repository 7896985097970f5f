package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What users of a table do, and what a device does. Each operation ends with a code of {@link ResultCodes}; an exception ends it
 * with {@link ResultCodes#THREW} or one of its like.
 *
 * <p>Unmaps and passes over D fill one gather, which is emptied by {@link #sync}; the methods that sync say so. An actor that
 * needs two gathers takes the second from a lane that nobody else uses.
 */
public class Operations {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    private final TableCalls table;
    private final @Nullable Device device;
    private final @Nullable Hardware hardware;
    private final Failures failures;
    private final @Nullable Releases releases;
    private final @Nullable OperationRecorder recorder;
    private final OwnerSteps ownerSteps = StepsInUse.get().newOwnerSteps();
    private final Unmapped unmapped = new Unmapped();
    private final Addresses addresses;
    private final MachineFrames frames;
    private final long[] word = new long[1];

    Operations(
            TableCalls table,
            Rig rig,
            @Nullable Device device,
            @Nullable Hardware hardware,
            @Nullable Releases releases,
            Failures failures,
            @Nullable OperationRecorder recorder) {
        this.table = table;
        addresses = rig.addresses();
        frames = rig.frames();
        this.device = device;
        this.hardware = hardware;
        this.releases = releases;
        this.failures = failures;
        this.recorder = recorder;
    }

    /* Maps. */

    /**
     * Maps one page of 4 KiB for reading and writing, to {@link Addresses#oa}.
     *
     * @param iova input address
     * @return {@link ResultCodes#MAPPED} or an errno
     */
    public final int map(long iova) {
        return map(iova, Addresses.PAGE);
    }

    /**
     * Maps one page for reading and writing, to {@link Addresses#oa}.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @return {@link ResultCodes#MAPPED} or an errno
     */
    public final int map(long iova, int lg2) {
        return map(iova, lg2, Addresses.oa(iova));
    }

    /**
     * Maps one page for reading and writing.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa output address
     * @return as {@link #map(long, int)}
     */
    public final int map(long iova, int lg2, long oa) {
        return mapPages(iova, lg2, 1, oa);
    }

    /**
     * Maps several pages in one call, to {@link Addresses#oaOfPages}; one page, as {@link #map(long, int)} does.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param count how many
     * @return {@link ResultCodes#MAPPED}, an errno, or how many were mapped before an errno: {@code mapped 1 of 2, EADDRINUSE}
     */
    public final int mapPages(long iova, int lg2, int count) {
        return mapPages(iova, lg2, count, count == 1 ? Addresses.oa(iova) : Addresses.oaOfPages(iova, lg2));
    }

    /**
     * Maps pages as a caller says, right or wrong, by the call that throws if it is refused.
     *
     * @param iova input address of the first
     * @param oa output address of the first
     * @param pageSize bytes of each
     * @param count how many; less than 8192, or all of them are refused
     * @param prot what devices may do
     * @return as {@link #mapPages}
     */
    public final int mapOrThrow(long iova, long oa, long pageSize, long count, int prot) {
        if (recorder != null) {
            recorder.mapsPages(iova, pageSize, count, oa);
            if (prot != RW) {
                recorder.other("maps with other rights than for reading and writing");
            }
        }
        try {
            return table.mapOrThrow(iova, oa, pageSize, count, prot) == pageSize * count
                    ? ResultCodes.MAPPED
                    : ResultCodes.WRONG;
        } catch (PageTableException e) {
            return ResultCodes.mappedBefore((int) (e.mappedBytes() / pageSize), (int) count, e.refusal());
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    private int mapPages(long iova, int lg2, int count, long oa) {
        if (Level.itemLg2(Level.ofSize(lg2)) == lg2) { // longer entries have items beside the window
            requireInside(iova);
        }
        if (recorder != null) {
            recorder.mapsPages(iova, 1L << lg2, count, oa);
        }
        try {
            return table.map(iova, lg2, count, oa);
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Maps a range by pages of several sizes, to {@link Addresses#oa}.
     *
     * @param iova first input address
     * @param length bytes, less than 32 MiB
     * @return {@link ResultCodes#MAPPED}, an errno, or how many pages of 4 KiB were mapped before an errno
     */
    public final int mapRange(long iova, long length) {
        requireInside(iova);
        if (recorder != null) {
            recorder.onRange("maprange", iova, length);
        }
        try {
            return table.mapRange(iova, Addresses.oa(iova), length);
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Maps a range to {@link Addresses#oa}, right or wrong, by the call that throws if it is refused.
     *
     * @param iova first input address
     * @param length bytes
     * @return {@link ResultCodes#MAPPED} or an errno
     */
    public final int mapRangeOrThrow(long iova, long length) {
        if (recorder != null) {
            recorder.onRange("maprange", iova, length);
        }
        try {
            return table.mapRangeOrThrow(iova, Addresses.oa(iova), length) == length
                    ? ResultCodes.MAPPED
                    : ResultCodes.WRONG;
        } catch (RuntimeException e) {
            return refusedOrThrew(e);
        }
    }

    /** The errno of an operation that a table refused; any other exception is a failure. */
    private int refusedOrThrew(RuntimeException e) {
        return e instanceof PageTableException refused ? ResultCodes.refused(refused.refusal()) : failures.threw(e);
    }

    /** In one sample of many: a race uses the same items in each. Calls that shall be refused may name any address. */
    private void requireInside(long iova) {
        if (frames.checksThoroughly() && frames.isActing()) {
            addresses.requireInside(iova);
        }
    }

    /* Unmaps. */

    /**
     * Unmaps a page of 4 KiB, syncs and so frees the tables that it emptied.
     *
     * @param iova input address
     * @return {@link ResultCodes#UNMAPPED} if exactly the page was unmapped, {@link ResultCodes#UNMAPPED_OTHER} if more or less
     */
    public final int unmap(long iova) {
        return unmap(iova, Addresses.PAGE);
    }

    /**
     * Unmaps a range, syncs and so frees the tables that it emptied.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return {@link ResultCodes#UNMAPPED} if exactly the range was unmapped, {@link ResultCodes#UNMAPPED_OTHER} if more or less
     */
    public final int unmap(long iova, int lg2) {
        int result = unmapIfMapped(iova, lg2);
        return result == ResultCodes.ABSENT ? ResultCodes.UNMAPPED_OTHER : result;
    }

    /**
     * Unmaps a range as {@link #unmap} does, where there may be nothing to unmap.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return as {@link #unmap}, or {@link ResultCodes#ABSENT} if nothing was unmapped
     */
    public final int unmapIfMapped(long iova, int lg2) {
        return unmapRange(iova, 1L << lg2, 1L << lg2);
    }

    /**
     * Unmaps a range, which may end inside an entry or at a hole, and syncs.
     *
     * @param iova first input address
     * @param length bytes to unmap, a multiple of 4 KiB
     * @param expected bytes that the race expects to be unmapped
     * @return {@link ResultCodes#UNMAPPED} if so many were, {@link ResultCodes#ABSENT} if none, {@link ResultCodes#UNMAPPED_OTHER} for
     *     any other number
     */
    public final int unmapRange(long iova, long length, long expected) {
        int result = unmapUnsynced(iova, length, expected);
        int synced = sync();
        return synced == ResultCodes.SYNCED ? result : synced;
    }

    /**
     * Unmaps several pages in one call, and syncs.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param pages how many
     * @return as {@link #unmapIfMapped}
     */
    public final int unmapPages(long iova, int lg2, int pages) {
        long length = (long) pages << lg2;
        return unmapRange(iova, length, length);
    }

    /**
     * Unmaps a range as {@link #unmapRange} does, and leaves what must be flushed in the gather.
     *
     * @param iova first input address
     * @param length bytes to unmap, a multiple of 4 KiB
     * @param expected bytes that the race expects to be unmapped
     * @return as {@link #unmapRange}
     */
    public final int unmapUnsynced(long iova, long length, long expected) {
        if (recorder != null) {
            recorder.onRange("unmap", iova, length);
        }
        try {
            long bytes = table.unmap(iova, length);
            return bytes == expected
                    ? ResultCodes.UNMAPPED
                    : bytes == 0 ? ResultCodes.ABSENT : ResultCodes.UNMAPPED_OTHER;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Syncs the gather of this lane.
     *
     * @return {@link ResultCodes#SYNCED}
     */
    public final int sync() {
        recordPlain("sync");
        try {
            table.sync();
            return ResultCodes.SYNCED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /* Unmaps that are flushed later, many at once. */

    /**
     * Unmaps a range, and puts it on the queue of those that wait for a flush of everything.
     *
     * @param iova first input address
     * @param length bytes to unmap, a multiple of 4 KiB
     * @return as {@link #unmapUnsynced}
     * @throws RaceMistakeException if the setup has no flush queue
     */
    public final int unmapQueued(long iova, long length) {
        int result = unmapUnsynced(iova, length, length);
        if (result != ResultCodes.UNMAPPED) {
            return result;
        }
        try {
            table.queue(Missing.flushQueue(releases).queue(), iova, length);
            return result;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Flushes everything, if a range waits for it, and so releases all that was queued before.
     *
     * @return {@link ResultCodes#SYNCED}
     * @throws RaceMistakeException if the setup has no flush queue
     */
    public final int flushQueued() {
        try {
            Missing.flushQueue(releases).queue().flush();
            return ResultCodes.SYNCED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Takes an address that the flush queue has released, so that it may be mapped again.
     *
     * @param iova input address that is wanted
     * @return true if it was released, and nobody else has taken it
     * @throws RaceMistakeException if the setup has no flush queue
     */
    public final boolean takeReleased(long iova) {
        return Missing.flushQueue(releases).take() == iova;
    }

    /**
     * Closes the table. The machine is verified as one whose table is closed, and thrown away.
     *
     * <p>Context: no other thread operates on the table; devices may walk.
     *
     * @return {@link ResultCodes#CLOSED}
     */
    public final int close() {
        recordPlain("close");
        try {
            table.close();
            return ResultCodes.CLOSED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Cuts the entry that an address lies in.
     *
     * @param iova input address where an entry shall begin
     * @return {@link ResultCodes#CUT}, {@link ResultCodes#NOT_CUT} if there was none, or an errno
     */
    public final int cut(long iova) {
        try {
            return table.cut(iova) ? ResultCodes.CUT : ResultCodes.NOT_CUT;
        } catch (RuntimeException e) {
            return refusedOrThrew(e);
        }
    }

    /**
     * Reclaims empty tables, all that there are.
     *
     * @return {@link ResultCodes#NONE_RECLAIMED} or how many: {@code 1 reclaimed}
     */
    public final int reclaim() {
        try {
            return ResultCodes.reclaimed(table.reclaim());
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /* Looks. */

    /**
     * Looks an address up as a thread does.
     *
     * @param iova input address
     * @return {@link ResultCodes#FOUND}, {@link ResultCodes#ABSENT}, or {@link ResultCodes#WRONG} if it is not {@link Addresses#oa}
     */
    public final int lookUp(long iova) {
        if (recorder != null) {
            recorder.at("look", iova);
        }
        try {
            long oa = table.lookUp(iova);
            return oa == Addresses.oa(iova)
                    ? ResultCodes.FOUND
                    : oa == IoPageTable.NO_TRANSLATION ? ResultCodes.ABSENT : ResultCodes.WRONG;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Translates an address as the device does, for a read.
     *
     * @param iova input address
     * @return {@link ResultCodes#TRANSLATED}, {@link ResultCodes#NOT_PRESENT}, {@link ResultCodes#BEYOND_ROOT}, {@link ResultCodes#BLOCKED},
     *     {@link ResultCodes#DENIED}, {@link ResultCodes#FAULT} for any other, or {@link ResultCodes#WRONG} if it is not {@link Addresses#oa}
     */
    public final int read(long iova) {
        return read(Missing.device(device), iova);
    }

    /**
     * Translates an address as a device does, for a read.
     *
     * @param walker which device
     * @param iova input address
     * @return as {@link #read(long)}
     */
    public final int read(Device walker, long iova) {
        return access(walker, iova, Device.READ, Addresses.oa(iova), ResultCodes.TRANSLATED);
    }

    /**
     * Translates an address as the device does, for a read.
     *
     * @param iova input address
     * @param oa what it must translate to
     * @return as {@link #read(long)}
     */
    public final int read(long iova, long oa) {
        return access(Missing.device(device), iova, Device.READ, oa, ResultCodes.TRANSLATED);
    }

    /**
     * Translates an address as the device does, for a write, which sets D.
     *
     * @param iova input address
     * @return as {@link #read(long)}, with {@link ResultCodes#WRITTEN} for success
     */
    public final int write(long iova) {
        return access(Missing.device(device), iova, Device.WRITE, Addresses.oa(iova), ResultCodes.WRITTEN);
    }

    /* Data. */

    /**
     * Takes a page of data that nobody has, for which to give an address to the device by {@link #mapData}.
     *
     * @return its output address; 0 if there is none
     * @throws RaceMistakeException if the setup has no data
     */
    public final long takePage() {
        return data().take();
    }

    /**
     * Gives a page of data back: it holds poison then, and no device may reach it.
     *
     * @param oa its output address, taken
     * @return {@link ResultCodes#GIVEN_BACK}
     * @throws RaceMistakeException if the setup has no data
     */
    public final int giveBack(long oa) {
        try {
            data().giveBack(oa);
            return ResultCodes.GIVEN_BACK;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Writes into a page of data whose it is, and maps it for reading and writing.
     *
     * @param iova input address of 4 KiB; its owner writes that into the page
     * @param oa output address of the page, taken
     * @return {@link ResultCodes#MAPPED} or an errno
     * @throws RaceMistakeException if the setup has no data
     */
    public final int mapData(long iova, long oa) {
        data().store(oa, iova);
        return map(iova, Addresses.PAGE, oa);
    }

    /**
     * Unmaps a page of data, syncs and gives the page back.
     *
     * @param iova input address of 4 KiB
     * @param oa output address of the page
     * @return {@link ResultCodes#GIVEN_BACK}, {@link ResultCodes#ABSENT} if nothing was unmapped, {@link ResultCodes#UNMAPPED_OTHER} for
     *     any other length
     * @throws RaceMistakeException if the setup has no data
     */
    public final int unmapAndGiveBack(long iova, long oa) {
        int result = unmapUnsynced(iova, 1L << Addresses.PAGE, 1L << Addresses.PAGE);
        if (result != ResultCodes.UNMAPPED) {
            return result;
        }
        try {
            unmapped.oa = oa;
            ownerSteps.syncThenGiveBack(unmapped);
            return ResultCodes.GIVEN_BACK;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Has the device read data.
     *
     * @param iova input address of a page, whose owner has written that into it
     * @return {@link ResultCodes#READ}, a code of a fault as {@link #read(long)}, or {@link ResultCodes#WRONG} if it is another's
     */
    public final int readData(long iova) {
        try {
            long oa = Missing.device(device).read(iova, word);
            return oa < 0 ? faulted(oa) : word[0] == iova ? ResultCodes.READ : ResultCodes.WRONG;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Has the device write data: what the owner of the page has written there.
     *
     * @param iova input address of a page
     * @return {@link ResultCodes#WRITTEN} or a code of a fault as {@link #read(long)}
     */
    public final int writeData(long iova) {
        try {
            word[0] = iova;
            long oa = Missing.device(device).write(iova, word);
            return oa < 0 ? faulted(oa) : ResultCodes.WRITTEN;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    private DataPages data() {
        return Missing.data(hardware == null ? null : hardware.data());
    }

    /**
     * Translates an address as the device does, for a write, which sets D.
     *
     * @param iova input address
     * @param oa what it must translate to
     * @return as {@link #write(long)}
     */
    public final int write(long iova, long oa) {
        return access(Missing.device(device), iova, Device.WRITE, oa, ResultCodes.WRITTEN);
    }

    private int access(Device walker, long iova, int access, long right, int success) {
        if (recorder != null) {
            recorder.accesses(walker.equals(device), access == Device.WRITE, iova);
        }
        try {
            long oa = walker.translate(iova, access);
            return oa < 0 ? faulted(oa) : oa == right ? success : ResultCodes.WRONG;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    private static int faulted(long code) {
        if (code == TranslationFault.NOT_PRESENT.code()) {
            return ResultCodes.NOT_PRESENT;
        }
        if (code == TranslationFault.PERMISSION.code()) {
            return ResultCodes.DENIED;
        }
        if (code == TranslationFault.UNTRANSLATED.code()) {
            return ResultCodes.UNTRANSLATED;
        }
        return code == TranslationFault.BEYOND_ROOT.code()
                ? ResultCodes.BEYOND_ROOT
                : code == TranslationFault.BLOCKED.code() ? ResultCodes.BLOCKED : ResultCodes.FAULT;
    }

    /* D. */

    /**
     * Reads and clears D, and syncs.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return {@link ResultCodes#DIRTY} if all of the range was reported, {@link ResultCodes#DIRTY_PART} if less, {@link
     *     ResultCodes#CLEAN} if nothing
     */
    public final int readDirty(long iova, int lg2) {
        try {
            long bytes = dirtyBytes(iova, 1L << lg2);
            recordPlain("sync");
            table.sync();
            return bytes == 0 ? ResultCodes.CLEAN : bytes == 1L << lg2 ? ResultCodes.DIRTY : ResultCodes.DIRTY_PART;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Reads and clears D over a range, and leaves what must be flushed in the gather.
     *
     * @param iova first input address
     * @param length bytes, less than 128 MiB
     * @return {@link ResultCodes#CLEAN}, how many pages of 4 KiB were reported: {@code 3 pages dirty}, or an errno
     */
    public final int readDirtyUnsynced(long iova, long length) {
        try {
            return ResultCodes.dirtyPages((int) (dirtyBytes(iova, length) >>> Addresses.PAGE));
        } catch (RuntimeException e) {
            return refusedOrThrew(e);
        }
    }

    /**
     * Sets D as a thread does.
     *
     * @param iova input address
     * @return {@link ResultCodes#WRITTEN} or an errno
     */
    public final int setDirty(long iova) {
        if (recorder != null) {
            recorder.at("dirty", iova);
        }
        try {
            Refusal refusal = table.setDirty(iova);
            return refusal == null ? ResultCodes.WRITTEN : ResultCodes.refused(refusal);
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    private long dirtyBytes(long iova, long length) {
        if (recorder != null) {
            recorder.onRange("clean", iova, length);
        }
        return table.readAndClearDirty(iova, length);
    }

    /* The second device, and the hardware as such. */

    /**
     * Attaches the second device to the domain of the table.
     *
     * @return {@link ResultCodes#ATTACHED}
     * @throws RaceMistakeException if the machine has no hardware
     */
    public final int attach() {
        recordPlain("attach");
        Hardware attached = Missing.device(hardware);
        try {
            attached.attachSecond();
            return ResultCodes.ATTACHED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Detaches the second device from the domain of the table.
     *
     * @return {@link ResultCodes#DETACHED}
     * @throws RaceMistakeException if the machine has no hardware
     */
    public final int detach() {
        recordPlain("detach");
        Hardware detached = Missing.device(hardware);
        try {
            detached.detachSecond();
            return ResultCodes.DETACHED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Gives the second device, which is attached to the domain of the table, to a second domain.
     *
     * @param next the second domain
     * @return {@link ResultCodes#REPLACED}
     * @throws RaceMistakeException if the machine has no hardware
     */
    public final int replaceBy(SecondDomain next) {
        Hardware replaced = Missing.device(hardware);
        try {
            replaced.giveSecond(next.domain());
            return ResultCodes.REPLACED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Lets hardware execute one command, if there is one and nobody else clocks it.
     *
     * @return true if it did
     * @throws RaceMistakeException if the machine has no hardware
     */
    public final boolean clockOnce() {
        return Missing.device(hardware).clock();
    }

    /**
     * Tells whether hardware has noticed a violation in this machine.
     *
     * @return {@link ResultCodes#REPORTED} or {@link ResultCodes#NOTHING}
     * @throws RaceMistakeException if the machine has no hardware
     */
    public final int notice() {
        return Missing.device(hardware).hasNoticed() ? ResultCodes.REPORTED : ResultCodes.NOTHING;
    }

    private void recordPlain(String what) {
        if (recorder != null) {
            recorder.plain(what);
        }
    }

    /** A page that this lane has unmapped. */
    private final class Unmapped implements OwnedPage {
        long oa;

        @Override
        public void sync() {
            table.sync();
        }

        @Override
        public void giveBack() {
            data().giveBack(oa);
        }
    }
}
