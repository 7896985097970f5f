package dev.racewalk.stress.explore.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sequential consistency: every step reads and writes the cells when it is made. */
class Sc implements MemoryModel {
    static final int FREE_LOCK = 0;
    static final int HELD_LOCK = 1;

    private @Nullable Cells cells;
    private int actors;

    @Override
    public void begin(Cells newCells, int newActors) {
        cells = newCells;
        actors = newActors;
    }

    final Cells cells() {
        return Objects.requireNonNull(cells);
    }

    final int actors() {
        return actors;
    }

    @Override
    public int processes() {
        return actors;
    }

    @Override
    public Op ownOp(int process) {
        throw new IllegalStateException("process " + process + " is an actor");
    }

    @Override
    public boolean hasOwnStep(int process) {
        return false;
    }

    @Override
    public boolean isEnabled(int actor, Op op) {
        return op.kind != Op.Kind.LOCK || cells().get(op.location) == FREE_LOCK;
    }

    @Override
    public boolean writes(Op op) {
        return switch (op.kind) {
            case CAS -> cells().get(op.location) == op.expected;
            case TRY_LOCK -> cells().get(op.location) == FREE_LOCK;
            default -> op.kind.writes();
        };
    }

    @Override
    public int choices(int process, Op op) {
        return 1;
    }

    @Override
    public long execute(int process, Op op, int choice) {
        return apply(op);
    }

    /** Makes a step on the cells. */
    final long apply(Op op) {
        long old = op.kind == Op.Kind.ALLOCATE ? 0 : cells().get(op.location);
        switch (op.kind) {
            case LOAD, LOOK -> {
                return old;
            }
            case STORE -> cells().set(op.location, op.value);
            case UNLOCK -> cells().set(op.location, FREE_LOCK);
            case CAS -> {
                if (old != op.expected) {
                    return 0;
                }
                cells().set(op.location, op.value);
                return 1;
            }
            case AND -> cells().set(op.location, old & op.value);
            case LOCK, TRY_LOCK -> {
                if (old != FREE_LOCK) {
                    return 0;
                }
                cells().set(op.location, HELD_LOCK);
                return 1;
            }
            case ALLOCATE -> {
                return cells().allocate();
            }
            case FREE -> cells().free(op.value);
            default -> throw new IllegalStateException(op.kind + " is not a step of an actor");
        }
        return old;
    }

    @Override
    public String remark() {
        return "";
    }

    @Override
    public boolean isDrained() {
        return true;
    }
}
