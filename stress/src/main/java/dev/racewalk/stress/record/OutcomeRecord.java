package dev.racewalk.stress.record;

import java.util.List;
import java.util.function.Predicate;

/**
 * How often one outcome was seen in one fork.
 *
 * @param id the outcome; for a case that was not seen, the pattern of the race
 * @param count samples, 0 for a case that was not seen
 * @param grade what the race says about it
 * @param description the linearization or the reason, as the race gives it
 */
public record OutcomeRecord(String id, long count, Grade grade, String description) {
    /**
     * Adds the samples of another fork.
     *
     * @param other the same outcome
     * @return the sum
     */
    public OutcomeRecord plus(OutcomeRecord other) {
        return new OutcomeRecord(id, count + other.count, grade, description);
    }

    /**
     * Counts samples.
     *
     * @param outcomes of a fork
     * @param grades which outcomes count
     * @return the sum of their samples
     */
    public static long samples(List<OutcomeRecord> outcomes, Predicate<Grade> grades) {
        return outcomes.stream()
                .filter(outcome -> grades.test(outcome.grade()))
                .mapToLong(OutcomeRecord::count)
                .sum();
    }
}
