package dev.racewalk.stress.table;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IommuHardware;
import java.util.function.Supplier;

/** What a machine gives to the table that is made for it. */
public final class TableParts {
    private final PhysicalMemory memory;
    private final FrameAllocator frames;
    private final IommuHardware hardware;
    private final int startingLevel;
    private final int vaLg2;
    private final Supplier<SharedWord> topWord;

    /**
     * Puts parts together.
     *
     * @param memory where tables lie
     * @param frames of the memory
     * @param hardware that is to walk the table
     * @param startingLevel level of the first top, 1 to 5
     * @param vaLg2 log2 of the bytes that the table may span
     * @param topWord makes the word of {@link #topWord}
     */
    public TableParts(
            PhysicalMemory memory,
            FrameAllocator frames,
            IommuHardware hardware,
            int startingLevel,
            int vaLg2,
            Supplier<SharedWord> topWord) {
        this.memory = memory;
        this.frames = frames;
        this.hardware = hardware;
        this.startingLevel = startingLevel;
        this.vaLg2 = vaLg2;
        this.topWord = topWord;
    }

    /**
     * Returns the memory, in which the table makes its words and locks.
     *
     * @return where the frames lie
     */
    public PhysicalMemory memory() {
        return memory;
    }

    /**
     * Returns where tables come from. There are as many as core's table needs for the same operations: one for the first top
     * and one for each table below it.
     *
     * @return frames of zeros
     */
    public FrameAllocator frames() {
        return frames;
    }

    /**
     * Returns the hardware. A table with {@link Ability#DEVICES} attaches its first top in its constructor, changes the top
     * before threads see a new one, and invalidates before it gives tables back.
     *
     * @return hardware that does nothing if the race has no device
     */
    public IommuHardware hardware() {
        return hardware;
    }

    /**
     * Returns the level of the first top.
     *
     * @return 1 to 5; a table of another shape spans as much: 2^(12 + 9 * (level + 1)) bytes
     */
    public int startingLevel() {
        return startingLevel;
    }

    /**
     * Returns how far the table may grow.
     *
     * @return log2 of bytes
     */
    public int vaLg2() {
        return vaLg2;
    }

    /**
     * Makes a word for a top in the layout of {@link dev.racewalk.core.pagetable.TopOfTable}: schedules name the items below it by
     * their path then. Any other word is {@code memory().newWord(name, 0)}.
     *
     * @return a word that holds 0
     */
    public SharedWord topWord() {
        return topWord.get();
    }
}
