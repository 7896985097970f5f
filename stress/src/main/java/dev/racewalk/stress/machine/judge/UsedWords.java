package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.memory.PhysicalMemory;

/**
 * The words of a frame that are looked at in every sample: item 0, the window of the race and its borders, which are the
 * words on both sides of it. A store that misses the window by one item lands in a border.
 */
public final class UsedWords {
    static final int NO_BORDER = -1;

    private final PhysicalMemory memory;
    private final int window;
    private final int size;

    /** The window and its borders; a window at an end of the table has no border there. */
    private final int first;

    private final int count;
    private final int leftBorder;
    private final int rightBorder;

    /**
     * Says which words a race uses.
     *
     * @param memory where the frames lie
     * @param window first item of the window of each table
     * @param size items of the window
     */
    public UsedWords(PhysicalMemory memory, int window, int size) {
        this.memory = memory;
        this.window = window;
        this.size = size;
        first = Math.max(window - 1, 0);
        int last = Math.min(window + size, PhysicalMemory.FRAME_WORDS - 1);
        count = last - first + 1;
        leftBorder = first < window ? first : NO_BORDER;
        rightBorder = last == window + size ? last : NO_BORDER;
    }

    /** First item of the window. */
    int window() {
        return window;
    }

    /** Items of the window. */
    int size() {
        return size;
    }

    /** Index of the word before the window, or {@link #NO_BORDER}. */
    int leftBorder() {
        return leftBorder;
    }

    /** Index of the word behind the window, or {@link #NO_BORDER}. */
    int rightBorder() {
        return rightBorder;
    }

    /**
     * Tells whether all of these words of a frame hold a word.
     *
     * @param frame number of the frame
     * @param word what they must hold
     * @return true if they do
     */
    public boolean hold(int frame, long word) {
        int slot = frame * PhysicalMemory.FRAME_WORDS;
        return memory.readOnce(slot) == word && memory.countMatching(slot + first, count, -1, word) == count;
    }

    /**
     * Writes a word to all of these words of a frame.
     *
     * @param frame number of the frame
     * @param word what they hold then
     */
    public void fill(int frame, long word) {
        int slot = frame * PhysicalMemory.FRAME_WORDS;
        memory.writeOnce(slot, word);
        memory.fill(slot + first, count, word);
    }

    /**
     * Finds the first word of a frame that is not as it should be.
     *
     * @param frame number of the frame
     * @param word what these words must hold; all others must be zero
     * @return index of the word in the frame, or -1
     */
    public int firstOther(int frame, long word) {
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
