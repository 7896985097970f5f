package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.ScriptOp;
import java.util.List;

/** What devices do, and the parts of attaching, detaching and closing: section 3 of the specification. */
final class DeviceMoves {
    private static final int BEGIN = 0;

    private final View view;

    /** Whether devices keep all that they may keep: while nobody else is there, and they drop nothing. */
    private final boolean keepsAll;

    DeviceMoves(View view, boolean keepsAll) {
        this.view = view;
        this.keepsAll = keepsAll;
    }

    void read(ModelState state, int actor, ScriptOp op, List<ModelState> next) {
        blockedOrBeyond(state, actor, op, next);
        int page = view.page(op.iova());
        if (!mayWalk(state, op)) {
            return;
        }
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((state.seen[page] >>> bit & 1) != 0) {
                ModelState copy = new ModelState(state);
                Leaf leaf = copy.at(op.iova());
                int pagesOfLeaf = leaf == null ? 0 : view.pagesIn(leaf.iova(), leaf.last());
                if (bit != 0 && (copy.dirty & pagesOfLeaf) != 0) {
                    copy.keptDirty[op.device()] |= pagesOfLeaf;
                }
                add(copy, actor, result(op, page, bit), next);
            }
        }
    }

    void write(ModelState state, int actor, ScriptOp op, List<ModelState> next) {
        blockedOrBeyond(state, actor, op, next);
        int page = view.page(op.iova());
        if (!mayWalk(state, op)) {
            return;
        }
        boolean keptDirty = (state.keptDirty[op.device()] >>> page & 1) != 0;
        long now = view.now(state, page);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((state.seen[page] >>> bit & 1) == 0) {
                continue;
            }
            boolean isNow = now == 1L << bit;
            if (bit == 0) {
                add(new ModelState(state), actor, OpResult.notPresent(), next);
            } else if (keptDirty) { // by what was kept, without another look at memory
                add(new ModelState(state), actor, result(op, page, bit), next);
            }
            Leaf leaf = state.at(op.iova());
            if (bit != 0 && isNow && leaf != null && !(keptDirty && keepsAll)) {
                ModelState copy = new ModelState(state);
                copy.dirty |= view.sameItem(leaf, page);
                copy.keptDirty[op.device()] |= view.pagesIn(leaf.iova(), leaf.last());
                add(copy, actor, result(op, page, bit), next);
            }
        }
    }

    private void blockedOrBeyond(ModelState state, int actor, ScriptOp op, List<ModelState> next) {
        if ((state.entry[op.device()] & ModelState.ENTRY_BLOCKED) != 0) {
            add(new ModelState(state), actor, OpResult.blocked(), next);
        }
        if ((state.entry[op.device()] & ModelState.ENTRY_ATTACHED) == 0) {
            return;
        }
        for (int level = 1; level <= Level.MAX; level++) {
            if ((state.levels[op.device()] >>> level & 1) != 0 && !reaches(level, op.iova())) {
                add(new ModelState(state), actor, OpResult.beyondRoot(), next);
                return;
            }
        }
    }

    /** Hardware knows nothing of the width of the table. */
    private static boolean reaches(int level, long address) {
        return level == Level.MAX || address >>> Level.tableLg2(level) == 0;
    }

    private static boolean mayWalk(ModelState state, ScriptOp op) {
        boolean may = false;
        for (int level = 1; level <= Level.MAX; level++) {
            may |= (state.levels[op.device()] >>> level & 1) != 0 && reaches(level, op.iova());
        }
        return may && (state.entry[op.device()] & ModelState.ENTRY_ATTACHED) != 0;
    }

    private long result(ScriptOp op, int page, int bit) {
        Long oa = view.value(page, bit);
        long offset = op.iova() & ((1L << Level.GRANULE_LG2) - 1);
        return oa == null ? OpResult.notPresent() : OpResult.translated(op.iova(), oa + offset);
    }

    private void add(ModelState state, int actor, long result, List<ModelState> next) {
        view.over(state, actor, result);
        next.add(state);
    }

    /** Attaches or detaches, in two parts; false if it must wait. */
    boolean changeAttachment(ModelState state, int actor, ScriptOp op) {
        boolean attaches = op.kind() == OpKind.ATTACH;
        int after = attaches ? ModelState.ENTRY_ATTACHED : ModelState.ENTRY_BLOCKED;
        Worker worker = state.workers[actor];
        if (worker.phase() == BEGIN) {
            if (state.domainLock != ModelState.NOBODY) {
                return false;
            }
            state.domainLock = actor;
            state.entry[op.device()] |= after;
            if (attaches) {
                state.levels[op.device()] = 1 << state.domainLevel;
            }
            state.workers[actor] = worker.at(1);
        } else {
            state.domainLock = ModelState.NOBODY;
            state.entry[op.device()] = after;
            if (!attaches) {
                state.levels[op.device()] = 0;
                state.keptDirty[op.device()] = 0;
            }
            view.over(state, actor, OpResult.DONE);
        }
        return true;
    }

    void close(ModelState state, int actor) {
        Worker worker = state.workers[actor];
        if (worker.phase() == BEGIN) {
            for (int device = 0; device < state.entry.length; device++) {
                state.entry[device] |= ModelState.ENTRY_BLOCKED;
            }
            state.workers[actor] = worker.at(1);
        } else {
            for (int device = 0; device < state.entry.length; device++) {
                state.entry[device] = ModelState.ENTRY_BLOCKED;
            }
            state.leaves = List.of();
            state.tables = new long[0];
            state.dirty = 0;
            state.closed = true;
            view.over(state, actor, OpResult.DONE);
        }
    }
}
