package dev.racewalk.stress.explore.model;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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
 *   <li>{@code VOLATILE} accesses acquire and release, and are in one order with each other ({@link VolatileOrder}). They are no
 *       fences: what an actor does before and after one in a weaker mode is not ordered by it. A volatile compare-and-set that
 *       fails is a volatile load.
 *   <li>A lock is a word. Taking it is a read-modify-write of the last value, in the mode that the code asked for, and giving it
 *       back is a store: acquire and release order the holders of one lock, and nothing else. Who takes a lock that was given
 *       back by an opaque store need not see what its last holder did.
 *   <li>A store of frames that actors share has an account, a word like a lock: allocating and freeing a frame acquire
 *       and release it. A frame that is free at first holds {@link #GARBAGE}, as memory does that was used for
 *       something else; who takes it writes zeros with plain stores.
 *   <li>Locks, accounts and the words that stand for fields under a lock are ordered as they are accessed: each access meets
 *       the last value.
 * </ul>
 *
 * <p>Not covered: a load that is satisfied by a store that comes later in its own program (load buffering), and values out of
 * thin air. Stale reads by an actor of its own past are excluded by coherence.
 */
public final class Weak extends Sc implements Histories {
    /** What a frame holds before it is zeroed: a leaf that nobody mapped. */
    public static final long GARBAGE = 0x6000_00BA_DBAD_0001L;

    private static final long SPACING = 1L << 32;
    private static final int NONE = -1;

    /** Which history a location has in this execution. */
    private int[] numbers = new int[0];

    private final List<History> histories = new ArrayList<>();
    private int historyCount;

    /** For each actor, first how many steps of each actor it has seen, then the youngest write that it has seen of each history. */
    private long[][] seen = new long[0][];

    private final VolatileOrder volatiles = new VolatileOrder();

    /** By number, the frames that were free when the execution began. */
    private final BitSet free = new BitSet();

    private int[] zeroed = new int[0];
    private int[] oldestBeforeZero = new int[0];
    private int zeros;

    /** The writes that a step may read or come after, youngest first. */
    private int[] ways = new int[8];

    private int steps;
    private int lastRead;
    private String remark = "";
    private boolean stale;

    /** The writes of a location, in their order. */
    private static final class History {
        int location;
        boolean ordered;
        int size;
        long[] values = new long[4];
        long[] stamps = new long[4];
        int[] makers = new int[4];
        boolean[] followed = new boolean[4];

        /** What an acquire load of each write has seen afterwards. */
        long[] @Nullable [] carried = new long[4][];

        void begin(int where, boolean inOrder, long initial) {
            Arrays.fill(carried, 0, size, null);
            location = where;
            ordered = inOrder;
            size = 0;
            insert(0, initial, 0, NOBODY, null);
        }

        void insert(int place, long value, long stamp, int maker, long @Nullable [] passedOn) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
                stamps = Arrays.copyOf(stamps, 2 * size);
                makers = Arrays.copyOf(makers, 2 * size);
                followed = Arrays.copyOf(followed, 2 * size);
                carried = Arrays.copyOf(carried, 2 * size);
            }
            int after = size++ - place;
            System.arraycopy(values, place, values, place + 1, after);
            System.arraycopy(stamps, place, stamps, place + 1, after);
            System.arraycopy(makers, place, makers, place + 1, after);
            System.arraycopy(followed, place, followed, place + 1, after);
            System.arraycopy(carried, place, carried, place + 1, after);
            values[place] = value;
            stamps[place] = stamp;
            makers[place] = maker;
            followed[place] = false;
            carried[place] = passedOn;
        }

        int last() {
            return size - 1;
        }

        /** The number of the oldest write with at least this stamp. */
        int from(long stamp) {
            int write = size - 1;
            while (write > 0 && stamps[write - 1] >= stamp) {
                write--;
            }
            return write;
        }
    }

    @Override
    public void begin(Cells newCells, int newActors) {
        super.begin(newCells, newActors);
        if (numbers.length < newCells.count()) {
            numbers = new int[newCells.count()];
            Arrays.fill(numbers, NONE);
        }
        for (int i = 0; i < historyCount; i++) {
            numbers[histories.get(i).location] = NONE;
        }
        historyCount = 0;
        if (seen.length != newActors) {
            seen = new long[newActors][newActors + 16];
        }
        for (long[] view : seen) {
            Arrays.fill(view, 0);
        }
        volatiles.begin(newActors);
        steps = 0;
        zeros = 0;
        for (int word = 0; word < newCells.count(); word += PhysicalMemory.FRAME_WORDS) {
            free.set(word / PhysicalMemory.FRAME_WORDS, newCells.isInFreeFrame(word));
        }
    }

    private int number(int location) {
        int known = numbers[location];
        return known != NONE ? known : add(location);
    }

    private int add(int location) {
        int number = historyCount++;
        numbers[location] = number;
        if (number == histories.size()) {
            histories.add(new History());
        }
        boolean garbage = free.get(location / PhysicalMemory.FRAME_WORDS);
        histories.get(number).begin(location, cells().isOrdered(location), garbage ? GARBAGE : cells().get(location));
        if (actors() + number >= seen[0].length) {
            for (int i = 0; i < seen.length; i++) {
                seen[i] = Arrays.copyOf(seen[i], 2 * seen[i].length);
            }
        }
        return number;
    }

    private History history(int location) {
        return histories.get(number(location));
    }

    private long seenOf(int actor, int location) {
        return seen[actor][actors() + number(location)];
    }

    private void see(int actor, int location, long stamp) {
        int index = actors() + number(location);
        seen[actor][index] = Math.max(seen[actor][index], stamp);
    }

    @Override
    public boolean wasStale() {
        return stale;
    }

    @Override
    public void refresh(int actor, int location) {
        History history = history(location);
        see(actor, location, history.stamps[history.last()]);
    }

    @Override
    public int choices(int actor, Op op) {
        return switch (op.kind) {
            case LOAD, STORE, CAS, AND -> select(actor, op);
            default -> 1;
        };
    }

    /** Selects the writes that an access may read, or come right after, youngest first. */
    private int select(int actor, Op op) {
        History history = history(op.location);
        int oldest = history.ordered ? history.last() : history.from(seenOf(actor, op.location));
        if (ways.length < history.size) {
            ways = new int[2 * history.size];
        }
        int count = 0;
        for (int i = history.last(); i >= oldest; i--) {
            if (!(history.followed[i] && replaces(op, history.values[i])) && isInVolatileOrder(actor, op, history, i)) {
                ways[count++] = i;
            }
        }
        return count;
    }

    /** Whether an access comes right after the write whose value this is. */
    private static boolean replaces(Op op, long value) {
        return switch (op.kind) {
            case LOAD -> false;
            case CAS -> value == op.expected;
            default -> true;
        };
    }

    private boolean isInVolatileOrder(int actor, Op op, History history, int write) {
        return op.mode != AccessMode.VOLATILE
                || write == history.last()
                || volatiles.allows(
                        actor,
                        op.location,
                        history.stamps[write],
                        replaces(op, history.values[write]),
                        seen[actor],
                        op.kind == Op.Kind.STORE ? null : history.carried[write]);
    }

    @Override
    public long execute(int actor, Op op, int choice) {
        remark = "";
        stale = false;
        lastRead = NOBODY;
        zeros = 0;
        int way = switch (op.kind) {
            case LOAD, STORE, CAS, AND -> {
                select(actor, op);
                yield ways[choice];
            }
            default -> history(op.location).last();
        };
        long step = seen[actor][actor]++;
        long result = make(actor, op, history(op.location), way);
        volatiles.made(actor, step, op.location, seen[actor]);
        steps++;
        return result;
    }

    private long make(int actor, Op op, History history, int way) {
        switch (op.kind) {
            case STORE -> {
                insert(actor, op, way + 1, op.value, null);
                note(actor, op, VolatileOrder.NOTHING, history.stamps[way + 1]);
                return 0;
            }
            case UNLOCK -> {
                insert(actor, op, way + 1, FREE_LOCK, null);
                return 0;
            }
            case LOAD -> {
                long value = load(actor, op, history, way);
                note(actor, op, history.stamps[way], VolatileOrder.NOTHING);
                return value;
            }
            case CAS -> {
                if (load(actor, op, history, way) != op.expected) {
                    note(actor, op, history.stamps[way], VolatileOrder.NOTHING);
                    return 0;
                }
                replace(actor, op, history, way, op.value);
                return 1;
            }
            case AND -> {
                long old = load(actor, op, history, way);
                replace(actor, op, history, way, old & op.value);
                return old;
            }
            case LOCK, TRY_LOCK -> {
                return lock(actor, op, history, way);
            }
            case ALLOCATE, FREE -> {
                return account(actor, op, history, way);
            }
            case LOOK -> {
                lastRead = history.makers[way];
                return apply(op);
            }
            default -> throw new IllegalStateException(op.kind + " is not a step of an actor");
        }
    }

    private void note(int actor, Op op, long read, long written) {
        if (op.mode == AccessMode.VOLATILE) {
            volatiles.add(actor, op.location, read, written, seen[actor]);
        }
    }

    /** A try that fails has read the lock's last value, and orders nothing. */
    private long lock(int actor, Op op, History history, int last) {
        if (history.values[last] != FREE_LOCK) {
            lastRead = history.makers[last];
            return 0;
        }
        load(actor, op, history, last);
        append(actor, op, history, HELD_LOCK);
        return 1;
    }

    private long load(int actor, Op op, History history, int write) {
        see(actor, op.location, history.stamps[write]);
        lastRead = history.makers[write];
        long[] carried = history.carried[write];
        if ((op.mode == AccessMode.ACQUIRE || op.mode == AccessMode.VOLATILE) && carried != null) {
            join(seen[actor], carried);
        }
        int younger = history.last() - write;
        if (younger > 0) {
            stale = true;
            remark = "stale: " + younger + (younger == 1 ? " younger write" : " younger writes");
        }
        return history.values[write];
    }

    /** Writes right after the write that was read, and passes on what that one carried. */
    private void replace(int actor, Op op, History history, int write, long value) {
        history.followed[write] = true;
        insert(actor, op, write + 1, value, history.carried[write]);
        note(actor, op, history.stamps[write], history.stamps[write + 1]);
    }

    private void append(int actor, Op op, History history, long value) {
        int last = history.last();
        history.followed[last] = true;
        insert(actor, op, last + 1, value, history.carried[last]);
    }

    private void insert(int actor, Op op, int place, long value, long @Nullable [] inherited) {
        History history = history(op.location);
        long before = history.stamps[place - 1];
        long stamp = place == history.size ? before + SPACING : before + (history.stamps[place] - before) / 2;
        if (stamp == before) {
            throw new IllegalStateException("too many writes between two of location " + op.location);
        }
        if (place < history.size) {
            remark = "before a write that is already there";
        }
        see(actor, op.location, stamp);
        history.insert(place, value, stamp, steps, passedOn(actor, op, inherited));
        cells().set(op.location, history.values[history.last()]);
    }

    private long @Nullable [] passedOn(int actor, Op op, long @Nullable [] inherited) {
        if (op.mode != AccessMode.RELEASE && op.mode != AccessMode.VOLATILE) {
            return inherited;
        }
        long[] carried = Arrays.copyOf(seen[actor], actors() + historyCount);
        if (inherited != null) {
            join(carried, inherited);
        }
        return carried;
    }

    /** Allocates a frame, or frees one: the last who did so may have released what it had seen. */
    private long account(int actor, Op op, History history, int last) {
        load(actor, op, history, last);
        history.followed[last] = true;
        long stamp = history.stamps[last] + SPACING;
        see(actor, op.location, stamp);
        history.insert(last + 1, 0, stamp, steps, passedOn(actor, op, history.carried[last]));
        long pa = apply(op);
        if (op.kind == Op.Kind.ALLOCATE && pa != 0) {
            zero(actor, pa);
        }
        return pa;
    }

    private void zero(int actor, long pa) {
        Op zero = new Op();
        cells().forEachWord(pa, word -> {
            if (zeros == zeroed.length) {
                zeroed = Arrays.copyOf(zeroed, zeros + 16);
                oldestBeforeZero = Arrays.copyOf(oldestBeforeZero, zeros + 16);
            }
            History history = history(word);
            if (history.makers[history.last()] == steps) {
                return; // named twice
            }
            oldestBeforeZero[zeros] = history.from(seenOf(actor, word));
            zeroed[zeros++] = word;
            zero.set(Op.Kind.STORE, AccessMode.PLAIN, word, 0, 0);
            insert(actor, zero, history.size, 0, null);
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

    /* For a search. */

    @Override
    public boolean isOrdered(int location) {
        return history(location).ordered;
    }

    @Override
    public int writes(int location) {
        return history(location).size;
    }

    @Override
    public int maker(int location, int write) {
        return history(location).makers[write];
    }

    @Override
    public int writeOf(int location, int maker) {
        History history = history(location);
        for (int i = history.last(); i >= 0; i--) {
            if (history.makers[i] == maker) {
                return i;
            }
        }
        throw new IllegalStateException("step " + maker + " has not written location " + location);
    }

    @Override
    public long value(int location, int write) {
        return history(location).values[write];
    }

    @Override
    public boolean isFollowed(int location, int write) {
        return history(location).followed[write];
    }

    @Override
    public int oldest(int actor, Op op) {
        return history(op.location).from(seenOf(actor, op.location));
    }

    @Override
    public int way(int actor, Op op, int write) {
        boolean choose = switch (op.kind) {
            case LOAD, STORE, CAS, AND -> true;
            default -> false;
        };
        if (!choose) {
            return write == history(op.location).last() ? 0 : NONE;
        }
        int count = select(actor, op);
        for (int i = 0; i < count; i++) {
            if (ways[i] == write) {
                return i;
            }
        }
        return NONE;
    }

    @Override
    public int lastRead() {
        return lastRead;
    }

    @Override
    public int[] zeroed() {
        return Arrays.copyOf(zeroed, zeros);
    }

    @Override
    public int oldestBeforeZero(int i) {
        return oldestBeforeZero[i];
    }
}
