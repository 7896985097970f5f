package dev.racewalk.core.memory;

/** How an access to a shared word is ordered with others, as Java's access modes define it (JEP 193). */
public enum AccessMode {
    /** Promises nothing: for words that other threads cannot reach meanwhile. A 64-bit JVM does not split them. */
    PLAIN,
    /** Whole and coherent; orders no other word. */
    OPAQUE,
    /** A read that what follows in the program cannot overtake. */
    ACQUIRE,
    /** A write that cannot overtake what precedes it in the program. */
    RELEASE,
    /** Both, and one order of all such accesses. */
    VOLATILE
}
