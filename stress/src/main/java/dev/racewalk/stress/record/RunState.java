package dev.racewalk.stress.record;

/** How far a run got. */
public enum RunState {
    /** Under way, or killed without a chance to say so. */
    RUNNING,

    /** All that was planned was run. */
    COMPLETE,

    /** Stopped from outside. */
    INTERRUPTED
}
