package dev.racewalk.core.memory;

/**
 * One 64-bit word that several threads share and that hardware does not address: the top of a table, a sequence number.
 * Made by {@link PhysicalMemory#newWord}. The access modes are those of {@link Access}.
 */
public final class SharedWord {
    private final String name;
    private final long[] word;

    SharedWord(String name, long[] word) {
        this.name = name;
        this.word = word;
    }

    /**
     * Returns the word as an array of one, for {@link Access}.
     *
     * @return the same array for the life of this word
     */
    public long[] words() {
        return word;
    }

    /**
     * Reads the word, opaque.
     *
     * @return its value
     */
    public long readOnce() {
        return Access.readOnce(word, 0);
    }

    /**
     * Writes the word, opaque.
     *
     * @param newValue new value
     */
    public void writeOnce(long newValue) {
        Access.writeOnce(word, 0, newValue);
    }

    /**
     * Reads the word with acquire order.
     *
     * @return its value
     */
    public long loadAcquire() {
        return Access.loadAcquire(word, 0);
    }

    /**
     * Writes the word with release order.
     *
     * @param newValue new value
     */
    public void storeRelease(long newValue) {
        Access.storeRelease(word, 0, newValue);
    }

    /**
     * Replaces the word if it holds the expected value, as a locked operation.
     *
     * @param expected value that must be there
     * @param newValue new value
     * @return true if the word was replaced
     */
    public boolean casVolatile(long expected, long newValue) {
        return Access.casVolatile(word, 0, expected, newValue);
    }

    @Override
    public String toString() {
        return String.format("%s=0x%x", name, readOnce());
    }
}
