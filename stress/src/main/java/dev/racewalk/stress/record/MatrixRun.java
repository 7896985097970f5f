package dev.racewalk.stress.record;

import org.jspecify.annotations.Nullable;

/**
 * One race or check, run against one fault or none.
 *
 * @param means what tried
 * @param by class of the race, or title of the check
 * @param verdict how it ended
 * @param outcome the first forbidden outcome, or what the check saw; empty if there was none
 * @param invariant the invariant that the outcome names as broken; empty if it names none
 * @param detail what the race's machine tells about its first broken invariant, or why the JVM died; may be empty
 * @param stride of the race, as samples between two meetings of the actors x meetings; {@code mixed} if several were tried;
 *     empty for a check; for the explorer, {@code all} if it tried every execution
 * @param samples until the end of the iteration that caught it, or of the last; executions of the explorer
 * @param seconds of racing or exploring, as far
 * @param met samples as far in which the threads met, forbidden ones among them; null for a check, the explorer, a race that
 *     does not tell, and in older files
 */
public record MatrixRun(
        Means means,
        String by,
        MatrixVerdict verdict,
        String outcome,
        String invariant,
        String detail,
        String stride,
        long samples,
        double seconds,
        @Nullable Long met) {
    /**
     * Makes a run that does not tell how often threads met.
     *
     * @param means what tried
     * @param by class of the race, or title of the check
     * @param verdict how it ended
     * @param outcome the first forbidden outcome; empty if there was none
     * @param invariant the invariant that the outcome names as broken; empty if it names none
     * @param detail what is told about it; may be empty
     * @param stride of the race; for the explorer, {@code all} if it tried every execution
     * @param samples or executions
     * @param seconds of racing or exploring
     */
    public MatrixRun(
            Means means,
            String by,
            MatrixVerdict verdict,
            String outcome,
            String invariant,
            String detail,
            String stride,
            long samples,
            double seconds) {
        this(means, by, verdict, outcome, invariant, detail, stride, samples, seconds, null);
    }

    /** Whether the explorer tried every execution. */
    boolean isComplete() {
        return stride.equals("all");
    }

    /**
     * Judges a survival: it counts only if it was as hard to survive as a catch was to get.
     *
     * @param needed samples or executions that the slowest catch by the same means took
     * @return the same run, or an inconclusive one
     */
    public MatrixRun against(long needed) {
        boolean isExplored = means == Means.EXPLORER_TSO || means == Means.EXPLORER_WEAK;
        if (verdict != MatrixVerdict.SURVIVED || (isExplored ? isComplete() : samples >= needed)) {
            return this;
        }
        String why = isExplored
                ? "not every execution was tried"
                : "the catch of a fault by this race took " + needed + " samples";
        return new MatrixRun(
                means, by, MatrixVerdict.INCONCLUSIVE, outcome, invariant, why, stride, samples, seconds, met);
    }

    /**
     * Names who tried, for people.
     *
     * @return the race without its package, or the check
     */
    public String inWords() {
        String race = RaceName.simple(by);
        return switch (means) {
            case RACE -> race;
            case CHECK -> by;
            case EXPLORER_TSO -> "explorer, x86-TSO: " + race;
            case EXPLORER_WEAK -> "explorer, weak: " + race;
        };
    }
}
