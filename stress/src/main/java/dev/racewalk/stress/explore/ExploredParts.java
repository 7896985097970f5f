package dev.racewalk.stress.explore;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.explore.Op.Kind;
import dev.racewalk.stress.explore.Op.Mode;
import dev.racewalk.stress.machine.MachineFrames;
import dev.racewalk.stress.machine.MachineMemory;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a machine that hand every access of an actor to the {@link Engine}. Outside of an execution, while a race is
 * prepared and when it is arbitrated, they access memory directly.
 */
final class ExploredParts extends MachineParts {
    private static final int MOST_LINES = 40;

    /** An actor that repeats what it does as long as another is at work does so at most so often. */
    private static final int MOST_REPEATS = 1;

    /** Words outside of the table that tell something about the protocol when they are read. */
    private static final Set<String> SHOWN = Set.of("device table entry", "grown flag");

    private final Engine engine;
    private final WatchedWords watched = new WatchedWords();
    private @Nullable Memory lastMemory;

    ExploredParts(Engine engine) {
        this.engine = engine;
    }

    /** The words beyond the window that are steps too. */
    WatchedWords watched() {
        return watched;
    }

    /** The cells of the machine that was made last. */
    Cells cells() {
        return Objects.requireNonNull(lastMemory);
    }

    /** What the locations of that machine are called. */
    Trace.Names names() {
        return new LocationNames(Objects.requireNonNull(lastMemory));
    }

    /** What the table of that machine holds, an item a line. */
    List<String> table() {
        Memory memory = Objects.requireNonNull(lastMemory);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < memory.topLocations.size(); i++) {
            long top = memory.get(memory.topLocations.get(i));
            memory.dump(frame(top), TopOfTable.level(top), tablePrefix(i), "", lines);
        }
        return lines;
    }

    private static int frame(long top) {
        return (int) (TopOfTable.address(top) >>> PhysicalMemory.FRAME_LG2);
    }

    /** What comes before an item's path: nothing in the first table. */
    private static String tablePrefix(int table) {
        return table == 0 ? "" : "table " + (table + 1) + " ";
    }

    /** Names that tell where in the table a word is now. */
    private record LocationNames(Memory memory) implements Trace.Names {
        @Override
        public String location(int location) {
            if (location >= memory.firstExtra) {
                int top = memory.topLocations.indexOf(location);
                return tablePrefix(Math.max(0, top))
                        + memory.extras.get(location - memory.firstExtra).name();
            }
            int frame = location / PhysicalMemory.FRAME_WORDS;
            int index = location % PhysicalMemory.FRAME_WORDS;
            for (int i = 0; i < memory.topLocations.size(); i++) {
                long top = memory.get(memory.topLocations.get(i));
                String path = path(frame(top), TopOfTable.level(top), frame, "");
                if (path != null) {
                    return tablePrefix(i) + "item " + path + index;
                }
            }
            return "frame " + frame + " item " + index;
        }

        @Override
        public boolean isQuiet(int location) {
            return location >= memory.firstExtra
                    && memory.extras.get(location - memory.firstExtra).isQuiet();
        }

        @Override
        public boolean isMachinery(int location) {
            return location >= memory.firstExtra
                    && !memory.topLocations.contains(location)
                    && !SHOWN.contains(
                            memory.extras.get(location - memory.firstExtra).name());
        }

        /** The indices that lead to a frame, or null if none do. */
        private @Nullable String path(int table, int level, int wanted, String soFar) {
            if (table == wanted) {
                return soFar;
            }
            for (int i = 0; i < PhysicalMemory.FRAME_WORDS && level > 0; i++) {
                long item = memory.get(table * PhysicalMemory.FRAME_WORDS + i);
                int below = (int) (Item.tableAddress(item) >>> PhysicalMemory.FRAME_LG2);
                if (Item.isTable(item, level) && below < memory.frames()) {
                    String path = path(below, level - 1, wanted, soFar + i + "/");
                    if (path != null) {
                        return path;
                    }
                }
            }
            return null;
        }

        @Override
        public String value(int location, long value) {
            if (memory.topLocations.contains(location)) {
                return "frame " + (value >>> PhysicalMemory.FRAME_LG2) + " at level " + TopOfTable.level(value);
            }
            if (location >= memory.firstExtra) {
                return "0x" + Long.toHexString(value);
            }
            if (value == Weak.GARBAGE) {
                return "garbage";
            }
            int next = Item.nextLevel(value);
            if (!Item.isPresent(value)) {
                return value == Item.EMPTY ? "empty" : "0x" + Long.toHexString(value);
            }
            String dirty = (value & Item.DIRTY) != 0 ? " dirty" : "";
            return next == 0 || next == 7
                    ? String.format("leaf 0x%x%s", Item.leafAddress(value), dirty)
                    : "table in frame " + (Item.tableAddress(value) >>> PhysicalMemory.FRAME_LG2);
        }
    }

    /** The same for all machines: an execution that is repeated finds the same locations. */
    @Override
    protected int window(Setup setup) {
        return setup.window();
    }

    @Override
    protected MachineMemory memory(Setup setup, int window) {
        lastMemory = new Memory(engine, setup, window, watched);
        return lastMemory;
    }

    @Override
    protected MachineFrames frames(MachineMemory memory, Setup setup) {
        Memory explored = (Memory) memory;
        Frames frames = new Frames(engine, explored, setup);
        explored.frames = frames;
        frames.prepare();
        return frames;
    }

    /** A value outside of memory: a word or a lock. */
    private interface Extra {
        String name();

        default boolean isQuiet() {
            return false;
        }

        long get();

        void set(long value);
    }

    private static final class Memory extends MachineMemory implements Cells {
        /** Core fills more words than that by plain stores. */
        private static final int MOST_OPAQUE = 32;

        private final Engine engine;
        private final Setup setup;
        private final int window;
        private final WatchedWords watched;
        private final int firstExtra;
        private final List<Extra> extras = new ArrayList<>();
        private final Word[] links;
        private final List<Integer> topLocations = new ArrayList<>();
        private @Nullable Frames frames;

        Memory(Engine engine, Setup setup, int window, WatchedWords watched) {
            super(setup.frames(), false);
            this.engine = engine;
            this.setup = setup;
            this.window = window;
            this.watched = watched;
            firstExtra = frames() * FRAME_WORDS + frames();
            links = new Word[frames()];
            for (int i = 0; i < links.length; i++) {
                links[i] = newNote("link of frame " + i);
            }
        }

        /** Where the account of a frame is; that of frame 0 stands for a store that all share. */
        int frameLocation(long pa) {
            return frames() * FRAME_WORDS + (setup.shared() ? 0 : (int) (pa >>> FRAME_LG2));
        }

        /** Whether the scheduler sees to an access: words beyond the window are often touched, and seldom shared. */
        private boolean isStep(int word, boolean writes) {
            if (!engine.isRunning()) {
                return false;
            }
            int index = word & (FRAME_WORDS - 1);
            return index == 0
                    || (index >= window && index < window + setup.window())
                    || watched.isShared(word, engine.actor(), writes);
        }

        private long perform(Kind kind, Mode mode, int word, long value, long expected) {
            return engine.perform(kind, mode, word, value, expected);
        }

        @Override
        public long readOnce(int word) {
            return isStep(word, false) ? perform(Kind.LOAD, Mode.OPAQUE, word, 0, 0) : super.readOnce(word);
        }

        @Override
        public long loadAcquire(int word) {
            return isStep(word, false) ? perform(Kind.LOAD, Mode.ACQUIRE, word, 0, 0) : super.readOnce(word);
        }

        @Override
        public void writeOnce(int word, long value) {
            store(Mode.OPAQUE, word, value);
        }

        @Override
        public void storeRelease(int word, long value) {
            store(Mode.RELEASE, word, value);
        }

        private void store(Mode mode, int word, long value) {
            if (isStep(word, true)) {
                perform(Kind.STORE, mode, word, value, 0);
            } else {
                super.writeOnce(word, value);
            }
        }

        @Override
        public boolean casRelease(int word, long expected, long value) {
            return isStep(word, true)
                    ? perform(Kind.CAS, Mode.RELEASE, word, value, expected) != 0
                    : super.casVolatile(word, expected, value);
        }

        @Override
        public boolean casOpaque(int word, long expected, long value) {
            return isStep(word, true)
                    ? perform(Kind.CAS, Mode.OPAQUE, word, value, expected) != 0
                    : super.casVolatile(word, expected, value);
        }

        @Override
        public boolean casVolatile(int word, long expected, long value) {
            return isStep(word, true)
                    ? perform(Kind.CAS, Mode.VOLATILE, word, value, expected) != 0
                    : super.casVolatile(word, expected, value);
        }

        @Override
        public long andVolatile(int word, long mask) {
            return isStep(word, true) ? perform(Kind.AND, Mode.VOLATILE, word, mask, 0) : super.andVolatile(word, mask);
        }

        @Override
        public void fill(int word, int count, long value) {
            Mode mode = count > MOST_OPAQUE ? Mode.PLAIN : Mode.OPAQUE;
            for (int i = word; i < word + count; i++) {
                store(mode, i, value);
            }
        }

        @Override
        public int countMatching(int word, int limit, long mask, long pattern) {
            int count = 0;
            while (count < limit && ((readOnce(word + count) ^ pattern) & mask) == 0) {
                count++;
            }
            return count;
        }

        @Override
        public boolean replaceMatching(int word, long mask, long pattern, long value) {
            if ((readOnce(word) & mask) != pattern) {
                return false;
            }
            writeOnce(word, value);
            return true;
        }

        @Override
        public int replaceMatching(int word, int limit, long mask, long pattern, long first, long step) {
            int count = 0;
            while (count < limit && (readOnce(word + count) & mask) == pattern) {
                writeOnce(word + count, first + count * step);
                count++;
            }
            return count;
        }

        @Override
        public void zero(int word, int count) {
            for (int i = word; i < word + count; i++) {
                store(Mode.PLAIN, i, 0);
            }
        }

        @Override
        protected SharedWord makeWord(String name, long initial) {
            if (name.equals("top of table")) {
                topLocations.add(firstExtra + extras.size());
            }
            return newExtra(name, initial);
        }

        /** A word of which people need not know: a trace leaves it out. */
        Word newNote(String name) {
            Word word = newExtra(name, 0);
            word.isQuiet = true;
            return word;
        }

        @Override
        public FrameList newFrameList() {
            return new ExploredList(links);
        }

        private Word newExtra(String name, long initial) {
            Word word = new Word(name, initial, engine, firstExtra + extras.size());
            extras.add(word);
            return word;
        }

        @Override
        public SpinLock newLock(String name) {
            Lock lock = new Lock(name, engine, firstExtra + extras.size());
            extras.add(lock);
            return lock;
        }

        @Override
        public void pause(int spins) {
            if (engine.isRunning()) {
                engine.pause();
            } else {
                super.pause(spins);
            }
        }

        private void dump(int table, int level, String prefix, String path, List<String> lines) {
            Trace.Names names = new LocationNames(this);
            for (int i = 0; i < FRAME_WORDS && lines.size() < MOST_LINES; i++) {
                int word = table * FRAME_WORDS + i;
                long item = get(word);
                if (item != Item.EMPTY) {
                    lines.add(prefix + "level " + level + " item " + path + i + ": " + names.value(word, item));
                    int below = (int) (Item.tableAddress(item) >>> FRAME_LG2);
                    if (Item.isTable(item, level) && below < frames()) {
                        dump(below, level - 1, prefix, path + i + "/", lines);
                    }
                }
            }
        }

        /* Below the scheduler. */

        @Override
        public int count() {
            return firstExtra + extras.size();
        }

        @Override
        public long get(int location) {
            if (location < frames() * FRAME_WORDS) {
                return super.readOnce(location);
            }
            if (location < firstExtra) {
                return account().used((long) (location - frames() * FRAME_WORDS) << FRAME_LG2);
            }
            return extras.get(location - firstExtra).get();
        }

        @Override
        public void set(int location, long value) {
            if (location < frames() * FRAME_WORDS) {
                super.writeOnce(location, value);
            } else {
                extras.get(location - firstExtra).set(value);
            }
        }

        private Frames account() {
            return Objects.requireNonNull(frames);
        }

        @Override
        public long allocate() {
            return account().takeNow();
        }

        @Override
        public void free(long pa) {
            account().giveBackNow(pa);
        }

        @Override
        public boolean isInFreeFrame(int location) {
            return location < frames() * FRAME_WORDS && !account().isUsed((long) location << 3);
        }

        @Override
        public void forEachWord(long pa, IntConsumer action) {
            int first = (int) (pa >>> 3);
            action.accept(first);
            for (int i = first + window; i < first + window + setup.window(); i++) {
                action.accept(i);
            }
        }
    }

    /** A list of frames, which two callers who break the contract may put one frame on at once. */
    private static final class ExploredList extends FrameList {
        private final Word[] links;

        ExploredList(Word[] links) {
            super(new int[0]);
            this.links = links;
        }

        @Override
        protected int link(int frame) {
            return (int) links[frame].load(Mode.PLAIN);
        }

        @Override
        protected void link(int frame, int next) {
            links[frame].store(Mode.PLAIN, next);
        }
    }

    private static final class Word extends SharedWord implements Extra {
        private final String name;
        private final Engine engine;
        private final int location;
        private boolean isQuiet;

        Word(String name, long initial, Engine engine, int location) {
            super(name, initial);
            this.name = name;
            this.engine = engine;
            this.location = location;
        }

        @Override
        public long readOnce() {
            return load(Mode.OPAQUE);
        }

        @Override
        public long loadAcquire() {
            return load(Mode.ACQUIRE);
        }

        private long load(Mode mode) {
            return engine.isRunning() ? engine.perform(Kind.LOAD, mode, location, 0, 0) : super.readOnce();
        }

        @Override
        public void writeOnce(long value) {
            store(Mode.OPAQUE, value);
        }

        @Override
        public void storeRelease(long value) {
            store(Mode.RELEASE, value);
        }

        private void store(Mode mode, long value) {
            if (engine.isRunning()) {
                engine.perform(Kind.STORE, mode, location, value, 0);
            } else {
                super.writeOnce(value);
            }
        }

        @Override
        public boolean casVolatile(long expected, long value) {
            return engine.isRunning()
                    ? engine.perform(Kind.CAS, Mode.VOLATILE, location, value, expected) != 0
                    : super.casVolatile(expected, value);
        }

        @Override
        public boolean isQuiet() {
            return isQuiet;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long get() {
            return super.readOnce();
        }

        @Override
        public void set(long value) {
            super.writeOnce(value);
        }
    }

    private static final class Lock extends SpinLock implements Extra {
        private final String name;
        private final Engine engine;
        private final int location;
        private long held;

        Lock(String name, Engine engine, int location) {
            super(name);
            this.name = name;
            this.engine = engine;
            this.location = location;
        }

        @Override
        public void lock() {
            if (engine.isRunning()) {
                engine.perform(Kind.LOCK, Mode.ACQUIRE, location, 0, 0);
            } else {
                held = 1;
            }
        }

        @Override
        public boolean tryLock() {
            if (engine.isRunning()) {
                return engine.perform(Kind.TRY_LOCK, Mode.ACQUIRE, location, 0, 0) != 0;
            }
            boolean free = held == 0;
            held = 1;
            return free;
        }

        @Override
        public void unlock() {
            if (engine.isRunning()) {
                engine.perform(Kind.UNLOCK, Mode.RELEASE, location, 0, 0);
            } else {
                held = 0;
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long get() {
            return held;
        }

        @Override
        public void set(long value) {
            held = value;
        }
    }

    private static final class Frames extends MachineFrames {
        /** An actor that goes on after so many refusals tries again and again. */
        private static final int PATIENCE = 3;

        private final Engine engine;
        private final Memory memory;
        private final boolean shared;

        /** A store that all share has a lock; an actor's own orders nothing. */
        private final Mode mode;

        /* Two notes of each actor in place of one word with three phases: who asks for one learns nothing of the other. */
        private final Word[] begun = new Word[ACTORS];
        private final Word[] over = new Word[ACTORS];

        /** How often an actor has asked whether to go on. */
        private final int[] asked = new int[ACTORS];

        /** How often each actor got no frame. */
        private final int[] refusals;

        Frames(Engine engine, Memory memory, Setup setup) {
            super(memory, setup);
            for (int i = 0; i < ACTORS; i++) {
                begun[i] = memory.newNote("begin of actor " + (i + 1));
                over[i] = memory.newNote("end of actor " + (i + 1));
            }
            this.engine = engine;
            this.memory = memory;
            shared = setup.shared();
            mode = shared ? Mode.VOLATILE : Mode.PLAIN;
            refusals = new int[engine.mostActors()];
        }

        @Override
        public long allocate() {
            if (!engine.isRunning()) {
                return super.allocate();
            }
            int location = memory.frameLocation(shared ? 0 : nextOwn());
            long pa = engine.perform(Kind.ALLOCATE, mode, location, 0, 0);
            if (pa == NONE && ++refusals[engine.actor()] > PATIENCE) {
                engine.pause(); // it only asks again; whether another actor helps it is for the others to show
            }
            return pa;
        }

        @Override
        public void freeZeroed(long pa) {
            if (engine.isRunning()) {
                engine.perform(Kind.FREE, mode, memory.frameLocation(pa), pa, 0);
            } else {
                super.freeZeroed(pa);
            }
        }

        @Override
        public boolean isInUse(long pa) {
            look(pa);
            return super.isInUse(pa);
        }

        @Override
        public int generation(long pa) {
            look(pa);
            return super.generation(pa);
        }

        @Override
        protected void noteBegun(int lane) {
            begun[lane / LANE].writeOnce(1);
        }

        @Override
        protected void noteOver(int lane) {
            over[lane / LANE].storeRelease(1);
        }

        @Override
        protected int phaseAtBegin(int lane) {
            return over[lane / LANE].loadAcquire() != 0 ? PHASE_OVER : PHASE_RUNNING;
        }

        @Override
        protected int phaseAtEnd(int lane) {
            return begun[lane / LANE].readOnce() != 0 ? PHASE_RUNNING : 0;
        }

        @Override
        protected boolean isAtWork(int lane) {
            return asked[lane / LANE]++ < MOST_REPEATS
                    && begun[lane / LANE].loadAcquire() != 0
                    && over[lane / LANE].loadAcquire() == 0;
        }

        private void look(long pa) {
            if (engine.isRunning()) {
                engine.perform(Kind.LOOK, Mode.OPAQUE, memory.frameLocation(pa), 0, 0);
            }
        }

        long takeNow() {
            return super.allocate();
        }

        void giveBackNow(long pa) {
            super.freeZeroed(pa);
        }

        boolean isUsed(long pa) {
            return super.isInUse(pa);
        }

        long used(long pa) {
            return isUsed(pa) ? 1 : 0;
        }
    }
}
