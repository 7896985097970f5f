package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Cells;
import dev.racewalk.stress.explore.model.Histories;
import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Schedule;
import dev.racewalk.stress.record.Interleaving;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes down the steps of one execution, with names and with the state after each. */
final class Trace implements Engine.Chooser {
    private final Schedule schedule;
    private final Names names;
    private final Cells cells;
    private final Function<List<String>, Interleaving.State> snapshots;
    private final int actors;
    private final List<TracedStep> steps = new ArrayList<>();
    private final List<Interleaving.State> states = new ArrayList<>();
    private int nodes;

    /** What each location holds in memory. */
    private final long[] memory;

    /** Which step has written what a location holds in memory. */
    private final Map<Integer, Integer> writers = new HashMap<>();

    /** For each actor the stores that nobody else can see, as steps and in words. */
    private final List<Deque<Integer>> buffered = new ArrayList<>();

    private final List<Deque<String>> bufferedWords = new ArrayList<>();

    /** What a location and a value are called. */
    interface Names {
        /** The place: a path of item indices from the top of the table, or a name. */
        String location(int location);

        /** Whether people need not know of a location at all. */
        boolean isQuiet(int location);

        /** Whether a location is of the emulated machine's own, and reading it tells nothing about the protocol. */
        boolean isMachinery(int location);

        /** A value that was read or written there. */
        String value(int location, long value);
    }

    /**
     * @param snapshots what there is to see between two steps, given the stores that nobody else can see yet
     */
    Trace(
            Schedule schedule,
            Names names,
            Cells cells,
            Function<List<String>, Interleaving.State> snapshots,
            List<String> actors) {
        this.schedule = schedule.fromStart();
        this.names = names;
        this.cells = cells;
        this.snapshots = snapshots;
        this.actors = actors.size();
        actors.forEach(actor -> {
            buffered.add(new ArrayDeque<>());
            bufferedWords.add(new ArrayDeque<>());
        });
        memory = new long[cells.count()];
        Arrays.setAll(memory, cells::get);
        keep(snapshots.apply(List.of()));
    }

    List<TracedStep> steps() {
        return steps;
    }

    List<Interleaving.State> states() {
        return states;
    }

    /** Nodes of all states together. */
    int nodes() {
        return nodes;
    }

    /** What each location held in memory before all steps. */
    long[] memoryAtFirst() {
        long[] first = memory.clone();
        for (int i = steps.size() - 1; i >= 0; i--) {
            first[steps.get(i).location()] = steps.get(i).before();
        }
        return first;
    }

    Names names() {
        return names;
    }

    @Override
    public int choose(Engine engine) {
        return schedule.choose(engine);
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        return schedule.choose(engine, process, choices);
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        int number = steps.size() + 1;
        int actor = process < actors ? process : process - actors;
        boolean hidden = engine.model().isHidden(process, op);
        boolean wrote = op.kind.writes() && !(op.kind.canFail() && result == 0);
        String where = names.location(op.location);
        int from = from(engine, actor, op, hidden);
        if (hidden) {
            buffered.get(actor).addLast(number);
            bufferedWords.get(actor).addLast(where + " := " + names.value(op.location, op.value));
        } else if (op.kind == Op.Kind.FLUSH) {
            buffered.get(actor).removeFirst();
            bufferedWords.get(actor).removeFirst();
        }
        if (wrote && !hidden) {
            writers.put(op.location, op.kind == Op.Kind.FLUSH ? from : number);
        }
        long after = cells.get(op.location);
        long before = memory[op.location];
        memory[op.location] = after;
        if (wrote || op.source.hardware()) {
            keep(snapshots.apply(bufferedWords.stream().flatMap(Deque::stream).toList()));
        }
        String remark = engine.model().remark();
        long pa = op.kind == Op.Kind.ALLOCATE ? result : op.kind == Op.Kind.FREE ? op.value : 0;
        steps.add(new TracedStep(
                number,
                actor,
                op.kind,
                op.location,
                before,
                after,
                wrote,
                op.source,
                where,
                told(op, where, result),
                remark.isEmpty() ? "" : " (" + remark + ")",
                from,
                engine.model().wasStale(),
                (int) (pa >>> 12),
                states.size() - 1));
    }

    /** The step whose write this one reads, replaces or brings to memory; 0 if nobody has written. */
    private int from(Engine engine, int actor, Op op, boolean hidden) {
        if (op.kind == Op.Kind.FLUSH) {
            return buffered.get(actor).getFirst();
        }
        if (engine.model() instanceof Histories histories && op.kind != Op.Kind.STORE) {
            return histories.lastRead() + 1;
        }
        return hidden ? 0 : writers.getOrDefault(op.location, 0);
    }

    private void keep(Interleaving.State state) {
        if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
            states.add(state);
            nodes += state.tables().size() + state.caches().size();
        }
    }

    private String told(Op op, String where, long result) {
        return switch (op.kind) {
            case LOAD -> names.value(op.location, result);
            case STORE, FLUSH -> names.value(op.location, op.value);
            case CAS ->
                where
                        + (result != 0 ? " := " : " is no more ")
                        + names.value(op.location, result != 0 ? op.value : op.expected);
            case AND -> where + " clears 0x" + Long.toHexString(~op.value);
            case LOCK -> "takes the " + where;
            case TRY_LOCK -> result != 0 ? "takes the " + where : "finds the " + where + " taken";
            case UNLOCK -> "releases the " + where;
            case ALLOCATE -> result == 0 ? "gets no frame" : "gets frame " + (result >>> 12);
            case FREE -> "frees frame " + (op.value >>> 12);
            case LOOK -> "looks at " + where;
        };
    }
}
