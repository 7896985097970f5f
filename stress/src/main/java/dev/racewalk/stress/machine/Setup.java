package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;

/**
 * How the machines of a race are made.
 *
 * @param startingLevel level of the first top
 * @param vaLg2 log2 of the bytes that the table may span
 * @param prepared frames for tables that are there before the actors start, the top not counted
 * @param each frames that each of the three actors may take, from a store of its own
 * @param shared whether frames that anybody gives back can be taken by everybody: then the actors have one common store
 * @param firstFails the first actor is refused each frame after so many
 * @param hardware whether there is an IOMMU with a device
 * @param checked whether the table reports operations that overlap
 * @param window items of each table that the race uses, a power of two, 8 at least
 * @param bordered whether the items on both sides of the window stay empty
 * @param place first item of the window, or {@link #ANYWHERE}
 * @param queue commands that the queue of the IOMMU has room for
 */
public record Setup(
        int startingLevel,
        int vaLg2,
        int prepared,
        int each,
        boolean shared,
        int firstFails,
        boolean hardware,
        boolean checked,
        int window,
        boolean bordered,
        int place,
        int queue) {

    /** {@code place}: another one for each machine, never at the end of a table. */
    public static final int ANYWHERE = -1;

    private static final int QUEUE = 32;

    /** Actors at most. */
    static final int ACTORS = 3;

    /** Frame 0 is never handed out; 1 is the first top. */
    static final int FIRST_FRAME = 2;

    /** The account has a bit for each frame. */
    private static final int MOST_FRAMES = 31;

    /** Checks the number of frames. */
    public Setup {
        int frames = FIRST_FRAME + prepared + each * ACTORS;
        if (frames > MOST_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames + ": must be at most " + MOST_FRAMES);
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
     */
    public static Setup table(int startingLevel, int each) {
        return new Setup(startingLevel, 57, 0, each, false, Integer.MAX_VALUE, false, false, 8, false, ANYWHERE, QUEUE);
    }

    /**
     * Adds tables that are there before the actors start.
     *
     * @param tables how many
     * @return a new setup
     */
    public Setup withPrepared(int tables) {
        return new Setup(
                startingLevel,
                vaLg2,
                tables,
                each,
                shared,
                firstFails,
                hardware,
                checked,
                window,
                bordered,
                place,
                queue);
    }

    /**
     * Makes all frames available to everybody, also those that are given back.
     *
     * @return a new setup
     */
    public Setup withSharedFrames() {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                true,
                firstFails,
                hardware,
                checked,
                window,
                bordered,
                place,
                queue);
    }

    /**
     * Lets allocations of the first actor fail.
     *
     * @param frames how many it gets before
     * @return a new setup
     */
    public Setup failingFirstAfter(int frames) {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                frames,
                hardware,
                checked,
                window,
                bordered,
                place,
                queue);
    }

    /**
     * Adds an IOMMU with a device.
     *
     * @return a new setup
     */
    public Setup withHardware() {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                firstFails,
                true,
                checked,
                window,
                bordered,
                place,
                queue);
    }

    /**
     * Adds an IOMMU with a device and a queue that is soon full.
     *
     * @param commands that it has room for, 1 at least
     * @return a new setup
     */
    public Setup withQueue(int commands) {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                firstFails,
                true,
                checked,
                window,
                bordered,
                place,
                commands);
    }

    /**
     * Switches the check of the range lock on.
     *
     * @return a new setup
     */
    public Setup withRangeCheck() {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                firstFails,
                hardware,
                true,
                window,
                bordered,
                place,
                queue);
    }

    /**
     * Lets the table grow only so far.
     *
     * @param lg2 log2 of the bytes that the table may span
     * @return a new setup
     */
    public Setup withVaLg2(int lg2) {
        return new Setup(
                startingLevel,
                lg2,
                prepared,
                each,
                shared,
                firstFails,
                hardware,
                checked,
                window,
                bordered,
                place,
                queue);
    }

    /**
     * Widens the window.
     *
     * @param items of each table that the race uses, a power of two, 8 at least
     * @return a new setup
     */
    public Setup withWindow(int items) {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                firstFails,
                hardware,
                checked,
                items,
                bordered,
                place,
                queue);
    }

    /**
     * Puts the window at the same place in each machine. In a table of level 5, which has 128 items, its place is what is left
     * of the number of its first item after division by 128.
     *
     * @param first item of the window, 0 to 512 less its size; a power of two that is not smaller than the window divides it
     * @return a new setup
     */
    public Setup withPlace(int first) {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                firstFails,
                hardware,
                checked,
                window,
                bordered,
                first,
                queue);
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
     * Says that no actor writes to the items on both sides of the window, in any table, so that the machine may do that.
     *
     * @return a new setup
     */
    public Setup withBorders() {
        return new Setup(
                startingLevel,
                vaLg2,
                prepared,
                each,
                shared,
                firstFails,
                hardware,
                checked,
                window,
                true,
                place,
                queue);
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
