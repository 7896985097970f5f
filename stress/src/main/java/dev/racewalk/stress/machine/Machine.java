package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.core.pagetable.TopOfTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one sample of a race runs on: emulated memory, a page table and, if wanted, an IOMMU with a device. An arbiter
 * verifies it when the sample is over; then it is reset to what it was, and used again.
 *
 * <p>A race uses few items of each table, its <em>window</em>, which lies elsewhere in each machine, as else all machines
 * would compete for the same sets of the host's caches. {@link #item} makes the addresses. In every sample all items of
 * the window and those beside it are verified, and in one of many all words of the machine: see {@link RestCheck}.
 */
public final class Machine {
    /** {@code actor}. */
    public static final int FIRST = 0;

    /** {@code actor}. */
    public static final int SECOND = 1;

    /** {@code actor}. */
    public static final int THIRD = 2;

    /** Log2 of a page of 4 KiB. */
    public static final int PAGE = 12;

    /** From an end of the window to the word beyond its border. */
    private static final int BEYOND_BORDER = 2;

    /** After so many samples a machine is thrown away. */
    private static final int SAMPLES = 4096;

    /** What the word that holds the top of a table is called. */
    public static final String TOP = "top of table";

    private static final long OA_BASE = 1L << 50;

    private final Setup setup;
    private final MachinePool pool;
    private final int window;
    private final PhysicalMemory memory;
    private final MachineFrames frames;
    private final int[] lanes;
    private final IoPageTable table;
    private final Lane first;
    private final Lane second;
    private final Lane third;
    private final SharedWord top;
    private final long firstTop;
    private final @Nullable Iommu iommu;
    private final @Nullable Domain domain;
    private final @Nullable Device device;

    /** Made when a race asks for them. */
    private @Nullable SecondDomain secondDomain;

    private @Nullable Device secondDevice;
    private boolean secondStaysAttached;

    /** The arbiter's own, in an object of its own: its stores must not take lines away from the actors. */
    private final RestCheck rest;

    /** Which machine the thread that arbitrates gave back after this one, the last time; likely it is so again. */
    private @Nullable Machine follower;

    private final Failures failures;

    /** Whether those who wait for hardware do not clock it in this sample. */
    private boolean isClockedByActor;

    Machine(Setup setup, MachinePool pool, MachineParts parts) {
        this.setup = setup;
        this.pool = pool;
        window = setup.place() == Setup.ANYWHERE ? parts.window(setup) : setup.place();
        memory = parts.memory(setup, window);
        frames = parts.frames(memory, setup);
        lanes = frames.lanes();
        frames.prepare();
        top = memory.newWord(TOP, 0);
        IoPageTable.Builder builder = IoPageTable.builder(memory, frames)
                .topWord(top)
                .startingLevel(setup.startingLevel())
                .vaLg2(setup.vaLg2())
                .steps(Seed.protocolSteps())
                .countTables(false) // MachineFrames keeps the account
                .gatherMode(setup.gatherMode())
                .checkRanges(setup.checked());
        if (setup.hardware()) {
            iommu = Iommu.builder(memory)
                    .frames(frames)
                    .steps(Seed.driverSteps(memory))
                    .queueCapacity(setup.queue())
                    .build();
            domain = iommu.newDomain();
            device = iommu.newDevice();
            if (setup.detached()) {
                secondDevice = device;
            } else {
                domain.attach(device);
            }
            builder.hardware(domain);
        } else {
            iommu = null;
            domain = null;
            device = null;
        }
        table = builder.build();
        firstTop = table.topOfTable();
        rest = new RestCheck(setup, memory, frames, table, window, iommu, device);
        failures = new Failures(rest.findings());
        first = new Lane(FIRST, table, device, frames, failures);
        second = new Lane(SECOND, table, device, frames, failures);
        third = new Lane(THIRD, table, device, frames, failures);
        frames.reset();
        frames.poison(new UsedWords(memory, window, setup.window()));
    }

    /**
     * Makes the part of an input address that selects an item of the window.
     *
     * @param level of the table
     * @param index 0 to the size of the window - 1
     * @return to be added to those of other levels; levels left out select item 0
     */
    public long item(int level, int index) {
        return (long) (window + index) << Level.itemLg2(level);
    }

    /**
     * Makes the part of an input address that leads through the first item of the window of each table to one of level 0.
     *
     * @param level of the table where that begins, 1 to 5
     * @return to be added to an item of level 0
     */
    public long leafTable(int level) {
        long iova = 0;
        for (int l = 1; l <= level; l++) {
            iova += item(l, 0);
        }
        return iova;
    }

    /**
     * Returns the output address that a race maps an input address to: another one for each below 2^50.
     *
     * @param iova input address
     * @return aligned as it is
     */
    public static long oa(long iova) {
        return (iova & (OA_BASE - 1)) + OA_BASE;
    }

    /**
     * Returns the table.
     *
     * @return the same for each sample
     */
    public IoPageTable table() {
        return table;
    }

    /**
     * Returns the memory, for what a race shares beside the table.
     *
     * @return the same for each sample
     */
    public PhysicalMemory memory() {
        return memory;
    }

    /**
     * Returns the hands of the first actor.
     *
     * @return the same for each sample
     */
    public Lane first() {
        return first;
    }

    /**
     * Returns the hands of the second actor.
     *
     * @return the same for each sample
     */
    public Lane second() {
        return second;
    }

    /**
     * Returns the hands of the third actor; in a race of two, a place for one more result or gather.
     *
     * @return the same for each sample
     */
    public Lane third() {
        return third;
    }

    private Lane lane(int actor) {
        return actor == FIRST ? first : actor == SECOND ? second : third;
    }

    /** Which of its race's cases this machine is of. */
    int caseNumber() {
        return pool.caseNumber();
    }

    /* Before the actors start, in the constructor of the race. If it fails, the sample ends as "not prepared". */

    /**
     * Maps an entry.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void prepareMap(long iova, int lg2) {
        frames.prepare();
        rest.expected().prepare(iova);
        require(Results.MAPPED, map(iova, lg2));
    }

    /**
     * Maps an entry for reading alone. An actor must map it anew: what is left is to be for writing too.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void prepareMapForReading(long iova, int lg2) {
        frames.prepare();
        rest.expected().prepare(iova);
        require(Results.MAPPED, first.mapForReading(iova, lg2));
    }

    /**
     * Puts the tables there that an entry needs, the lowest of them empty: what a map and an unmap would leave.
     *
     * @param iova input address of the entry
     * @param lg2 log2 of its bytes, less than the span of a table
     */
    public void prepareEmptyTable(long iova, int lg2) {
        frames.prepare();
        long t = top.readOnce();
        long pa = TopOfTable.address(t);
        for (int level = TopOfTable.level(t); level > Level.ofSize(lg2); level--) {
            int slot = memory.word(pa) + Level.index(iova, level);
            long item = memory.readOnce(slot);
            if (item == Item.EMPTY) {
                long below = frames.allocate();
                if (below == FrameAllocator.NONE) {
                    require(Results.MAPPED, Results.refused(Refusal.NO_FRAME));
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
     * @param result what it must find: a code of {@link Results}
     */
    public void prepareRead(long iova, int result) {
        require(result, read(iova));
    }

    /**
     * Lets a device read an address, so that its caches are warm.
     *
     * @param walker which device
     * @param iova input address
     * @param result what it must find: a code of {@link Results}
     */
    public void prepareRead(Device walker, long iova, int result) {
        require(result, read(walker, iova));
    }

    /** Attaches the second device. */
    public void prepareAttach() {
        require(Results.ATTACHED, attach());
    }

    /**
     * Lets the device write to an address, so that its D is set.
     *
     * @param iova input address
     */
    public void prepareWrite(long iova) {
        require(Results.WRITTEN, write(iova));
    }

    /**
     * Says what the callers of this race, who break the contract, may do to the table.
     *
     * @param damage bits of {@link Damage}
     */
    public void permit(int damage) {
        rest.findings().permit(damage);
    }

    /**
     * Returns a second table with a domain and a device of its own, which is made at the first call. The setup has one more
     * prepared frame for its top.
     *
     * @return the same for each sample
     * @throws NullPointerException if the machine has no hardware
     */
    public SecondDomain secondDomain() {
        SecondDomain second = secondDomain;
        if (second == null) {
            second = new SecondDomain(Objects.requireNonNull(iommu), memory, frames, setup, failures);
            secondDomain = second;
            rest.verifyToo(second);
        }
        return second;
    }

    /**
     * Returns a second device, which is made at the first call; it is the device itself if that begins detached.
     *
     * @param dropsOneIn one cached word in so many is dropped before it is used; 0 for none
     * @param attached whether it is attached when a sample begins; else an actor does that by {@link #attach}
     * @return the same for each sample
     * @throws NullPointerException if the machine has no hardware
     */
    public Device secondDevice(int dropsOneIn, boolean attached) {
        Device second = secondDevice;
        if (second == null) {
            CachePolicy policy = dropsOneIn == 0 ? CachePolicy.KEEP_ALL : CachePolicy.dropping(window, dropsOneIn);
            second = Objects.requireNonNull(iommu).newDevice(policy);
            secondDevice = second;
            secondStaysAttached = attached;
            if (attached) {
                Objects.requireNonNull(domain).attach(second);
            }
        }
        return second;
    }

    /**
     * Has those who wait for hardware only wait from now on, until the sample is over: an actor is the hardware ({@link #clock}).
     * The last that a race prepares.
     *
     * @throws NullPointerException if the machine has no hardware
     */
    public void leaveClockingToActor() {
        Objects.requireNonNull(iommu).setFreeRunning(true);
        isClockedByActor = true;
    }

    private void require(int wanted, int result) {
        failures.require(wanted, result);
    }

    /* Actors. */

    /**
     * Tells which actor the calling thread is. Each actor begins with it.
     *
     * @param actor {@link #FIRST}, {@link #SECOND} or {@link #THIRD}
     */
    public void begin(int actor) {
        lane(actor).begin();
    }

    /**
     * Begins as {@link #begin} does, and notes whether the other actor is at work, for {@link #meeting} and {@link #order}.
     *
     * @param actor {@link #FIRST} or {@link #SECOND}
     */
    public void beginMeeting(int actor) {
        lane(actor).beginMeeting();
    }

    /**
     * Ends what an actor did.
     *
     * @param actor the same as at the begin
     * @param result a code of {@link Results}
     */
    public void end(int actor, int result) {
        lane(actor).end(result);
    }

    /**
     * Ends what {@link #beginMeeting} began.
     *
     * @param actor the same as at the begin
     * @param result a code of {@link Results}
     */
    public void endMeeting(int actor, int result) {
        lane(actor).endMeeting(result);
    }

    /**
     * Begins as {@link #begin} does, and notes which of the three actors are at work, for {@link #meetingOfThree}.
     *
     * @param actor which
     */
    public void beginAmongThree(int actor) {
        lane(actor).beginAmongThree();
    }

    /**
     * Ends what {@link #beginAmongThree} began.
     *
     * @param actor the same as at the begin
     * @param result a code of {@link Results}
     */
    public void endAmongThree(int actor, int result) {
        lane(actor).endAmongThree(result);
    }

    /**
     * Tells whether the other of two actors is at work, so that this one goes on as long as that lasts.
     *
     * @param actor who asks, between {@link #beginMeeting} and {@link #endMeeting}
     * @return true if the other has begun and is not over
     */
    public boolean isOtherAtWork(int actor) {
        return lane(actor).isOtherAtWork();
    }

    /**
     * Acts as hardware: executes the next command, for which it waits as long as the other actor is at work.
     *
     * @param actor who is the hardware; the other one begins by {@link #beginMeeting} and ends by {@link #endMeeting}
     * @return false if there is no command, and the other is over
     * @throws NullPointerException if the machine has no hardware
     */
    public boolean clock(int actor) {
        return lane(actor).clock(Objects.requireNonNull(iommu));
    }

    /**
     * Ends what an actor did, and notes how far the table had grown before and after it, for {@link #growth}. Not
     * together with {@link #beginMeeting}.
     *
     * @param actor the same as at the begin
     * @param result a code of {@link Results}
     * @param levelBefore {@link #topLevel} or {@link #entryLevel} before it
     * @param levelAfter the same after it
     */
    public void end(int actor, int result, int levelBefore, int levelAfter) {
        lane(actor).end(result, levelBefore, levelAfter);
    }

    /**
     * Returns the level of the top that threads start from.
     *
     * @return 1 to 5
     */
    public int topLevel() {
        return TopOfTable.level(top.readOnce());
    }

    /**
     * Returns the level of the top that the device table entry in memory names.
     *
     * @return 1 to 5
     * @throws NullPointerException if the machine has no hardware
     */
    public int entryLevel() {
        return DeviceTableEntry.mode(device().entry()) - 1;
    }

    /**
     * Maps one entry for reading and writing, to {@link #oa}.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @return {@link Results#MAPPED}, an errno or what was thrown
     */
    public int map(long iova, int lg2) {
        return first.map(iova, lg2); // whose hands make no difference
    }

    /**
     * Maps one entry for reading and writing.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa output address
     * @return as {@link #map(long, int)}
     */
    public int map(long iova, int lg2, long oa) {
        return first.map(iova, lg2, oa);
    }

    /**
     * Unmaps a range, syncs and so frees the tables that it emptied.
     *
     * @param actor whose gather to use
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return {@link Results#UNMAPPED} if exactly the range was unmapped, {@link Results#UNMAPPED_OTHER} if more or less,
     *     or what was thrown
     */
    public int unmap(int actor, long iova, int lg2) {
        return lane(actor).unmap(iova, lg2);
    }

    /**
     * Unmaps a range as {@link #unmap} does, where there may be nothing to unmap.
     *
     * @param actor whose gather to use
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return as {@link #unmap}, or {@link Results#ABSENT} if nothing was unmapped
     */
    public int unmapIfMapped(int actor, long iova, int lg2) {
        return lane(actor).unmapIfMapped(iova, lg2);
    }

    /**
     * Maps several pages for reading and writing, to {@link #oa}, in one call.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param pages how many
     * @return as {@link #map(long, int)}
     */
    public int mapPages(long iova, int lg2, int pages) {
        return first.mapPages(iova, lg2, pages);
    }

    /**
     * Unmaps several pages in one call, and syncs.
     *
     * @param actor whose gather to use
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param pages how many
     * @return as {@link #unmapIfMapped}
     */
    public int unmapPages(int actor, long iova, int lg2, int pages) {
        long length = (long) pages << lg2;
        return lane(actor).unmapRange(iova, length, length);
    }

    /**
     * Detaches the second device from the domain of the table.
     *
     * @return {@link Results#DETACHED} or what was thrown
     */
    public int detach() {
        try {
            Objects.requireNonNull(domain).detach(Objects.requireNonNull(secondDevice));
            return Results.DETACHED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Breaks the contract: gives a table back to which an item of the top leads, and tells hardware nothing. The machine is not
     * to be verified afterwards.
     *
     * @param iova input address that leads through the table
     * @param clears whether the item is cleared first
     * @return {@link Results#UNMAPPED}
     */
    public int freeBehindHardware(long iova, boolean clears) {
        long t = top.readOnce();
        int slot = memory.word(TopOfTable.address(t)) + Level.index(iova, TopOfTable.level(t));
        long item = memory.readOnce(slot);
        if (clears) {
            memory.writeOnce(slot, Item.EMPTY);
        }
        frames.freeZeroed(Item.tableAddress(item));
        return Results.UNMAPPED;
    }

    /**
     * Tells whether hardware has noticed a violation in this machine.
     *
     * @return {@link Results#REPORTED} or {@link Results#NOTHING}
     * @throws NullPointerException if the machine has no hardware
     */
    public int noticed() {
        return Objects.requireNonNull(iommu).violationCount() == 0 ? Results.NOTHING : Results.REPORTED;
    }

    /**
     * Attaches the second device to the domain of the table.
     *
     * @return {@link Results#ATTACHED} or what was thrown
     */
    public int attach() {
        try {
            Objects.requireNonNull(domain).attach(Objects.requireNonNull(secondDevice));
            return Results.ATTACHED;
        } catch (RuntimeException e) {
            return failures.threw(e);
        }
    }

    /**
     * Looks an address up as a thread does.
     *
     * @param iova input address
     * @return {@link Results#FOUND}, {@link Results#ABSENT}, {@link Results#WRONG} if it is not {@link #oa}, or what was
     *     thrown
     */
    public int lookUp(long iova) {
        return first.lookUp(iova);
    }

    /**
     * Translates an address as the device does, for a read.
     *
     * @param iova input address
     * @return {@link Results#TRANSLATED}, {@link Results#NOT_PRESENT}, {@link Results#BEYOND_ROOT}, {@link Results#FAULT}
     *     for any other, {@link Results#WRONG} if it is not {@link #oa}, or what was thrown
     */
    public int read(long iova) {
        return first.read(iova);
    }

    /**
     * Translates an address as a device does, for a read.
     *
     * @param walker which device
     * @param iova input address
     * @return as {@link #read(long)}
     */
    public int read(Device walker, long iova) {
        return first.read(walker, iova);
    }

    /**
     * Translates an address as the device does, for a write, which sets D.
     *
     * @param iova input address
     * @return as {@link #read}, with {@link Results#WRITTEN} for success
     */
    public int write(long iova) {
        return first.write(iova);
    }

    /**
     * Reads and clears D, and syncs.
     *
     * @param actor whose gather to use
     * @param iova input address
     * @param lg2 log2 of the bytes
     * @return {@link Results#DIRTY} if all of the range was reported, {@link Results#DIRTY_PART} if less, {@link
     *     Results#CLEAN} if nothing, or what was thrown
     */
    public int readDirty(int actor, long iova, int lg2) {
        return lane(actor).readDirty(iova, lg2);
    }

    /**
     * Returns the device.
     *
     * @return the only one
     * @throws NullPointerException if the machine has no hardware
     */
    public Device device() {
        return Objects.requireNonNull(device);
    }

    /* The arbiter. */

    /**
     * Returns what an actor's operation ended with.
     *
     * @param actor which
     * @return in words
     */
    public String result(int actor) {
        return Results.inWords(code(actor));
    }

    /**
     * Returns what an actor's operation ended with.
     *
     * @param actor which
     * @return a code of {@link Results}
     */
    public int code(int actor) {
        return lanes[actor * MachineFrames.LANE + MachineFrames.RESULT];
    }

    /**
     * Says that there must be an entry; each other one is a violation.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void expect(long iova, int lg2) {
        rest.expected().expect(iova, lg2, oa(iova));
    }

    /**
     * Says that there must be an entry; each other one is a violation.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa what it must translate to
     */
    public void expect(long iova, int lg2, long oa) {
        rest.expected().expect(iova, lg2, oa);
    }

    /**
     * Tells what a {@link Results#REPORTED} said.
     *
     * @return the message of the last one that any sample of this machine got
     */
    public String report() {
        return String.valueOf(Objects.requireNonNull(failures.reported()).getMessage());
    }

    /**
     * Says which level the top must have now; the first level is taken for granted if nothing is said.
     *
     * @param level 1 to 5
     */
    public void expectTopLevel(int level) {
        rest.expected().expectTopLevel(level);
    }

    /**
     * Says how many tables there must be now, the top included; nothing is checked if nothing is said.
     *
     * @param tables that the top leads to
     */
    public void expectTables(int tables) {
        rest.expected().expectTables(tables);
    }

    /**
     * Tells whether D is set in any item of an entry.
     *
     * @param iova in the entry
     * @return false also if there is no entry
     */
    public boolean isDirty(long iova) {
        long t = top.readOnce();
        int level = TopOfTable.level(t);
        int slot = memory.word(TopOfTable.address(t)) + Level.index(iova, level);
        long item = memory.readOnce(slot);
        while (Item.isTable(item, level)) {
            level--;
            slot = memory.word(Item.tableAddress(item)) + Level.index(iova, level);
            item = memory.readOnce(slot);
        }
        if (!Item.isLeaf(item, level)) {
            return false;
        }
        int items = 1 << (Item.leafLg2(item, level) - Level.itemLg2(level));
        long dirty = 0;
        for (int i = slot & -items; i < (slot & -items) + items; i++) {
            dirty |= memory.readOnce(i) & Item.DIRTY;
        }
        return dirty != 0;
    }

    /**
     * Tells who gave back a table: who came second in an install or a growth.
     *
     * @return {@code apart} if nobody did
     */
    public String losers() {
        boolean first = frames.gaveBack(FIRST);
        boolean second = frames.gaveBack(SECOND);
        return first ? second ? "both lost" : "1 lost" : second ? "2 lost" : "apart";
    }

    /**
     * Tells whether the two actors were at work at the same time.
     *
     * @return {@code met} if each saw that the other had begun before it ended
     */
    public String meeting() {
        return met(FIRST) && met(SECOND) ? "met" : "apart";
    }

    /**
     * Tells which of the three actors were at work at the same time.
     *
     * @return {@code three met} if each met each, {@code two met} if any met, {@code apart} if none did
     */
    public String meetingOfThree() {
        boolean firstTwo = met(FIRST, SECOND) && met(SECOND, FIRST);
        boolean lastTwo = met(SECOND, THIRD) && met(THIRD, SECOND);
        boolean outerTwo = met(FIRST, THIRD) && met(THIRD, FIRST);
        return firstTwo && lastTwo && outerTwo ? "three met" : firstTwo || lastTwo || outerTwo ? "two met" : "apart";
    }

    private boolean met(int actor, int other) {
        int seen = actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST;
        return (lanes[seen] >>> (2 * other) & 3) != MachineFrames.PHASE_OVER
                && (lanes[seen + 1] >>> (2 * other) & 3) != 0;
    }

    /**
     * Tells in which order the two actors worked. If one was over before the other began, then the other has seen all that
     * it did.
     *
     * @return {@code 1 then 2} or {@code 2 then 1} if one saw at its begin that the other was over; {@code met} as
     *     {@link #meeting}; {@code close} if neither was seen
     */
    public String order() {
        return seenAtBegin(SECOND) == MachineFrames.PHASE_OVER
                ? "1 then 2"
                : seenAtBegin(FIRST) == MachineFrames.PHASE_OVER
                        ? "2 then 1"
                        : met(FIRST) && met(SECOND) ? "met" : "close";
    }

    private int seenAtBegin(int actor) {
        return lanes[actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST];
    }

    private boolean met(int actor) {
        int seen = actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST;
        return lanes[seen] != MachineFrames.PHASE_OVER && lanes[seen + 1] != 0;
    }

    /**
     * Tells where an actor's operation lies in time, seen from the first growth of the table.
     *
     * @param actor which ended with the levels that it saw
     * @return {@code before growth}, {@code during growth} or {@code after growth}
     */
    public String growth(int actor) {
        int seen = actor * MachineFrames.LANE + MachineFrames.SEEN_FIRST;
        int firstLevel = TopOfTable.level(firstTop);
        if (lanes[seen] != firstLevel) {
            return "after growth";
        }
        return lanes[seen + 1] == firstLevel ? "before growth" : "during growth";
    }

    /**
     * Verifies the machine at rest, and puts it back.
     *
     * @param way how the race went
     * @return the same, or the invariant that is broken
     */
    public String atRest(String way) {
        if (follower != null && setup.bordered()) {
            follower.comeNear();
        }
        if (isClockedByActor) {
            isClockedByActor = false;
            Objects.requireNonNull(iommu).setFreeRunning(false);
        }
        long last = top.readOnce();
        boolean closed = last == TopOfTable.CLOSED;
        if (closed) {
            rest.verifyClosed();
        } else {
            rest.verify(last);
        }
        Throwable failure = failures.thrown();
        Finding finding = rest.findings().first();
        if (finding != null || failure != null) {
            Caught.show(pool.caseName(), finding, failure); // and nobody uses this machine again
            return failure instanceof NotPreparedException
                    ? "not prepared"
                    : finding == null ? way : Results.broken(finding.invariant());
        }
        int damage = rest.findings().damage();
        if (rest.nextSample() < SAMPLES && !closed) {
            putBack(last);
        }
        return damage == 0 ? way : Damage.inWords(damage);
    }

    void isFollowedBy(Machine machine) {
        if (follower != machine) { // a store would take the line away from the other core
            follower = machine;
        }
    }

    /**
     * Has the cache lines brought near that actors have written, all together: each is asked for by a store that nobody waits
     * for. A load would hold up what comes after it. The store is to the word beyond the border, which is in the same line,
     * but for one machine in four, and not to the border, as it would hide there what an actor has stored beside the window.
     */
    private void comeNear() {
        int end = setup.framesOfTwo() * PhysicalMemory.FRAME_WORDS;
        for (int slot = PhysicalMemory.FRAME_WORDS + window; slot < end; slot += PhysicalMemory.FRAME_WORDS) {
            memory.writeOnce(slot - BEYOND_BORDER, Item.EMPTY);
            memory.writeOnce(slot + setup.window() - 1 + BEYOND_BORDER, Item.EMPTY);
        }
    }

    private void putBack(long last) {
        if (last != firstTop) { // a store would take the line away from the other core
            top.writeOnce(firstTop);
        }
        if (domain != null) {
            if (last != firstTop) {
                domain.changeTop(TopOfTable.address(firstTop), TopOfTable.level(firstTop));
            }
            putBackSecond(domain);
            Objects.requireNonNull(iommu).reset();
        }
        frames.reset();
        pool.give(this);
    }

    private void putBackSecond(Domain first) {
        if (secondDomain != null) {
            secondDomain.putBack();
        }
        if (secondDevice != null && !secondStaysAttached && secondDevice.entry() != DeviceTableEntry.BLOCKED) {
            first.detach(secondDevice);
        }
    }
}
