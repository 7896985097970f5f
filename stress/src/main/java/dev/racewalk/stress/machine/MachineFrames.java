package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The few frames of one machine. Each actor, and the thread that prepares and arbitrates, has a store of its own to take
 * from and to give back to, so that the arbiter can tell whose table was used and who gave one back; or all share one.
 *
 * <p>All that the actors write lies in one array of few cache lines: in long strides, where they seldom meet, the transfer
 * of lines between cores is what a sample costs.
 *
 * <pre>{@code
 *   a lane of eight ints, of which each actor has one:
 *   0 FREE   bit f: frame f is free       2 LEFT     frames it may still take    4 RESULT  what its operation ended with
 *   1 TAKEN  bit f: frame f was taken     3 REFUSED  how often it got none       5 PHASE, 6 and 7: what it saw of the others
 * }</pre>
 */
public class MachineFrames implements FrameAllocator {
    /** Ints of a lane. */
    protected static final int LANE = 8;

    /** Actors at most; the lanes of the actors are the first. */
    protected static final int ACTORS = Setup.ACTORS;

    static final int LANES = Setup.ACTORS + 1;
    static final int FREE = 0;
    static final int TAKEN = 1;
    static final int LEFT = 2;
    static final int REFUSED = 3;
    static final int RESULT = 4;
    static final int PHASE = 5;
    static final int SEEN_FIRST = 6;

    /** {@link #PHASE} of an actor that has begun. */
    protected static final int PHASE_RUNNING = 1;

    /** {@link #PHASE} of an actor that is over. */
    protected static final int PHASE_OVER = 2;

    /** The lane of the thread that prepares and arbitrates, and of the shared store. */
    static final int COMMON = Setup.ACTORS * LANE;

    /** So many refusals in one operation are a livelock. */
    private static final int LIVELOCK = 10_000;

    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);

    /** On which lane a thread acts. */
    private static final ThreadLocal<Actor> ACTOR = ThreadLocal.withInitial(Actor::new);

    private static final class Actor {
        int lane = COMMON;
    }

    private final PhysicalMemory memory;
    private final Setup setup;
    private final int all;
    private final int[] lanes = new int[LANE * LANES];
    private final int[] initial = new int[LANE * LANES];

    /** Counts hand-outs and returns of each frame; empty without hardware. */
    private final int[] generations;

    private volatile boolean freedTwice;

    /**
     * Makes the frames of a machine.
     *
     * @param memory where they lie
     * @param setup whose they are
     */
    protected MachineFrames(PhysicalMemory memory, Setup setup) {
        this.memory = memory;
        this.setup = setup;
        all = (1 << memory.frames()) - 2;
        generations = new int[setup.hardware() ? memory.frames() : 0];
        lanes[COMMON] = all;
        lanes[COMMON + LEFT] = Integer.MAX_VALUE;
        fillInitial();
    }

    int[] lanes() {
        return lanes;
    }

    /* Who is at work. The explorer makes steps of these, and no more than is asked: each tells two of the three phases apart. */

    /**
     * Notes that an actor has begun.
     *
     * @param lane of the actor
     */
    protected void noteBegun(int lane) {
        INT.setOpaque(lanes, lane + PHASE, PHASE_RUNNING);
    }

    /**
     * Notes that an actor is over.
     *
     * @param lane of the actor
     */
    protected void noteOver(int lane) {
        INT.setRelease(lanes, lane + PHASE, PHASE_OVER); // release: all that this actor did
    }

    /**
     * Looks at an actor when another begins.
     *
     * @param lane of the actor looked at
     * @return {@link #PHASE_OVER} if it is over, and then all that it did is seen; else any other phase
     */
    protected int phaseAtBegin(int lane) {
        return (int) INT.getAcquire(lanes, lane + PHASE); // pairs with noteOver
    }

    /**
     * Looks at an actor when another ends.
     *
     * @param lane of the actor looked at
     * @return 0 if it has not begun, else any other phase
     */
    protected int phaseAtEnd(int lane) {
        return (int) INT.getOpaque(lanes, lane + PHASE);
    }

    /**
     * Tells whether an actor is at work, for another one that goes on as long as it is.
     *
     * @param lane of the actor looked at
     * @return true if it has begun and is not over
     */
    protected boolean isAtWork(int lane) {
        return (int) INT.getAcquire(lanes, lane + PHASE) == PHASE_RUNNING;
    }

    /**
     * Tells whether an actor is over, for another one that works until then.
     *
     * @param lane of the actor looked at
     * @return true if it is over, and then all that it did is seen
     */
    protected boolean isOver(int lane) {
        return (int) INT.getAcquire(lanes, lane + PHASE) == PHASE_OVER; // pairs with noteOver
    }

    static void act(int lane) {
        Actor actor = ACTOR.get();
        if (actor.lane != lane) {
            actor.lane = lane;
        }
    }

    /** Says that the calling thread prepares a sample. */
    public final void prepare() {
        act(COMMON);
    }

    /** Puts all frames back but the first top. */
    void reset() {
        System.arraycopy(initial, 0, lanes, 0, initial.length);
        if (freedTwice) {
            freedTwice = false;
        }
    }

    /** Leaves what is in use now out of later resets: it is a part of the machine. */
    void keepInUse() {
        initial[COMMON] &= lanes[COMMON];
    }

    private void fillInitial() {
        int frame = Setup.FIRST_FRAME;
        initial[COMMON] = mask(frame, setup.shared() ? Integer.SIZE : setup.prepared());
        initial[COMMON + LEFT] = Integer.MAX_VALUE;
        frame += setup.prepared();
        for (int lane = 0; lane < COMMON; lane += LANE) {
            initial[lane] = setup.shared() ? 0 : mask(frame, setup.each());
            initial[lane + LEFT] = lane == 0 ? setup.firstFails() : Integer.MAX_VALUE;
            frame += setup.each();
        }
    }

    private int mask(int first, int count) {
        return count >= Integer.SIZE ? all & -(1 << first) : ((1 << count) - 1) << first;
    }

    @Override
    public long allocate() {
        int lane = ACTOR.get().lane;
        int[] l = lanes;
        if (l[lane + LEFT]-- <= 0) {
            return refuse(lane);
        }
        int bit = setup.shared() ? takeShared() : takeOwn(lane);
        if (bit == 0) {
            return refuse(lane);
        }
        l[lane + TAKEN] |= bit;
        return (long) count(bit) << PhysicalMemory.FRAME_LG2;
    }

    private int takeOwn(int lane) {
        int free = lanes[lane];
        INT.setOpaque(lanes, lane, free & (free - 1));
        return free & -free;
    }

    /**
     * Returns the frame that the calling actor gets next from a store of its own.
     *
     * @return its physical address; {@link #NONE} if there is none left
     */
    protected final long nextOwn() {
        int free = lanes[ACTOR.get().lane];
        return free == 0 ? NONE : (long) Integer.numberOfTrailingZeros(free) << PhysicalMemory.FRAME_LG2;
    }

    /**
     * Returns the frame that is taken next from the store that all share.
     *
     * @return its physical address; {@link #NONE} if there is none left, or no such store
     */
    protected final long nextShared() {
        int free = setup.shared() ? lanes[COMMON] : 0;
        return free == 0 ? NONE : (long) Integer.numberOfTrailingZeros(free) << PhysicalMemory.FRAME_LG2;
    }

    private int takeShared() {
        while (true) {
            int free = (int) INT.getOpaque(lanes, COMMON);
            if (free == 0 || INT.compareAndSet(lanes, COMMON, free, free & (free - 1))) {
                return free & -free;
            }
        }
    }

    private long refuse(int lane) {
        if (++lanes[lane + REFUSED] > LIVELOCK) {
            throw new LivelockException(LIVELOCK);
        }
        return NONE;
    }

    @Override
    public void free(long pa) {
        memory.zero(memory.word(pa), PhysicalMemory.FRAME_WORDS);
        freeZeroed(pa);
    }

    @Override
    public void freeZeroed(long pa) {
        int frame = (int) (pa >>> PhysicalMemory.FRAME_LG2);
        int bit = 1 << frame & all;
        if (bit == 0 || isFree(bit)) {
            freedTwice = true;
            return;
        }
        count(bit);
        if (setup.shared()) {
            if (((int) INT.getAndBitwiseOr(lanes, COMMON, bit) & bit) != 0) {
                freedTwice = true; // by two actors at once
            }
        } else {
            int lane = ACTOR.get().lane;
            INT.setOpaque(lanes, lane, lanes[lane] | bit);
        }
    }

    private int count(int bit) {
        int frame = Integer.numberOfTrailingZeros(bit);
        if (generations.length != 0) {
            INT.getAndAdd(generations, frame, 1);
        }
        return frame;
    }

    @Override
    public int generation(long pa) {
        return generations.length == 0 ? 0 : (int) INT.getOpaque(generations, (int) (pa >>> PhysicalMemory.FRAME_LG2));
    }

    @Override
    public boolean isInUse(long pa) {
        int bit = 1 << (pa >>> PhysicalMemory.FRAME_LG2) & all;
        return bit != 0 && !isFree(bit);
    }

    private boolean isFree(int bit) {
        int free = 0;
        for (int lane = 0; lane <= COMMON; lane += LANE) {
            free |= (int) INT.getOpaque(lanes, lane);
        }
        return (free & bit) != 0;
    }

    /* At rest. */

    /**
     * Returns the account: bits 31:0 the frames in use, 62:32 those in use or taken since the reset, 63 whether one was
     * given back twice.
     */
    long account() {
        int[] l = lanes;
        int free = 0;
        int taken = 0;
        int twice = 0;
        for (int lane = 0; lane <= COMMON; lane += LANE) {
            twice |= free & l[lane]; // two actors gave it back
            free |= l[lane];
            taken |= l[lane + TAKEN];
        }
        int inUse = all & ~free;
        return (twice != 0 || freedTwice ? Long.MIN_VALUE : 0) | (long) (taken | inUse) << Integer.SIZE | inUse;
    }

    /** Whether an actor gave back a frame that it had taken, even if it has taken it again. */
    boolean gaveBack(int actor) {
        int lane = actor * LANE;
        if (setup.shared()) {
            return (lanes[lane + TAKEN] & lanes[COMMON]) != 0; // nobody knows who took one again
        }
        int own = initial[lane];
        int handedOut = initial[lane + LEFT] - lanes[lane + LEFT] - lanes[lane + REFUSED];
        return handedOut > setup.each() - Integer.bitCount(lanes[lane] & own);
    }
}
