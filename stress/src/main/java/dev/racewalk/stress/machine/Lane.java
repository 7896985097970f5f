package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.SpinLock;
import org.jspecify.annotations.Nullable;

/**
 * Through which one actor of a race works: it begins, operates on the table, and ends with a code of {@link ResultCodes}, which
 * the arbiter reads. An actor that does one thing says so in the third person: {@code m.first().maps(page)} begins, maps and
 * ends.
 *
 * <p>An actor also notes what it sees of the others when it begins and ends, if the {@link Setup} says so.
 */
public final class Lane extends Operations {
    /** So often at most an actor tries again while the other is at work. */
    private static final int MOST = 256;

    private final int lane;
    private final int noting;
    private final int firstLevel;
    private final MachineFrames frames;
    private final int[] lanes;
    private final @Nullable Hardware hardware;
    private final @Nullable OperationRecorder recorder;

    Lane(int actor, TableCalls table, Rig rig, @Nullable Releases releases, Failures failures) {
        super(
                table,
                rig,
                rig.hardware() == null ? null : rig.hardware().device(),
                rig.hardware(),
                releases,
                failures,
                rig.parts().recorder());
        lane = actor * MachineFrames.LANE;
        noting = rig.setup().noting();
        firstLevel = rig.setup().startingLevel();
        frames = rig.frames();
        lanes = frames.lanes();
        hardware = rig.hardware();
        recorder = rig.parts().recorder();
    }

    /* An actor that does one thing. */

    /**
     * Begins, maps a page of 4 KiB as {@link #map(long)} does, and ends.
     *
     * @param iova input address
     */
    public void maps(long iova) {
        maps(iova, Addresses.PAGE);
    }

    /**
     * Begins, maps an entry as {@link #map(long, int)} does, and ends.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void maps(long iova, int lg2) {
        begin();
        end(map(iova, lg2));
    }

    /**
     * Begins, maps pages as {@link #mapPages} does, and ends.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param count how many
     */
    public void mapsPages(long iova, int lg2, int count) {
        begin();
        end(mapPages(iova, lg2, count));
    }

    /**
     * Begins, maps a range as {@link #mapRange} does, and ends.
     *
     * @param iova first input address
     * @param length bytes, less than 32 MiB
     */
    public void mapsRange(long iova, long length) {
        begin();
        end(mapRange(iova, length));
    }

    /**
     * Begins, unmaps a page of 4 KiB as {@link #unmap(long)} does, and ends.
     *
     * @param iova input address
     */
    public void unmaps(long iova) {
        unmaps(iova, Addresses.PAGE);
    }

    /**
     * Begins, unmaps a range as {@link #unmap(long, int)} does, and ends.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     */
    public void unmaps(long iova, int lg2) {
        begin();
        end(unmap(iova, lg2));
    }

    /**
     * Begins, unmaps what may not be mapped as {@link #unmapIfMapped} does, and ends.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     */
    public void unmapsIfMapped(long iova, int lg2) {
        begin();
        end(unmapIfMapped(iova, lg2));
    }

    /**
     * Begins, cuts an entry as {@link #cut} does, and ends.
     *
     * @param iova input address where an entry shall begin
     */
    public void cuts(long iova) {
        begin();
        end(cut(iova));
    }

    /** Begins, reclaims empty tables as {@link #reclaim} does, and ends. */
    public void reclaims() {
        begin();
        end(reclaim());
    }

    /**
     * Begins, reclaims empty tables, maps a page, for which the frame of one may be used, and ends with both results.
     *
     * @param iova input address of 4 KiB
     */
    public void reclaimsAndMaps(long iova) {
        begin();
        int reclaimed = reclaim();
        end(ResultCodes.then(reclaimed, map(iova)));
    }

    /**
     * Begins, looks an address up as {@link #lookUp} does, and ends.
     *
     * @param iova input address
     */
    public void looksUp(long iova) {
        begin();
        end(lookUp(iova));
    }

    /**
     * Begins, looks two addresses up, one after the other, and ends with both results.
     *
     * @param earlier input address
     * @param later input address, the same or another
     */
    public void looksUpBoth(long earlier, long later) {
        begin();
        int result = lookUp(earlier);
        end(ResultCodes.then(result, lookUp(later)));
    }

    /**
     * Begins, has the device read as {@link #read(long)} does, and ends.
     *
     * @param iova input address
     */
    public void reads(long iova) {
        begin();
        end(read(iova));
    }

    /**
     * Begins, has the device read two addresses, one after the other, and ends with both results.
     *
     * @param earlier input address
     * @param later input address, the same or another
     */
    public void readsBoth(long earlier, long later) {
        begin();
        int result = read(earlier);
        end(ResultCodes.then(result, read(later)));
    }

    /**
     * Begins, has the device write as {@link #write} does, and ends.
     *
     * @param iova input address
     */
    public void writes(long iova) {
        begin();
        end(write(iova));
    }

    /**
     * Begins, reads and clears D as {@link #readDirty} does, and ends.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     */
    public void readsDirty(long iova, int lg2) {
        begin();
        end(readDirty(iova, lg2));
    }

    /* Begin and end. */

    /** Tells which actor the calling thread is, and notes what the setup says. */
    public void begin() {
        frames.act(lane);
        if (noting == 0) {
            return;
        }
        frames.noteBegun(lane);
        lanes[lane + MachineFrames.SEEN_FIRST] = noting == 2 ? frames.phaseAtBegin(other()) : othersAtBegin();
    }

    /**
     * Tells which actor the calling thread is, and notes nothing: for an actor that nobody looks for, which ends by {@link
     * #keep}.
     */
    public void beginUnnoticed() {
        frames.act(lane);
    }

    /**
     * Ends what {@link #begin} began.
     *
     * @param result a code of {@link ResultCodes}
     */
    public void end(int result) {
        if (noting != 0) {
            frames.requireBegun(lane);
            lanes[lane + MachineFrames.SEEN_FIRST + 1] = noting == 2 ? frames.phaseAtEnd(other()) : othersAtEnd();
            frames.noteOver(lane);
        }
        keep(result);
    }

    /**
     * Ends what {@link #begin} began, and notes how far the table had grown before and after it, for {@link #growth}. Not with
     * a setup that has the actors note each other.
     *
     * @param result a code of {@link ResultCodes}
     * @param levelBefore {@link Machine#topLevel} or {@link Machine#entryLevel} before it
     * @param levelAfter the same after it
     */
    public void end(int result, int levelBefore, int levelAfter) {
        lanes[lane + MachineFrames.SEEN_FIRST] = levelBefore;
        lanes[lane + MachineFrames.SEEN_FIRST + 1] = levelAfter;
        keep(result);
    }

    /**
     * Keeps a result, and ends nothing: one more of another actor, in a race that has no third one.
     *
     * @param result a code of {@link ResultCodes}
     */
    public void keep(int result) {
        frames.ended(lane);
        lanes[lane + MachineFrames.RESULT] = result;
    }

    private int othersAtBegin() {
        int seen = 0;
        for (int other = 0; other < Setup.ACTORS; other++) {
            int theirs = other * MachineFrames.LANE;
            seen |= theirs == lane ? 0 : frames.phaseAtBegin(theirs) << (2 * other);
        }
        return seen;
    }

    private int othersAtEnd() {
        int seen = 0;
        for (int other = 0; other < Setup.ACTORS; other++) {
            int theirs = other * MachineFrames.LANE;
            seen |= theirs == lane ? 0 : frames.phaseAtEnd(theirs) << (2 * other);
        }
        return seen;
    }

    /* The other of two actors. */

    private int other() {
        return MachineFrames.LANE - lane;
    }

    /**
     * Tells whether the other of two actors is at work, so that this one goes on as long as that lasts.
     *
     * <p>Context: between {@link #begin} and {@link #end(int)}; the setup has the actors note each other.
     *
     * @return true if the other has begun and is not over
     */
    public boolean isOtherAtWork() {
        if (recorder != null) {
            recorder.other("goes on as long as another actor is at work");
        }
        return frames.isAtWork(other());
    }

    /**
     * Looks an address up again and again, as long as that ends as it did before and the other actor is at work, 255 times at
     * most.
     *
     * @param before what a look-up has ended with before: a code of {@link ResultCodes}
     * @param iova input address
     * @return what the last look-up ended with; {@code before} if there was none
     */
    public int lookUpWhile(int before, long iova) {
        int result = before;
        for (int i = 1; i < MOST && result == before && isOtherAtWork(); i++) {
            result = lookUp(iova);
        }
        return result;
    }

    /**
     * Has the device read again and again, as long as that ends as it did before and the other actor is at work, 255 times at
     * most.
     *
     * @param before what a read has ended with before: a code of {@link ResultCodes}
     * @param iova input address
     * @return what the last read ended with; {@code before} if there was none
     */
    public int readWhile(int before, long iova) {
        int result = before;
        for (int i = 1; i < MOST && result == before && isOtherAtWork(); i++) {
            result = read(iova);
        }
        return result;
    }

    /**
     * Takes an address that the flush queue releases, for which it waits as long as the other actor is at work.
     *
     * @param iova input address that is wanted
     * @return false if the address was not released, and the other is over
     */
    public boolean awaitReleased(long iova) {
        boolean taken = takeReleased(iova);
        for (int i = 1; i < MOST && !taken && isOtherAtWork(); i++) {
            taken = takeReleased(iova);
        }
        return taken;
    }

    /**
     * Takes a page of data that nobody has, for which it waits as long as the other actor is at work.
     *
     * @return its output address; 0 if there is none, and the other is over
     */
    public long awaitPage() {
        long page = takePage();
        for (int i = 1; i < MOST && page == 0 && isOtherAtWork(); i++) {
            page = takePage();
        }
        return page;
    }

    /**
     * Has the device read data again and again, as long as that ends as it did before and the other actor is at work, 255 times
     * at most.
     *
     * @param before what a read has ended with before: a code of {@link ResultCodes}
     * @param iova input address
     * @return what the last read ended with; {@code before} if there was none
     */
    public int readDataWhile(int before, long iova) {
        int result = before;
        for (int i = 1; i < MOST && result == before && isOtherAtWork(); i++) {
            result = readData(iova);
        }
        return result;
    }

    /**
     * Acts as hardware: executes the next command, for which it waits as long as the other actor is at work.
     *
     * <p>Context: the other actor notes when it begins and ends.
     *
     * @return false if there is no command, and the other is over
     * @throws RaceMistakeException if the machine has no hardware
     */
    public boolean clock() {
        if (recorder != null) {
            recorder.other("is the hardware until another actor is over");
        }
        Hardware clocked = Missing.device(hardware);
        for (int spins = 0; !clocked.clock(); spins++) {
            if (frames.isOver(other())) {
                return false;
            }
            SpinLock.pause(spins);
        }
        return true;
    }

    /* The arbiter. */

    /**
     * Returns what the operation of this actor ended with.
     *
     * @return in words
     */
    public String result() {
        if (code() == ResultCodes.NOTHING && frames.isLeftOpen(lane)) {
            throw new RaceMistakeException("the " + MachineFrames.NAMES.get(lane / MachineFrames.LANE)
                    + " lane was begun and not ended: Lane.end or Lane.keep takes what the operation returned");
        }
        return ResultCodes.inWords(code());
    }

    /**
     * Returns what the operation of this actor ended with.
     *
     * @return a code of {@link ResultCodes}
     */
    public int code() {
        return lanes[lane + MachineFrames.RESULT];
    }

    /**
     * Tells whether this actor has freed a frame that it had taken: a table that it did not install.
     *
     * @return true if so
     */
    public boolean hasFreedTable() {
        return frames.gaveBack(lane / MachineFrames.LANE);
    }

    /**
     * Tells where the operation of this actor lies in time, seen from the first growth of the table.
     *
     * @return {@code before growth}, {@code during growth} or {@code after growth}
     */
    public String growth() {
        int seen = lane + MachineFrames.SEEN_FIRST;
        if (lanes[seen] != firstLevel) {
            return "after growth";
        }
        return lanes[seen + 1] == firstLevel ? "before growth" : "during growth";
    }
}
