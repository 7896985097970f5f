package dev.racewalk.stress.record;

/** What tried to catch a fault. */
public enum Means {
    /** A race in the runner that jcstress generates. */
    RACE,
    /** A sequence of operations in one thread. */
    CHECK,
    /** Every execution of a race that x86-TSO allows. */
    EXPLORER_TSO,
    /** Every execution of a race that the explorer's weak model allows. */
    EXPLORER_WEAK
}
