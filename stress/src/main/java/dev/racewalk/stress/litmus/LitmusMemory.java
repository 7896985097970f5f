package dev.racewalk.stress.litmus;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import org.jspecify.annotations.Nullable;

/**
 * One frame of memory for one sample, used again: the thread that arbitrates a sample makes the next, so one frame kept per
 * thread suffices. Tests without a table only make words.
 */
final class LitmusMemory {
    /** Word number of the item that leads to the table. */
    static final int ITEM = 0;

    /** Word number of the first item of the table: in another cache line. */
    static final int TABLE = 64;

    /** Items of the table: as many as a cache line has. */
    static final int ITEMS = 8;

    private static final PhysicalMemory WORDS = new PhysicalMemory(1);
    private static final ThreadLocal<Slot> SLOTS = ThreadLocal.withInitial(Slot::new);

    private static final class Slot {
        @Nullable
        PhysicalMemory memory;
    }

    private LitmusMemory() {}

    /** A word that holds 0. */
    static SharedWord word() {
        return WORDS.newWord("word", 0);
    }

    static PhysicalMemory take() {
        Slot slot = SLOTS.get();
        PhysicalMemory memory = slot.memory;
        slot.memory = null;
        return memory != null ? memory : new PhysicalMemory(1);
    }

    /** Keeps a memory for the next sample; its caller writes what it needs when it takes it again. */
    static void give(PhysicalMemory memory) {
        SLOTS.get().memory = memory;
    }
}
