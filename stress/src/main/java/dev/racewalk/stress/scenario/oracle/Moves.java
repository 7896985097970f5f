package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.Request;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may happen next in a state of the model: the next part of the operation of any actor. */
final class Moves {
    private static final int COMMON = 3;

    /** Phase of a reclaim that may have taken tables out, and has not flushed. */
    private static final int RECLAIMING = 1;

    private final Script script;
    private final List<List<ScriptOp>> ops;
    private final View view;
    private final MapMoves maps;
    private final GatherMoves gathers;
    private final DeviceMoves devices;
    private final CutMoves cuts;
    private final Map<ScriptOp, long[]> ranges = new HashMap<>();

    /** Whether somebody notices who waits for a range. */
    private final boolean someTry;

    private int visited;

    /** Operations of four actors, of which the last prepares alone. */
    Moves(Script script, List<Long> pages, List<List<ScriptOp>> ops, boolean alone) {
        this.script = script;
        this.ops = ops;
        view = new View(script, pages, ops);
        someTry = ops.stream().anyMatch(some -> some.stream().anyMatch(op -> op.request() == Request.TRIES));
        maps = new MapMoves(view, script.head());
        gathers = new GatherMoves(view, script.head());
        cuts = new CutMoves(view, script.head());
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
            Worker worker = state.workers[actor];
            if (worker.op() < ops.get(actor).size() || worker.locked() || state.owes(actor)) {
                return false;
            }
        }
        return true;
    }

    List<ModelState> next(ModelState state) {
        List<ModelState> next = new ArrayList<>();
        for (int actor = 0; actor < ops.size(); actor++) {
            Worker worker = state.workers[actor];
            if (state.owes(actor)) {
                ModelState copy = new ModelState(state);
                copy.giveNextBack(actor, COMMON);
                next.add(copy);
            } else if (worker.lock() == Worker.Lock.OF_LAST) {
                next.add(with(state, actor, worker.holding(Worker.Lock.NONE)));
            } else if (worker.op() < ops.get(actor).size()) {
                ScriptOp op = ops.get(actor).get(worker.op());
                if (needsRange(op) && !worker.locked()) {
                    lock(state, actor, op, next);
                } else {
                    move(state, actor, op, next);
                }
            }
        }
        return next;
    }

    private static ModelState with(ModelState state, int actor, Worker worker) {
        ModelState copy = new ModelState(state);
        copy.workers[actor] = worker;
        return copy;
    }

    private boolean needsRange(ScriptOp op) {
        return script.head().locked() && op.kind().isOnRange() && op.length() != 0;
    }

    private void lock(ModelState state, int actor, ScriptOp op, List<ModelState> next) {
        boolean mustWait = false;
        boolean meetsRequest = false;
        for (int other = 0; other < ops.size(); other++) {
            if (other != actor && isInTheWay(state, other, op)) {
                mustWait |= state.workers[other].locked();
                meetsRequest |= state.workers[other].lock() == Worker.Lock.WAITING;
            }
        }
        if (!mustWait) {
            next.add(with(state, actor, state.workers[actor].holding(Worker.Lock.OF_THIS)));
        }
        boolean isWaiting = state.workers[actor].lock() == Worker.Lock.WAITING;
        if (op.request() == Request.TRIES && (mustWait || meetsRequest || isWaiting)) {
            giveUp(state, actor, state.interrupted, next);
        }
        if (someTry && (mustWait || meetsRequest) && !isWaiting) {
            next.add(with(state, actor, state.workers[actor].holding(Worker.Lock.WAITING)));
        }
        if (op.request() != Request.WAITS && (state.interrupted >>> actor & 1) != 0) {
            giveUp(state, actor, state.interrupted & ~(1 << actor), next);
        }
    }

    private void giveUp(ModelState state, int actor, int interrupted, List<ModelState> next) {
        ModelState copy = new ModelState(state);
        copy.interrupted = interrupted;
        view.over(copy, actor, OpResult.gaveUp());
        next.add(copy);
    }

    /** Whether an actor has, or wants, a range that another one's operation cannot be given beside it. */
    private boolean isInTheWay(ModelState state, int other, ScriptOp op) {
        Worker worker = state.workers[other];
        int index = worker.lockedOp();
        if (index >= ops.get(other).size() || !needsRange(ops.get(other).get(index))) {
            return false;
        }
        ScriptOp theirs = ops.get(other).get(index);
        long[] one = range(op);
        long[] two = range(theirs);
        return (theirs.kind().isExclusive() || op.kind().isExclusive())
                && Long.compareUnsigned(one[0], two[1]) <= 0
                && Long.compareUnsigned(two[0], one[1]) <= 0;
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
            case CUT -> {
                cuts.cut(copy, actor, op);
                next.add(copy);
            }
            case RECLAIM -> {
                if (state.workers[actor].phase() == RECLAIMING) {
                    view.over(copy, actor, OpResult.DONE);
                    view.reclaimed(copy);
                } else {
                    copy.workers[actor] = copy.workers[actor].at(RECLAIMING);
                }
                next.add(copy);
            }
            case DIRTY -> {
                setDirty(copy, actor, op);
                next.add(copy);
            }
            case INTERRUPT -> {
                boolean hasBegun = !state.workers[op.device()].equals(Worker.FRESH);
                if (!hasBegun) {
                    ModelState early = new ModelState(state);
                    view.over(early, actor, OpResult.DONE);
                    next.add(early);
                }
                copy.interrupted |= 1 << op.device();
                view.over(copy, actor, OpResult.DONE);
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
