package dev.racewalk.stress.explore.search;

import static dev.racewalk.stress.explore.search.ExecutionGraph.FIRST;
import static dev.racewalk.stress.explore.search.ExecutionGraph.NONE;

import dev.racewalk.stress.explore.model.Histories;
import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.model.Op.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Enumerates execution graphs: executions that differ in what a load reads, or in the order of the writes of a location, and not
 * those that differ in the order of their steps alone. That is TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis: Truly
 * stateless, optimal dynamic partial order reduction, 2022).
 *
 * <p>An execution goes on with one step after the other. A load reads the youngest write at first, and a store comes last of its
 * location; each other way is a graph that is tried later. A write may also be read by a load that was there before. Then what was
 * added after the load, and does not lead to the write, is taken away, the load reads the write, and the execution goes on from
 * there; only if what is taken away is as it would be if it were added again, lest the same graph is made twice.
 *
 * <p>To try a graph, its steps are made again, in an order in which each load comes after the write that it reads.
 */
final class GraphSearch implements Enumerator {
    private final int mostSteps;
    private final Deque<ExecutionGraph> untried = new ArrayDeque<>();
    private final Schedule.Recorder recorder = new Schedule.Recorder();

    private ExecutionGraph graph = new ExecutionGraph();
    private Run run = new Run(0);
    private boolean started;
    private boolean cut;
    private boolean exhausted;
    private int switches;
    private int lastProcess;

    /** Locations by number, and the numbers of locations. */
    private int[] numbers = new int[0];

    private final List<Integer> locations = new ArrayList<>();
    private boolean[] ordered = new boolean[16];

    /** The processes of the steps that the graph has already, in an order in which they can be made. */
    private int[] order = new int[0];

    private int orderSize;
    private int made;

    /* The step that was chosen, until it is made. */
    private int way;
    private int oldest;
    private int chosenWrite;

    /** The writes that the step could read, or come after, in place of the youngest. */
    private int[] others = new int[8];

    private boolean[] othersAreFollowed = new boolean[8];
    private int otherCount;
    private int processCount;

    /** How many steps each process has made. */
    private int[] counts = new int[0];

    /** What is known of the steps of an execution. */
    private static final class Run {
        final List<List<Made>> steps = new ArrayList<>();
        final List<Made> all = new ArrayList<>();

        /** Steps that were made again, and have events that are not in the graph yet. */
        final List<Made> unfinished = new ArrayList<>();

        Run(int processes) {
            for (int i = 0; i < processes; i++) {
                steps.add(new ArrayList<>());
            }
        }
    }

    /** A step, and its events. */
    private static final class Made {
        final int process;
        final int step;
        int number = NONE;
        int read = NONE;
        int write = NONE;
        int firstZero = NONE;
        int zeros;

        /** How many steps of each process must have been made, this one included. */
        int[] clock = new int[0];

        Kind kind = Kind.LOAD;
        int location;
        boolean writes;

        /** The words that were filled with zeros, and what each zero could have come after. */
        int[] zeroed = new int[0];

        int[] oldestBeforeZero = new int[0];

        Made(int process, int step) {
            this.process = process;
            this.step = step;
        }
    }

    GraphSearch(int mostSteps) {
        this.mostSteps = mostSteps;
    }

    @Override
    public boolean next() {
        recorder.clear();
        switches = 0;
        lastProcess = -1;
        made = 0;
        Arrays.fill(counts, 0);
        if (!started) {
            started = true;
            orderSize = 0;
            return true;
        }
        while (!untried.isEmpty()) {
            graph = untried.pop();
            run = new Run(processCount);
            if (findOrder()) {
                return true;
            }
        }
        exhausted = true;
        return false;
    }

    /* The order in which the steps of a graph can be made. */

    /** Finds an order; false if there is none, since locks or accounts would have to be ordered in a circle. */
    private boolean findOrder() {
        takeInEvents();
        int total = 0;
        for (List<Made> steps : run.steps) {
            total += steps.size();
        }
        if (order.length < total) {
            order = new int[2 * total];
        }
        int[] next = new int[run.steps.size()];
        boolean[] isMade = new boolean[graph.size()];
        orderSize = 0;
        int process = 0;
        while (true) {
            process = nextPossible(process, next, isMade, false);
            if (process < 0) {
                process = nextPossible(0, next, isMade, true);
            }
            if (process < 0) {
                return orderSize == total - blocked();
            }
            Made step = run.steps.get(process).get(next[process]++);
            order[orderSize++] = process;
            mark(step, isMade);
        }
    }

    private static void mark(Made step, boolean[] isMade) {
        if (step.read != NONE) {
            isMade[step.read] = true;
        }
        if (step.write != NONE) {
            isMade[step.write] = true;
        }
        for (int i = 0; i < step.zeros; i++) {
            isMade[step.firstZero + i] = true;
        }
    }

    private void takeInEvents() {
        for (int e = 0; e < graph.size(); e++) {
            List<Made> steps = run.steps.get(graph.process(e));
            while (steps.size() <= graph.step(e)) {
                steps.add(new Made(graph.process(e), steps.size()));
            }
            Made step = steps.get(graph.step(e));
            if (graph.isZero(e)) {
                step.firstZero = step.zeros++ == 0 ? e : step.firstZero;
            } else if (graph.isRead(e)) {
                step.read = e;
            } else {
                step.write = e;
            }
        }
    }

    private int blocked() {
        int blocked = 0;
        for (int p = 0; p < run.steps.size(); p++) {
            blocked += isBlocked(p) ? 1 : 0;
        }
        return blocked;
    }

    /** Whether the last step of a process is to take a lock that is held. */
    private boolean isBlocked(int process) {
        List<Made> steps = run.steps.get(process);
        if (steps.isEmpty()) {
            return false;
        }
        int read = steps.get(steps.size() - 1).read;
        return read != NONE && graph.isBlocked(read);
    }

    private int nextPossible(int first, int[] next, boolean[] isMade, boolean alsoUnfinished) {
        int processes = run.steps.size();
        for (int i = 0; i < processes; i++) {
            int p = i == 0 ? first : i <= first ? i - 1 : i;
            List<Made> steps = run.steps.get(p);
            if (next[p] < steps.size()) {
                Made step = steps.get(next[p]);
                boolean last = next[p] == steps.size() - 1;
                if (!(last && isBlocked(p))
                        && (alsoUnfinished || !(last && canBeUnfinished(step)))
                        && isPossible(step, isMade)) {
                    return p;
                }
            }
        }
        return -1;
    }

    /** Whether a step may still have to write, so that nothing depends on it, or on all of it, yet. */
    private boolean canBeUnfinished(Made step) {
        if (step.write != NONE) {
            int last = step.zeros == 0 ? step.write : step.firstZero + step.zeros - 1;
            return graph.kind(step.write) == Kind.ALLOCATE && last == graph.size() - 1;
        }
        int location = graph.location(step.read);
        int[] writes = graph.order(location);
        boolean isLast = graph.place(location, graph.readFrom(step.read)) == writes.length - 1;
        return graph.kind(step.read).writes() && (isLast || !ordered[location]);
    }

    private boolean isPossible(Made step, boolean[] isMade) {
        if (step.read != NONE) {
            int from = graph.readFrom(step.read);
            if (from >= 0 && !isMade[from] && from != step.write) {
                return false;
            }
        }
        if (step.write != NONE && !canWrite(step, step.write, isMade)) {
            return false;
        }
        for (int i = 0; i < step.zeros; i++) {
            if (!canWrite(step, step.firstZero + i, isMade)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what must come before a write was made: at ordered locations, all that is older. */
    private boolean canWrite(Made step, int write, boolean[] isMade) {
        int location = graph.location(write);
        int[] writes = graph.order(location);
        int place = graph.place(location, write);
        for (int i = 0; i < place; i++) {
            if (!isMade[writes[i]] && (ordered[location] || graph.isZero(writes[i]))) {
                return false;
            }
        }
        if (ordered[location]) {
            for (int e = 0; e < graph.size(); e++) {
                if (!isMade[e]
                        && e != step.read
                        && graph.isRead(e)
                        && graph.location(e) == location
                        && !graph.isBlocked(e)
                        && graph.place(location, graph.readFrom(e)) < place) {
                    return false;
                }
            }
        }
        return true;
    }

    /* Choosing. */

    @Override
    public boolean looksAgain() {
        return false;
    }

    @Override
    public int choose(Engine engine) {
        if (run.steps.size() != engine.processes()) {
            processCount = engine.processes();
            counts = new int[processCount];
            run = new Run(processCount);
        }
        if (made >= mostSteps) {
            cut = true;
            return ABORT;
        }
        int process = made < orderSize ? again(engine) : further(engine);
        if (process != ABORT) {
            boolean away = lastProcess >= 0 && process != lastProcess && engine.isEnabled(lastProcess);
            switches += away ? 1 : 0;
            lastProcess = process;
            recorder.process(process);
        }
        return process;
    }

    /** The next step of those that the graph has already. */
    private int again(Engine engine) {
        int process = order[made];
        Made step = run.steps.get(process).get(counts[process]);
        Op op = engine.next(process);
        int event = step.read != NONE ? step.read : step.write;
        if (engine.isFinished(process)
                || locations.get(graph.location(event)) != op.location
                || graph.kind(event) != op.kind) {
            throw new IllegalStateException("step " + made + " of process " + process
                    + " is not what it was: the race does not go the same way each time");
        }
        Histories histories = histories(engine);
        int write = step.read != NONE
                ? numberOf(histories, op.location, graph.readFrom(step.read))
                : before(histories, step);
        way = engine.isEnabled(process) ? histories.way(process, op, write) : -1;
        if (way < 0) {
            return ABORT; // volatile accesses would have to be ordered in a circle
        }
        oldest = eventOf(histories, op.location, histories.oldest(process, op));
        if (step.read != NONE) {
            graph.oldest(step.read, oldest);
        }
        if (step.write != NONE) {
            graph.oldest(step.write, oldest);
        }
        return process;
    }

    private static Histories histories(Engine engine) {
        return (Histories) engine.model();
    }

    private int numberOf(Histories histories, int location, int write) {
        return write == FIRST ? 0 : histories.writeOf(location, stepOf(write).number);
    }

    private Made stepOf(int event) {
        return run.steps.get(graph.process(event)).get(graph.step(event));
    }

    /** The youngest write before that of a step, of those that were made. */
    private int before(Histories histories, Made step) {
        int location = graph.location(step.write);
        int[] writes = graph.order(location);
        for (int i = graph.place(location, step.write) - 1; i >= 0; i--) {
            int number = stepOf(writes[i]).number;
            if (number != NONE) {
                return histories.writeOf(locations.get(location), number);
            }
        }
        return 0;
    }

    private int eventOf(Histories histories, int location, int write) {
        int maker = histories.maker(location, write);
        if (maker == Histories.NOBODY) {
            return FIRST;
        }
        Made step = run.all.get(maker);
        int number = number(location);
        if (step.write != NONE && graph.location(step.write) == number) {
            return step.write;
        }
        for (int i = 0; i < step.zeros; i++) {
            if (graph.location(step.firstZero + i) == number) {
                return step.firstZero + i;
            }
        }
        return NONE;
    }

    private int number(int location) {
        if (location >= numbers.length) {
            int known = numbers.length;
            numbers = Arrays.copyOf(numbers, Math.max(location + 1, 2 * known));
            Arrays.fill(numbers, known, numbers.length, NONE);
        }
        if (numbers[location] == NONE) {
            numbers[location] = locations.size();
            locations.add(location);
        }
        return numbers[location];
    }

    private int number(Histories histories, int location) {
        int number = number(location);
        if (number >= ordered.length) {
            ordered = Arrays.copyOf(ordered, 2 * number);
        }
        ordered[number] = histories.isOrdered(location);
        return number;
    }

    /** A step that is not in the graph yet. */
    private int further(Engine engine) {
        for (int p = 0; p < engine.processes(); p++) {
            if (engine.isEnabled(p) && !isBlocked(p)) {
                plan(engine, p);
                return p;
            }
        }
        addBlocked(engine);
        return ABORT;
    }

    @Override
    public void stuck(Engine engine) {
        if (made >= orderSize) {
            addBlocked(engine);
        }
    }

    /** Adds, for each process that waits for a lock, that it found it held; it might have taken it earlier. */
    private void addBlocked(Engine engine) {
        for (int p = 0; p < engine.actors(); p++) {
            if (!engine.isFinished(p)
                    && !engine.isWaiting(p)
                    && engine.next(p).kind == Kind.LOCK
                    && !engine.isEnabled(p)
                    && !isBlocked(p)) {
                Op op = engine.next(p);
                plan(engine, p);
                Made step = new Made(p, run.steps.get(p).size());
                step.kind = op.kind;
                step.location = number(histories(engine), op.location);
                tryOthers(step);
                step.read = graph.addRead(p, step.step, step.location, step.kind, chosenWrite, oldest);
                run.steps.get(p).add(step);
            }
        }
    }

    /** Looks what else a step could read, or come after, than the youngest write. */
    private void plan(Engine engine, int process) {
        Op op = engine.next(process);
        Histories histories = histories(engine);
        number(histories, op.location);
        int first = histories.oldest(process, op);
        int last = histories.writes(op.location) - 1;
        way = 0;
        oldest = eventOf(histories, op.location, first);
        chosenWrite = eventOf(histories, op.location, last);
        otherCount = 0;
        for (int i = last - 1; i >= first; i--) {
            boolean followed = histories.isFollowed(op.location, i);
            boolean replaced = isReplaced(histories, op, i);
            if (!(followed && replaced) && !histories.isOrdered(op.location) && histories.way(process, op, i) < 0) {
                continue;
            }
            if (op.kind == Kind.LOCK && !replaced) {
                continue; // to find it held earlier is to take it later
            }
            if (followed && (op.kind == Kind.STORE || op.kind == Kind.UNLOCK)) {
                continue;
            }
            if (otherCount == others.length) {
                others = Arrays.copyOf(others, 2 * otherCount);
                othersAreFollowed = Arrays.copyOf(othersAreFollowed, 2 * otherCount);
            }
            othersAreFollowed[otherCount] = followed && replaced;
            others[otherCount++] = eventOf(histories, op.location, i);
        }
    }

    private static boolean isReplaced(Histories histories, Op op, int write) {
        return switch (op.kind) {
            case LOAD, LOOK -> false;
            case CAS -> histories.value(op.location, write) == op.expected;
            case LOCK, TRY_LOCK -> histories.value(op.location, write) == 0;
            default -> true;
        };
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        recorder.way(way);
        return way;
    }

    /* After a step. */

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        boolean again = made < orderSize;
        Histories histories = histories(engine);
        int number = counts[process];
        List<Made> steps = run.steps.get(process);
        Made step = again ? steps.get(number) : new Made(process, number);
        step.number = made++;
        step.kind = op.kind;
        step.location = number(histories, op.location);
        step.writes = writes(op, result);
        run.all.add(step);
        counts[process]++;
        if (again) {
            step.clock = clock(step, step.read == NONE ? NONE : graph.readFrom(step.read));
            noteZeros(histories, op, step);
            if (step.writes && (step.write == NONE || step.zeros < step.zeroed.length)) {
                run.unfinished.add(step);
            }
            if (made == orderSize) {
                for (Made unfinished : run.unfinished) {
                    finish(histories, unfinished);
                }
            }
            return;
        }
        tryOthers(step);
        steps.add(step);
        boolean reads = reads(step);
        if (reads) {
            step.read = graph.addRead(process, number, step.location, op.kind, chosenWrite, oldest);
        }
        step.clock = clock(step, reads ? chosenWrite : NONE);
        noteZeros(histories, op, step);
        if (step.writes) {
            finish(histories, step);
        }
    }

    private boolean reads(Made step) {
        return switch (step.kind) {
            case STORE -> ordered[step.location];
            case UNLOCK -> false;
            default -> true;
        };
    }

    private static boolean writes(Op op, long result) {
        return switch (op.kind) {
            case LOAD, LOOK -> false;
            case CAS, LOCK, TRY_LOCK -> result != 0;
            default -> true;
        };
    }

    private int[] clock(Made step, int readFrom) {
        int[] clock = new int[processCount];
        if (step.step > 0) {
            join(clock, run.steps.get(step.process).get(step.step - 1).clock);
        }
        if (readFrom >= 0) {
            join(clock, stepOf(readFrom).clock);
        }
        clock[step.process] = step.step + 1;
        return clock;
    }

    private static void join(int[] into, int[] from) {
        for (int i = 0; i < from.length; i++) {
            into[i] = Math.max(into[i], from[i]);
        }
    }

    private void noteZeros(Histories histories, Op op, Made step) {
        if (op.kind != Kind.ALLOCATE) {
            return;
        }
        int[] words = histories.zeroed();
        step.zeroed = new int[words.length];
        step.oldestBeforeZero = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            step.zeroed[i] = number(histories, words[i]);
            step.oldestBeforeZero[i] = eventOf(histories, words[i], histories.oldestBeforeZero(i));
        }
    }

    /** Keeps for later what else the step could have read, or come after. */
    private void tryOthers(Made step) {
        for (int i = 0; i < otherCount; i++) {
            if (!reads(step)) {
                ExecutionGraph other = graph.copy();
                other.addWrite(step.process, step.step, step.location, step.kind, false, others[i], oldest);
                untried.push(other);
                continue;
            }
            ExecutionGraph other = graph.copy();
            other.addRead(step.process, step.step, step.location, step.kind, others[i], oldest);
            if (othersAreFollowed[i]) {
                Made write = new Made(step.process, step.step);
                write.kind = step.kind;
                write.location = step.location;
                write.clock = clock(step, others[i]);
                revisit(other, write, others[i], oldest, false);
            } else {
                untried.push(other);
            }
        }
    }

    /** Adds the writes of a step that was made. */
    private void finish(Histories histories, Made step) {
        if (step.write == NONE) {
            boolean reads = step.read != NONE;
            int after = reads ? graph.readFrom(step.read) : chosenWrite;
            int oldestWrite = reads ? graph.oldest(step.read) : oldest;
            revisit(graph, step, reads ? after : NONE, oldestWrite, false);
            step.write = graph.addWrite(step.process, step.step, step.location, step.kind, false, after, oldestWrite);
        }
        for (int i = step.zeros; i < step.zeroed.length; i++) {
            Made zero = new Made(step.process, step.step);
            zero.kind = step.kind;
            zero.location = step.zeroed[i];
            zero.clock = step.clock;
            int after = youngestBefore(histories, step, zero.location);
            int[] writes = graph.order(zero.location);
            for (int place = graph.place(zero.location, step.oldestBeforeZero[i]); place < writes.length; place++) {
                int other = place < 0 ? FIRST : writes[place];
                if (other != after && !isFollowed(graph, zero.location, place)) {
                    ExecutionGraph otherGraph = graph.copy();
                    otherGraph.addWrite(
                            step.process, step.step, zero.location, step.kind, true, other, step.oldestBeforeZero[i]);
                    untried.push(otherGraph);
                }
            }
            revisit(graph, zero, NONE, step.oldestBeforeZero[i], true);
            int event = graph.addWrite(
                    step.process, step.step, zero.location, step.kind, true, after, step.oldestBeforeZero[i]);
            step.firstZero = step.zeros++ == 0 ? event : step.firstZero;
        }
    }

    /** The youngest write of the graph before the one that a step made. */
    private int youngestBefore(Histories histories, Made step, int location) {
        int where = locations.get(location);
        int event = NONE;
        for (int i = histories.writeOf(where, step.number) - 1; event == NONE; i--) {
            event = eventOf(histories, where, i);
        }
        return event;
    }

    /** Whether a read-modify-write has read the write at a place of the order of a location. */
    private static boolean isFollowed(ExecutionGraph of, int location, int place) {
        int[] writes = of.order(location);
        int next = place + 1;
        if (next >= writes.length || of.isZero(writes[next])) {
            return false;
        }
        int read = place < 0 ? FIRST : writes[place];
        for (int e = 0; e < of.size(); e++) {
            if (of.isRead(e)
                    && of.readFrom(e) == read
                    && of.location(e) == location
                    && of.process(e) == of.process(writes[next])
                    && of.step(e) == of.step(writes[next])) {
                return true;
            }
        }
        return false;
    }

    /**
     * Keeps for later what comes of it if loads that are in a graph read a new write.
     *
     * @param write the step that writes
     * @param after what it has read and comes right after, or {@link ExecutionGraph#NONE}
     * @param oldestWrite that it may come after
     */
    private void revisit(ExecutionGraph before, Made write, int after, int oldestWrite, boolean isZero) {
        for (int r = 0; r < before.size(); r++) {
            if (before.isRead(r)
                    && before.location(r) == write.location
                    && !leadsTo(before, r, write)
                    && canBeRemoved(before, r, write)) {
                boolean[] kept = new boolean[before.size()];
                for (int e = 0; e < kept.length; e++) {
                    kept[e] = e <= r || leadsTo(before, e, write);
                }
                revisit(before, r, kept, write, after, oldestWrite, isZero);
            }
        }
    }

    private void revisit(
            ExecutionGraph before, int read, boolean[] kept, Made write, int after, int oldestWrite, boolean isZero) {
        int location = write.location;
        // numbers of events up to the load stay as they are
        int[] newNumbers = new int[before.size()];
        int count = 0;
        for (int e = 0; e < newNumbers.length; e++) {
            newNumbers[e] = kept[e] ? count++ : NONE;
        }
        ExecutionGraph rest = before.restrictedTo(kept);
        int first = Math.max(
                rest.place(location, renamed(oldestWrite, newNumbers)),
                rest.place(location, renamed(before.oldest(read), newNumbers)));
        int last = rest.order(location).length - 1;
        if (after != NONE) {
            last = rest.place(location, renamed(after, newNumbers));
        }
        for (int place = after == NONE ? first : Math.max(first, last); place <= last; place++) {
            rest.readFrom(read, NONE);
            if (!isFollowed(rest, location, place)) {
                ExecutionGraph revisited = rest.copy();
                int previous = place < 0 ? FIRST : rest.order(location)[place];
                int event = revisited.addWrite(
                        write.process,
                        write.step,
                        location,
                        write.kind,
                        isZero,
                        previous,
                        renamed(oldestWrite, newNumbers));
                revisited.readFrom(read, event);
                untried.push(revisited);
            }
        }
    }

    private static int renamed(int event, int[] newNumbers) {
        return event < 0 ? event : newNumbers[event];
    }

    private static boolean leadsTo(ExecutionGraph of, int event, Made step) {
        return of.step(event) < step.clock[of.process(event)];
    }

    /** Whether a load, and all that came later and does not lead to a write, are as they would be if they were added again. */
    private static boolean canBeRemoved(ExecutionGraph of, int load, Made write) {
        boolean[] readEarlier = new boolean[of.size()];
        for (int e = 0; e < of.size(); e++) {
            if (of.isRead(e) && of.readFrom(e) > e) {
                readEarlier[of.readFrom(e)] = true;
            }
        }
        for (int e = load; e < of.size(); e++) {
            if (e == load || !leadsTo(of, e, write)) {
                if (readEarlier[e]) {
                    return false;
                }
                int newest = of.isRead(e) ? of.readFrom(e) : e;
                if (newest >= 0 && newest > e && !leadsTo(of, newest, write)) {
                    return false;
                }
                int[] writes = of.order(of.location(e));
                for (int i = writes.length - 1; i >= 0 && writes[i] != newest; i--) {
                    if (writes[i] <= e || leadsTo(of, writes[i], write)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public Schedule schedule() {
        return recorder.schedule();
    }

    @Override
    public int steps() {
        return made;
    }

    @Override
    public int switches() {
        return switches;
    }
}
