package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Enumerates executions depth first, without storing states, one of each set that differs only in the order of independent
 * steps: optimal dynamic partial-order reduction with wakeup trees (Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic
 * partial order reduction, 2014). When an execution is over, each race in it, that is two dependent steps with nothing between
 * that orders them, is reversed: what comes before the later step, and that step, become a branch at the state before the
 * earlier one.
 *
 * <p>This suits models in which a step reads what was written last, and can go one way only.
 *
 * <p>An actor that has found nothing to do does not look again here (as in GenMC; Kokologiannakis, Ren,
 * Vafeiadis: Dynamic partial order reductions for spinloops, 2021): what it would see in the end, it sees in the execution in
 * which its first look comes late enough. An execution that ends with such an actor is given up.
 */
public final class Search implements Enumerator {
    private static final int NONE = -1;

    private final int mostSteps;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Step> stuck = new ArrayList<>();
    private int depth;

    /** Below this depth the next execution goes as the last one. */
    private int replay;

    /** Clock of each process after its last step, and the index of that step. */
    private int[][] clocks = new int[0][];

    private int[] lastSteps = new int[0];

    /** Index of the last step at each location. */
    private int[] heads = new int[0];

    private int actors;
    private boolean started;
    private boolean cut;
    private boolean exhausted;

    /** A step that begins a part of the tree that is to be explored. */
    private static final class Branch {
        final Step step;
        final List<Branch> children = new ArrayList<>(1);

        Branch(Step step) {
            this.step = step;
        }
    }

    /** The state before a step, and the step that was made. */
    private static final class Node {
        int enabled;

        /** Processes whose step need not be tried here. */
        int sleep;

        /** What is still to be tried here. */
        List<Branch> branches = new ArrayList<>(1);

        /** What is to be tried after the step. */
        @Nullable
        List<Branch> next;

        int process;

        /** The next step of each process. */
        Step[] pending = new Step[0];

        /** What must have happened before the step, as counts of steps of each process; includes the step. */
        int[] clock = new int[0];

        /** Which step of its process it is, from 1. */
        int ordinal;

        /** Index of the step before of the same process, or {@link #NONE}. */
        int before;

        /** Index of the step of the process's other half without which the step is not possible, or {@link #NONE}. */
        int cause;

        /** Index of the step before at the same location, or {@link #NONE}. */
        int sameLocation;

        Step step() {
            return pending[process];
        }

        void resize(int processes) {
            if (clock.length != processes) {
                pending = new Step[processes];
                Arrays.setAll(pending, i -> new Step());
                clock = new int[processes];
            }
        }
    }

    /** Steps that can be made without an earlier one, in order; the last of them is the one that raced with it. */
    private final class Sequence {
        final List<Node> made = new ArrayList<>();
        final Step last;
        final int[] lastClock;

        Sequence(Step last, int[] lastClock) {
            this.last = last;
            this.lastClock = lastClock;
        }

        int size() {
            return made.size() + 1;
        }

        Step step(int i) {
            return i < made.size() ? made.get(i).step() : last;
        }

        private int[] clock(int i) {
            return i < made.size() ? made.get(i).clock : lastClock;
        }

        /** Whether a process's first step here can be the first of all, or can be made before all although it is not here. */
        boolean canBeginWith(Step first) {
            for (int i = 0; i < size(); i++) {
                if (step(i).process == first.process) {
                    return isFirst(i);
                }
            }
            for (int i = 0; i < size(); i++) {
                if (!isOwn(step(i).process, first.process) && first.dependsOn(step(i))) {
                    return false;
                }
            }
            return true;
        }

        private boolean isFirst(int index) {
            for (int i = 0; i < index; i++) {
                Node node = made.get(i);
                if (clock(index)[node.process] >= node.ordinal) {
                    return false;
                }
            }
            return true;
        }

        /** Takes the first step of a process out, if it is here; false if nothing is left. */
        boolean without(int process) {
            for (int i = 0; i < made.size(); i++) {
                if (made.get(i).process == process) {
                    made.remove(i);
                    return true;
                }
            }
            return last.process != process;
        }
    }

    Search(int mostSteps) {
        this.mostSteps = mostSteps;
    }

    @Override
    public boolean next() {
        if (started) {
            reverseRaces();
            for (int i = 0; i < depth; i++) {
                heads[nodes.get(i).step().location] = NONE;
            }
            while (depth > 0 && !advance(nodes.get(depth - 1))) {
                depth--;
            }
            exhausted = depth == 0;
        }
        started = true;
        replay = depth;
        depth = 0;
        stuck.clear();
        for (int[] clock : clocks) {
            Arrays.fill(clock, 0);
        }
        Arrays.fill(lastSteps, NONE);
        return !exhausted;
    }

    /** Chooses another step; false if there is none left. */
    private static boolean advance(Node node) {
        node.next = null;
        node.sleep |= 1 << node.process;
        while (!node.branches.isEmpty()) {
            Branch branch = node.branches.remove(0);
            if ((node.sleep >>> branch.step.process & 1) == 0) {
                follow(node, branch);
                return true;
            }
        }
        return false;
    }

    private static void follow(Node node, Branch branch) {
        node.process = branch.step.process;
        node.next = branch.children;
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public Schedule schedule() {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int i = 0; i < depth; i++) {
            recorder.process(nodes.get(i).process);
            recorder.way(0);
        }
        return recorder.schedule();
    }

    @Override
    public int steps() {
        return depth;
    }

    @Override
    public int switches() {
        int switches = 0;
        for (int i = 1; i < depth; i++) {
            int last = nodes.get(i - 1).process;
            boolean away = last != nodes.get(i).process && (nodes.get(i).enabled >>> last & 1) != 0;
            switches += away ? 1 : 0;
        }
        return switches;
    }

    @Override
    public boolean looksAgain() {
        return false;
    }

    @Override
    public int choose(Engine engine) {
        int processes = engine.processes();
        if (clocks.length != processes) {
            clocks = new int[processes][processes];
            lastSteps = new int[processes];
            Arrays.fill(lastSteps, NONE);
            actors = engine.actors();
        }
        if (heads.length < engine.locations()) {
            int known = heads.length;
            heads = Arrays.copyOf(heads, engine.locations());
            Arrays.fill(heads, known, heads.length, NONE);
        }
        if (depth == nodes.size()) {
            nodes.add(new Node());
        }
        Node node = nodes.get(depth);
        if (depth < replay) {
            if (!engine.isEnabled(node.process) || engine.next(node.process).location != node.step().location) {
                throw new IllegalStateException("step " + depth + " of process " + node.process
                        + " is not what it was: the race does not go the same way each time");
            }
        } else if (depth >= mostSteps) {
            cut = true;
            return ABORT;
        } else {
            node.resize(processes);
            look(engine, node, processes);
            if (!enter(node, depth == 0 ? null : nodes.get(depth - 1))) {
                return ABORT;
            }
        }
        depth++;
        return node.process;
    }

    private static void look(Engine engine, Node node, int processes) {
        node.enabled = 0;
        for (int p = 0; p < processes; p++) {
            if (engine.isEnabled(p)) {
                node.pending[p].set(p, engine.next(p), engine.model());
                node.enabled |= 1 << p;
            }
        }
    }

    /** Decides at a state that is new; false if there is nothing to gain. */
    private boolean enter(Node node, @Nullable Node last) {
        node.sleep = last == null ? 0 : stillAsleep(last);
        List<Branch> branches = last == null ? null : last.next;
        node.branches = branches == null ? new ArrayList<>(1) : branches;
        node.next = null;
        if (!node.branches.isEmpty()) {
            Branch branch = node.branches.remove(0);
            int process = branch.step.process;
            boolean possible = ((node.enabled & ~node.sleep) >>> process & 1) != 0;
            if (possible && node.pending[process].isSameAs(branch.step)) {
                follow(node, branch);
                return true;
            }
            throw new IllegalStateException("step " + depth + " cannot be one of process " + process
                    + " as when a race was reversed: the race does not go the same way each time");
        }
        int awake = node.enabled & ~node.sleep;
        if (awake == 0) {
            return false;
        }
        boolean canGoOn = last != null && (awake >>> last.process & 1) != 0;
        node.process = canGoOn && last != null ? last.process : Integer.numberOfTrailingZeros(awake);
        return true;
    }

    /** Those that slept before the last step, and whose own step does not depend on it. */
    private int stillAsleep(Node last) {
        int asleep = 0;
        for (int left = last.sleep & ~(1 << last.process); left != 0; left &= left - 1) {
            int p = Integer.numberOfTrailingZeros(left);
            if (isOwn(p, last.process) || !last.pending[p].dependsOn(last.step())) {
                asleep |= 1 << p;
            }
        }
        return asleep;
    }

    /** Whether two processes are an actor and its store buffer. */
    private boolean isOwn(int p, int q) {
        return Math.abs(p - q) == actors;
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        throw new IllegalStateException("step " + (depth - 1) + " can go " + choices
                + " ways: this search suits models in which a step can go one way only");
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        int index = depth - 1;
        Node node = nodes.get(index);
        Step step = node.step();
        if (index >= replay - 1) {
            step.writes = op.kind.writes() && !(result == 0 && op.kind.canFail());
            node.before = lastSteps[process];
            node.cause = cause(step);
            node.sameLocation = heads[step.location];
            order(node);
        }
        System.arraycopy(node.clock, 0, clocks[process], 0, node.clock.length);
        lastSteps[process] = index;
        if (!step.hidden) {
            heads[step.location] = index;
        }
    }

    /** The index of the step of the other half of a process that makes its step possible, or {@link #NONE}. */
    private int cause(Step step) {
        if (clocks.length == actors) {
            return NONE;
        }
        if (step.process < actors) {
            return step.locked ? lastSteps[step.process + actors] : NONE;
        }
        int flushed = clocks[step.process][step.process];
        for (int i = 0; ; i++) { // the store that is flushed
            Step store = nodes.get(i).step();
            if (store.process == step.process - actors && store.hidden && flushed-- == 0) {
                return i;
            }
        }
    }

    private void order(Node node) {
        int[] clock = node.clock;
        baseClock(node, clock);
        Step step = node.step();
        for (int i = node.sameLocation; i >= 0; i = nodes.get(i).sameLocation) {
            Node earlier = nodes.get(i);
            if (clock[earlier.process] < earlier.ordinal
                    && !isOwn(earlier.process, step.process)
                    && step.dependsOn(earlier.step())) {
                join(clock, earlier.clock);
            }
        }
        node.ordinal = ++clock[node.process];
    }

    /** What precedes a step by the order of its process, and the model, alone. */
    private void baseClock(Node node, int[] clock) {
        if (node.before == NONE) {
            Arrays.fill(clock, 0);
        } else {
            System.arraycopy(nodes.get(node.before).clock, 0, clock, 0, clock.length);
        }
        if (node.cause != NONE) {
            join(clock, nodes.get(node.cause).clock);
        }
    }

    private static void join(int[] into, int[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] = Math.max(into[i], from[i]);
        }
    }

    @Override
    public void stuck(Engine engine) {
        for (int p = 0; p < actors; p++) {
            if (!engine.isFinished(p) && !engine.isWaiting(p)) { // for a lock: the holder might have come later
                Step step = new Step();
                step.set(p, engine.next(p), engine.model());
                step.writes = true;
                stuck.add(step);
            }
        }
    }

    private void reverseRaces() {
        int[] clock = new int[clocks.length];
        for (int i = Math.max(0, replay - 1); i < depth; i++) {
            Node node = nodes.get(i);
            if (!node.step().hidden) {
                baseClock(node, clock);
                reverseRaces(node.step(), clock, node.sameLocation, i);
            }
        }
        for (Step step : stuck) {
            System.arraycopy(clocks[step.process], 0, clock, 0, clock.length);
            if (clocks.length > actors && step.locked) {
                join(clock, clocks[step.process + actors]);
            }
            reverseRaces(step, clock, heads[step.location], depth);
        }
    }

    /**
     * Reverses the races between a step and the earlier ones. For a lock, the unlock before it is no race, since it must come
     * first, and neither is what the holder did meanwhile; but the holder may have taken the lock later.
     */
    private void reverseRaces(Step step, int[] base, int from, int index) {
        int[] clock = base.clone();
        int[] withoutUnlocks = base.clone();
        for (int i = from; i >= 0; i = nodes.get(i).sameLocation) {
            Node earlier = nodes.get(i);
            Step other = earlier.step();
            boolean must = step.waitsFor(other);
            int[] known = step.competesWith(other) ? withoutUnlocks : clock;
            if (known[earlier.process] < earlier.ordinal
                    && earlier.process != step.process
                    && !isOwn(earlier.process, step.process)
                    && step.dependsOn(other)) {
                join(clock, earlier.clock);
                if (!must) {
                    join(withoutUnlocks, earlier.clock);
                    reverse(i, step, base, index);
                }
            }
        }
    }

    /** Has a later step tried before an earlier one, unless that has been done, or will be. */
    private void reverse(int earlier, Step later, int[] base, int index) {
        Node node = nodes.get(earlier);
        Sequence sequence = sequence(earlier, later, base, index);
        for (int left = node.sleep; left != 0; left &= left - 1) {
            if (sequence.canBeginWith(node.pending[Integer.numberOfTrailingZeros(left)])) {
                return;
            }
        }
        insert(node.branches, sequence);
    }

    /** All that does not come after the earlier step, and the later step. */
    private Sequence sequence(int earlier, Step later, int[] base, int index) {
        Node first = nodes.get(earlier);
        Step copy = later.copy();
        copy.writes = later.kind.writes(); // what failed may succeed there
        int[] clock = base.clone();
        Sequence sequence = new Sequence(copy, clock);
        for (int i = earlier + 1; i < depth; i++) {
            Node node = nodes.get(i);
            if (i != index && node.clock[first.process] < first.ordinal) {
                sequence.made.add(node);
                if (i < index && !isOwn(node.process, later.process) && later.dependsOn(node.step())) {
                    join(clock, node.clock);
                }
            }
        }
        return sequence;
    }

    private static void insert(List<Branch> branches, Sequence sequence) {
        List<Branch> at = branches;
        while (true) {
            Branch match = null;
            for (Branch branch : at) {
                if (sequence.canBeginWith(branch.step)) {
                    match = branch;
                    break;
                }
            }
            if (match == null) {
                append(at, sequence);
                return;
            }
            if (match.children.isEmpty() || !sequence.without(match.step.process)) {
                return; // a branch without children leads everywhere
            }
            at = match.children;
        }
    }

    private static void append(List<Branch> at, Sequence sequence) {
        List<Branch> end = at;
        for (int i = 0; i < sequence.size(); i++) {
            Branch branch = new Branch(sequence.step(i).copy());
            end.add(branch);
            end = branch.children;
        }
    }
}
