package dev.racewalk.stress.explore.search;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.explore.model.MemoryModel;
import dev.racewalk.stress.explore.model.Op;

/**
 * What {@link Search} remembers of a step: where it goes, and what it depends on. Two steps of different processes depend on each
 * other if they touch the same location and one writes; a compare-and-set or a try that fails does not write, and taking a frame
 * may write all of its words. A store buffer and its actor are ordered by the model, and never touch memory in a way that the other
 * could tell.
 */
final class Step {
    int process;
    int location;
    Op.Kind kind = Op.Kind.LOAD;
    boolean writes;

    /** Goes into a store buffer: nobody else can tell. */
    boolean hidden;

    /** Is ordered with all other such steps. */
    boolean global;

    /** May depend on steps at other locations. */
    boolean far;

    /** First word of the frame that it fills with zeros, or {@link MemoryModel#NOTHING}. */
    int zeroed = MemoryModel.NOTHING;

    /** Had to wait until the store buffer was empty. */
    boolean locked;

    void set(int newProcess, Op op, MemoryModel model) {
        process = newProcess;
        location = op.location;
        kind = op.kind;
        writes = model.writes(op);
        hidden = model.isHidden(newProcess, op);
        global = model.isGlobal(op);
        zeroed = model.zeroes(op);
        far = global || zeroed != MemoryModel.NOTHING || model.wasZeroed(location);
        locked = op.isLocked();
    }

    Step copy() {
        Step other = new Step();
        other.process = process;
        other.location = location;
        other.kind = kind;
        other.writes = writes;
        other.hidden = hidden;
        other.global = global;
        other.zeroed = zeroed;
        other.far = far;
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
        return (global && other.global)
                || (location == other.location && (writes || other.writes))
                || zeroes(other.location)
                || other.zeroes(location);
    }

    private boolean zeroes(int word) {
        return zeroed != MemoryModel.NOTHING && (word & -PhysicalMemory.FRAME_WORDS) == zeroed;
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
