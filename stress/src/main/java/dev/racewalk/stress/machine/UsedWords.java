package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.PhysicalMemory;

/**
 * The words of a frame that are looked at in every sample: item 0, the window of the race and its borders, which are the
 * words on both sides of it. A store that misses the window by one item lands in a border.
 */
final class UsedWords {
    private final PhysicalMemory memory;

    /** The window and its borders; a window at an end of the table has no border there. */
    private final int first;

    private final int count;
    private final int leftBorder;
    private final int rightBorder;

    UsedWords(PhysicalMemory memory, int window, int size) {
        this.memory = memory;
        first = Math.max(window - 1, 0);
        int last = Math.min(window + size, PhysicalMemory.FRAME_WORDS - 1);
        count = last - first + 1;
        leftBorder = first < window ? first : NO_BORDER;
        rightBorder = last == window + size ? last : NO_BORDER;
    }

    static final int NO_BORDER = -1;

    /** Index of the word before the window, or {@link #NO_BORDER}. */
    int leftBorder() {
        return leftBorder;
    }

    /** Index of the word behind the window, or {@link #NO_BORDER}. */
    int rightBorder() {
        return rightBorder;
    }

    /** Whether all of these words of a frame hold a word. */
    boolean hold(int frame, long word) {
        int slot = frame * PhysicalMemory.FRAME_WORDS;
        return memory.readOnce(slot) == word && memory.countMatching(slot + first, count, -1, word) == count;
    }

    /** Writes a word to all of these words of a frame. */
    void fill(int frame, long word) {
        int slot = frame * PhysicalMemory.FRAME_WORDS;
        memory.writeOnce(slot, word);
        memory.fill(slot + first, count, word);
    }

    /** The index of the first word of a frame that is not as it should be: one word among these, zero elsewhere; or -1. */
    int firstOther(int frame, long word) {
        int slot = frame * PhysicalMemory.FRAME_WORDS;
        if (word == 0) {
            int zeros = memory.countMatching(slot, PhysicalMemory.FRAME_WORDS, -1, 0);
            return zeros == PhysicalMemory.FRAME_WORDS ? -1 : zeros;
        }
        for (int i = 0; i < PhysicalMemory.FRAME_WORDS; i++) {
            boolean isUsed = i == 0 || (i >= first && i < first + count);
            if (memory.readOnce(slot + i) != (isUsed ? word : 0)) {
                return i;
            }
        }
        return -1;
    }
}
