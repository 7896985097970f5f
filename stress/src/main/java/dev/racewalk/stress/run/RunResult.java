package dev.racewalk.stress.run;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Tally;
import java.nio.file.Path;
import java.util.List;

/**
 * What came of a run.
 *
 * @param folder where its files lie
 * @param run its record
 * @param forks all forks that ended, in that order
 */
public record RunResult(Path folder, RunRecord run, List<ForkRecord> forks) {
    /**
     * Sums up all forks.
     *
     * @return the sum
     */
    public Tally tally() {
        Tally tally = new Tally();
        forks.forEach(tally::add);
        return tally;
    }
}
