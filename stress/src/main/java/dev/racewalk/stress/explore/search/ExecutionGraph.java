package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op.Kind;
import java.util.Arrays;

/**
 * A part of an execution, whatever the order of its steps: which events there are, which write each load reads, and the order of
 * the writes of each location. A step is one event or several: a compare-and-set that succeeds is a load and a write, and taking a
 * frame writes all of its words. Events are numbered in the order in which they were added.
 */
final class ExecutionGraph {
    /** The write that was there at first. */
    static final int FIRST = -1;

    /** No event. */
    static final int NONE = -2;

    private static final int[] NO_WRITES = {};

    /** What an event is of its step. */
    private static final byte READ = 0;

    private static final byte WRITE = 1;
    private static final byte ZERO = 2;

    private int size;
    private int[] processes;
    private int[] steps;
    private int[] locations;
    private int[] readFrom;

    /** Of the writes that an event may read, or come after, the oldest. */
    private int[] oldest;

    private byte[] parts;
    private Kind[] kinds;

    /** By number of location, its writes in their order, without the first; arrays are never changed. */
    private int[][] orders;

    ExecutionGraph() {
        this(64, new int[16][]);
        Arrays.fill(orders, NO_WRITES);
    }

    private ExecutionGraph(int capacity, int[][] orders) {
        processes = new int[capacity];
        steps = new int[capacity];
        locations = new int[capacity];
        readFrom = new int[capacity];
        oldest = new int[capacity];
        parts = new byte[capacity];
        kinds = new Kind[capacity];
        this.orders = orders;
    }

    ExecutionGraph copy() {
        ExecutionGraph copy = new ExecutionGraph(size + 4, orders.clone());
        copy.size = size;
        System.arraycopy(processes, 0, copy.processes, 0, size);
        System.arraycopy(steps, 0, copy.steps, 0, size);
        System.arraycopy(locations, 0, copy.locations, 0, size);
        System.arraycopy(readFrom, 0, copy.readFrom, 0, size);
        System.arraycopy(oldest, 0, copy.oldest, 0, size);
        System.arraycopy(parts, 0, copy.parts, 0, size);
        System.arraycopy(kinds, 0, copy.kinds, 0, size);
        return copy;
    }

    /** The same without some events; no event that is kept may have read from one that is not. */
    ExecutionGraph restrictedTo(boolean[] kept) {
        ExecutionGraph rest = new ExecutionGraph(size + 4, new int[orders.length][]);
        int[] newNumbers = new int[size];
        for (int e = 0; e < size; e++) {
            newNumbers[e] = NONE;
            if (kept[e]) {
                newNumbers[e] = rest.size;
                rest.add(processes[e], steps[e], locations[e], kinds[e], parts[e], NONE, NONE);
            }
        }
        for (int e = 0; e < size; e++) {
            if (kept[e]) {
                rest.readFrom[newNumbers[e]] = renamed(readFrom[e], newNumbers);
                rest.oldest[newNumbers[e]] = renamed(oldest[e], newNumbers);
            }
        }
        for (int i = 0; i < orders.length; i++) {
            rest.orders[i] = orders[i].length == 0
                    ? NO_WRITES
                    : Arrays.stream(orders[i])
                            .filter(w -> kept[w])
                            .map(w -> newNumbers[w])
                            .toArray();
        }
        return rest;
    }

    private static int renamed(int event, int[] newNumbers) {
        return event < 0 ? event : newNumbers[event];
    }

    int addRead(int process, int step, int location, Kind kind, int from, int oldestWrite) {
        return add(process, step, location, kind, READ, from, oldestWrite);
    }

    /** Adds a write right after another one of the location. */
    int addWrite(int process, int step, int location, Kind kind, boolean isZero, int after, int oldestWrite) {
        int event = add(process, step, location, kind, isZero ? ZERO : WRITE, NONE, oldestWrite);
        int[] before = order(location);
        int place = place(location, after) + 1;
        int[] order = new int[before.length + 1];
        System.arraycopy(before, 0, order, 0, place);
        order[place] = event;
        System.arraycopy(before, place, order, place + 1, before.length - place);
        orders[location] = order;
        return event;
    }

    private int add(int process, int step, int location, Kind kind, byte part, int from, int oldestWrite) {
        if (size == processes.length) {
            int capacity = 2 * size;
            processes = Arrays.copyOf(processes, capacity);
            steps = Arrays.copyOf(steps, capacity);
            locations = Arrays.copyOf(locations, capacity);
            readFrom = Arrays.copyOf(readFrom, capacity);
            oldest = Arrays.copyOf(oldest, capacity);
            parts = Arrays.copyOf(parts, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
        }
        if (location >= orders.length) {
            int known = orders.length;
            orders = Arrays.copyOf(orders, Math.max(location + 1, 2 * known));
            Arrays.fill(orders, known, orders.length, NO_WRITES);
        }
        processes[size] = process;
        steps[size] = step;
        locations[size] = location;
        readFrom[size] = from;
        oldest[size] = oldestWrite;
        parts[size] = part;
        kinds[size] = kind;
        return size++;
    }

    int size() {
        return size;
    }

    int process(int event) {
        return processes[event];
    }

    /** Which step of its process an event is of, from 0. */
    int step(int event) {
        return steps[event];
    }

    int location(int event) {
        return locations[event];
    }

    /** The kind of the step that an event is of. */
    Kind kind(int event) {
        return kinds[event];
    }

    boolean isRead(int event) {
        return parts[event] == READ;
    }

    boolean isZero(int event) {
        return parts[event] == ZERO;
    }

    /** The write that a load reads. */
    int readFrom(int event) {
        return readFrom[event];
    }

    void readFrom(int event, int write) {
        readFrom[event] = write;
    }

    int oldest(int event) {
        return oldest[event];
    }

    void oldest(int event, int write) {
        oldest[event] = write;
    }

    /** The writes of a location in their order, without the first; not to be changed. */
    int[] order(int location) {
        return location < orders.length ? orders[location] : NO_WRITES;
    }

    /** Where a write is in the order of its location; -1 for the first. */
    int place(int location, int write) {
        if (write == FIRST) {
            return -1;
        }
        int[] order = order(location);
        for (int i = order.length - 1; i >= 0; i--) {
            if (order[i] == write) {
                return i;
            }
        }
        throw new IllegalStateException("event " + write + " does not write location " + location);
    }

    /** Whether a read of a lock has found it held: the lock is not taken. */
    boolean isBlocked(int event) {
        return parts[event] == READ
                && kinds[event] == Kind.LOCK
                && readFrom[event] >= 0
                && (kind(readFrom[event]) == Kind.LOCK || kind(readFrom[event]) == Kind.TRY_LOCK);
    }
}
