package dev.racewalk.core.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One 64-bit word that several threads share and that is not part of the emulated physical memory: the top of a
 * table, a sequence number. The access modes are those of {@link PhysicalMemory}.
 */
public class SharedWord {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(SharedWord.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;

    @SuppressWarnings("UnusedVariable") // read through VALUE
    private long value;

    /**
     * Makes a word.
     *
     * @param name what it is, for a scheduler's trace
     * @param initial first value
     */
    public SharedWord(String name, long initial) {
        this.name = name;
        value = initial;
    }

    /**
     * Reads the word, opaque.
     *
     * @return its value
     */
    public long readOnce() {
        return (long) VALUE.getOpaque(this);
    }

    /**
     * Writes the word, opaque.
     *
     * @param newValue new value
     */
    public void writeOnce(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    /**
     * Reads the word with acquire order.
     *
     * @return its value
     */
    public long loadAcquire() {
        return (long) VALUE.getAcquire(this);
    }

    /**
     * Writes the word with release order.
     *
     * @param newValue new value
     */
    public void storeRelease(long newValue) {
        VALUE.setRelease(this, newValue);
    }

    /**
     * Replaces the word if it holds the expected value, as a locked operation.
     *
     * @param expected value that must be there
     * @param newValue new value
     * @return true if the word was replaced
     */
    public boolean casVolatile(long expected, long newValue) {
        return VALUE.compareAndSet(this, expected, newValue);
    }

    @Override
    public String toString() {
        return String.format("%s=0x%x", name, readOnce());
    }
}
