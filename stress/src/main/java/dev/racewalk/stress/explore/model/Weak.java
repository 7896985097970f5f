package dev.racewalk.stress.explore.model;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A weak model made of what Java's access modes promise (Lea: Using JDK 9 memory order modes), in the operational style of
 * Kang, Hur, Lahav, Vafeiadis, Dreyer: A promising semantics for relaxed-memory concurrency, 2017, without promises.
 *
 * <ul>
 *   <li>Each location has a history of writes in one order (coherence). A load may read any write that is not older than
 *       what its actor has seen of that location; a store may go anywhere after what its actor has seen.
 *   <li>A {@code RELEASE} store carries all that its actor has seen; an {@code ACQUIRE} load that reads it has seen that too.
 *       A read-modify-write comes right after the write that it read, and passes on what that one carried.
 *   <li>{@code OPAQUE} is coherent per location and orders nothing else; {@code PLAIN} is the same here.
 *   <li>A lock is a word. Taking it is a read-modify-write of the last value, in the mode that the code asked for, and giving it
 *       back is a store: acquire and release order the holders of one lock, and nothing else. Who takes a lock that was given
 *       back by an opaque store need not see what its last holder did.
 *   <li>{@code VOLATILE} operations act as if between full fences: stronger than the language promises. A volatile
 *       compare-and-set that fails is a volatile read for Java, and no fence: here it acquires, and sees no less than volatile
 *       operations before it have. (The kernel's {@code cmpxchg()} promises nothing at all where it fails.)
 *   <li>A store of frames that actors share has an account, a word like a lock: allocating and freeing a frame acquire
 *       and release it. A frame that is free at first holds {@link #GARBAGE}, as memory does that was used for
 *       something else; who takes it writes zeros with plain stores.
 * </ul>
 *
 * <p>Not covered: a load that is satisfied by a store that comes later in its own program (load buffering), and values out of
 * thin air. Stale reads by an actor of its own past are excluded by coherence.
 */
public final class Weak extends Sc {
    /** What a frame holds before it is zeroed: a leaf that nobody mapped. */
    public static final long GARBAGE = 0x6000_00BA_DBAD_0001L;

    private static final long SPACING = 1L << 32;

    private static final class Write {
        final long value;
        final long stamp;

        /** What an acquire load of this write has seen afterwards. */
        final long @Nullable [] carried;

        /** Whether a read-modify-write read this: nothing comes between the two. */
        boolean followed;

        Write(long value, long stamp, long @Nullable [] carried) {
            this.value = value;
            this.stamp = stamp;
            this.carried = carried;
        }
    }

    private final Map<Integer, Integer> indices = new HashMap<>();
    private final List<List<Write>> histories = new ArrayList<>();
    private long[][] seen = new long[0][];
    private long[] fence = new long[0];

    /** By number, the frames that were free when the execution began. */
    private final BitSet free = new BitSet();

    /** By number, those that were zeroed since. */
    private final BitSet zeroed = new BitSet();

    private String remark = "";
    private boolean stale;

    @Override
    public void begin(Cells newCells, int newActors) {
        super.begin(newCells, newActors);
        indices.clear();
        histories.clear();
        seen = new long[newActors][8];
        fence = new long[8];
        zeroed.clear();
        for (int word = 0; word < newCells.count(); word += PhysicalMemory.FRAME_WORDS) {
            free.set(word / PhysicalMemory.FRAME_WORDS, newCells.isInFreeFrame(word));
        }
    }

    private int index(int location) {
        Integer known = indices.get(location);
        if (known != null) {
            return known;
        }
        return add(location, free.get(location / PhysicalMemory.FRAME_WORDS) ? GARBAGE : cells().get(location));
    }

    private int add(int location, long initial) {
        int index = histories.size();
        indices.put(location, index);
        List<Write> history = new ArrayList<>();
        history.add(new Write(initial, 0, null));
        histories.add(history);
        if (index >= fence.length) {
            for (int i = 0; i < seen.length; i++) {
                seen[i] = Arrays.copyOf(seen[i], 2 * seen[i].length);
            }
            fence = Arrays.copyOf(fence, 2 * fence.length);
        }
        return index;
    }

    @Override
    public boolean writes(Op op) {
        return op.kind == Op.Kind.CAS || super.writes(op); // whether that fails depends on which write it reads
    }

    @Override
    public boolean isGlobal(Op op) {
        return op.mode == AccessMode.VOLATILE
                && switch (op.kind) {
                    case LOAD, STORE, CAS, AND -> true;
                    default -> false;
                };
    }

    @Override
    public int zeroes(Op op) {
        long pa = op.kind == Op.Kind.ALLOCATE ? cells().nextFrame(op.location) : 0;
        return pa == 0 ? NOTHING : (int) (pa >>> 3);
    }

    @Override
    public boolean wasZeroed(int word) {
        return zeroed.get(word / PhysicalMemory.FRAME_WORDS);
    }

    @Override
    public boolean wasStale() {
        return stale;
    }

    @Override
    public void refresh(int actor, int location) {
        Integer index = indices.get(location);
        if (index != null) {
            List<Write> history = histories.get(index);
            seen[actor][index] = Math.max(seen[actor][index], history.get(history.size() - 1).stamp);
        }
    }

    @Override
    public int choices(int actor, Op op) {
        return switch (op.kind) {
            case LOAD -> readable(actor, op).size();
            case STORE -> places(actor, op).size();
            case CAS, AND -> readable(actor, op).size();
            default -> 1;
        };
    }

    /** The writes that a load may read, youngest first. */
    private List<Write> readable(int actor, Op op) {
        int index = index(op.location);
        long oldest = seen[actor][index];
        if (op.mode == AccessMode.VOLATILE) {
            oldest = Math.max(oldest, fence[index]);
        }
        List<Write> history = histories.get(index);
        List<Write> writes = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0 && history.get(i).stamp >= oldest; i--) {
            Write write = history.get(i);
            boolean replaced = op.kind == Op.Kind.AND || (op.kind == Op.Kind.CAS && write.value == op.expected);
            if (!replaced || !write.followed) {
                writes.add(write);
            }
        }
        return writes;
    }

    /** The positions in the history that a store may take, last first. */
    private List<Integer> places(int actor, Op op) {
        int index = index(op.location);
        long oldest = op.mode == AccessMode.VOLATILE ? Math.max(seen[actor][index], fence[index]) : seen[actor][index];
        List<Write> history = histories.get(index);
        List<Integer> places = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0 && history.get(i).stamp >= oldest; i--) {
            if (!history.get(i).followed) {
                places.add(i + 1);
            }
        }
        return places;
    }

    @Override
    public long execute(int actor, Op op, int choice) {
        remark = "";
        stale = false;
        return switch (op.kind) {
            case LOAD, CAS, AND -> read(actor, op, readable(actor, op).get(choice));
            case STORE -> {
                int place = places(actor, op).get(choice);
                fence(actor, op);
                insert(actor, op, place, op.value, null);
                yield fence(actor, op);
            }
            case LOCK, TRY_LOCK -> lock(actor, op);
            case UNLOCK -> {
                insert(actor, op, histories.get(index(op.location)).size(), FREE_LOCK, null);
                yield 0;
            }
            case ALLOCATE, FREE -> account(actor, op);
            default -> apply(op);
        };
    }

    /** One half of the fence around an operation, if it is volatile. */
    private long fence(int actor, Op op) {
        if (op.mode == AccessMode.VOLATILE) {
            join(seen[actor], fence);
            join(fence, seen[actor]);
        }
        return 0;
    }

    private long read(int actor, Op op, Write write) {
        if (op.kind == Op.Kind.CAS && write.value != op.expected) {
            load(actor, op, write);
            return 0; // and no fence
        }
        fence(actor, op);
        long old = load(actor, op, write);
        if (op.kind != Op.Kind.LOAD) {
            replace(actor, op, write, op.kind == Op.Kind.CAS ? op.value : old & op.value);
        }
        fence(actor, op);
        return op.kind == Op.Kind.CAS ? 1 : old;
    }

    /** A try that fails has read the lock's last value, and orders nothing. */
    private long lock(int actor, Op op) {
        List<Write> history = histories.get(index(op.location));
        Write last = history.get(history.size() - 1);
        if (last.value != FREE_LOCK) {
            return 0;
        }
        load(actor, op, last);
        replace(actor, op, last, HELD_LOCK);
        return 1;
    }

    private long load(int actor, Op op, Write write) {
        int index = index(op.location);
        seen[actor][index] = Math.max(seen[actor][index], write.stamp);
        if ((op.mode == AccessMode.ACQUIRE || op.mode == AccessMode.VOLATILE) && write.carried != null) {
            join(seen[actor], write.carried);
        }
        List<Write> history = histories.get(index);
        int younger = history.size() - 1 - history.indexOf(write);
        if (younger > 0) {
            stale = true;
            remark = "stale: " + younger + (younger == 1 ? " younger write" : " younger writes");
        }
        return write.value;
    }

    private void replace(int actor, Op op, Write write, long value) {
        write.followed = true;
        insert(actor, op, histories.get(index(op.location)).indexOf(write) + 1, value, write.carried);
    }

    private void insert(int actor, Op op, int place, long value, long @Nullable [] inherited) {
        int index = index(op.location);
        List<Write> history = histories.get(index);
        long before = history.get(place - 1).stamp;
        long stamp = place == history.size() ? before + SPACING : before + (history.get(place).stamp - before) / 2;
        if (place < history.size()) {
            remark = "before a write that is already there";
        }
        history.add(place, newWrite(actor, op, value, stamp, inherited));
        cells().set(op.location, history.get(history.size() - 1).value);
    }

    private Write newWrite(int actor, Op op, long value, long stamp, long @Nullable [] inherited) {
        seen[actor][index(op.location)] = stamp;
        boolean releases = op.mode == AccessMode.RELEASE || op.mode == AccessMode.VOLATILE;
        if (!releases || inherited == null) {
            return new Write(value, stamp, releases ? seen[actor].clone() : inherited);
        }
        long[] carried = seen[actor].clone();
        join(carried, inherited);
        return new Write(value, stamp, carried);
    }

    /** Allocates a frame, or frees one: the last who did so may have released what it had seen. */
    private long account(int actor, Op op) {
        List<Write> history = histories.get(index(op.location));
        Write last = history.get(history.size() - 1);
        load(actor, op, last);
        history.add(newWrite(actor, op, 0, last.stamp + SPACING, last.carried));
        long pa = apply(op);
        if (op.kind == Op.Kind.ALLOCATE && pa != 0) {
            zero(actor, pa);
        }
        return pa;
    }

    private void zero(int actor, long pa) {
        zeroed.set((int) (pa >>> PhysicalMemory.FRAME_LG2));
        Op zero = new Op();
        cells().forEachWord(pa, word -> {
            zero.set(Op.Kind.STORE, AccessMode.PLAIN, word, 0, 0);
            insert(actor, zero, histories.get(index(word)).size(), 0, null);
        });
    }

    private static void join(long[] into, long[] from) {
        for (int i = 0; i < from.length && i < into.length; i++) {
            into[i] = Math.max(into[i], from[i]);
        }
    }

    @Override
    public String remark() {
        return remark;
    }
}
