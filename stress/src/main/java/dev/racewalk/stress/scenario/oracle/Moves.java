package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may happen next in a state of the model: the next part of the operation of any actor. */
final class Moves {
    private final Script script;
    private final List<List<ScriptOp>> ops;
    private final View view;
    private final MapMoves maps;
    private final GatherMoves gathers;
    private final DeviceMoves devices;
    private final Map<ScriptOp, long[]> ranges = new HashMap<>();

    private int visited;

    /** Operations of four actors, of which the last prepares alone. */
    Moves(Script script, List<Long> pages, List<List<ScriptOp>> ops, boolean alone) {
        this.script = script;
        this.ops = ops;
        view = new View(script, pages, ops);
        maps = new MapMoves(view, script.head());
        gathers = new GatherMoves(view, script.head());
        devices = new DeviceMoves(
                view, alone && script.head().devices().stream().allMatch(device -> device.drops() == 0));
    }

    void visited(int states) {
        visited = states;
    }

    int visited() {
        return visited;
    }

    boolean isOver(ModelState state) {
        for (int actor = 0; actor < ops.size(); actor++) {
            if (state.workers[actor].op() < ops.get(actor).size()) {
                return false;
            }
        }
        return true;
    }

    List<ModelState> next(ModelState state) {
        List<ModelState> next = new ArrayList<>();
        for (int actor = 0; actor < ops.size(); actor++) {
            Worker worker = state.workers[actor];
            if (worker.op() < ops.get(actor).size()) {
                ScriptOp op = ops.get(actor).get(worker.op());
                if (script.head().locked() && op.kind().isOnRange() && op.length() != 0 && !worker.locked()) {
                    lock(state, actor, op, next);
                } else {
                    move(state, actor, op, next);
                }
            }
        }
        return next;
    }

    private void lock(ModelState state, int actor, ScriptOp op, List<ModelState> next) {
        long[] range = range(op);
        for (int other = 0; other < ops.size(); other++) {
            Worker worker = state.workers[other];
            if (!worker.locked()) {
                continue;
            }
            ScriptOp held = ops.get(other).get(worker.op());
            long[] theirs = range(held);
            boolean overlaps =
                    Long.compareUnsigned(range[0], theirs[1]) <= 0 && Long.compareUnsigned(theirs[0], range[1]) <= 0;
            if (overlaps && (held.kind().isExclusive() || op.kind().isExclusive())) {
                return; // it waits
            }
        }
        ModelState copy = new ModelState(state);
        copy.workers[actor] = copy.workers[actor].locking();
        next.add(copy);
    }

    private long[] range(ScriptOp op) {
        return ranges.computeIfAbsent(op, each -> ScriptRules.range(script, each));
    }

    private void move(ModelState state, int actor, ScriptOp op, List<ModelState> next) {
        ModelState copy = new ModelState(state);
        switch (op.kind()) {
            case MAP, MAP_RANGE -> {
                if (maps.move(copy, actor, op)) {
                    next.add(copy);
                }
            }
            case UNMAP -> {
                gathers.unmap(copy, actor, op);
                next.add(copy);
            }
            case SYNC -> {
                gathers.sync(copy, actor);
                next.add(copy);
            }
            case CLEAN -> {
                gathers.clean(copy, actor, op);
                next.add(copy);
            }
            case LOOK -> {
                Leaf leaf = view.reaches(state.top, op.iova()) ? state.at(op.iova()) : null;
                long result =
                        leaf == null ? OpResult.absent() : OpResult.translated(op.iova(), leaf.translated(op.iova()));
                view.over(copy, actor, result);
                next.add(copy);
            }
            case DIRTY -> {
                setDirty(copy, actor, op);
                next.add(copy);
            }
            case CLOCK -> {
                view.over(copy, actor, OpResult.DONE);
                next.add(copy);
            }
            case EMPTY -> {
                maps.emptyTables(copy, actor, op);
                next.add(copy);
            }
            case READ -> devices.read(state, actor, op, next);
            case WRITE -> devices.write(state, actor, op, next);
            case ATTACH, DETACH -> {
                if (devices.changeAttachment(copy, actor, op)) {
                    next.add(copy);
                }
            }
            case CLOSE -> {
                devices.close(copy, actor);
                next.add(copy);
            }
        }
    }

    private void setDirty(ModelState state, int actor, ScriptOp op) {
        Leaf leaf = state.at(op.iova());
        if (leaf == null) {
            Refusal refusal = view.reaches(state.top, op.iova()) ? Refusal.NO_TRANSLATION : Refusal.ABOVE_TOP;
            view.over(state, actor, OpResult.refused(refusal, 0));
        } else {
            state.dirty |= view.sameItem(leaf, view.page(op.iova()));
            view.over(state, actor, OpResult.DONE);
        }
    }
}
