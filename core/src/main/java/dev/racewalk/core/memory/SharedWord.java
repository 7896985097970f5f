package dev.racewalk.core.memory;

/**
 * One 64-bit word that several threads share and that hardware does not address: the top of a table, a sequence number.
 * Made by {@link PhysicalMemory#newWord}. The access modes are those of {@link Access}.
 */
public final class SharedWord {
    private final String name;

    /** The word, which only {@link Access} touches; in a field, a look-up finds the top sooner than in an array. */
    long value;

    /** The word where there is a {@linkplain AccessHook hook}, which knows words as elements of arrays; else empty. */
    final long[] hooked;

    SharedWord(String name, long initial) {
        this.name = name;
        value = initial;
        hooked = Access.newHookedWord(name, initial);
    }

    /**
     * Reads the word, opaque.
     *
     * @return its value
     */
    public long readOnce() {
        return Access.readOnce(this);
    }

    /**
     * Writes the word, opaque.
     *
     * @param newValue new value
     */
    public void writeOnce(long newValue) {
        Access.writeOnce(this, newValue);
    }

    /**
     * Reads the word with acquire order.
     *
     * @return its value
     */
    public long loadAcquire() {
        return Access.loadAcquire(this);
    }

    /**
     * Writes the word with release order.
     *
     * @param newValue new value
     */
    public void storeRelease(long newValue) {
        Access.storeRelease(this, newValue);
    }

    /**
     * Reads the word, which no other thread writes meanwhile.
     *
     * @return its value
     */
    public long loadPlain() {
        return Access.loadPlain(this);
    }

    /**
     * Writes the word, which no other thread uses meanwhile.
     *
     * @param newValue new value
     */
    public void storePlain(long newValue) {
        Access.storePlain(this, newValue);
    }

    /**
     * Replaces the word if it holds the expected value, as a locked operation.
     *
     * @param expected value that must be there
     * @param newValue new value
     * @return true if the word was replaced
     */
    public boolean casVolatile(long expected, long newValue) {
        return Access.casVolatile(this, expected, newValue);
    }

    /**
     * Tells whether this is the word that an {@link AccessHook} knows as the element of an array.
     *
     * @param words array that the hook was told of
     * @return false also where there is no hook
     */
    @SuppressWarnings("ReferenceEquality") // arrays have no other
    public boolean isKnownAs(long[] words) {
        return words == hooked;
    }

    @Override
    public String toString() {
        return String.format("%s=0x%x", name, readOnce());
    }
}
