package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.machine.judge.Damage;
import dev.racewalk.stress.machine.judge.RestCheck;
import org.jspecify.annotations.Nullable;

/**
 * What a race does to a machine before its actors start, in the constructor of its state. If a preparation fails, the sample
 * ends as {@code not prepared}.
 */
public final class Preparation {
    private final Rig rig;
    private final PhysicalMemory memory;
    private final MachineFrames frames;
    private final Operations operations;
    private final RestCheck rest;
    private final Failures failures;

    /** Made when a race asks for it. */
    private @Nullable SecondDomain secondDomain;

    Preparation(Rig rig, Operations operations, RestCheck rest, Failures failures) {
        this.rig = rig;
        this.operations = operations;
        this.rest = rest;
        this.failures = failures;
        memory = rig.memory();
        frames = rig.frames();
    }

    /** Makes the calling thread the one that prepares: the frames that it takes are those prepared. */
    public void begin() {
        frames.prepare();
    }

    /**
     * Maps a page of 4 KiB.
     *
     * @param iova input address
     */
    public void map(long iova) {
        map(iova, Addresses.PAGE);
    }

    /**
     * Maps an entry.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void map(long iova, int lg2) {
        frames.prepare();
        rest.expected().prepare(iova);
        failures.require(ResultCodes.MAPPED, operations.map(iova, lg2));
    }

    /**
     * Maps a page of 4 KiB for reading alone. An actor must map it anew: what is left is to be for writing too.
     *
     * @param iova input address
     */
    public void mapForReading(long iova) {
        frames.prepare();
        rest.expected().prepare(iova);
        int result = operations.mapOrThrow(iova, Addresses.oa(iova), 1L << Addresses.PAGE, 1, IoPageTable.READ);
        failures.require(ResultCodes.MAPPED, result);
    }

    /**
     * Unmaps what was mapped, and syncs: tables that it does not cover stay, empty or not.
     *
     * @param iova input address
     * @param lg2 log2 of the bytes
     */
    public void unmap(long iova, int lg2) {
        frames.prepare();
        failures.require(ResultCodes.UNMAPPED, operations.unmap(iova, lg2));
    }

    /**
     * Puts the tables there that a page of 4 KiB needs, the lowest of them empty: what a map and an unmap would leave.
     *
     * @param iova input address of the page
     */
    public void emptyTable(long iova) {
        emptyTable(iova, Addresses.PAGE);
    }

    /**
     * Puts the tables there that an entry needs, the lowest of them empty: what a map and an unmap would leave.
     *
     * @param iova input address of the entry
     * @param lg2 log2 of its bytes, less than the span of a table
     */
    public void emptyTable(long iova, int lg2) {
        OperationRecorder recorder = rig.parts().recorder();
        if (recorder != null) {
            recorder.onRange("empty", iova, 1L << lg2);
        }
        frames.prepare();
        if (OwnTable.isInUse() || rig.setup().pooled() || rig.setup().reclaims()) { // the table counts
            int mapped = operations.map(iova, lg2);
            if (mapped != ResultCodes.refused(Refusal.IN_USE)) { // else the tables are there
                failures.require(ResultCodes.MAPPED, mapped);
                failures.require(ResultCodes.UNMAPPED, operations.unmap(iova, lg2));
            }
            return;
        }
        long t = rig.top().readOnce();
        long pa = TopOfTable.address(t);
        for (int level = TopOfTable.level(t); level > Level.ofSize(lg2); level--) {
            int slot = memory.word(pa) + Level.index(iova, level);
            long item = memory.readOnce(slot);
            if (item == Item.EMPTY) {
                long below = frames.allocate();
                if (below == FrameAllocator.NONE) {
                    failures.require(ResultCodes.MAPPED, ResultCodes.refused(Refusal.NO_FRAME));
                    return;
                }
                item = Item.table(below, level);
                memory.writeOnce(slot, item);
            }
            pa = Item.tableAddress(item);
        }
    }

    /**
     * Lets the device read an address, so that its caches are warm.
     *
     * @param iova input address
     * @param result what it must find: a code of {@link ResultCodes}
     */
    public void read(long iova, int result) {
        failures.require(result, operations.read(iova));
    }

    /**
     * Lets a device read an address, so that its caches are warm.
     *
     * @param walker which device
     * @param iova input address
     * @param result what it must find: a code of {@link ResultCodes}
     */
    public void read(Device walker, long iova, int result) {
        failures.require(result, operations.read(walker, iova));
    }

    /**
     * Takes a page of data, maps it and lets the device read it.
     *
     * @param iova input address of 4 KiB
     * @return output address of the page
     */
    public long mapData(long iova) {
        frames.prepare();
        long oa = operations.takePage();
        failures.require(ResultCodes.MAPPED, operations.mapData(iova, oa));
        rest.expected().prepare(iova);
        failures.require(ResultCodes.READ, operations.readData(iova));
        return oa;
    }

    /**
     * Lets the device write to an address, so that its D is set.
     *
     * @param iova input address
     */
    public void write(long iova) {
        failures.require(ResultCodes.WRITTEN, operations.write(iova));
    }

    /**
     * Lets the device write to an address, so that its D is set.
     *
     * @param iova input address
     * @param oa what it must translate to
     */
    public void write(long iova, long oa) {
        failures.require(ResultCodes.WRITTEN, operations.write(iova, oa));
    }

    /** Attaches the second device. */
    public void attach() {
        failures.require(ResultCodes.ATTACHED, operations.attach());
    }

    /**
     * Says what the callers of this race, who break the contract, may do to the table.
     *
     * @param damage bits of {@link Damage}
     */
    public void permit(int damage) {
        if (damage != 0) {
            coreAlone("its actors break the contract, and what that does is known of core's table");
        }
        rest.findings().permit(damage);
    }

    /**
     * Returns a second table with a domain and a device of its own, which is made at the first call. The setup has one more
     * prepared frame for its top.
     *
     * @return the same for each sample
     * @throws RaceMistakeException if the machine has no hardware
     */
    public SecondDomain secondDomain() {
        recordOther("has a second domain");
        coreAlone("it has a second table and domain");
        SecondDomain second = secondDomain;
        if (second == null) {
            second = new SecondDomain(rig, hardware().iommu(), failures);
            secondDomain = second;
            rest.verifyToo(second.root());
        }
        return second;
    }

    /**
     * Returns a second device, which is made at the first call; it is the device itself if that begins detached.
     *
     * @param dropsOneIn one cached word in so many is dropped before it is used; 0 for none
     * @param attached whether it is attached when a sample begins; else an actor does that by {@link Operations#attach}
     * @return the same for each sample
     * @throws RaceMistakeException if the machine has no hardware
     */
    public Device secondDevice(int dropsOneIn, boolean attached) {
        OperationRecorder recorder = rig.parts().recorder();
        if (recorder != null) {
            recorder.secondDevice(dropsOneIn, attached);
        }
        return hardware().second(dropsOneIn, attached, rig.window());
    }

    /**
     * Has those who wait for hardware only wait from now on, until the sample is over: an actor is the hardware ({@link
     * Lane#clock}). The last that a race prepares.
     *
     * @throws RaceMistakeException if the machine has no hardware
     */
    public void leaveClockingToActor() {
        recordOther("leaves hardware to one actor alone");
        hardware().leaveClockingToActor();
    }

    /** Makes what belongs to a machine only if a race asks for it as it was. */
    void reset() {
        if (secondDomain != null) {
            secondDomain.reset();
        }
    }

    /** Ends a race of a table of a user's own. */
    private static void coreAlone(String why) {
        if (OwnTable.isInUse()) {
            throw OwnTable.unfit(why);
        }
    }

    private void recordOther(String what) {
        OperationRecorder recorder = rig.parts().recorder();
        if (recorder != null) {
            recorder.other(what);
        }
    }

    private Hardware hardware() {
        return Missing.device(rig.hardware());
    }
}
