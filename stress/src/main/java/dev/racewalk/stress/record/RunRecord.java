package dev.racewalk.stress.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run: what {@code run.json} holds. It is written when the run starts and again when it ends.
 *
 * @param schema {@value RunFolder#SCHEMA}
 * @param state how far the run got
 * @param startedAt when it began
 * @param endedAt when it ended, null while it is running
 * @param commandLine the arguments after the name of the jar, as far as they are known
 * @param preset how long and in which ways the races run
 * @param selection the regular expression that chose the races, null if all were chosen
 * @param shard which part of the selection
 * @param seconds how long the run was to last at most
 * @param races names of the races that are run; once the run has ended, of those that were
 * @param skipped races of the shard that this machine cannot run, and those whose turn did not come
 * @param forksPlanned forks, null if time alone ends the run
 * @param seed from which the seeds of the compiler's randomizers are derived
 * @param modes JVM modes that the run uses
 * @param jvmFlags flags that each fork gets, before those of its mode
 * @param affinity how threads are bound to processors
 * @param jcstressFile name of the jcstress result file in the same folder
 * @param versions of the harness
 * @param machine where it ran
 */
public record RunRecord(
        int schema,
        RunState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<String> commandLine,
        String preset,
        @Nullable String selection,
        Shard shard,
        long seconds,
        List<String> races,
        List<Skipped> skipped,
        @Nullable Integer forksPlanned,
        long seed,
        List<String> modes,
        List<String> jvmFlags,
        String affinity,
        String jcstressFile,
        Versions versions,
        HostRecord machine) {

    /**
     * A race that was not run.
     *
     * @param race its name
     * @param reason why not
     */
    public record Skipped(String race, String reason) {
        private static final String NO_TIME = "no time";

        static Skipped forTime(String race) {
            return new Skipped(race, NO_TIME);
        }

        /**
         * Tells whether it had no turn; else the machine cannot run it.
         *
         * @return true if the run ended before
         */
        @JsonIgnore
        public boolean isForTime() {
            return reason.equals(NO_TIME);
        }
    }

    /**
     * Versions.
     *
     * @param racewalk of this project
     * @param jcstress of jcstress
     */
    public record Versions(String racewalk, String jcstress) {}

    /**
     * Makes the record of a run that is over; races of which no fork ended count as skipped.
     *
     * @param how it ended
     * @param when it ended
     * @param raced names of the races of which a fork ended
     * @return the record
     */
    public RunRecord ended(RunState how, Instant when, Set<String> raced) {
        List<Skipped> left = new ArrayList<>(skipped);
        races.stream()
                .filter(race -> !raced.contains(race))
                .map(Skipped::forTime)
                .forEach(left::add);
        return new RunRecord(
                schema,
                how,
                startedAt,
                when,
                commandLine,
                preset,
                selection,
                shard,
                seconds,
                races.stream().filter(raced::contains).toList(),
                List.copyOf(left),
                forksPlanned,
                seed,
                modes,
                jvmFlags,
                affinity,
                jcstressFile,
                versions,
                machine);
    }
}
