package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.scenario.text.LeafPlan;
import dev.racewalk.stress.scenario.text.OpResult;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;

/** A cut of an entry: what is translated stays, and so does D, which each part has if the entry had it. */
final class CutMoves {
    private final View view;
    private final ScriptHead head;

    CutMoves(View view, ScriptHead head) {
        this.view = view;
        this.head = head;
    }

    void cut(ModelState state, int actor, ScriptOp op) {
        Leaf leaf = view.reaches(state.top, op.iova()) ? state.at(op.iova()) : null;
        if (leaf == null || leaf.iova() == op.iova()) {
            view.over(state, actor, OpResult.cut(false));
            return;
        }
        int pages = view.pagesIn(leaf.iova(), leaf.last());
        if ((state.dirty & pages) != 0) {
            state.dirty |= pages;
        }
        state.remove(leaf);
        addParts(state, leaf, leaf.iova(), op.iova() - leaf.iova());
        addParts(state, leaf, op.iova(), leaf.last() - op.iova() + 1);
        view.invalidated(state, actor, leaf.iova(), leaf.last());
        view.over(state, actor, OpResult.cut(true));
    }

    private void addParts(ModelState state, Leaf leaf, long first, long length) {
        ScriptOp part = ScriptOp.mapRange(first, length).to(leaf.translated(first));
        long done = 0;
        for (int lg2 : LeafPlan.of(part, head.vaLg2()).sizes()) {
            Leaf next = new Leaf(first + done, lg2, leaf.translated(first + done));
            for (int level = leaf.level() - 1; level >= next.level() && level < Level.MAX; level--) {
                if (!state.hasTable(level, next.iova())) {
                    state.addTable(level, next.iova());
                }
            }
            state.add(next);
            done += 1L << lg2;
        }
    }
}
