package dev.racewalk.stress.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Enumerates executions depth first, without storing states: dynamic partial-order reduction (Flanagan, Godefroid: Dynamic
 * partial-order reduction for model checking software, 2005) with sleep sets (Godefroid 1996). Two steps depend on each other
 * if they touch the same location and one writes. An alternative is only tried where two dependent steps could have come in
 * the other order; ways in which one step can go (a weak load's choice of a write) are all tried.
 *
 * <p>A bound on context switches, as in CHESS (Musuvathi, Qadeer 2007), counts a switch away from a process that could go on.
 * Together with the reduction it may leave out executions within the bound; so bounded searches run unreduced.
 */
final class Search implements Engine.Chooser {
    private static final int INITIAL_DEPTH = 64;

    private final boolean reduce;
    private final int mostSteps;
    private final int mostSwitches;

    /** The state before a step, and the step that was made. */
    private static final class Node {
        int enabled;
        int backtrack;
        int done;
        int sleep;
        int process;
        int way;
        int ways;
        int switches;

        /* The pending step of each process, and whether the process has one. */
        int[] locations = new int[0];
        boolean[] writes = new boolean[0];
        boolean[] local = new boolean[0];
        boolean[] global = new boolean[0];
        boolean[] locked = new boolean[0];
        Op.Kind[] kinds = new Op.Kind[0];
        boolean[] alive = new boolean[0];

        /** What must have happened before the step, as counts of steps of each process; includes the step. */
        int[] clock = new int[0];

        /** Which step of its process it is, from 1. */
        int ordinal;

        void resize(int processes) {
            if (clock.length != processes) {
                locations = new int[processes];
                writes = new boolean[processes];
                local = new boolean[processes];
                global = new boolean[processes];
                locked = new boolean[processes];
                kinds = new Op.Kind[processes];
                alive = new boolean[processes];
                clock = new int[processes];
            }
        }
    }

    private final List<Node> nodes = new ArrayList<>(INITIAL_DEPTH);
    private int depth;
    private int replay;
    private int[][] clocks = new int[0][];
    private boolean cut;
    private boolean exhausted;
    private boolean started;

    Search(boolean reduce, int mostSteps, int mostSwitches) {
        this.reduce = reduce && mostSwitches == Integer.MAX_VALUE;
        this.mostSteps = mostSteps;
        this.mostSwitches = mostSwitches;
    }

    /** Prepares for the next execution; false if all were tried. */
    boolean next() {
        if (!started) {
            started = true;
        } else {
            while (depth > 0 && !advance(nodes.get(depth - 1))) {
                depth--;
            }
            if (depth == 0) {
                exhausted = true;
                return false;
            }
        }
        replay = depth;
        depth = 0;
        for (int[] clock : clocks) {
            Arrays.fill(clock, 0);
        }
        return true;
    }

    /** Chooses another step, or another way of the same; false if there is none left. */
    private boolean advance(Node node) {
        if (node.way + 1 < node.ways) {
            node.way++;
            return true;
        }
        node.done |= 1 << node.process;
        node.sleep |= 1 << node.process;
        int left = node.backtrack & node.enabled & ~node.done & ~node.sleep;
        if (left == 0) {
            return false;
        }
        node.process = Integer.numberOfTrailingZeros(left);
        node.way = 0;
        node.ways = 1;
        return true;
    }

    /** Whether nothing is left to try. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Whether something was left out because of a bound. */
    boolean isCut() {
        return cut;
    }

    /** The schedule of the last execution. */
    Schedule schedule() {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int i = 0; i < depth; i++) {
            recorder.process(nodes.get(i).process);
            recorder.way(nodes.get(i).way);
        }
        return recorder.schedule();
    }

    /** Context switches of the last execution that were not forced. */
    int switches() {
        return depth == 0 ? 0 : nodes.get(depth - 1).switches;
    }

    @Override
    public int choose(Engine engine) {
        int processes = engine.processes();
        if (clocks.length != processes) {
            clocks = new int[processes][processes];
        }
        if (depth == nodes.size()) {
            nodes.add(new Node());
        }
        Node node = nodes.get(depth);
        if (depth < replay) {
            if (!engine.isEnabled(node.process) || engine.next(node.process).location != node.locations[node.process]) {
                throw new IllegalStateException("step " + depth + " of process " + node.process
                        + " is not what it was: the race does not go the same way each time");
            }
        } else {
            if (depth >= mostSteps) {
                cut = true;
                return ABORT;
            }
            node.resize(processes);
            look(engine, node, processes);
            if (!enter(node, processes)) {
                return ABORT;
            }
        }
        depth++;
        return node.process;
    }

    private void look(Engine engine, Node node, int processes) {
        node.enabled = 0;
        for (int p = 0; p < processes; p++) {
            node.alive[p] = !engine.isFinished(p);
            if (node.alive[p]) {
                Op op = engine.next(p);
                node.locations[p] = op.location;
                node.writes[p] = op.kind.writes();
                node.kinds[p] = op.kind;
                node.local[p] = engine.model().isLocal(p, op);
                node.global[p] = engine.model().isGlobal(op);
                node.locked[p] = op.isLocked();
                if (engine.isEnabled(p)) {
                    node.enabled |= 1 << p;
                }
            }
        }
    }

    /** Decides at a state that is new; false if there is nothing to gain. */
    private boolean enter(Node node, int processes) {
        Node last = depth == 0 ? null : nodes.get(depth - 1);
        node.sleep = last == null ? 0 : stillAsleep(last, processes);
        node.done = 0;
        node.way = 0;
        node.ways = 1;
        if (reduce) {
            findRaces(node, processes);
        }
        int awake = node.enabled & ~node.sleep;
        int switched = last == null ? 0 : last.switches;
        if (awake == 0) {
            return false;
        }
        int lastProcess = last == null ? 0 : last.process;
        boolean canGoOn = last != null && (awake >>> lastProcess & 1) != 0;
        node.process = canGoOn ? lastProcess : Integer.numberOfTrailingZeros(awake);
        if (canGoOn && switched >= mostSwitches) {
            cut |= (awake & ~(1 << node.process)) != 0;
            node.backtrack = 1 << node.process;
        } else {
            node.backtrack = reduce ? 1 << node.process : awake;
        }
        return true;
    }

    /** Those that slept before the last step, and whose own step does not depend on it. */
    private int stillAsleep(Node last, int processes) {
        int asleep = reduce ? last.sleep & ~(1 << last.process) : 0;
        for (int p = 0; p < processes; p++) {
            if ((asleep >>> p & 1) != 0 && depend(last, last.process, p)) {
                asleep &= ~(1 << p);
            }
        }
        return asleep;
    }

    /** Whether the pending steps of two processes at a state depend on each other. */
    private static boolean depend(Node node, int p, int q) {
        return depend(node, p, node, q);
    }

    /** Whether a step that was made and the step that a process is about to make depend on each other. */
    private static boolean depend(Node made, Node now, int p) {
        return depend(made, made.process, now, p);
    }

    private static boolean depend(Node made, int q, Node now, int p) {
        boolean sameWord = made.locations[q] == now.locations[p];
        if (sameWord && made.kinds[q] == Op.Kind.UNLOCK && now.kinds[p] == Op.Kind.LOCK) {
            return false; // ordered, but never possible in the other order
        }
        if (made.global[q] && now.global[p]) {
            return true;
        }
        if (!sameWord || !(made.writes[q] || now.writes[p])) {
            return false;
        }
        boolean local = made.local[q] || now.local[p];
        boolean loads = made.kinds[q] == Op.Kind.LOAD || now.kinds[p] == Op.Kind.LOAD;
        return !local || (loads && Math.abs(p - q) == now.clock.length / 2); // a flush changes what its actor reads
    }

    private void findRaces(Node node, int processes) {
        if (depth == 0) {
            return;
        }
        Node last = nodes.get(depth - 1);
        for (int p = 0; p < processes; p++) {
            if (node.alive[p]) {
                boolean moved = p == last.process || isOwnBuffer(last.process, p, processes);
                int from = moved ? 0 : depth - 1;
                findRace(node, p, from);
            }
        }
    }

    /** Whether a step of one process changes what the other's pending step is. */
    private static boolean isOwnBuffer(int process, int other, int processes) {
        int half = processes / 2;
        return other >= half && other - half == process;
    }

    /** Finds the last step that the pending step of a process races with, and has both orders tried. */
    private void findRace(Node node, int p, int from) {
        for (int i = depth - 1; i >= from; i--) {
            Node made = nodes.get(i);
            if (made.process != p && depend(made, node, p) && clocks[p][made.process] < made.ordinal) {
                if ((made.enabled >>> p & 1) != 0) {
                    made.backtrack |= 1 << p;
                } else {
                    made.backtrack |= leadTo(p, i, made.enabled);
                }
                return;
            }
        }
    }

    /** One enabled process that happens before the pending step of another, or all that are enabled. */
    private int leadTo(int p, int index, int enabled) {
        for (int j = index + 1; j < depth; j++) {
            Node later = nodes.get(j);
            if ((enabled >>> later.process & 1) != 0 && clocks[p][later.process] >= later.ordinal) {
                return 1 << later.process;
            }
        }
        return enabled;
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        Node node = nodes.get(depth - 1);
        node.ways = choices;
        return node.way;
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        Node node = nodes.get(depth - 1);
        node.resize(engine.processes());
        int[] clock = clocks[process];
        if (reduce) {
            for (int i = 0; i < depth - 1; i++) {
                Node before = nodes.get(i);
                if (clock[before.process] < before.ordinal && precedes(before, node, process, engine)) {
                    join(clock, before.clock);
                }
            }
        }
        clock[process]++;
        node.ordinal = clock[process];
        System.arraycopy(clock, 0, node.clock, 0, clock.length);
        Node last = depth == 1 ? null : nodes.get(depth - 2);
        boolean away = last != null && last.process != process && (node.enabled >>> last.process & 1) != 0;
        node.switches = (last == null ? 0 : last.switches) + (away ? 1 : 0);
    }

    private static boolean precedes(Node before, Node now, int p, Engine engine) {
        int q = before.process;
        boolean sameWord = before.locations[q] == now.locations[p] && (before.writes[q] || now.writes[p]);
        int actors = engine.actors();
        boolean own = engine.processes() > actors && Math.abs(p - q) == actors;
        if (own) { // a store before its flush; a flush before what reads the word, or had to wait for an empty buffer
            return p >= actors ? sameWord : now.locked[p] || (sameWord && now.kinds[p] == Op.Kind.LOAD);
        }
        return (before.global[q] && now.global[p]) || (sameWord && !before.local[q] && !now.local[p]);
    }

    private static void join(int[] into, int[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] = Math.max(into[i], from[i]);
        }
    }
}
