package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.machine.judge.FrameAccount;
import dev.racewalk.stress.machine.judge.UsedWords;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The few frames of one machine. Each actor, and the thread that prepares and arbitrates, has a store of its own to take
 * from and to give back to, so that the arbiter can tell whose table was used and who gave one back; or all share one. That may
 * be core's {@link FramePool}: then what is told here of the frames is an account beside it, which the pool is held against.
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

    /** What a machine calls the lanes of its actors. */
    static final List<String> NAMES = List.of("first", "second", "third");

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

    /** {@link #wrong}: given back twice; bit 0 stands for all that is no frame. */
    private static final int FREED_TWICE = 0;

    /** {@link #wrong}: given back as zeroed, and not zeroed. */
    private static final int UNZEROED = 1;

    /** {@link #wrong}: written to while it was free. */
    private static final int SPOILED = 2;

    /** {@link #wrong}: handed out by the pool while it was in use. */
    private static final int HANDED_OUT_TWICE = 3;

    /** {@link #wrong}: free, and not handed out by the pool at rest. */
    private static final int LOST = 4;

    /** So many refusals in one operation are a livelock. */
    private static final int LIVELOCK = 10_000;

    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);

    /** On which lane a thread acts. */
    private static final ThreadLocal<Actor> ACTOR = ThreadLocal.withInitial(Actor::new);

    private static final AtomicInteger MADE = new AtomicInteger();

    private static final class Actor {
        int lane = COMMON;

        /** The {@link #number} of the machine for which that was said. */
        int machine;
    }

    /** Of this machine: 1 for the first of the JVM. */
    private final int number = MADE.incrementAndGet();

    private final PhysicalMemory memory;
    private final Setup setup;
    private final int all;
    private final int[] lanes = new int[LANE * LANES];
    private final int[] initial = new int[LANE * LANES];

    /** Counts hand-outs and returns of each frame; empty without hardware. */
    private final int[] generations;

    /** Those that are in use whenever a sample begins, one bit each. */
    private int kept;

    /** Frames with which something is wrong, one bit each. */
    private final int[] wrong = new int[5];

    private final @Nullable FramePool pool;

    /** What free frames hold {@link FramePool#POISON} in, if they do. */
    private @Nullable UsedWords poisoned;

    /** Whether all words of a frame are looked at that is given back as zeroed. */
    private boolean thorough;

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
        pool = setup.pooled()
                ? FramePool.builder(memory)
                        .stripes(setup.pool(), () -> lane() / LANE)
                        .magazine(1)
                        .build()
                : null;
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

    /**
     * Says that the calling thread goes by a lane of this machine from now on.
     *
     * @param lane of an actor, or the common one
     */
    protected void act(int lane) {
        Actor actor = ACTOR.get();
        actor.lane = lane;
        actor.machine = number;
    }

    /** The lane that the calling thread goes by. */
    private int lane() {
        Actor actor = ACTOR.get();
        if (actor.machine != number) {
            throw notBegun();
        }
        return actor.lane;
    }

    private static RaceMistakeException notBegun() {
        return new RaceMistakeException(
                "it takes, gives back or ends without having begun on its lane: Lane.begin comes first,"
                        + " or one call that begins, acts and ends, as Lane.maps does");
    }

    /** Whether the calling thread goes by the lane of an actor, and does not prepare or arbitrate. */
    final boolean isActing() {
        return lane() != COMMON;
    }

    /** Checks that the calling thread, which acts, has begun. */
    protected final void requireBegun() {
        if (!isActing()) {
            throw notBegun();
        }
    }

    /**
     * Says that two actors have begun on one lane.
     *
     * @param lane number of the lane, from 0
     * @return to be thrown
     */
    protected static RaceMistakeException begunByTwo(int lane) {
        return new RaceMistakeException("it begins on the " + NAMES.get(lane)
                + " lane, on which another actor has begun: each actor has a lane of its own");
    }

    /** Checks that the calling thread goes by a lane. */
    final void requireBegun(int lane) {
        if (lane() != lane) {
            throw notBegun();
        }
    }

    /**
     * Hears that a lane has a result.
     *
     * @param lane which
     */
    protected void ended(int lane) {
        // for the explorer, which looks for actors that do not end
    }

    /**
     * Tells whether an actor has begun and not ended, as far as that is known.
     *
     * @param lane of the actor, which has left no result there
     * @return true if the setup has the actors note each other, and it noted its begin alone
     */
    protected boolean isLeftOpen(int lane) {
        return (int) INT.getAcquire(lanes, lane + PHASE) == PHASE_RUNNING;
    }

    /** Says that the calling thread prepares a sample. */
    public final void prepare() {
        act(COMMON);
    }

    /** Frees all frames but the first top. */
    void reset() {
        System.arraycopy(initial, 0, lanes, 0, initial.length);
        for (int kind = 0; kind < wrong.length; kind++) {
            if (wrong[kind] != 0) { // a store would take the line away from the other core
                wrong[kind] = 0;
            }
        }
    }

    /** Poisons the frames that are free, if the setup says so, and from now on those that are given back. */
    void poison(UsedWords used) {
        if (!setup.poisoned() || setup.pooled() || !mayPoison()) { // a pool hands out what was given back as zeroed
            return;
        }
        poisoned = used;
        for (int frame = 1; frame < memory.frames(); frame++) {
            if (isFree(1 << frame)) {
                used.fill(frame, FramePool.POISON);
            }
        }
    }

    /**
     * Tells whether free frames may be poisoned.
     *
     * @return true; the explorer has models of its own of what a frame holds that nobody has
     */
    protected boolean mayPoison() {
        return true;
    }

    /** Says whether all words are looked at of frames that are given back as zeroed, or just those that a race uses. */
    void checkThoroughly(boolean all) {
        if (thorough != all) {
            thorough = all;
        }
    }

    /** Whether this is one of the samples in which all is looked at that can be. */
    boolean checksThoroughly() {
        return thorough;
    }

    /** Leaves what is in use now out of later resets: it is a part of the machine. */
    void keepInUse() {
        initial[COMMON] &= lanes[COMMON];
        kept = all;
        for (int lane = 0; lane <= COMMON; lane += LANE) {
            kept &= ~initial[lane];
        }
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
        kept = 1 << (Setup.FIRST_FRAME - 1);
    }

    private int mask(int first, int count) {
        return count >= Integer.SIZE ? all & -(1 << first) : ((1 << count) - 1) << first;
    }

    @Override
    public long allocate() {
        long pa = take();
        if (pa == NONE) {
            requireRefusalIsMeant();
        }
        return pa;
    }

    /**
     * Takes a frame from the store of the calling thread.
     *
     * @return its physical address; {@link #NONE} if there is none left
     */
    protected final long take() {
        int lane = lane();
        int[] l = lanes;
        if (l[lane + LEFT]-- <= 0) {
            return refuse(lane);
        }
        int bit = pool != null ? takePooled(pool) : setup.shared() ? takeShared() : takeOwn(lane);
        if (bit == 0) {
            return refuse(lane);
        }
        l[lane + TAKEN] |= bit;
        int frame = count(bit);
        if (poisoned != null) {
            zero(frame, poisoned);
        }
        return (long) frame << PhysicalMemory.FRAME_LG2;
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
        int free = lanes[lane()];
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

    private int takePooled(FramePool from) {
        long pa = from.allocate();
        if (pa == NONE) {
            return 0;
        }
        int bit = 1 << (pa >>> PhysicalMemory.FRAME_LG2);
        if (((int) INT.getAndBitwiseAnd(lanes, COMMON, ~bit) & bit) == 0) {
            note(HANDED_OUT_TWICE, bit);
        }
        return bit;
    }

    private int takeShared() {
        while (true) {
            int free = (int) INT.getOpaque(lanes, COMMON);
            if (free == 0 || INT.compareAndSet(lanes, COMMON, free, free & (free - 1))) {
                return free & -free;
            }
        }
    }

    /**
     * Checks that the race counts with the refusal of a frame that the calling actor was met with, where nothing is seeded.
     *
     * @throws RaceMistakeException if it does not
     */
    protected final void requireRefusalIsMeant() {
        if (isActing() && !setup.refuses() && StepsInUse.areRight()) {
            throw new RaceMistakeException(
                    "it is refused a frame: the setup has " + setup.each() + " for each actor and "
                            + setup.prepared()
                            + " prepared; Setup.table and Setup.withPrepared give more, and Setup.withRefusals"
                            + " says that the race means it");
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
        if (pool == null) {
            memory.zero(memory.word(pa), PhysicalMemory.FRAME_WORDS);
            freeZeroed(pa);
        } else {
            noteFreed(pa);
            pool.free(pa);
        }
    }

    @Override
    public void freeZeroed(long pa) {
        noteFreed(pa);
        if (pool != null) {
            pool.freeZeroed(pa);
        }
    }

    /** Puts a frame among those that are free. */
    private void noteFreed(long pa) {
        int bit = memory.contains(pa) ? (1 << (pa >>> PhysicalMemory.FRAME_LG2)) & all : 0;
        if (bit == 0 || isFree(bit)) {
            note(FREED_TWICE, bit == 0 ? 1 : bit);
            return;
        }
        int frame = count(bit);
        if (poisoned != null) {
            poison(frame, poisoned);
        }
        if (setup.shared()) {
            if (((int) INT.getAndBitwiseOr(lanes, COMMON, bit) & bit) != 0) {
                note(FREED_TWICE, bit); // by two actors, each of whom saw it in use
            }
        } else {
            int lane = lane();
            INT.setOpaque(lanes, lane, lanes[lane] | bit);
        }
    }

    private void note(int kind, int bit) {
        INT.getAndBitwiseOr(wrong, kind, bit);
    }

    private void zero(int frame, UsedWords used) {
        if (!used.hold(frame, FramePool.POISON)) {
            note(SPOILED, 1 << frame);
        }
        used.fill(frame, 0);
    }

    private void poison(int frame, UsedWords used) {
        if (thorough ? used.firstOther(frame, 0) >= 0 : !used.hold(frame, 0)) {
            note(UNZEROED, 1 << frame);
        }
        used.fill(frame, FramePool.POISON);
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
        if (pool != null) {
            return pool.generation(pa);
        }
        return generations.length == 0 ? 0 : (int) INT.getOpaque(generations, (int) (pa >>> PhysicalMemory.FRAME_LG2));
    }

    @Override
    public boolean isInUse(long pa) {
        return pool != null ? pool.isInUse(pa) : isHandedOut(pa);
    }

    /**
     * Tells whether somebody has a frame, by the account alone.
     *
     * @param pa its physical address
     * @return true if so
     */
    protected final boolean isHandedOut(long pa) {
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

    /** Takes all out of the pool that is in it, which zeroes it, and notes what is missing there. */
    void drainPool() {
        if (pool == null) {
            return;
        }
        prepare();
        int missing = lanes[COMMON];
        for (long pa = pool.allocate(); pa != NONE; pa = pool.allocate()) {
            int bit = 1 << (pa >>> PhysicalMemory.FRAME_LG2);
            if ((missing & bit) == 0) {
                note(HANDED_OUT_TWICE, bit);
                break; // else a pool that hands out the same frame again and again
            }
            missing &= ~bit;
        }
        note(LOST, missing);
    }

    /** Tells who has which frame. */
    void tell(FrameAccount account) {
        int[] l = lanes;
        account.begin(all, kept, poisoned != null);
        for (int lane = 0; lane < COMMON; lane += LANE) {
            account.addActor(l[lane], l[lane + TAKEN]);
        }
        account.addCommon(l[COMMON], l[COMMON + TAKEN]);
        account.addWrong(wrong[FREED_TWICE], wrong[UNZEROED], wrong[SPOILED]);
        account.addPool(wrong[HANDED_OUT_TWICE], wrong[LOST]);
    }

    /** What an actor's operation ended with: a code of {@link ResultCodes}. */
    int result(int actor) {
        return lanes[actor * LANE + RESULT];
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
