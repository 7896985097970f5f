package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.PageTableBuilder;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.machine.judge.Damage;
import dev.racewalk.stress.machine.judge.Deeds;
import dev.racewalk.stress.machine.judge.DirtyEntry;
import dev.racewalk.stress.machine.judge.Finding;
import dev.racewalk.stress.machine.judge.OwnTableCheck;
import dev.racewalk.stress.machine.judge.RestCheck;
import dev.racewalk.stress.machine.judge.Root;
import dev.racewalk.stress.machine.judge.UsedWords;
import dev.racewalk.stress.table.Ability;
import dev.racewalk.stress.table.RacedTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one sample of a race runs on: emulated memory, a page table and, if wanted, an IOMMU with a device. A race {@linkplain
 * #prepare prepares} it, its actors work through their {@linkplain #first lanes}, and an arbiter verifies it when the sample is
 * over; then it is reset to what it was, and used again.
 *
 * <p>A race uses few items of each table, its <em>window</em>, which lies elsewhere in each machine, as else all machines
 * would compete for the same sets of the host's caches. {@link #item} makes the addresses. In every sample all items of
 * the window and those beside it are verified, and in one of many all words of the machine: see {@link RestCheck}.
 */
public final class Machine {
    private final MachinePool pool;
    private final PhysicalMemory memory;
    private final MachineFrames frames;
    private final SharedWord top;
    private final @Nullable Hardware hardware;

    /** Core's table, or null for one of a user's own. */
    private final @Nullable IoPageTable table;

    private final @Nullable RacedTable own;
    private final @Nullable OwnTableCheck ownCheck;

    /** The frame that belongs to the machine though a table of a user's own has not taken it, a bit; else 0. */
    private final int idleFrame;

    private final Addresses addresses;
    private final @Nullable Releases releases;
    private final Lane first;
    private final Lane second;
    private final Lane third;
    private final Preparation preparation;
    private final Encounter encounter;
    private final Failures failures;
    private final Root root;

    /** The arbiter's own, in an object of its own: its stores must not take lines away from the actors. */
    private final RestCheck rest;

    private final Recycling recycling;
    private final @Nullable OperationRecorder recorder;

    Machine(Setup setup, MachinePool pool, MachineParts parts) {
        this.pool = pool;
        Rig rig = Rig.of(setup, parts);
        memory = rig.memory();
        frames = rig.frames();
        top = rig.top();
        hardware = rig.hardware();
        own = OwnTable.make(rig);
        idleFrame = own == null ? 0 : OwnTable.keepFirstFrame(frames);
        table = own == null ? newTable(rig) : null;
        addresses = rig.addresses();
        Device device = hardware == null ? null : hardware.device();
        root = table == null ? new Root(top, setup.startingLevel()) : new Root("", table, top, device);
        UsedWords used = setup.wholeTables()
                ? new UsedWords(memory, 0, Level.ITEMS)
                : new UsedWords(memory, rig.window(), setup.window());
        Iommu iommu = hardware == null ? null : hardware.iommu();
        Deeds deeds = new LaneDeeds(frames);
        rest = new RestCheck(root, memory, used, deeds, iommu);
        ownCheck = own == null ? null : new OwnTableCheck(own, root, memory, used, deeds, iommu, device, rest);
        failures = new Failures(rest.findings());
        releases = setup.flushQueue() == 0 ? null : new Releases(core(), memory, setup.flushQueue());
        first = new Lane(0, newCalls(setup), rig, releases, failures);
        second = new Lane(1, newCalls(setup), rig, releases, failures);
        third = new Lane(2, newCalls(setup), rig, releases, failures);
        preparation = new Preparation(rig, first, rest, failures);
        encounter = new Encounter(frames, setup);
        recycling = new Recycling(rig);
        recorder = parts.recorder();
        frames.reset();
        frames.poison(used);
        frames.checkThoroughly(rest.isThorough());
    }

    /** What one lane calls of the table. */
    private TableCalls newCalls(Setup setup) {
        return own != null
                ? new OwnCalls(own, setup)
                : new CoreCalls(core(), setup.queuedGathers() || setup.flushQueue() != 0);
    }

    private IoPageTable core() {
        return Objects.requireNonNull(table);
    }

    private static IoPageTable newTable(Rig rig) {
        Setup setup = rig.setup();
        PageTableBuilder builder = IoPageTable.builder(rig.memory(), rig.frames())
                .topWord(rig.top())
                .startingLevel(setup.startingLevel())
                .vaLg2(setup.vaLg2())
                .steps(StepsInUse.get().newProtocolSteps())
                .countTables(setup.pooled()) // MachineFrames keeps an account in any case
                .gatherMode(setup.gatherMode())
                .reclaim(setup.reclaims())
                .checkRanges(setup.checked());
        if (rig.hardware() != null) {
            builder.hardware(rig.hardware().domain());
        }
        return builder.build();
    }

    /* Addresses. */

    /**
     * Makes the part of an input address that selects an item of the window.
     *
     * @param level of the table
     * @param index 0 to the size of the window - 1
     * @return to be added to those of other levels; levels left out select item 0
     */
    public long item(int level, int index) {
        return addresses.item(level, index);
    }

    /**
     * Makes the part of an input address that leads through the first item of the window of each table to one of level 0.
     *
     * @param level of the table where that begins, 1 to 5
     * @return to be added to an item of level 0
     */
    public long leafTable(int level) {
        return addresses.leafTable(level);
    }

    /* Preparing and acting. */

    /**
     * Returns what prepares a sample, in the constructor of the race.
     *
     * @return the same for each sample
     */
    public Preparation prepare() {
        return preparation;
    }

    /**
     * Returns the lane of the first actor.
     *
     * @return the same for each sample
     */
    public Lane first() {
        return first;
    }

    /**
     * Returns the lane of the second actor.
     *
     * @return the same for each sample
     */
    public Lane second() {
        return second;
    }

    /**
     * Returns the lane of the third actor; in a race of two, a place for one more result or gather.
     *
     * @return the same for each sample
     */
    public Lane third() {
        return third;
    }

    /**
     * Returns the table.
     *
     * @return the same for each sample
     */
    public IoPageTable table() {
        recordOther("works on the table itself");
        if (own != null) {
            throw OwnTable.unfit("it works on core's table itself");
        }
        return core();
    }

    /**
     * Returns the memory, for what a race shares beside the table.
     *
     * @return the same for each sample
     */
    public PhysicalMemory memory() {
        recordOther("works on the memory itself");
        return memory;
    }

    /**
     * Returns the device that is there from the beginning.
     *
     * @return the same for each sample
     * @throws RaceMistakeException if the machine has no hardware
     */
    public Device device() {
        recordOther("works on the device itself");
        return Missing.device(hardware).device();
    }

    /**
     * Returns the level of the top that threads start from.
     *
     * @return 1 to 5
     */
    public int topLevel() {
        if (own != null) {
            OwnTable.require(own, Ability.GROWTH);
            return own.topLevel();
        }
        return TopOfTable.level(top.readOnce());
    }

    /**
     * Tells whether the table is closed.
     *
     * @return true if so: it has no top then, and nothing can be looked up in it
     */
    public boolean isClosed() {
        return top.readOnce() == TopOfTable.CLOSED;
    }

    /**
     * Returns the level of the top that the device table entry in memory names.
     *
     * @return 1 to 5
     * @throws RaceMistakeException if the machine has no hardware
     */
    public int entryLevel() {
        return Missing.device(hardware).entryLevel();
    }

    /**
     * Says who is told, in the constructor of the race, what the flush queue releases: by the thread that flushes, before
     * {@link Operations#takeReleased} finds the address.
     *
     * @param owner of what was mapped
     * @throws RaceMistakeException if the setup has no flush queue
     */
    public void whenReleased(FlushQueue.Released owner) {
        Missing.flushQueue(releases).tell(owner);
    }

    /**
     * Breaks the contract: frees a table to which an item of the top leads, and tells hardware nothing. The machine is not to be
     * verified afterwards.
     *
     * @param iova input address that leads through the table
     * @param clears whether the item is cleared first
     * @return {@link ResultCodes#UNMAPPED}
     */
    public int freeBehindHardware(long iova, boolean clears) {
        recordOther("frees a table behind the back of hardware");
        if (own != null) {
            throw OwnTable.unfit("it frees a table of core's format behind the back of hardware");
        }
        long t = top.readOnce();
        int slot = memory.word(TopOfTable.address(t)) + Level.index(iova, TopOfTable.level(t));
        long item = memory.readOnce(slot);
        if (clears) {
            memory.writeOnce(slot, Item.EMPTY);
        }
        frames.freeZeroed(Item.tableAddress(item));
        return ResultCodes.UNMAPPED;
    }

    /* What the arbiter expects. */

    /**
     * Says that there must be a page of 4 KiB, mapped to {@link Addresses#oa}; each entry of which nobody says so is a violation.
     *
     * @param iova input address
     */
    public void expect(long iova) {
        expect(iova, Addresses.PAGE);
    }

    /**
     * Says that there must be the entries that {@link Operations#mapPages(long, int, int)} makes of two pages or more.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @param count how many are there; fewer than were to be mapped if the map was refused
     */
    public void expectPages(long iova, int lg2, int count) {
        for (long i = 0; i < count; i++) {
            expect(iova + (i << lg2), lg2, Addresses.oaOfPages(iova, lg2) + (i << lg2));
        }
    }

    /**
     * Says that there must be an entry, mapped to {@link Addresses#oa}.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     */
    public void expect(long iova, int lg2) {
        expect(iova, lg2, Addresses.oa(iova));
    }

    /**
     * Says that there must be an entry.
     *
     * @param iova input address
     * @param lg2 log2 of its bytes
     * @param oa what it must translate to
     */
    public void expect(long iova, int lg2, long oa) {
        rest.expected().expect(iova, lg2, oa);
    }

    /**
     * Says which level the top must have now; the first level is taken for granted if nothing is said.
     *
     * @param level 1 to 5
     */
    public void expectTopLevel(int level) {
        root.expectLevel(level);
    }

    /**
     * Says how many tables there must be now, the top included; nothing is checked if nothing is said.
     *
     * @param tables that the top leads to
     */
    public void expectTables(int tables) {
        rest.expected().expectTables(tables);
    }

    /* What the arbiter sees. */

    /**
     * Tells whether D is set in any item of an entry.
     *
     * @param iova in the entry
     * @return false also if there is no entry
     */
    public boolean isDirty(long iova) {
        return ownCheck != null ? ownCheck.isDirty(iova) : DirtyEntry.isDirty(memory, top.readOnce(), iova);
    }

    /**
     * Tells what a {@link ResultCodes#REPORTED} said.
     *
     * @return the message of the last one that any sample of this machine got
     */
    public String report() {
        return String.valueOf(Objects.requireNonNull(failures.reported()).getMessage());
    }

    /**
     * Tells whose table stays where the two actors have brought one each for the same place, of which the other was freed.
     *
     * @return {@code table of 1 stays} or {@code table of 2 stays}; {@code tables of both stay} if each freed one, at different
     *     levels; {@code apart} if nobody freed one
     */
    public String whoseTableStays() {
        return encounter.whoseTableStays();
    }

    /**
     * Tells whether the two actors were at work at the same time. The setup has {@link Setup#withMeeting}.
     *
     * @return {@code met} if each saw that the other had begun before it ended, else {@code apart}
     */
    public String meeting() {
        return encounter.meeting();
    }

    /**
     * Tells in which order the two actors worked. If one was over before the other began, then the other has seen all that
     * it did. The setup has {@link Setup#withMeeting}.
     *
     * @return {@code 1 then 2} or {@code 2 then 1} if one saw at its begin that the other was over; {@code met} as
     *     {@link #meeting}; {@code close} if neither was seen
     */
    public String order() {
        return encounter.order();
    }

    /**
     * Tells which of the three actors were at work at the same time. The setup has {@link Setup#withMeetingOfThree}.
     *
     * @return {@code three met} if each met each, {@code two met} if any met, {@code apart} if none did
     */
    public String meetingOfThree() {
        return encounter.meetingOfThree();
    }

    /* The end of a sample. */

    /**
     * Verifies the machine at rest, and resets it.
     *
     * @param way how the race went
     * @return the same, or the invariant that is broken, or the {@link Damage} that the race permits
     */
    public String atRest(String way) {
        if (own != null) {
            OwnTable.requireFit(); // what the table cannot do is no outcome
        }
        recycling.bringFollowerNear();
        if (hardware != null) {
            hardware.takeClockingBack();
        }
        long last = top.readOnce();
        boolean closed = last == TopOfTable.CLOSED;
        verify(last, closed);
        Throwable failure = failures.thrown();
        boolean hasOwnThrown = own != null && failure != null;
        Finding finding = hasOwnThrown ? null : rest.findings().first();
        if (finding != null || failure != null) {
            Caught.show(pool.caseName(), finding, failure); // and nobody uses this machine again
            return failure instanceof NotPreparedException
                    ? "not prepared"
                    : finding != null
                            ? ResultCodes.broken(finding.invariant())
                            : hasOwnThrown ? ResultCodes.inWords(ResultCodes.THREW) : way;
        }
        int damage = rest.findings().damage();
        int samples = rest.nextSample();
        frames.checkThoroughly(rest.isThorough());
        if (Recycling.isWorthwhile(samples) && !closed && isReusable()) {
            preparation.reset();
            if (releases != null) {
                releases.reset();
            }
            recycling.reset(last, root.first());
            pool.give(this);
        }
        return damage == 0 ? way : Damage.inWords(damage);
    }

    /** A table of a user's own is made anew for each sample; the counts of one that reclaims, or counts its tables, are not reset. */
    private boolean isReusable() {
        return table != null && !table.reclaims() && !table.countsTables();
    }

    private void recordOther(String what) {
        if (recorder != null) {
            recorder.other(what);
        }
    }

    private void verify(long last, boolean closed) {
        frames.drainPool();
        frames.tell(rest.account());
        if (ownCheck != null) {
            verifyOwn(ownCheck);
        } else if (closed) {
            rest.verifyClosed();
        } else {
            rest.verify(last);
        }
    }

    private void verifyOwn(OwnTableCheck check) {
        try {
            check.verify(idleFrame);
        } catch (RuntimeException e) {
            failures.threw(e);
        }
    }

    /** Which of its race's cases this machine is of. */
    int caseNumber() {
        return pool.caseNumber();
    }

    /** Says which machine the thread that arbitrates has given to the pool after this one. */
    void isFollowedBy(Machine other) {
        recycling.isFollowedBy(other.recycling);
    }
}
