package dev.racewalk.stress.explore.model;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Looks for data races in an execution: two accesses to the same word by different actors, at least one of which writes and at
 * least one of which is plain, that nothing orders. What orders is happens-before as Java's access modes give it, kept in
 * vector clocks (Fidge, Mattern 1988): the order of each actor; a release and an acquire that reads what it wrote, or what a
 * read-modify-write made of that; volatile accesses to the same word. A lock is such a word, taken and released in the
 * mode that the code asks for. An opaque access orders nothing.
 *
 * <p>A frame counts as zeroed by plain stores when it is taken, as in core's pool. Only for executions under sequential
 * consistency, where a load reads the last store: a program without data races there has none under weaker models either.
 */
public final class DataRaces {
    private static final int PLAIN_READ = 0;
    private static final int PLAIN_WRITE = 1;
    private static final int READ = 2;
    private static final int WRITE = 3;
    private static final int KINDS = 4;
    private static final int[] NOTHING = new int[0];

    private final int[][] clocks;
    private final boolean naming;
    private final Set<Raced> raced = new LinkedHashSet<>();
    private final Map<Integer, Access> named = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Integer> touched = new ArrayList<>();

    /** When each actor last accessed each word in each way, as its own clock; 0 for never. */
    private int[] last = new int[0];

    /** What an acquire load of each word learns. */
    private int[][] released = new int[0][];

    /** A word that was raced for, and how. */
    public record Raced(int location, int earlierKind, Op.Kind later, AccessMode laterMode) {
        /** The same for all words of a frame. */
        public Raced inFrame() {
            return new Raced(location / PhysicalMemory.FRAME_WORDS, earlierKind, later, laterMode);
        }
    }

    /** Two accesses that race, in the order of the execution. */
    public record Pair(int location, int earlierActor, Access earlier, int laterActor, Access later) {
        /**
         * Whether the protocol permits this: it writes and clears entries of many items by accesses that are plain for Java, and a
         * walker reads such items, or sets D in them, at any time. And it looks through the tables below an overmap by plain loads,
         * reads again what it has found there, and a reclaim may sever such a table meanwhile.
         */
        public boolean isPermitted() {
            return earlier.mayMeet(later) || later.mayMeet(earlier);
        }
    }

    /** An access, by the step that makes it. */
    public record Access(String step, Op.Kind kind, AccessMode mode) {
        private static final Set<String> BULK_STORES = Set.of("store", "clearLeaves", "writeLeaves");
        private static final Set<String> BULK_LOADS = Set.of("areEmpty", "firstUsed", "clearLeaves", "writeLeaves");

        private boolean mayMeet(Access other) {
            return (isOfBulk() && other.isOfWalker()) || (isOfLook() && other.isOfReclaim());
        }

        public boolean isOfBulk() {
            boolean isBulk = kind == Op.Kind.STORE
                    ? BULK_STORES.contains(step)
                    : kind == Op.Kind.LOAD && BULK_LOADS.contains(step);
            return isBulk && mode == AccessMode.PLAIN;
        }

        private boolean isOfLook() {
            return kind == Op.Kind.LOAD && mode == AccessMode.PLAIN && step.equals("firstUsed");
        }

        private boolean isOfReclaim() {
            return kind == Op.Kind.CAS && step.equals("severTable");
        }

        public boolean isOfWalker() {
            return kind == Op.Kind.LOAD
                    ? mode == AccessMode.ACQUIRE && step.equals("read")
                    : kind == Op.Kind.CAS && step.equals("setDirty");
        }

        @Override
        public String toString() {
            String how = mode.name().toLowerCase(Locale.ROOT);
            return switch (kind) {
                case LOAD -> step + " (" + how + " load)";
                case STORE -> step + " (" + how + " store)";
                case CAS -> step + " (" + how + " compare-and-set)";
                default -> step + " (" + how + " read-modify-write)";
            };
        }
    }

    /**
     * Makes a detector.
     *
     * @param actors of the race
     * @param naming whether steps have names, so that pairs are wanted
     */
    public DataRaces(int actors, boolean naming) {
        clocks = new int[actors][actors];
        this.naming = naming;
    }

    /** Begins an execution. */
    public void begin(int locations) {
        int actors = clocks.length;
        if (released.length < locations) {
            released = new int[locations][];
            Arrays.fill(released, NOTHING);
            last = new int[locations * KINDS * actors];
        }
        for (int location : touched) {
            released[location] = NOTHING;
            Arrays.fill(last, location * KINDS * actors, (location + 1) * KINDS * actors, 0);
        }
        touched.clear();
        raced.clear();
        for (int[] clock : clocks) {
            Arrays.fill(clock, 0);
        }
    }

    /** The words that were raced for in this execution. */
    public Set<Raced> raced() {
        return raced;
    }

    /** The pairs of accesses that raced, of all executions. */
    public List<Pair> pairs() {
        return pairs;
    }

    /** How many steps an actor has made in this execution. */
    public int steps(int actor) {
        return clocks[actor][actor];
    }

    /** Whether what another actor did after so many steps comes before what an actor does now. */
    public boolean isBefore(int other, int steps, int actor) {
        return other == actor || clocks[actor][other] > steps;
    }

    /** An actor has made a step under sequential consistency. */
    public void made(int actor, Op op, long result, Cells cells) {
        clocks[actor][actor]++;
        touched.add(op.location);
        switch (op.kind) {
            case LOAD -> {
                acquire(actor, op);
                access(actor, op.location, op, false);
            }
            case STORE -> {
                access(actor, op.location, op, true);
                store(actor, op);
            }
            case CAS, AND -> {
                acquire(actor, op);
                access(actor, op.location, op, op.kind == Op.Kind.AND || result != 0);
                if ((op.kind == Op.Kind.AND || result != 0) && releases(op)) {
                    release(actor, op.location); // together with what the write that it read passed on
                }
            }
            case LOCK, TRY_LOCK -> {
                if (result != 0) {
                    acquire(actor, op);
                }
            }
            case UNLOCK -> store(actor, op);
            case ALLOCATE, FREE -> account(actor, op, result, cells);
            default -> {}
        }
    }

    private void account(int actor, Op op, long result, Cells cells) {
        acquire(actor, op);
        if (releases(op)) {
            release(actor, op.location);
        }
        if (op.kind == Op.Kind.ALLOCATE && result != 0) {
            Op zero = new Op();
            zero.name = op.name;
            cells.forEachWord(result, word -> {
                zero.set(Op.Kind.STORE, AccessMode.PLAIN, word, 0, 0);
                touched.add(word);
                access(actor, word, zero, true);
                released[word] = NOTHING;
            });
        }
    }

    private void store(int actor, Op op) {
        released[op.location] = releases(op) ? clocks[actor].clone() : NOTHING;
    }

    private static boolean releases(Op op) {
        return op.mode == AccessMode.RELEASE || op.mode == AccessMode.VOLATILE;
    }

    private void acquire(int actor, Op op) {
        if (op.mode == AccessMode.ACQUIRE || op.mode == AccessMode.VOLATILE) {
            join(actor, released[op.location]);
        }
    }

    private void release(int actor, int location) {
        int[] passedOn = clocks[actor].clone();
        int[] before = released[location];
        for (int i = 0; i < before.length; i++) {
            passedOn[i] = Math.max(passedOn[i], before[i]);
        }
        released[location] = passedOn;
    }

    private void join(int actor, int[] passedOn) {
        int[] clock = clocks[actor];
        for (int i = 0; i < passedOn.length; i++) {
            clock[i] = Math.max(clock[i], passedOn[i]);
        }
    }

    private void access(int actor, int location, Op op, boolean writes) {
        boolean plain = op.mode == AccessMode.PLAIN;
        for (int other = 0; other < clocks.length; other++) {
            if (other != actor) {
                look(actor, other, location, op, plain ? WRITE : PLAIN_WRITE);
                if (writes) {
                    look(actor, other, location, op, plain ? READ : PLAIN_READ);
                }
            }
        }
        int now = clocks[actor][actor];
        note(actor, location, writes ? WRITE : READ, now, op);
        if (plain) {
            note(actor, location, writes ? PLAIN_WRITE : PLAIN_READ, now, op);
        }
    }

    private int index(int actor, int location, int kind) {
        return (location * KINDS + kind) * clocks.length + actor;
    }

    private void note(int actor, int location, int kind, int now, Op op) {
        int index = index(actor, location, kind);
        last[index] = now;
        if (naming) {
            named.put(index, access(op));
        }
    }

    private void look(int actor, int other, int location, Op op, int kind) {
        int index = index(other, location, kind);
        if (last[index] > clocks[actor][other]) {
            raced.add(new Raced(location, kind, op.kind, op.mode));
            if (naming) {
                pairs.add(new Pair(location, other, Objects.requireNonNull(named.get(index)), actor, access(op)));
            }
        }
    }

    private static Access access(Op op) {
        return new Access(op.name, op.kind, op.mode);
    }
}
