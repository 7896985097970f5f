package dev.racewalk.core.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler puts below every access to a shared word. A JVM has one for its whole life, or none: the class that the
 * system property {@value #PROPERTY} names when {@link Access} is loaded, made by its public constructor without parameters.
 * Without it the hook is a constant null, and code that a JIT compiler has made does not look for it.
 *
 * <p>Each method is called in place of the access, with the word named by its array and index, and with the mode of the
 * access as the code asked for it. The hook makes the access when it wants, by {@link #get} and {@link #set}.
 */
public abstract class AccessHook {
    /** The only handle of words in arrays; {@link Access} uses it above the hook. */
    static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Names the class of the hook. */
    public static final String PROPERTY = "racewalk.accessHook";

    /** For subclasses. */
    protected AccessHook() {}

    static @Nullable AccessHook ofProperty() {
        String name = System.getProperty(PROPERTY);
        if (name == null) {
            return null;
        }
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(name, true, loader)
                    .asSubclass(AccessHook.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    PROPERTY + " = " + name + ": must name a subclass of " + AccessHook.class.getName()
                            + " with a public constructor without parameters",
                    e);
        }
    }

    /**
     * Learns of words that were made.
     *
     * @param name what they are, for a trace
     * @param words their array: nobody else has it yet
     */
    protected abstract void made(String name, long[] words);

    /**
     * Learns of words that were made, one of which is a lock: 0 while it is free.
     *
     * @param name what it guards, for a trace
     * @param words their array: nobody else has it yet
     * @param lock index of the lock
     */
    protected abstract void madeLock(String name, long[] words, int lock);

    /**
     * Learns of a word that was made and stands for fields under a lock: it is 0 for ever, and only the order of the accesses to
     * it tells something. By default it is a word like others.
     *
     * @param name what it is called
     * @param words the word
     */
    protected void madeState(String name, long[] words) {
        made(name, words);
    }

    /**
     * Reads a word.
     *
     * @param words array
     * @param word index
     * @param mode order
     * @return its value
     */
    protected abstract long load(long[] words, int word, AccessMode mode);

    /**
     * Tells whether words are zero, where nobody minds in which order they are read.
     *
     * @param words array
     * @param from index of the first
     * @param count how many
     * @return true if they are; false, which is the default, if they are to be read one by one
     */
    protected boolean areZero(long[] words, int from, int count) {
        return false;
    }

    /**
     * Writes a word.
     *
     * @param words array
     * @param word index
     * @param value new value
     * @param mode order
     */
    protected abstract void store(long[] words, int word, long value, AccessMode mode);

    /**
     * Replaces a word if it holds the expected value.
     *
     * @param words array
     * @param word index
     * @param expected value that must be there
     * @param value new value
     * @param mode order on success
     * @return true if the word was replaced
     */
    protected abstract boolean compareAndSet(long[] words, int word, long expected, long value, AccessMode mode);

    /**
     * Clears bits of a word.
     *
     * @param words array
     * @param word index
     * @param mask bits to keep
     * @param mode order
     * @return the value before
     */
    protected abstract long and(long[] words, int word, long mask, AccessMode mode);

    /**
     * The next access of the calling thread is a compare-and-set that takes a lock, and there is no use in making it
     * before the lock is free.
     *
     * @param words array of the lock
     */
    protected abstract void awaitFree(long[] words);

    /**
     * Passes the time of the calling thread, which has looked for something in vain and will look again.
     *
     * @return false to let it spin, and yield, as without a hook
     */
    protected abstract boolean pause();

    /**
     * Tells whether {@link #pause} passes the time of the calling thread now, so that it need not measure any.
     *
     * @return false if time goes by as without a hook
     */
    protected abstract boolean isScheduled();

    /**
     * Tells whether the calling thread was interrupted, and forgets that it was.
     *
     * @return true if so
     */
    protected boolean interrupted() {
        return Thread.interrupted();
    }

    /**
     * Interrupts a thread.
     *
     * @param thread which
     */
    protected void interrupt(Thread thread) {
        thread.interrupt();
    }

    /**
     * Reads a word below the hook.
     *
     * @param words array
     * @param word index
     * @return its value
     */
    protected static long get(long[] words, int word) {
        return (long) WORD.getVolatile(words, word);
    }

    /**
     * Writes a word below the hook.
     *
     * @param words array
     * @param word index
     * @param value new value
     */
    protected static void set(long[] words, int word, long value) {
        WORD.setVolatile(words, word, value);
    }

    /**
     * Replaces a word below the hook.
     *
     * @param words array
     * @param word index
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    protected static boolean swap(long[] words, int word, long expected, long value) {
        return WORD.compareAndSet(words, word, expected, value);
    }
}
