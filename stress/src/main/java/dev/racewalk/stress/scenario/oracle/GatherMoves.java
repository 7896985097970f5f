package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.ScriptFrames;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import org.jspecify.annotations.Nullable;

/** The parts of unmaps, passes over D and syncs: sections 2.4 to 2.6 of the specification. */
final class GatherMoves {
    private static final int BEGIN = 0;
    private static final int CLEAR = 2;
    private static final int COMMON = 3;

    private final View view;
    private final boolean isGapless;
    private final boolean isQueued;
    private final boolean isCounted;
    private final boolean isShared;

    GatherMoves(View view, ScriptHead head) {
        this.view = view;
        isGapless = head.gatherMode() == GatherMode.NO_GAPS && !head.queued();
        isQueued = head.queued();
        ScriptFrames frames = head.frames();
        isCounted = frames != null;
        isShared = frames != null && frames.shared();
    }

    /* Unmap. */

    void unmap(ModelState state, int actor, ScriptOp op) {
        Worker worker = state.workers[actor];
        if (worker.phase() == BEGIN) {
            boolean overflows = Long.compareUnsigned(op.last(), op.iova()) < 0;
            if (op.length() == 0 || overflows || !view.reaches(state.top, op.last())) {
                view.over(state, actor, OpResult.unmapped(0));
                return;
            }
        }
        long at = op.iova() + worker.done();
        Leaf leaf = Long.compareUnsigned(worker.done(), op.length()) < 0 ? state.at(at) : null;
        if (leaf == null || leaf.iova() != at) {
            retire(state, actor, op);
            return;
        }
        state.remove(leaf);
        view.changed(state, leaf.iova(), leaf.last());
        state.workers[actor] = worker.at(1).adding(1L << leaf.lg2());
        if (Long.compareUnsigned(state.workers[actor].done(), op.length()) >= 0) {
            retire(state, actor, op);
        }
    }

    private void retire(ModelState state, int actor, ScriptOp op) {
        Worker worker = state.workers[actor];
        long done = worker.done();
        if (done != 0) {
            long last = op.iova() + done - 1;
            long covered = Long.compareUnsigned(last, op.last()) > 0 ? op.last() : last;
            int retired = state.removeTables(state.top, op.iova(), covered);
            if (isGapless && worker.gather().isApartFrom(op.iova(), last)) {
                free(state, actor, worker.gather().tables());
                worker = worker.with(Worker.Gathered.NOTHING);
            }
            state.workers[actor] =
                    worker.with(worker.gather().with(op.iova(), last).withTables(retired));
        }
        view.over(state, actor, OpResult.unmapped(done));
    }

    private void free(ModelState state, int actor, int tables) {
        if (isCounted) {
            state.giveBack(actor, isShared ? COMMON : actor, tables);
        }
    }

    /* Sync. */

    void sync(ModelState state, int actor) {
        Worker worker = state.workers[actor];
        Worker.Gathered gather = worker.gather();
        if (gather.any()) {
            view.invalidated(state, actor, isQueued ? 0 : gather.first(), isQueued ? -1 : gather.last());
            free(state, actor, gather.tables());
        }
        state.workers[actor] = worker.with(Worker.Gathered.NOTHING).over(OpResult.DONE);
    }

    /* D. */

    void clean(ModelState state, int actor, ScriptOp op) {
        Worker worker = state.workers[actor];
        if (worker.phase() == BEGIN) {
            Refusal refusal = op.length() == 0
                    ? Refusal.LENGTH_ZERO
                    : Long.compareUnsigned(op.last(), op.iova()) < 0
                            ? Refusal.IOVA_OVERFLOW
                            : view.reaches(state.top, op.last()) ? null : Refusal.ABOVE_TOP;
            if (refusal != null) {
                view.over(state, actor, OpResult.refused(refusal, 0));
                return;
            }
            worker = worker.goingOnAt(op.iova()).at(1);
            state.workers[actor] = worker;
        }
        if (worker.phase() == CLEAR) {
            clear(state, actor, op);
            return;
        }
        Leaf leaf = nextUsed(state, worker.cursor(), op);
        if (leaf == null) {
            view.over(state, actor, OpResult.dirty(worker.done()));
        } else if ((state.dirty & view.pagesIn(leaf.iova(), leaf.last())) != 0) {
            long from = Long.compareUnsigned(leaf.iova(), op.iova()) < 0 ? op.iova() : leaf.iova();
            long to = Long.compareUnsigned(leaf.last(), op.last()) > 0 ? op.last() : leaf.last();
            Worker.Gathered more = worker.gather().with(leaf.iova(), leaf.last());
            state.workers[actor] = worker.with(more)
                    .adding(to - from + 1)
                    .goingOnAt(leaf.iova())
                    .at(CLEAR);
        } else {
            goOnBehind(state, actor, leaf, op);
        }
    }

    private void clear(ModelState state, int actor, ScriptOp op) {
        Worker worker = state.workers[actor].at(1);
        Leaf leaf = state.at(worker.cursor());
        state.workers[actor] = worker;
        if (leaf == null) {
            throw new IllegalStateException("callers hold the range lock, and an entry is gone");
        }
        state.dirty &= ~view.pagesIn(leaf.iova(), leaf.last());
        goOnBehind(state, actor, leaf, op);
    }

    /** No other part of an operation may lie between the last entry and the end. */
    private void goOnBehind(ModelState state, int actor, Leaf leaf, ScriptOp op) {
        Worker worker = state.workers[actor].goingOnAt(leaf.last() + 1);
        state.workers[actor] = worker;
        if (leaf.last() == -1 || nextUsed(state, worker.cursor(), op) == null) {
            view.over(state, actor, OpResult.dirty(worker.done()));
        }
    }

    /** The first leaf from some address on that devices use pages of, in the range. */
    private @Nullable Leaf nextUsed(ModelState state, long from, ScriptOp op) {
        for (Leaf leaf : state.leaves) {
            boolean isInRange = Long.compareUnsigned(leaf.last(), from) >= 0
                    && Long.compareUnsigned(leaf.iova(), op.last()) <= 0
                    && Long.compareUnsigned(op.iova(), leaf.last()) <= 0;
            if (isInRange && view.pagesIn(leaf.iova(), leaf.last()) != 0) {
                return leaf;
            }
        }
        return null;
    }
}
