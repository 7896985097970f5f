package dev.racewalk.stress.explore.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * x86-TSO (Owens, Sarkar, Sewell: A better x86 memory model, 2009): each actor has a buffer of stores in order, which it
 * reads first; a flush writes the oldest to memory at any time; a locked operation waits until the buffer is empty. Every
 * access mode of Java below {@code VOLATILE} is a plain x86 load or store; a volatile store is followed by a locked
 * operation.
 */
final class Tso extends Sc {
    private final List<Deque<Op>> buffers = new ArrayList<>();
    private final List<Op> flushes = new ArrayList<>();
    private String remark = "";

    @Override
    public void begin(Cells newCells, int newActors) {
        super.begin(newCells, newActors);
        while (buffers.size() < newActors) {
            buffers.add(new ArrayDeque<>());
            flushes.add(new Op());
        }
        buffers.forEach(Deque::clear);
    }

    @Override
    public int processes() {
        return 2 * actors();
    }

    @Override
    public boolean hasOwnStep(int process) {
        return !buffers.get(process - actors()).isEmpty();
    }

    @Override
    public Op ownOp(int process) {
        Op flush = flushes.get(process - actors());
        Op oldest = buffers.get(process - actors()).getFirst();
        flush.set(Op.Kind.FLUSH, oldest.mode, oldest.location, oldest.value, 0);
        flush.name = oldest.name;
        flush.source = oldest.source;
        return flush;
    }

    @Override
    public boolean isEnabled(int actor, Op op) {
        return (!op.isLocked() || buffers.get(actor).isEmpty()) && super.isEnabled(actor, op);
    }

    @Override
    public boolean isHidden(int process, Op op) {
        return process < actors() && isBuffered(op);
    }

    private static boolean isBuffered(Op op) {
        return (op.kind == Op.Kind.STORE || op.kind == Op.Kind.UNLOCK) && !op.isLocked();
    }

    @Override
    public long execute(int process, Op op, int choice) {
        remark = "";
        if (process >= actors()) {
            Op oldest = buffers.get(process - actors()).removeFirst();
            cells().set(oldest.location, oldest.value);
            remark = "reaches memory";
            return 0;
        }
        if (isBuffered(op)) {
            Op entry = new Op();
            entry.copy(op);
            entry.value = op.kind == Op.Kind.UNLOCK ? FREE_LOCK : op.value;
            buffers.get(process).addLast(entry);
            remark = "into the store buffer";
            return 0;
        }
        Op own = op.kind == Op.Kind.LOAD ? buffered(process, op.location) : null;
        if (own != null) {
            remark = "from its own store buffer";
            return own.value;
        }
        return apply(op);
    }

    private @Nullable Op buffered(int actor, int location) {
        for (Iterator<Op> youngestFirst = buffers.get(actor).descendingIterator(); youngestFirst.hasNext(); ) {
            Op store = youngestFirst.next();
            if (store.location == location) {
                return store;
            }
        }
        return null;
    }

    @Override
    public String remark() {
        return remark;
    }

    @Override
    public boolean isDrained() {
        for (int i = 0; i < actors(); i++) {
            if (!buffers.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
