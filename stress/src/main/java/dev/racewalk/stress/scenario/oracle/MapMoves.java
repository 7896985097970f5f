package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.scenario.text.LeafPlan;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptFrames;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a map: sections 2.2 and 2.3 of the specification. */
final class MapMoves {
    private static final int BEGIN = 0;
    private static final int PUBLISH = 1;
    private static final int TELL_HARDWARE = 2;
    private static final int HARDWARE_KNOWS = 3;
    private static final int ENTRY = 4;
    private static final int INSTALL = 5;
    private static final int TAKE_TOPS = 6;
    private static final int TAKE_TABLE = 7;
    private static final int COMMON = 3;

    private final View view;
    private final ScriptHead head;
    private final @Nullable ScriptFrames frames;
    private final Map<ScriptOp, LeafPlan> plans = new HashMap<>();

    MapMoves(View view, ScriptHead head) {
        this.view = view;
        this.head = head;
        frames = head.frames();
    }

    private LeafPlan plan(ScriptOp op) {
        return plans.computeIfAbsent(op, each -> LeafPlan.of(each, head.vaLg2()));
    }

    /** Makes the next part; false if it must wait. */
    boolean move(ModelState state, int actor, ScriptOp op) {
        LeafPlan plan = plan(op);
        if (plan.refusal() != null) {
            view.over(state, actor, OpResult.refused(plan.refusal(), 0));
            return true;
        }
        return switch (state.workers[actor].phase()) {
            case BEGIN -> begin(state, actor, op, plan);
            case PUBLISH -> publish(state, actor, op, plan);
            case TELL_HARDWARE -> tellHardware(state, actor, op, plan);
            case HARDWARE_KNOWS -> hardwareKnows(state, actor, op, plan);
            case INSTALL -> install(state, actor, op);
            case TAKE_TOPS -> takeTop(state, actor, op, plan);
            case TAKE_TABLE -> takeTable(state, actor, op);
            default -> entry(state, actor, op, plan);
        };
    }

    private int needed(ModelState state, ScriptOp op, LeafPlan plan) {
        return neededFrom(state.top, op, plan);
    }

    private boolean begin(ModelState state, int actor, ScriptOp op, LeafPlan plan) {
        int levels = needed(state, op, plan) - state.top;
        if (levels == 0) {
            state.workers[actor] = state.workers[actor].at(ENTRY);
            return entry(state, actor, op, plan);
        }
        state.workers[actor] =
                state.workers[actor].keeping(state.top).goingOnAt(0).at(frames == null ? PUBLISH : TAKE_TOPS);
        return true;
    }

    /** Takes a frame for one of the tops that the snapshot lacks; others may take frames in between. */
    private boolean takeTop(ModelState state, int actor, ScriptOp op, LeafPlan plan) {
        Worker worker = state.workers[actor];
        int got = (int) worker.cursor();
        if (!take(state, actor)) {
            giveBack(state, actor, got);
            view.over(state, actor, OpResult.refused(Refusal.NO_FRAME, 0));
            return true;
        }
        boolean isAll = got + 1 == neededFrom(worker.snapshot(), op, plan) - worker.snapshot();
        state.workers[actor] = worker.goingOnAt(got + 1L).at(isAll ? PUBLISH : TAKE_TOPS);
        return true;
    }

    private boolean publish(ModelState state, int actor, ScriptOp op, LeafPlan plan) {
        if (state.topLock != ModelState.NOBODY) {
            return false;
        }
        Worker worker = state.workers[actor];
        if (state.top != worker.snapshot()) {
            giveBack(state, actor, neededFrom(worker.snapshot(), op, plan) - worker.snapshot());
            state.workers[actor] = worker.at(BEGIN);
        } else if (state.entry.length == 0) {
            grow(state, needed(state, op, plan));
            state.workers[actor] = worker.at(BEGIN);
        } else {
            state.topLock = actor;
            state.workers[actor] = worker.at(TELL_HARDWARE);
        }
        return true;
    }

    private int neededFrom(int top, ScriptOp op, LeafPlan plan) {
        int level = Math.max(
                top, plan.sizes().stream().mapToInt(LeafPlan::levelOf).max().orElse(0));
        while (!view.reaches(level, op.last())) {
            level++;
        }
        return level;
    }

    private boolean tellHardware(ModelState state, int actor, ScriptOp op, LeafPlan plan) {
        if (state.domainLock != ModelState.NOBODY) {
            return false;
        }
        state.domainLock = actor;
        state.domainLevel = needed(state, op, plan);
        for (int device = 0; device < state.entry.length; device++) {
            if ((state.entry[device] & ModelState.ENTRY_ATTACHED) != 0) {
                state.levels[device] |= 1 << state.domainLevel;
            }
        }
        state.workers[actor] = state.workers[actor].at(HARDWARE_KNOWS);
        return true;
    }

    private boolean hardwareKnows(ModelState state, int actor, ScriptOp op, LeafPlan plan) {
        for (int device = 0; device < state.entry.length; device++) {
            if ((state.entry[device] & ModelState.ENTRY_ATTACHED) != 0) {
                state.levels[device] = 1 << state.domainLevel;
            }
        }
        state.domainLock = ModelState.NOBODY;
        state.topLock = ModelState.NOBODY;
        grow(state, needed(state, op, plan));
        state.workers[actor] = state.workers[actor].at(BEGIN);
        return true;
    }

    private static void grow(ModelState state, int level) {
        while (state.top < level) {
            state.top++;
            state.addTable(state.top, 0);
        }
    }

    private boolean entry(ModelState state, int actor, ScriptOp op, LeafPlan plan) {
        Worker worker = state.workers[actor];
        if (worker.entry() == plan.sizes().size()) {
            end(state, actor, op, null);
            return true;
        }
        int lg2 = plan.sizes().get(worker.entry());
        Leaf leaf = new Leaf(op.iova() + worker.done(), lg2, op.oa() + worker.done());
        Leaf cover = state.at(leaf.iova());
        if (cover != null && cover.level() > leaf.level()) {
            end(state, actor, op, Refusal.IN_USE);
            return true;
        }
        for (int level = state.top - 1; level >= leaf.level(); level--) {
            if (state.hasTable(level, leaf.iova())) {
                continue;
            }
            if (frames != null) {
                state.workers[actor] = worker.keeping(level).at(TAKE_TABLE);
                return true;
            }
            state.addTable(level, leaf.iova());
        }
        if (state.isFree(leaf.iova(), leaf.last())) {
            write(state, actor, leaf);
        } else {
            end(state, actor, op, Refusal.IN_USE);
        }
        return true;
    }

    private void write(ModelState state, int actor, Leaf leaf) {
        int replaced = state.removeTables(leaf.level(), leaf.iova(), leaf.last());
        state.add(leaf);
        view.changed(state, leaf.iova(), leaf.last());
        state.workers[actor] = state.workers[actor].taking(replaced).at(ENTRY).nextEntry(1L << leaf.lg2());
    }

    /** Takes a frame for a table that was missing when it was looked for; another may have installed it by now. */
    private boolean takeTable(ModelState state, int actor, ScriptOp op) {
        if (take(state, actor)) {
            state.workers[actor] = state.workers[actor].at(INSTALL);
        } else {
            end(state, actor, op, Refusal.NO_FRAME);
        }
        return true;
    }

    private boolean install(ModelState state, int actor, ScriptOp op) {
        Worker worker = state.workers[actor];
        int level = worker.snapshot();
        long iova = op.iova() + worker.done();
        Leaf cover = state.at(iova);
        boolean isLate = state.hasTable(level, iova) || (cover != null && cover.level() > level);
        if (isLate) {
            giveBack(state, actor, 1);
        } else {
            state.addTable(level, iova);
        }
        state.workers[actor] = worker.at(ENTRY);
        return true;
    }

    private void end(ModelState state, int actor, ScriptOp op, @Nullable Refusal refusal) {
        Worker worker = state.workers[actor];
        giveBack(state, actor, worker.pending());
        if (worker.done() != 0) {
            view.mapped(state, op.iova(), op.iova() + worker.done() - 1);
        }
        view.over(
                state,
                actor,
                refusal == null ? OpResult.mapped(worker.done()) : OpResult.refused(refusal, worker.done()));
    }

    /** Puts tables there. */
    void emptyTables(ModelState state, int actor, ScriptOp op) {
        if (!view.reaches(state.top, op.last())) {
            throw new ScriptException(op.line(), "'empty' must lie below the top: map something above it before");
        }
        int leafLevel = LeafPlan.levelOf(Long.numberOfTrailingZeros(op.size()));
        Leaf leaf = state.at(op.iova());
        if (leaf != null && leaf.level() > leafLevel) {
            throw new ScriptException(op.line(), "'empty' must not lie in an entry: one was mapped there before");
        }
        for (int level = state.top - 1; level >= leafLevel; level--) {
            if (!state.hasTable(level, op.iova())) {
                state.addTable(level, op.iova());
                if (!take(state, actor)) {
                    throw new ScriptException(op.line(), "'empty' needs more frames than are prepared");
                }
            }
        }
        view.over(state, actor, OpResult.DONE);
    }

    /* Frames, where they are few. */

    private int storeOf(int actor) {
        return frames != null && frames.shared() ? COMMON : actor;
    }

    private boolean take(ModelState state, int actor) {
        if (frames == null) {
            return true;
        }
        if (actor == 0 && state.left != Integer.MAX_VALUE) {
            state.left = Math.max(state.left - 1, -1);
            if (state.left < 0) {
                return false;
            }
        }
        int store = storeOf(actor);
        if (state.store[store] == 0) {
            return false;
        }
        state.store[store]--;
        return true;
    }

    void giveBack(ModelState state, int actor, int count) {
        if (frames != null) {
            state.giveBack(actor, storeOf(actor), count);
        }
    }
}
