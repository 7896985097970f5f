package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Fault;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.DirtyRecorder;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The hands of one actor of a race: what users of a table do, and the notes of when it was done. Each operation ends with a
 * code of {@link Results}; an exception ends it with {@link Results#THREW} or one of its like.
 *
 * <p>A lane keeps one gather, which its unmaps and its passes over D fill, and which is emptied by {@link #sync}; the methods
 * that sync say so. A race whose actor needs two gathers takes the second from a lane that nobody else uses.
 */
public final class Lane {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    private final int lane;
    private final IoPageTable table;
    private final @Nullable Device device;
    private final MachineFrames frames;
    private final int[] lanes;
    private final Failures failures;
    private final IotlbGather gather;
    private final DirtyCount dirty = new DirtyCount();

    Lane(int actor, IoPageTable table, @Nullable Device device, MachineFrames frames, Failures failures) {
        lane = actor * MachineFrames.LANE;
        this.table = table;
        this.device = device;
        this.frames = frames;
        this.failures = failures;
        lanes = frames.lanes();
        gather = table.newGather();
    }

    /* Notes. */

    /** Tells which actor the calling thread is. Each actor begins with it. */
    public void begin() {
        MachineFrames.act(lane);
    }

    /**
     * Begins as {@link #begin} does, and notes whether the other of two actors is at work, for {@link Machine#meeting} and
     * {@link Machine#order}.
     */
    public void beginMeeting() {
        begin();
        frames.noteBegun(lane);
        lanes[lane + MachineFrames.SEEN_FIRST] = frames.phaseAtBegin(other());
    }

    /** Begins as {@link #begin} does, and notes which of the three actors are at work, for {@link Machine#meetingOfThree}. */
    public void beginAmongThree() {
        begin();
        frames.noteBegun(lane);
        int seen = 0;
        for (int other = 0; other < Setup.ACTORS; other++) {
            int theirs = other * MachineFrames.LANE;
            seen |= theirs == lane ? 0 : frames.phaseAtBegin(theirs) << (2 * other);
        }
        lanes[lane + MachineFrames.SEEN_FIRST] = seen;
    }

    /**
     * Ends what an actor did.
     *
     * @param result a code of {@link Results}
     */
    public void end(int result) {
        lanes[lane + MachineFrames.RESULT] = result;
    }

    /**
     * Ends what {@link #beginMeeting} began.
     *
     * @param result a code of {@link Results}
     */
    public void endMeeting(int result) {
        lanes[lane + MachineFrames.SEEN_FIRST + 1] = frames.phaseAtEnd(other());
        frames.noteOver(lane);
        end(result);
    }

    /**
     * Ends what {@link #beginAmongThree} began.
     *
     * @param result a code of {@link Results}
     */
    public void endAmongThree(int result) {
        int seen = 0;
        for (int other = 0; other < Setup.ACTORS; other++) {
            int theirs = other * MachineFrames.LANE;
            seen |= theirs == lane ? 0 : frames.phaseAtEnd(theirs) << (2 * other);
        }
        lanes[lane + MachineFrames.SEEN_FIRST + 1] = seen;
        frames.noteOver(lane);
        end(result);
    }

    /**
     * Ends what an actor did, and notes how far the table had grown before and after it, for {@link Machine#growth}. Not
     * together with {@link #beginMeeting}.
     *
     * @param result a code of {@link Results}
     * @param levelBefore {@link Machine#topLevel} or {@link Machine#entryLevel} before it
     * @param levelAfter the same after it
     */
    public void end(int result, int levelBefore, int levelAfter) {
        lanes[lane + MachineFrames.SEEN_FIRST] = levelBefore;
        lanes[lane + MachineFrames.SEEN_FIRST + 1] = levelAfter;
        end(result);
    }

    /**
     * Tells whether the other of two actors is at work, so that this one goes on as long as that lasts.
     *
     * <p>Context: between {@link #beginMeeting} and {@link #endMeeting}.
     *
     * @return true if the other has begun and is not over
     */
    public boolean isOtherAtWork() {
        return frames.isAtWork(other());
    }

    /** Executes the next command, for which it waits as long as the other of two actors is at work; see {@link Machine#clock}. */
    boolean clock(Iommu hardware) {
        for (int spins = 0; !hardware.clock(); spins++) {
            if (frames.isOver(other())) {
                return false;
            }
            SpinLock.pause(spins);
        }
        return true;
    }

    private int other() {
        return MachineFrames.LANE - lane;
    }

    /* Maps. */

    /**
     * Maps one page for reading and writing, to {@link Machine#oa}.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @return {@link Results#MAPPED} or an errno
     */
    public int map(long iova, int lg2) {
        return map(iova, lg2, Machine.oa(iova));
    }

    /**
     * Maps one page for reading and writing.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa output address
     * @return as {@link #map(long, int)}
     */
    public int map(long iova, int lg2, long oa) {
        return mapPages(iova, lg2, 1, oa);
    }

    /**
     * Maps several pages in one call, to {@link Machine#oa}.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param count how many
     * @return {@link Results#MAPPED}, an errno, or how many were mapped before an errno: {@code mapped 1 of 2, EADDRINUSE}
     */
    public int mapPages(long iova, int lg2, int count) {
        return mapPages(iova, lg2, count, Machine.oa(iova));
    }

    /**
     * Maps one page for reading alone, to {@link Machine#oa}.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @return as {@link #map(long, int)}
     */
    public int mapForReading(long iova, int lg2) {
        return mapOrThrow(iova, Machine.oa(iova), 1L << lg2, 1, IoPageTable.READ);
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
    public int mapOrThrow(long iova, long oa, long pageSize, long count, int prot) {
        try {
            return table.mapPages(iova, oa, pageSize, count, prot) == pageSize * count ? Results.MAPPED : Results.WRONG;
        } catch (PageTableException e) {
            long done = e.mappedBytes() / pageSize;
            return done == 0
                    ? Results.refused(e.refusal())
                    : Results.mappedInPart((int) done, (int) count, e.refusal());
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Maps a range to {@link Machine#oa}, right or wrong, by the call that throws if it is refused.
     *
     * @param iova first input address
     * @param length bytes
     * @return {@link Results#MAPPED} or an errno
     */
    public int mapRangeOrThrow(long iova, long length) {
        try {
            return table.mapRange(iova, Machine.oa(iova), length, RW) == length ? Results.MAPPED : Results.WRONG;
        } catch (RuntimeException e) {
            return refusedOrThrew(e);
        }
    }

    /** The errno of an operation that a table refused; any other exception is a failure. */
    private int refusedOrThrew(RuntimeException e) {
        return e instanceof PageTableException refused ? Results.refused(refused.refusal()) : failures.threw(e);
    }

    private int mapPages(long iova, int lg2, int count, long oa) {
        try {
            return mapped(table.tryMapPages(iova, oa, 1L << lg2, count, RW), lg2, count);
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Maps a range by pages of several sizes, to {@link Machine#oa}.
     *
     * @param iova first input address
     * @param length bytes, less than 32 MiB
     * @return {@link Results#MAPPED}, an errno, or how many pages of 4 KiB were mapped before an errno
     */
    public int mapRange(long iova, long length) {
        try {
            long result = table.tryMapRange(iova, Machine.oa(iova), length, RW);
            return mapped(result, Machine.PAGE, (int) (length >>> Machine.PAGE));
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    private static int mapped(long result, int lg2, int count) {
        Refusal refusal = MapResult.refusal(result);
        if (refusal == null) {
            return Results.MAPPED;
        }
        int done = (int) (MapResult.bytes(result) >>> lg2);
        return done == 0 ? Results.refused(refusal) : Results.mappedInPart(done, count, refusal);
    }

    /* Unmaps. */

    /**
     * Unmaps a range, syncs and so frees the tables that it emptied.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return {@link Results#UNMAPPED} if exactly the range was unmapped, {@link Results#UNMAPPED_OTHER} if more or less
     */
    public int unmap(long iova, int lg2) {
        int result = unmapIfMapped(iova, lg2);
        return result == Results.ABSENT ? Results.UNMAPPED_OTHER : result;
    }

    /**
     * Unmaps a range as {@link #unmap} does, where there may be nothing to unmap.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return as {@link #unmap}, or {@link Results#ABSENT} if nothing was unmapped
     */
    public int unmapIfMapped(long iova, int lg2) {
        return unmapRange(iova, 1L << lg2, 1L << lg2);
    }

    /**
     * Unmaps a range, which may end inside an entry or at a hole, and syncs.
     *
     * @param iova first input address
     * @param length bytes to unmap, a multiple of 4 KiB
     * @param expected bytes that the race expects to be unmapped
     * @return {@link Results#UNMAPPED} if so many were, {@link Results#ABSENT} if none, {@link Results#UNMAPPED_OTHER} for
     *     any other number
     */
    public int unmapRange(long iova, long length, long expected) {
        int result = unmapUnsynced(iova, length, expected);
        int synced = sync();
        return synced == Results.SYNCED ? result : synced;
    }

    /**
     * Unmaps a range as {@link #unmapRange} does, and leaves what must be flushed in the gather.
     *
     * @param iova first input address
     * @param length bytes to unmap, a multiple of 4 KiB
     * @param expected bytes that the race expects to be unmapped
     * @return as {@link #unmapRange}
     */
    public int unmapUnsynced(long iova, long length, long expected) {
        try {
            long bytes = table.unmapPages(iova, 1L << Machine.PAGE, length >>> Machine.PAGE, gather);
            return bytes == expected ? Results.UNMAPPED : bytes == 0 ? Results.ABSENT : Results.UNMAPPED_OTHER;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Syncs the gather of this lane.
     *
     * @return {@link Results#SYNCED}
     */
    public int sync() {
        try {
            table.sync(gather);
            return Results.SYNCED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Closes the table. The machine is verified as one whose table is closed, and thrown away.
     *
     * <p>Context: no other thread operates on the table; devices may walk.
     *
     * @return {@link Results#CLOSED}
     */
    public int close() {
        try {
            table.close();
            return Results.CLOSED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /* Looks. */

    /**
     * Looks an address up as a thread does.
     *
     * @param iova input address
     * @return {@link Results#FOUND}, {@link Results#ABSENT}, or {@link Results#WRONG} if it is not {@link Machine#oa}
     */
    public int lookUp(long iova) {
        try {
            long oa = table.iovaToPhys(iova);
            return oa == Machine.oa(iova)
                    ? Results.FOUND
                    : oa == IoPageTable.NO_TRANSLATION ? Results.ABSENT : Results.WRONG;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Translates an address as the device does, for a read.
     *
     * @param iova input address
     * @return {@link Results#TRANSLATED}, {@link Results#NOT_PRESENT}, {@link Results#BEYOND_ROOT}, {@link Results#BLOCKED},
     *     {@link Results#DENIED}, {@link Results#FAULT} for any other, or {@link Results#WRONG} if it is not {@link Machine#oa}
     */
    public int read(long iova) {
        return read(Objects.requireNonNull(device), iova);
    }

    /**
     * Translates an address as a device does, for a read.
     *
     * @param walker which device
     * @param iova input address
     * @return as {@link #read(long)}
     */
    public int read(Device walker, long iova) {
        return access(walker, iova, Device.READ, Results.TRANSLATED);
    }

    /**
     * Translates an address as the device does, for a write, which sets D.
     *
     * @param iova input address
     * @return as {@link #read(long)}, with {@link Results#WRITTEN} for success
     */
    public int write(long iova) {
        return access(Objects.requireNonNull(device), iova, Device.WRITE, Results.WRITTEN);
    }

    private int access(Device walker, long iova, int access, int success) {
        try {
            long oa = walker.translate(iova, access);
            return oa < 0 ? faulted(oa) : oa == Machine.oa(iova) ? success : Results.WRONG;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    private static int faulted(long code) {
        if (code == Fault.NOT_PRESENT.code()) {
            return Results.NOT_PRESENT;
        }
        if (code == Fault.PERMISSION.code()) {
            return Results.DENIED;
        }
        return code == Fault.BEYOND_ROOT.code()
                ? Results.BEYOND_ROOT
                : code == Fault.BLOCKED.code() ? Results.BLOCKED : Results.FAULT;
    }

    /* D. */

    /**
     * Reads and clears D, and syncs.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return {@link Results#DIRTY} if all of the range was reported, {@link Results#DIRTY_PART} if less, {@link
     *     Results#CLEAN} if nothing
     */
    public int readDirty(long iova, int lg2) {
        try {
            long bytes = dirtyBytes(iova, 1L << lg2);
            table.sync(gather);
            return bytes == 0 ? Results.CLEAN : bytes == 1L << lg2 ? Results.DIRTY : Results.DIRTY_PART;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Reads and clears D over a range, and leaves what must be flushed in the gather.
     *
     * @param iova first input address
     * @param length bytes, less than 128 MiB
     * @return {@link Results#CLEAN}, how many pages of 4 KiB were reported: {@code 3 pages dirty}, or an errno
     */
    public int readDirtyUnsynced(long iova, long length) {
        try {
            return Results.dirtyPages((int) (dirtyBytes(iova, length) >>> Machine.PAGE));
        } catch (RuntimeException e) {
            return refusedOrThrew(e);
        }
    }

    /**
     * Sets D as a thread does.
     *
     * @param iova input address
     * @return {@link Results#WRITTEN} or an errno
     */
    public int setDirty(long iova) {
        try {
            table.setDirty(iova);
            return Results.WRITTEN;
        } catch (RuntimeException e) {
            return refusedOrThrew(e);
        }
    }

    private long dirtyBytes(long iova, long length) {
        dirty.bytes = 0;
        table.readAndClearDirty(iova, length, 0, dirty, gather);
        return dirty.bytes;
    }

    private static final class DirtyCount implements DirtyRecorder {
        long bytes;

        @Override
        public void record(long iova, long length) {
            bytes += length;
        }
    }
}
