package dev.racewalk.stress.explore.model;

/**
 * Which code makes a step.
 *
 * @param method name of the method; empty if nobody asked, or none is known
 * @param place file and line, as in {@code BlindInstall.java:10}; empty if unknown
 * @param hardware whether the thread acts as the emulated hardware: it walks, or executes commands
 */
public record StepSource(String method, String place, boolean hardware) {
    /** Nobody asked. */
    public static final StepSource UNKNOWN = new StepSource("", "", false);
}
