package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.pagetable.GatherMode;
import java.util.function.Consumer;

/** How the machines of a race are made: begun by {@link #table}, and changed step by step into new setups. */
public final class Setup {
    /** {@link #place}: another one for each machine, never at the end of a table. */
    public static final int ANYWHERE = -1;

    /** Actors at most. */
    static final int ACTORS = 3;

    /** Frame 0 is never handed out; 1 is the first top. */
    static final int FIRST_FRAME = 2;

    /** The account has a bit for each frame. */
    private static final int MOST_FRAMES = 31;

    private int startingLevel;
    private int vaLg2 = 57;
    private int prepared;
    private int each;
    private boolean shared;

    /** Stripes of core's pool, from which frames are taken; 0 for none. */
    private int pool;

    private int firstFails = Integer.MAX_VALUE;
    private boolean hardware;
    private boolean detached;
    private int queue = 32;
    private boolean checked;
    private int window = 8;
    private boolean bordered;
    private int place = ANYWHERE;
    private GatherMode gatherMode = GatherMode.FLUSH_RANGE;
    private boolean queuedGathers;

    /** Ranges that a flush queue has room for; 0 for no queue. */
    private int flushQueue;

    private int dataPages;

    private boolean poisoned;
    private boolean refuses;
    private boolean wholeTables;
    private boolean reclaims;

    /** Actors that note each other: none, two or three. */
    private int noting;

    private Setup() {}

    /** A copy with one change, which is checked. */
    private Setup with(Consumer<Setup> change) {
        Setup copy = new Setup();
        copy.startingLevel = startingLevel;
        copy.vaLg2 = vaLg2;
        copy.prepared = prepared;
        copy.each = each;
        copy.shared = shared;
        copy.pool = pool;
        copy.firstFails = firstFails;
        copy.hardware = hardware;
        copy.detached = detached;
        copy.queue = queue;
        copy.checked = checked;
        copy.window = window;
        copy.bordered = bordered;
        copy.place = place;
        copy.gatherMode = gatherMode;
        copy.queuedGathers = queuedGathers;
        copy.flushQueue = flushQueue;
        copy.dataPages = dataPages;
        copy.poisoned = poisoned;
        copy.refuses = refuses;
        copy.wholeTables = wholeTables;
        copy.reclaims = reclaims;
        copy.noting = noting;
        change.accept(copy);
        copy.check();
        return copy;
    }

    private void check() {
        if (frames() > MOST_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames() + ": must be at most " + MOST_FRAMES);
        }
        if (place != ANYWHERE && (place < 0 || place + window > Level.ITEMS || bordered)) {
            throw new IllegalArgumentException("place = " + place + ": must be at least 0, leave room for " + window
                    + " items, and have no borders");
        }
    }

    /**
     * Begins with a table whose top is there and empty; it may grow.
     *
     * @param startingLevel level of the first top
     * @param each frames that each actor may take
     * @return a setup without hardware
     * @throws IllegalArgumentException if that is more frames than a machine can have, as in all that follows
     */
    public static Setup table(int startingLevel, int each) {
        return new Setup().with(s -> {
            s.startingLevel = startingLevel;
            s.each = each;
        });
    }

    /**
     * Adds tables that are there before the actors start.
     *
     * @param tables how many
     * @return a new setup
     */
    public Setup withPrepared(int tables) {
        return with(s -> s.prepared = tables);
    }

    /**
     * Makes all frames available to everybody, also those that are freed.
     *
     * @return a new setup
     */
    public Setup withSharedFrames() {
        return with(s -> s.shared = true);
    }

    /**
     * Takes all frames from core's pool, with magazines of one frame, so that they travel. They are available to everybody, and
     * the table counts its own.
     *
     * @param stripes of the pool, a power of two; each actor has one of its own, as far as there are enough
     * @return a new setup
     */
    public Setup withPool(int stripes) {
        return with(s -> {
            s.shared = true;
            s.pool = stripes;
        });
    }

    /**
     * Lets allocations of the first actor fail.
     *
     * @param frames how many it gets before
     * @return a new setup
     */
    public Setup failingFirstAfter(int frames) {
        return with(s -> s.firstFails = frames);
    }

    /**
     * Says that actors may ask for more frames than there are, and that the race counts with the refusal. Without it, and without
     * {@link #failingFirstAfter} and {@link #withSharedFrames}, a refusal is a mistake in the race.
     *
     * @return a new setup
     */
    public Setup withRefusals() {
        return with(s -> s.refuses = true);
    }

    /**
     * Adds an IOMMU with a device.
     *
     * @return a new setup
     */
    public Setup withHardware() {
        return with(s -> s.hardware = true);
    }

    /**
     * Adds an IOMMU with a device that is not attached when a sample begins: the domain of the table has none until an actor
     * attaches it as the second device ({@link Preparation#secondDevice}).
     *
     * @return a new setup
     */
    public Setup withDetachedDevice() {
        return with(s -> {
            s.hardware = true;
            s.detached = true;
        });
    }

    /**
     * Adds an IOMMU with a device and a queue that is soon full.
     *
     * @param commands that it has room for, 1 at least
     * @return a new setup
     */
    public Setup withQueue(int commands) {
        return with(s -> {
            s.hardware = true;
            s.queue = commands;
        });
    }

    /**
     * Switches the check of the range lock on.
     *
     * @return a new setup
     */
    public Setup withRangeCheck() {
        return with(s -> s.checked = true);
    }

    /**
     * Lets the table grow only so far.
     *
     * @param lg2 log2 of the bytes that the table may span
     * @return a new setup
     */
    public Setup withVaLg2(int lg2) {
        return with(s -> s.vaLg2 = lg2);
    }

    /**
     * Widens the window.
     *
     * @param items of each table that the race uses, a power of two, 8 at least
     * @return a new setup
     */
    public Setup withWindow(int items) {
        return with(s -> s.window = items);
    }

    /**
     * Puts the window at the same place in each machine. In a table of level 5, which has 128 items, its place is what is left
     * of the number of its first item after division by 128.
     *
     * @param first item of the window, 0 to 512 less its size; a power of two that is not smaller than the window divides it
     * @return a new setup
     */
    public Setup withPlace(int first) {
        return with(s -> s.place = first);
    }

    /**
     * Puts the window at the end of the tables.
     *
     * @return a new setup
     */
    public Setup withLastItems() {
        return withPlace(Level.ITEMS - window);
    }

    /**
     * Says that no actor writes to the second item on either side of the window, in any table, so that the machine may do
     * that: it brings the lines near that actors have written. The items next to the window are borders in any race.
     *
     * @return a new setup
     */
    public Setup withBorders() {
        return with(s -> s.bordered = true);
    }

    /**
     * Chooses how gathers take a further range.
     *
     * @param mode of all gathers of the table
     * @return a new setup
     */
    public Setup withGatherMode(GatherMode mode) {
        return with(s -> s.gatherMode = mode);
    }

    /**
     * Has all unmaps and passes over D fill queued gathers, which keep no range.
     *
     * @return a new setup
     */
    public Setup withQueuedGathers() {
        return with(s -> s.queuedGathers = true);
    }

    /**
     * Adds a queue of unmapped ranges that wait for one flush of everything, for {@link Operations#unmapQueued}.
     *
     * @param ranges that it has room for, 1 at least
     * @return a new setup
     */
    public Setup withFlushQueue(int ranges) {
        return with(s -> s.flushQueue = ranges);
    }

    /**
     * Adds an IOMMU with a device, and pages of data that it reads and writes; nobody has them when a sample is prepared.
     *
     * @param pages how many, 1 at least
     * @return a new setup
     */
    public Setup withData(int pages) {
        return with(s -> {
            s.hardware = true;
            s.dataPages = pages;
        });
    }

    /**
     * Has each of the two actors note whether the other is at work, for {@link Machine#meeting}, {@link Machine#order} and
     * {@link Lane#isOtherAtWork}.
     *
     * @return a new setup
     */
    public Setup withMeeting() {
        return with(s -> s.noting = 2);
    }

    /**
     * Has each of the three actors note which of the others are at work, for {@link Machine#meetingOfThree}.
     *
     * @return a new setup
     */
    public Setup withMeetingOfThree() {
        return with(s -> s.noting = ACTORS);
    }

    /**
     * Poisons free frames: a frame that is handed out unzeroed, or given back as zeroed although it is not, shows then, and
     * so does a read of a frame that was given back. For races that give tables back and take them again.
     *
     * @return a new setup
     */
    public Setup withPoisonedFrames() {
        return with(s -> s.poisoned = true);
    }

    /**
     * Has all items of all tables verified in every sample, and not only those of the window: for races that use any of them.
     *
     * @return a new setup
     */
    public Setup withWholeTables() {
        return with(s -> s.wholeTables = true);
    }

    /**
     * Has the table count the items in use, so that actors can reclaim its empty tables. Each sample takes a machine of its own.
     *
     * @return a new setup
     */
    public Setup withReclaim() {
        return with(s -> s.reclaims = true);
    }

    /**
     * Tells whether empty tables can be reclaimed.
     *
     * @return true if so
     */
    public boolean reclaims() {
        return reclaims;
    }

    /**
     * Returns the level of the first top.
     *
     * @return 1 to 5
     */
    public int startingLevel() {
        return startingLevel;
    }

    /**
     * Tells how far the table may grow.
     *
     * @return log2 of the bytes that it may span
     */
    public int vaLg2() {
        return vaLg2;
    }

    /**
     * Returns the frames for tables that are there before the actors start.
     *
     * @return frames, the top not counted
     */
    public int prepared() {
        return prepared;
    }

    /**
     * Returns the frames that each of the three actors may take.
     *
     * @return frames, from a store of its own
     */
    public int each() {
        return each;
    }

    /**
     * Tells whether frames that anybody gives back can be taken by everybody.
     *
     * @return true if the actors have one common store
     */
    public boolean shared() {
        return shared;
    }

    /**
     * Tells whether frames are taken from core's pool.
     *
     * @return true if so
     */
    public boolean pooled() {
        return pool != 0;
    }

    /** Stripes of that pool. */
    int pool() {
        return pool;
    }

    /**
     * Tells after how many frames the first actor is refused.
     *
     * @return frames
     */
    public int firstFails() {
        return firstFails;
    }

    /**
     * Tells whether there is an IOMMU with a device.
     *
     * @return true if so
     */
    public boolean hardware() {
        return hardware;
    }

    /**
     * Tells whether the device is not attached when a sample begins.
     *
     * @return true if an actor attaches it
     */
    public boolean detached() {
        return detached;
    }

    /**
     * Tells how many commands the queue of the IOMMU has room for.
     *
     * @return commands
     */
    public int queue() {
        return queue;
    }

    /**
     * Tells whether the table reports operations that overlap.
     *
     * @return true if so
     */
    public boolean checked() {
        return checked;
    }

    /**
     * Tells how many items of each table the race uses.
     *
     * @return items, a power of two, 8 at least
     */
    public int window() {
        return window;
    }

    /**
     * Tells whether the second items on both sides of the window stay empty.
     *
     * @return true if so, and the machine may write to them
     */
    public boolean bordered() {
        return bordered;
    }

    /**
     * Returns the first item of the window.
     *
     * @return its index, or {@link #ANYWHERE}
     */
    public int place() {
        return place;
    }

    /**
     * Tells how gathers of the table take a further range.
     *
     * @return the mode
     */
    public GatherMode gatherMode() {
        return gatherMode;
    }

    /**
     * Tells whether gathers keep no range.
     *
     * @return true if all is flushed at each sync
     */
    public boolean queuedGathers() {
        return queuedGathers;
    }

    /**
     * Tells how many ranges the flush queue has room for.
     *
     * @return ranges; 0 if there is no such queue
     */
    public int flushQueue() {
        return flushQueue;
    }

    /**
     * Tells how many pages of data there are.
     *
     * @return pages, 0 for none
     */
    public int dataPages() {
        return dataPages;
    }

    /**
     * Tells whether free frames hold poison where they are looked at, and are zeroed when they are handed out.
     *
     * @return true if so
     */
    public boolean poisoned() {
        return poisoned;
    }

    /**
     * Tells whether all items of all tables are verified in every sample.
     *
     * @return true if so, and not only the window
     */
    public boolean wholeTables() {
        return wholeTables;
    }

    /** Whether the race counts with an actor that is refused a frame. */
    boolean refuses() {
        return refuses || shared || firstFails != Integer.MAX_VALUE;
    }

    /** How many actors note each other when they begin and end. */
    int noting() {
        return noting;
    }

    /**
     * Returns how much memory a machine has.
     *
     * @return frames, the unusable frame 0 included
     */
    public int frames() {
        return FIRST_FRAME + prepared + each * ACTORS;
    }

    /** Frames that the first two actors may reach; those of the third come last. */
    int framesOfTwo() {
        return frames() - each;
    }
}
