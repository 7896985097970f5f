package dev.racewalk.stress.machine.judge;

/** Who has which frame of a machine at rest: one bit for each frame. */
public final class FrameAccount {
    private int all;
    private int kept;
    private boolean poisons;
    private int free;
    private int commonFree;
    private int taken;
    private int touched;
    private int freedTwice;
    private int unzeroed;
    private int spoiled;
    private int handedOutTwice;
    private int lost;

    /** Makes an account in which nothing is told yet. */
    public FrameAccount() {}

    /**
     * Begins anew.
     *
     * @param frames that can be handed out
     * @param inUseAlways those of them that are in use before each sample and after it
     * @param poison whether free frames hold {@link dev.racewalk.core.memory.FramePool#POISON} where a race uses them
     */
    public void begin(int frames, int inUseAlways, boolean poison) {
        all = frames;
        kept = inUseAlways;
        poisons = poison;
        free = 0;
        commonFree = 0;
        taken = 0;
        touched = inUseAlways;
        freedTwice = 0;
    }

    /**
     * Tells of an actor.
     *
     * @param frames that are free in its store
     * @param took those that it took
     */
    public void addActor(int frames, int took) {
        freedTwice |= free & frames; // two actors gave it back
        free |= frames;
        taken |= took;
    }

    /**
     * Tells of the thread that prepares and arbitrates, after all actors.
     *
     * @param frames that are free in its store, or in the one that all share
     * @param took those that it took
     */
    public void addCommon(int frames, int took) {
        commonFree = frames;
        freedTwice |= free & frames;
        touched |= taken | took;
    }

    /**
     * Tells with which frames something is wrong.
     *
     * @param twice those that were given back twice; bit 0 stands for all that is no frame
     * @param notZeroed those that were given back as zeroed and were not
     * @param writtenTo those that had been written to when they were handed out
     */
    public void addWrong(int twice, int notZeroed, int writtenTo) {
        freedTwice |= twice;
        unzeroed = notZeroed;
        spoiled = writtenTo;
    }

    /**
     * Tells what a pool did wrong that the frames come from.
     *
     * @param twice frames that it handed out while they were in use
     * @param missing frames that were given back, and that it does not hand out again
     */
    public void addPool(int twice, int missing) {
        handedOutTwice = twice;
        lost = missing;
    }

    /**
     * Tells whether frames are in use before each sample and after it, or frame 0, which nobody gets.
     *
     * @param bits of the frames
     * @return true if one of them is
     */
    public boolean isPartOfMachine(int bits) {
        return ((kept | 1) & bits) != 0;
    }

    /**
     * Tells whether free frames hold poison.
     *
     * @return true if they hold {@link dev.racewalk.core.memory.FramePool#POISON} where a race uses them
     */
    public boolean poisons() {
        return poisons;
    }

    /**
     * Returns the frames that are in use.
     *
     * @return one bit each
     */
    public int inUse() {
        return all & ~(free | commonFree);
    }

    /**
     * Returns the frames that are in use now, or were at any time since the reset.
     *
     * @return one bit each
     */
    public int touched() {
        return touched;
    }

    /**
     * Returns the frames that an actor took.
     *
     * @return one bit each
     */
    public int takenByActors() {
        return taken;
    }

    /**
     * Returns the frames that were given back twice.
     *
     * @return one bit each; bit 0 stands for all that is no frame
     */
    public int freedTwice() {
        return freedTwice;
    }

    /**
     * Returns the frames that a pool handed out while they were in use.
     *
     * @return one bit each
     */
    public int handedOutTwice() {
        return handedOutTwice;
    }

    /**
     * Returns the frames that were given back, and that their pool does not hand out again.
     *
     * @return one bit each
     */
    public int lost() {
        return lost;
    }

    /**
     * Returns the frames that were given back as zeroed and were not.
     *
     * @return one bit each
     */
    public int unzeroed() {
        return unzeroed;
    }

    /**
     * Returns the frames that had been written to when they were handed out.
     *
     * @return one bit each
     */
    public int spoiled() {
        return spoiled;
    }
}
