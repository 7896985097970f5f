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
    HIDDEN
}
