package dev.racewalk.stress.explore;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.explore.model.Op.Kind;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.machine.MachineFrames;
import dev.racewalk.stress.machine.Setup;

/** The frames of a machine: allocations and frees are steps, as are the notes by which actors tell who is at work. */
final class ExploredFrames extends MachineFrames {
    /** What the words are called in which actors note that they have begun. */
    static final String BEGUN = "begin of actor";

    /** What the words are called in which actors note that they are over. */
    static final String OVER = "end of actor";

    /** An actor that goes on after so many refusals tries again and again. */
    private static final int PATIENCE = 3;

    /** An actor that repeats what it does as long as another is at work does so at most so often. */
    private static final int MOST_REPEATS = 1;

    private final Engine engine;
    private final Locations locations;
    private final boolean shared;

    /** Whether core's pool, whose words are steps, hands frames out. */
    private final boolean pooled;

    /** A store that all share has a lock; an actor's own orders nothing. */
    private final AccessMode mode;

    /* Two notes of each actor instead of one word with three phases: who asks for one learns nothing of the other. */
    private final long[] begun;
    private final long[] over;

    /** How often an actor has asked whether to go on. */
    private final int[] asked = new int[ACTORS];

    /** Which actor has begun on each lane, from 1; 0 for none. */
    private final int[] beginners = new int[ACTORS];

    private final boolean[] hasEnded = new boolean[ACTORS];

    /** How often each actor got no frame. */
    private final int[] refusals;

    ExploredFrames(Engine engine, Locations locations, PhysicalMemory memory, Setup setup) {
        super(memory, setup);
        this.engine = engine;
        this.locations = locations;
        begun = memory.newWords(BEGUN, ACTORS);
        over = memory.newWords(OVER, ACTORS);
        shared = setup.shared();
        pooled = setup.pooled();
        mode = shared ? AccessMode.VOLATILE : AccessMode.PLAIN;
        refusals = new int[engine.mostActors()];
    }

    @Override
    public long allocate() {
        if (!engine.isRunning() || pooled) {
            return super.allocate();
        }
        requireBegun();
        int location = location(shared ? NONE : nextOwn());
        long pa = engine.perform(Kind.ALLOCATE, mode, location, 0, 0);
        if (pa == NONE) {
            requireRefusalIsMeant();
        }
        if (pa == NONE && ++refusals[engine.actor()] > PATIENCE) {
            engine.pause(); // it only asks again; whether another actor helps it is for the others to show
        }
        return pa;
    }

    @Override
    public void freeZeroed(long pa) {
        if (engine.isRunning() && !pooled) {
            requireBegun();
            engine.perform(Kind.FREE, mode, location(pa), pa, 0);
        } else {
            super.freeZeroed(pa);
        }
    }

    @Override
    public boolean isInUse(long pa) {
        look(pa);
        return super.isInUse(pa);
    }

    @Override
    public int generation(long pa) {
        look(pa);
        return super.generation(pa);
    }

    @Override
    protected void act(int lane) {
        super.act(lane);
        if (engine.isRunning()) {
            begins(lane / LANE);
        }
    }

    /** A lane that two actors go by holds the result of one of them. */
    private void begins(int lane) {
        int before = beginners[lane];
        if (before != 0 && before != engine.actor() + 1) {
            throw begunByTwo(lane);
        }
        beginners[lane] = engine.actor() + 1;
    }

    @Override
    protected boolean isLeftOpen(int lane) {
        return beginners[lane / LANE] != 0 && !hasEnded[lane / LANE];
    }

    @Override
    protected void ended(int lane) {
        hasEnded[lane / LANE] = true;
    }

    @Override
    protected void noteBegun(int lane) {
        Access.writeOnce(begun, lane / LANE, 1);
    }

    @Override
    protected void noteOver(int lane) {
        Access.storeRelease(over, lane / LANE, 1);
    }

    @Override
    protected int phaseAtBegin(int lane) {
        return Access.loadAcquire(over, lane / LANE) != 0 ? PHASE_OVER : PHASE_RUNNING;
    }

    @Override
    protected int phaseAtEnd(int lane) {
        return Access.readOnce(begun, lane / LANE) != 0 ? PHASE_RUNNING : 0;
    }

    @Override
    protected boolean isAtWork(int lane) {
        return asked[lane / LANE]++ < MOST_REPEATS
                && Access.loadAcquire(begun, lane / LANE) != 0
                && Access.loadAcquire(over, lane / LANE) == 0;
    }

    /** What a frame holds that nobody has is for the memory model to say. */
    @Override
    protected boolean mayPoison() {
        return false;
    }

    @Override
    protected boolean isOver(int lane) {
        return Access.loadAcquire(over, lane / LANE) != 0;
    }

    /** The location of a frame; frame 0 stands for a store that all share. */
    private int location(long pa) {
        return locations.frameLocation(shared ? NONE : pa);
    }

    private void look(long pa) {
        if (engine.isRunning() && !pooled) {
            engine.perform(Kind.LOOK, AccessMode.OPAQUE, location(pa), 0, 0);
        }
    }

    /* Below the scheduler. */

    long takeNow() {
        return take();
    }

    long nextOfAll() {
        return super.nextShared();
    }

    void giveBackNow(long pa) {
        super.freeZeroed(pa);
    }

    boolean isUsed(long pa) {
        return isHandedOut(pa);
    }

    /** Whether frames that nobody has lie in core's pool, which knows which of them are zeroed. */
    boolean isPooled() {
        return pooled;
    }

    long used(long pa) {
        return isUsed(pa) ? 1 : 0;
    }
}
