package dev.racewalk.stress.explore.litmus;

import dev.racewalk.core.memory.AccessMode;

/**
 * One statement of a thread of a litmus test.
 *
 * @param kind what it does
 * @param word identifier of the word
 * @param mode how it is ordered
 * @param value what it stores
 * @param expected what it finds; of a compare-and-set that fails, what it does not find
 * @param found whether it finds that
 * @param register number of the register for what it finds; {@link #NONE} if it finds nothing
 * @param dependsOn number of the register that its address depends on; {@link #NONE} for none
 */
record Statement(
        Kind kind, String word, AccessMode mode, int value, int expected, boolean found, int register, int dependsOn) {
    static final int NONE = -1;

    enum Kind {
        LOAD,
        STORE,
        /** A compare-and-set, or an exchange that finds what it should. */
        SWAP,
        LOCK,
        TRY_LOCK,
        UNLOCK
    }

    boolean writes() {
        return kind != Kind.LOAD;
    }

    /** Whether it only loads in a format that has no compare-and-set. */
    boolean isFailedSwap() {
        return kind == Kind.SWAP && !found;
    }

    boolean acquires() {
        return mode == AccessMode.ACQUIRE || mode == AccessMode.VOLATILE;
    }

    boolean releases() {
        return mode == AccessMode.RELEASE || mode == AccessMode.VOLATILE;
    }

    /** The condition on its register. */
    String condition(String register) {
        return register + (found ? " == " : " != ") + expected;
    }
}
