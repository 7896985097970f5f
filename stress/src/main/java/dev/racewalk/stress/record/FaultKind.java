package dev.racewalk.stress.record;

/** How a fault is caught. */
public enum FaultKind {
    /** A race with a forbidden outcome catches it. */
    RACE,
    /** It needs no second thread: a check without threads catches it. */
    CHECK,
    /**
     * Processors with x86-TSO and the compiler hide it. A race catches it where the explorer runs the race under a weak
     * memory model.
     */
    HIDDEN,
    /** Steps of a class of the user's that are said to be wrong: some race must catch them. */
    OWN,
    /** Steps of a class of the user's that are said to be right: no race may catch them. */
    OWN_RIGHT
}
