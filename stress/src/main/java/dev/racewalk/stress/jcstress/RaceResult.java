package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.ForkStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** What a fork sent, and what the runner makes of it for the result file of jcstress. */
public final class RaceResult {
    private final TestResult result;

    RaceResult(TestResult result) {
        this.result = result;
    }

    /**
     * Makes the result of a fork as the runner saw it end.
     *
     * @param status how it ended
     * @return without outcomes
     */
    public static RaceResult of(ForkStatus status) {
        return new RaceResult(
                new TestResult(status == ForkStatus.HUNG ? Status.TIMEOUT_ERROR : Status.valueOf(status.name())));
    }

    TestResult result() {
        return result;
    }

    /**
     * Returns how the race ended, as the fork says.
     *
     * @return never {@link ForkStatus#HUNG}
     */
    public ForkStatus status() {
        return ForkStatus.valueOf(result.status().name());
    }

    /**
     * Returns what jcstress said in the fork.
     *
     * @return lines
     */
    public List<String> messages() {
        return result.getMessages();
    }

    /**
     * Takes over the outcomes that a fork sent.
     *
     * @param sent what it sent
     */
    public void addOutcomes(RaceResult sent) {
        result.addState(sent.result.getCounter());
    }

    /**
     * Adds what belongs to it in the result file.
     *
     * @param task of the fork
     * @param messages what the fork, the watchdog and the race said
     * @param output what the JVM wrote
     */
    public void complete(ForkTask task, List<String> messages, List<String> output) {
        result.addMessages(messages);
        result.addVMOuts(output);
        result.setConfig(task.config());
    }

    /**
     * Counts the samples.
     *
     * @return of all outcomes
     */
    public long samples() {
        return result.getTotalCount();
    }

    /**
     * Returns how often each outcome was seen.
     *
     * @return samples by outcome
     */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        for (String state : result.getStateKeys()) {
            counts.put(state, result.getCount(state));
        }
        return counts;
    }
}
