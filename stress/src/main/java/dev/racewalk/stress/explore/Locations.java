package dev.racewalk.stress.explore;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.explore.model.Cells;
import dev.racewalk.stress.explore.model.Op.Kind;
import dev.racewalk.stress.explore.search.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The locations of one machine, by number: the words of its frames, the frames as such, and then all other words in the order
 * in which they were made. While actors run, each access to one of them is a step of the {@link Engine}; before and after, it
 * is made as it comes.
 *
 * <p>Words of frames beyond the window of the race are steps only if they are {@linkplain WatchedWords watched}.
 */
public final class Locations implements Cells {
    /** No location of this machine, or none whose accesses are steps. */
    static final int NONE = -1;

    private final Engine engine;
    private final int frames;
    private final int window;
    private final int windowSize;
    private final WatchedWords watched;
    private Block[] blocks = new Block[16];
    private int blockCount;

    /** The same, those first that were used lately. */
    private Block[] lately = new Block[16];

    private final List<Integer> tops = new ArrayList<>();
    private long[] memory = new long[0];
    private int count;
    private @Nullable ExploredFrames account;

    /** Words that were made together. */
    private static final class Block {
        final String name;
        final long[] words;
        final int first;

        /** Index of the word that is a lock, or {@link #NONE}. */
        final int lock;

        /** Whether the words stand for fields under a lock. */
        final boolean isState;

        Block(String name, long[] words, int first, int lock, boolean isState) {
            this.name = name;
            this.words = words;
            this.first = first;
            this.lock = lock;
            this.isState = isState;
        }
    }

    /**
     * Makes locations for a machine that is about to be made.
     *
     * @param frames of its memory
     * @param window first item of each table that the race uses
     * @param windowSize items of each table that the race uses
     */
    Locations(Engine engine, int frames, int window, int windowSize, WatchedWords watched) {
        this.engine = engine;
        this.frames = frames;
        this.window = window;
        this.windowSize = windowSize;
        this.watched = watched;
        count = firstExtra();
        add("interruption of actor", WordsBelow.zeros(engine.mostActors()), NONE, false);
    }

    /** Whose steps the accesses to these are. */
    Engine engine() {
        return engine;
    }

    /** The frames whose hand-outs and returns are steps; an arena has none. */
    void keepAccount(ExploredFrames explored) {
        account = explored;
    }

    private ExploredFrames account() {
        return Objects.requireNonNull(account);
    }

    /** The location of a frame as such: who has it. */
    int frameLocation(long pa) {
        int frame = (int) (pa >>> PhysicalMemory.FRAME_LG2);
        return frames * PhysicalMemory.FRAME_WORDS + (frame < frames ? frame : 0);
    }

    /**
     * Takes in words that were made.
     *
     * @param lock index of the one that is a lock, or {@link #NONE}
     * @param isState whether they stand for fields under a lock
     */
    void add(String name, long[] words, int lock, boolean isState) {
        if (engine.isRunning()) {
            throw new IllegalStateException("an actor makes '" + name + "': make it before the actors run");
        }
        if (memory.length == 0 && name.equals(PhysicalMemory.MEMORY)) {
            memory = words;
            return;
        }
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * blockCount);
            lately = Arrays.copyOf(lately, 2 * blockCount);
        }
        Block block = new Block(name, words, count, lock, isState);
        blocks[blockCount] = block;
        lately[blockCount++] = block;
        count += words.length;
    }

    /** Says which of the words that were made holds the top of a table. */
    void addTop(SharedWord word) {
        for (int i = 0; i < blockCount; i++) {
            if (word.isKnownAs(blocks[i].words)) {
                tops.add(blocks[i].first);
            }
        }
    }

    /* Called by the hook. */

    /** The location of a word if an access to it now is a step. */
    @SuppressWarnings("ReferenceEquality") // arrays have no other
    int step(long[] words, int word, boolean writes) {
        if (!engine.isRunning()) {
            return NONE;
        }
        if (words == memory) {
            int index = word & (PhysicalMemory.FRAME_WORDS - 1);
            boolean isStep = index == 0
                    || (index >= window && index < window + windowSize)
                    || watched.isShared(word, engine.actor(), writes);
            return isStep ? word : NONE;
        }
        for (int i = 0; i < blockCount; i++) {
            Block block = lately[i];
            if (block.words == words) {
                int before = i / 2;
                lately[i] = lately[before];
                lately[before] = block;
                return block.first + word;
            }
        }
        return NONE;
    }

    long load(int location, AccessMode mode) {
        return engine.perform(Kind.LOAD, mode, location, 0, 0);
    }

    void store(int location, long value, AccessMode mode) {
        Kind kind = isLock(location) ? Kind.UNLOCK : Kind.STORE;
        engine.perform(kind, mode, location, value, 0);
    }

    boolean compareAndSet(int location, long expected, long value, AccessMode mode) {
        Kind kind = !isLock(location) ? Kind.CAS : engine.takesAwaited() ? Kind.LOCK : Kind.TRY_LOCK;
        return engine.perform(kind, mode, location, value, expected) != 0;
    }

    long and(int location, long mask, AccessMode mode) {
        return engine.perform(Kind.AND, mode, location, mask, 0);
    }

    void awaitFree() {
        if (engine.isRunning()) {
            engine.awaitFree();
        }
    }

    boolean pause() {
        if (engine.isRunning()) {
            engine.pause();
        }
        return engine.isRunning();
    }

    /** Whether the calling actor was interrupted, which is a word for each of them here. */
    boolean interrupted() {
        return engine.perform(Kind.CAS, AccessMode.VOLATILE, firstExtra() + engine.actor(), 0, 1) != 0;
    }

    void interrupt(Thread thread) {
        engine.perform(Kind.CAS, AccessMode.VOLATILE, firstExtra() + engine.actorOf(thread), 1, 0);
    }

    boolean isScheduled() {
        return engine.isRunning();
    }

    /* Below the scheduler. */

    @Override
    public int count() {
        return count;
    }

    @Override
    public long get(int location) {
        if (location < memory.length) {
            return WordsBelow.read(memory, location);
        }
        if (location < firstExtra()) {
            return account == null ? 0 : account.used((long) (location - memory.length) << PhysicalMemory.FRAME_LG2);
        }
        Block block = block(location);
        return WordsBelow.read(block.words, location - block.first);
    }

    @Override
    public void set(int location, long value) {
        if (location < memory.length) {
            WordsBelow.write(memory, location, value);
        } else {
            Block block = block(location);
            WordsBelow.write(block.words, location - block.first, value);
        }
    }

    @Override
    public long allocate() {
        return account().takeNow();
    }

    @Override
    public long nextFrame(int location) {
        long own = (long) (location - memory.length) << PhysicalMemory.FRAME_LG2;
        return own != 0 ? own : account().nextOfAll();
    }

    @Override
    public void free(long pa) {
        account().giveBackNow(pa);
    }

    @Override
    public boolean isInFreeFrame(int location) {
        return account != null
                && !account.isPooled()
                && location < memory.length
                && !account.isUsed((long) location << 3);
    }

    @Override
    public boolean isOrdered(int location) {
        if (location < firstExtra()) {
            return location >= memory.length;
        }
        Block block = block(location);
        return block.isState || location - block.first == block.lock;
    }

    @Override
    public void forEachWord(long pa, IntConsumer action) {
        int first = (int) (pa >>> 3);
        action.accept(first);
        for (int i = first + window; i < first + window + windowSize; i++) {
            action.accept(i);
        }
        watched.forEach(first, first + PhysicalMemory.FRAME_WORDS, action);
    }

    /* For names. */

    int frames() {
        return frames;
    }

    /** The locations that hold the top of a table, in the order in which the tables were made. */
    List<Integer> tops() {
        return tops;
    }

    /** The first location that is neither a word of a frame nor a frame. */
    int firstExtra() {
        return frames * PhysicalMemory.FRAME_WORDS + frames;
    }

    /** The first location of each word, or row of words, of a name, in the order in which they were made. */
    List<Integer> firstsOf(String name) {
        List<Integer> firsts = new ArrayList<>();
        for (int i = 0; i < blockCount; i++) {
            if (blocks[i].name.equals(name)) {
                firsts.add(blocks[i].first);
            }
        }
        return firsts;
    }

    /** The words that the race has made, and no machine. */
    List<Integer> ownWords() {
        List<Integer> words = new ArrayList<>();
        for (int i = 1; i < blockCount; i++) { // the first tells who was interrupted
            for (int word = 0; word < blocks[i].words.length; word++) {
                words.add(blocks[i].first + word);
            }
        }
        return words;
    }

    /** Which word of its row an extra location is. */
    int indexInBlock(int location) {
        return location - block(location).first;
    }

    /** Whether it is known who has which frame. */
    boolean hasAccount() {
        return account != null;
    }

    boolean isUsed(int frame) {
        return account().isUsed((long) frame << PhysicalMemory.FRAME_LG2);
    }

    /** What an extra location is called. */
    String name(int location) {
        Block block = block(location);
        return block.words.length == 1 ? block.name : block.name + " " + (location - block.first);
    }

    /** What the words are called with which an extra location was made. */
    String blockName(int location) {
        return block(location).name;
    }

    private boolean isLock(int location) {
        if (location < firstExtra()) {
            return false;
        }
        Block block = block(location);
        return location - block.first == block.lock;
    }

    private Block block(int location) {
        int low = 0;
        int high = blockCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks[middle].first <= location) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks[low];
    }
}
