package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Request;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What devices may see of the pages that they use, and how that changes. */
final class View {
    private final Script script;
    private final List<Long> pages;
    private final List<List<ScriptOp>> ops;

    /** Whether any operation gives up when it does not get its range. */
    private final boolean isTried;

    /** For each page, the output addresses that it may have; bit 0 of what is seen stands for none. */
    private final List<List<Long>> values = new ArrayList<>();

    View(Script script, List<Long> pages, List<List<ScriptOp>> ops) {
        this.script = script;
        this.pages = pages;
        this.ops = ops;
        isTried = ops.stream().flatMap(List::stream).anyMatch(op -> op.request() == Request.TRIES);
        pages.forEach(page -> values.add(possibleValues(page)));
    }

    /** In the order of the text, so that each bit stands for the same value in all states. */
    private List<Long> possibleValues(long page) {
        List<Long> found = new ArrayList<>();
        List<ScriptOp> all = new ArrayList<>(script.before());
        script.actors().forEach(all::addAll);
        for (ScriptOp op : all) {
            boolean maps = op.kind() == OpKind.MAP || op.kind() == OpKind.MAP_RANGE;
            if (maps && op.covers(page)) {
                long oa = op.oa() + (page - op.iova());
                if (!found.contains(oa)) {
                    found.add(oa);
                }
            }
        }
        return found;
    }

    /** An operation is over. Where others give requests up, they may still meet its range for a while. */
    void over(ModelState state, int actor, long result) {
        Worker worker = state.workers[actor];
        Worker over = worker.over(result);
        state.workers[actor] = isTried && worker.locked() ? over.holding(Worker.Lock.OF_LAST) : over;
    }

    /* Addresses. */

    boolean reaches(int level, long address) {
        int vaLg2 = script.head().vaLg2();
        boolean fitsWidth = vaLg2 == Long.SIZE || address >>> vaLg2 == 0;
        return fitsWidth && (level == Level.MAX || address >>> Level.tableLg2(level) == 0);
    }

    /* Pages that devices use. */

    int page(long address) {
        return pages.indexOf(address & -(1L << Addresses.PAGE));
    }

    /** The pages in a range, one bit each. */
    int pagesIn(long first, long last) {
        int found = 0;
        for (int i = 0; i < pages.size(); i++) {
            long page = pages.get(i);
            if (Long.compareUnsigned(first, page) <= 0 && Long.compareUnsigned(page, last) <= 0) {
                found |= 1 << i;
            }
        }
        return found;
    }

    /** The pages whose D is in the same item as that of one page of a leaf, one bit each. */
    int sameItem(Leaf leaf, int page) {
        int itemLg2 = Level.itemLg2(leaf.level());
        int found = 0;
        for (int i = 0; i < pages.size(); i++) {
            if ((pages.get(i) ^ pages.get(page)) >>> itemLg2 == 0) {
                found |= 1 << i;
            }
        }
        return found;
    }

    /** Notes that pages translate otherwise from now on; devices may see that and what was there before. */
    void changed(ModelState state, long first, long last) {
        int some = pagesIn(first, last);
        state.dirty &= ~some;
        for (int i = 0; i < pages.size(); i++) {
            if ((some >>> i & 1) != 0) {
                state.seen[i] |= now(state, i);
            }
        }
    }

    /** What a page translates to now: a bit of what is seen. */
    long now(ModelState state, int page) {
        Leaf leaf = state.at(pages.get(page));
        return leaf == null ? ModelState.ABSENT : 2L << values.get(page).indexOf(leaf.translated(pages.get(page)));
    }

    /** The output address that a bit of what is seen stands for; null for none. */
    @Nullable
    Long value(int page, int bit) {
        return bit == 0 ? null : values.get(page).get(bit - 1);
    }

    /**
     * Devices have dropped all that they have kept of a range. Where another actor has taken a table out, they may still find
     * nothing in that: this flush need not be one of pointers to tables.
     */
    void invalidated(ModelState state, int actor, long first, long last) {
        int some = pagesIn(first, last);
        for (int i = 0; i < pages.size(); i++) {
            if ((some >>> i & 1) != 0) {
                long stays = isUnlinkedByOther(state, actor, pages.get(i)) ? ModelState.ABSENT : 0;
                state.seen[i] = now(state, i) | (state.seen[i] & stays);
            }
        }
        for (int device = 0; device < state.keptDirty.length; device++) {
            state.keptDirty[device] &= ~some;
        }
    }

    private boolean isUnlinkedByOther(ModelState state, int actor, long page) {
        for (int other = 0; other < ops.size(); other++) {
            Worker worker = state.workers[other];
            if (other == actor) {
                continue;
            }
            boolean isOvermapping = false;
            if (worker.pending() != 0) {
                ScriptOp op = ops.get(other).get(worker.op());
                isOvermapping = op.covers(page);
            }
            if (isOvermapping || worker.gather().covers(page)) {
                return true;
            }
        }
        return false;
    }

    /** A reclaim is over: no device looks into the tables any more that it took away. */
    void reclaimed(ModelState state) {
        for (int i = 0; i < pages.size(); i++) {
            if (!isBeingMapped(state, pages.get(i))) {
                mapped(state, pages.get(i), pages.get(i));
            }
        }
    }

    private boolean isBeingMapped(ModelState state, long page) {
        for (int actor = 0; actor < ops.size(); actor++) {
            int index = state.workers[actor].op();
            ScriptOp op = index < ops.get(actor).size() ? ops.get(actor).get(index) : null;
            if (op != null && (op.kind() == OpKind.MAP || op.kind() == OpKind.MAP_RANGE) && op.covers(page)) {
                return true;
            }
        }
        return false;
    }

    private boolean isReclaiming(ModelState state) {
        for (int actor = 0; actor < ops.size(); actor++) {
            Worker worker = state.workers[actor];
            List<ScriptOp> theirs = ops.get(actor);
            if (worker.phase() != 0
                    && worker.op() < theirs.size()
                    && theirs.get(worker.op()).kind() == OpKind.RECLAIM) {
                return true;
            }
        }
        return false;
    }

    /** A map is over: nobody sees any more that there was nothing, unless a flush of the range is still to come. */
    void mapped(ModelState state, long first, long last) {
        int some = pagesIn(first, last);
        boolean isReclaiming = isReclaiming(state);
        for (int i = 0; i < pages.size(); i++) {
            boolean isFlushed = !isReclaiming;
            for (Worker worker : state.workers) {
                isFlushed &= !worker.gather().covers(pages.get(i));
            }
            if ((some >>> i & 1) != 0 && isFlushed && now(state, i) != ModelState.ABSENT) {
                state.seen[i] &= ~ModelState.ABSENT;
            }
        }
    }
}
