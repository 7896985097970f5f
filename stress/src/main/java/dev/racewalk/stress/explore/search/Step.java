package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.MemoryModel;
import dev.racewalk.stress.explore.model.Op;

/**
 * What {@link Search} remembers of a step: where it goes, and what it depends on. Two steps of different processes depend on each
 * other if they touch the same location and one writes; a compare-and-set or a try that fails does not write. A store buffer and its
 * actor are ordered by the model, and never touch memory in a way that the other could tell.
 */
final class Step {
    int process;
    int location;
    Op.Kind kind = Op.Kind.LOAD;
    boolean writes;

    /** Goes into a store buffer: nobody else can tell. */
    boolean hidden;

    /** Had to wait until the store buffer was empty. */
    boolean locked;

    void set(int newProcess, Op op, MemoryModel model) {
        process = newProcess;
        location = op.location;
        kind = op.kind;
        writes = model.writes(op);
        hidden = model.isHidden(newProcess, op);
        locked = op.isLocked();
    }

    Step copy() {
        Step other = new Step();
        other.process = process;
        other.location = location;
        other.kind = kind;
        other.writes = writes;
        other.hidden = hidden;
        other.locked = locked;
        return other;
    }

    boolean isSameAs(Step other) {
        return process == other.process && location == other.location && kind == other.kind;
    }

    /** Whether the order of two steps of different processes matters. */
    boolean dependsOn(Step other) {
        if (hidden || other.hidden) {
            return false;
        }
        return location == other.location && (writes || other.writes);
    }

    /** Whether this step takes a lock that the other, which came before, has or may have released. */
    boolean waitsFor(Step other) {
        return kind == Op.Kind.LOCK && location == other.location && !competesWith(other);
    }

    /** Whether both take the same lock, this one for good. */
    boolean competesWith(Step other) {
        return kind == Op.Kind.LOCK
                && location == other.location
                && (other.kind == Op.Kind.LOCK || (other.kind == Op.Kind.TRY_LOCK && other.writes));
    }
}
