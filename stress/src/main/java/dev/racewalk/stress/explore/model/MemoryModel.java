package dev.racewalk.stress.explore.model;

/**
 * What a step may do under a memory model. Processes are the actors, and whatever else the model lets act on its own.
 *
 * <p>Context: one thread at a time, handed on with the execution's baton.
 */
public interface MemoryModel {
    /** Begins an execution with what the cells hold. */
    void begin(Cells cells, int actors);

    /** Processes, the actors first. */
    int processes();

    /** The step that a process which is no actor would make next; its kind tells. */
    Op ownOp(int process);

    /** Whether a process which is no actor has a step to make. */
    boolean hasOwnStep(int process);

    /** Whether the model lets an actor make a step now. */
    boolean isEnabled(int actor, Op op);

    /** Whether a step goes into a store buffer, where no other actor can see it. */
    default boolean isHidden(int process, Op op) {
        return false;
    }

    /** Whether a step would write if it were made now. */
    boolean writes(Op op);

    /** Whether the last step read something that is not the youngest write. */
    default boolean wasStale() {
        return false;
    }

    /** What is written becomes visible in the end: an actor that waits has seen the youngest write of a location. */
    default void refresh(int actor, int location) {}

    /** In how many ways the step can go. */
    int choices(int process, Op op);

    /**
     * Makes a step.
     *
     * @return the value read; for a compare-and-set and a lock 1 or 0
     */
    long execute(int process, Op op, int choice);

    /** Says how the last step went, for a trace: which write was read. */
    String remark();

    /** Whether nothing is pending that is not in the cells. */
    boolean isDrained();
}
