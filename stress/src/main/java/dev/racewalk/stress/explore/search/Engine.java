package dev.racewalk.stress.explore.search;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.stress.explore.model.Cells;
import dev.racewalk.stress.explore.model.DataRaces;
import dev.racewalk.stress.explore.model.MemoryModel;
import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.model.Op.Kind;
import dev.racewalk.stress.explore.model.StepSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs actors one step at a time. Each actor has a thread; exactly one of them holds the baton and runs, from one step to the
 * next. At each step the holder lets the {@link Chooser} decide whose step comes next, and hands the baton on if it is not
 * its own. No thread is in charge: an execution in which nobody is interrupted needs no switch at all.
 */
public final class Engine implements AutoCloseable {
    /** Spinning helps if the one who is waited for runs on another core. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

    /** On one core, a yield lets the one who is waited for run, for less than a park costs. */
    private static final int YIELDS = 4;

    private static final VarHandle PARKED = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int DONE = -2;
    private static final int STALE = -1;

    /** Decides. */
    public interface Chooser {
        int ABORT = -1;

        /** Whose step comes next, of those that {@link Engine#isEnabled}; or {@link #ABORT}. */
        int choose(Engine engine);

        /** In which of several ways it goes, from 0. */
        int choose(Engine engine, int process, int choices);

        /** A step was made. */
        void made(Engine engine, int process, Op op, long result);

        /** Whether an actor that waits looks again when something has changed; else it waits for ever. */
        default boolean looksAgain() {
            return true;
        }

        /** Nobody can go on, although not all actors are finished. */
        default void stuck(Engine engine) {}
    }

    /** Unwinds an actor that is not to go on. */
    private static final class Abort extends Error {
        private static final long serialVersionUID = 1L;

        Abort() {
            super("the execution is given up", null, false, false);
        }
    }

    @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace and carries nothing
    private static final Abort ABORT = new Abort();

    private final MemoryModel model;
    private final Op[] pending;
    private final boolean[] finished;
    private final boolean[] waiting;
    private final boolean[] announced;
    private final @Nullable Thread[] threads;
    private final boolean[] started;

    /** 1 for an actor whose thread is parked, or about to be. */
    private final int[] parked;

    private final Waits[] waits;
    private @Nullable Chooser chooser;
    private Runnable[] actors = new Runnable[0];
    private int actorCount;
    private int[] versions = new int[0];
    private boolean looksAgain;
    private int locations;
    private volatile boolean running;
    private boolean awaitsLock;
    private boolean aborting;
    private boolean deadlocked;
    private boolean livelocked;
    private @Nullable DataRaces dataRaces;
    private @Nullable Cells cells;
    private volatile boolean closed;

    /** Steps made so far, of all executions. */
    private volatile long steps;

    private boolean naming;
    private @Nullable Throwable failure;
    private volatile int turn;

    /** How an actor waits for its turn before it parks. */
    private int spins;

    private int yields;

    /** What an actor has read since it last waited. */
    private static final class Waits {
        int[] locations = new int[16];
        int[] versions = new int[16];
        int size;

        void add(int location, int version) {
            for (int i = 0; i < size; i++) {
                if (locations[i] == location) {
                    return; // what was seen first decides whether it is worth looking again
                }
            }
            if (size == locations.length) {
                locations = Arrays.copyOf(locations, 2 * size);
                versions = Arrays.copyOf(versions, 2 * size);
            }
            locations[size] = location;
            versions[size++] = version;
        }
    }

    public Engine(MemoryModel model, int mostActors) {
        this.model = model;
        pending = new Op[mostActors];
        Arrays.setAll(pending, i -> new Op());
        waits = new Waits[mostActors];
        Arrays.setAll(waits, i -> new Waits());
        finished = new boolean[mostActors];
        waiting = new boolean[mostActors];
        announced = new boolean[mostActors];
        threads = new Thread[mostActors];
        started = new boolean[mostActors];
        started[0] = true;
        parked = new int[mostActors];
        turn = 0;
    }

    /** Has data races looked for in each execution. */
    public void watch(DataRaces races) {
        dataRaces = races;
    }

    /** What is looked for in each execution. */
    @Nullable
    public DataRaces dataRaces() {
        return dataRaces;
    }

    /** Names each step after the protocol's step that it belongs to, which is slow. */
    public void nameSteps() {
        naming = true;
    }

    /**
     * Runs the actors to their end.
     *
     * @return false if the chooser gave the execution up
     */
    public boolean run(Cells newCells, Chooser newChooser, Runnable... newActors) {
        throwIfClosed();
        chooser = newChooser;
        looksAgain = newChooser.looksAgain();
        locations = newCells.count();
        actors = newActors;
        actorCount = newActors.length;
        if (versions.length < newCells.count()) {
            versions = new int[newCells.count()];
        }
        cells = newCells;
        if (dataRaces != null) {
            dataRaces.begin(newCells.count());
        }
        model.begin(newCells, actorCount);
        Arrays.fill(finished, false);
        Arrays.fill(waiting, false);
        Arrays.fill(announced, false);
        for (Waits w : waits) {
            w.size = 0;
        }
        aborting = false;
        deadlocked = false;
        failure = null;
        if (threads[0] == null) {
            makeThreads(Thread.currentThread());
        }
        threads[0] = Thread.currentThread();
        running = true;
        runActor(0);
        awaitTurn(0); // the last of all hands the baton back
        running = false;
        throwIfClosed();
        if (failure instanceof IllegalArgumentException) {
            throw new IllegalArgumentException(failure.getMessage(), failure); // the schedule does not fit
        }
        if (failure != null) {
            throw new IllegalStateException("an actor failed", failure);
        }
        return !aborting;
    }

    private void makeThreads(Thread first) {
        threads[0] = first;
        spins = ActorThreads.isVirtual(first) || ActorThreads.areTogether() ? 0 : SPINS;
        yields = ActorThreads.isVirtual(first) ? 0 : YIELDS;
        for (int i = 1; i < threads.length; i++) {
            int actor = i;
            threads[i] = ActorThreads.another(first, "racewalk-actor-" + i, () -> serve(actor));
        }
    }

    private Thread thread(int actor) {
        return Objects.requireNonNull(threads[actor]);
    }

    private void throwIfClosed() {
        if (closed) {
            throw new IllegalStateException("the exploration was given up");
        }
    }

    private void serve(int actor) {
        while (true) {
            awaitTurn(actor);
            if (closed) {
                return;
            }
            runActor(actor);
        }
    }

    private void runActor(int actor) {
        try {
            if (!aborting) {
                actors[actor].run();
            }
        } catch (Abort e) {
            // as asked
        } catch (RuntimeException | Error e) {
            failure = e;
            aborting = true;
        }
        announced[actor] = true;
        finished[actor] = true;
        if (!aborting) {
            try {
                advance(actor);
                return;
            } catch (RuntimeException e) {
                failure = e; // the scheduler's
                aborting = true;
            }
        }
        handOverToUnwind();
    }

    private void handOverToUnwind() {
        for (int i = actorCount - 1; i >= 0; i--) {
            if (!finished[i]) {
                handOver(i);
                return;
            }
        }
        handOver(0);
    }

    private void handOver(int actor) {
        if (actor == turn) {
            return;
        }
        turn = actor;
        if (!started[actor]) {
            started[actor] = true;
            thread(actor).start();
        } else if ((int) PARKED.getVolatile(parked, actor) != 0) { // after the turn was set
            LockSupport.unpark(threads[actor]);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the one who is waited for may need this core
    private void awaitTurn(int actor) {
        for (int looks = 0; turn != actor && !closed; looks++) {
            if (looks < spins) {
                Thread.onSpinWait();
            } else if (looks < spins + yields) {
                Thread.yield();
            } else {
                park(actor);
            }
        }
    }

    private void park(int actor) {
        PARKED.setVolatile(parked, actor, 1); // before the look at the turn; pairs with handOver
        while (turn != actor && !closed) {
            LockSupport.park(this);
        }
        PARKED.setVolatile(parked, actor, 0);
    }

    /** Whether a step of an actor is under way; if not, memory is accessed directly. */
    public boolean isRunning() {
        return running;
    }

    /** The thread that has the baton. */
    public Thread holder() {
        return thread(turn);
    }

    /** Which actor a thread is. */
    public int actorOf(Thread thread) {
        int actor = Arrays.asList(threads).indexOf(thread);
        if (actor < 0) {
            throw new IllegalArgumentException(thread + " is no actor");
        }
        return actor;
    }

    /** How many steps were made so far, of all executions. */
    public long steps() {
        return steps;
    }

    /** How many actors there can be. */
    public int mostActors() {
        return pending.length;
    }

    /** Who is running. */
    public int actor() {
        return turn;
    }

    /** Announces a step, and makes it when it is its turn. */
    public long perform(Kind kind, AccessMode mode, int location, long value, long expected) {
        try {
            return performOrThrow(kind, mode, location, value, expected);
        } catch (RuntimeException e) {
            failure = e; // the scheduler's or the model's, and no business of the code that is explored
            aborting = true;
            throw ABORT;
        }
    }

    private long performOrThrow(Kind kind, AccessMode mode, int location, long value, long expected) {
        int actor = turn;
        if (aborting) {
            throw ABORT;
        }
        Op op = pending[actor];
        op.set(kind, mode, location, value, expected);
        op.source = naming ? StepName.ofCaller() : StepSource.UNKNOWN;
        op.name = op.source.method();
        announced[actor] = true;
        advance(actor);
        awaitTurn(actor);
        if (aborting || closed) {
            throw ABORT;
        }
        if (waiting[actor]) {
            waiting[actor] = false;
            waits[actor].size = 0;
        }
        int version = versions[location];
        long result = make(actor, op);
        if (versions[location] == version) {
            waits[actor].add(location, model.wasStale() ? STALE : version);
        } else {
            waits[actor].size = 0; // what came before is no part of a look that changes nothing
        }
        return result;
    }

    /**
     * The calling actor has found nothing to do. If it has changed nothing itself while it looked, it need not look again
     * before something that it has read since its last change is another.
     */
    public void pause() {
        int actor = turn;
        if (!aborting && waits[actor].size != 0) {
            waiting[actor] = true;
            for (int i = 0; i < waits[actor].size; i++) {
                model.refresh(actor, waits[actor].locations[i]);
            }
        }
    }

    /** The next step of the calling actor takes a lock: it comes when the lock is free. */
    public void awaitFree() {
        awaitsLock = true;
    }

    /** Whether the calling actor awaits the lock that it is about to take; asking is for once. */
    public boolean takesAwaited() {
        boolean awaits = awaitsLock;
        awaitsLock = false;
        return awaits;
    }

    /** Lets steps be chosen until one is an actor's, and hands the baton to it. */
    private void advance(int actor) {
        for (int i = 0; i < actorCount; i++) {
            if (!announced[i]) {
                handOver(i);
                return;
            }
        }
        while (true) {
            int next = chooseNext();
            if (next == Chooser.ABORT) {
                aborting = true;
                if (finished[actor]) {
                    handOverToUnwind();
                } else {
                    turn = actor;
                }
                return;
            }
            if (next == DONE) {
                handOver(0);
                return;
            }
            if (next < actorCount) {
                handOver(next);
                return;
            }
            make(next, model.ownOp(next));
        }
    }

    /** A process, {@link Chooser#ABORT} or {@link #DONE}. */
    private int chooseNext() {
        boolean any = false;
        boolean over = true;
        for (int p = 0; p < model.processes(); p++) {
            any |= isEnabled(p);
            over &= p >= actorCount || finished[p];
        }
        if (!any) {
            if (over) {
                return DONE;
            }
            deadlocked = true;
            livelocked = isSomebodyWaiting();
            for (int i = 0; i < actorCount; i++) {
                deadlocked &= finished[i] || !waiting[i] || !hasChanged(waits[i]);
            }
            chooser().stuck(this);
            return Chooser.ABORT;
        }
        return chooser().choose(this);
    }

    private boolean isSomebodyWaiting() {
        boolean any = false;
        for (int i = 0; i < actorCount; i++) {
            any |= waiting[i] && !finished[i];
        }
        return any;
    }

    private Chooser chooser() {
        return Objects.requireNonNull(chooser);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only who has the baton counts
    private long make(int process, Op op) {
        int choices = model.choices(process, op);
        int choice = choices == 1 ? 0 : chooser().choose(this, process, choices);
        steps = steps + 1;
        long result = model.execute(process, op, choice);
        if (dataRaces != null && cells != null) {
            dataRaces.made(process, op, result, cells);
        }
        boolean failed = result == 0 && op.kind.canFail();
        if (op.kind.writes() && !failed) {
            versions[op.location]++;
        }
        chooser().made(this, process, op, result);
        return result;
    }

    /* For choosers. */

    int processes() {
        return model.processes();
    }

    public MemoryModel model() {
        return model;
    }

    public int actors() {
        return actorCount;
    }

    boolean isFinished(int process) {
        return process < actorCount ? finished[process] : !model.hasOwnStep(process);
    }

    /** Whether a process can make its step now. */
    boolean isEnabled(int process) {
        if (process >= actorCount) {
            return model.hasOwnStep(process);
        }
        return !finished[process]
                && model.isEnabled(process, pending[process])
                && (!waiting[process] || (looksAgain && hasChanged(waits[process])));
    }

    /** Whether an unfinished actor has looked for something to do and found nothing. */
    boolean isWaiting(int actor) {
        return waiting[actor];
    }

    /** How many locations there are. */
    int locations() {
        return locations;
    }

    private boolean hasChanged(Waits read) {
        for (int i = 0; i < read.size; i++) {
            if (versions[read.locations[i]] != read.versions[i]) {
                return true;
            }
        }
        return false;
    }

    /** The step that an unfinished process will make next. */
    Op next(int process) {
        return process < actorCount ? pending[process] : model.ownOp(process);
    }

    /** Whether the last execution ended because nobody could go on. */
    public boolean isDeadlocked() {
        return deadlocked;
    }

    /** Whether an actor looks again and again for what nobody will change. */
    public boolean isLivelocked() {
        return deadlocked && livelocked;
    }

    @Override
    public void close() {
        aborting = true; // actors that are not finished unwind
        closed = true;
        for (int i = 1; i < threads.length; i++) {
            LockSupport.unpark(threads[i]);
        }
    }
}
