package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Shard;
import dev.racewalk.stress.suite.Race;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param preset how long and in which ways
 * @param races which; those that need more processors than there are, are skipped
 * @param folder where the results go; it must not exist or be empty
 * @param shard which part of the selection {@code races} is, for the record
 * @param selection the regular expression that chose the races, for the record
 * @param commandLine for the record
 * @param limit how long to run, null for what the preset says; an endless preset needs it
 * @param options of jcstress that override the preset
 * @param grace what a fork may take beyond four times its racing time before it counts as hung
 * @param seed from which the seeds of the compiler's randomizers are derived
 * @param again forks to repeat as they were, instead of what the preset says; empty for none
 * @param repetitions how often those are repeated
 * @param resumed the run that goes on in this folder, null for a new one
 * @param failFast whether the first forbidden outcome ends the run
 * @param properties that all forks get, as {@code -Dname=value}
 */
public record RunConfig(
        Preset preset,
        List<Race> races,
        Path folder,
        Shard shard,
        @Nullable String selection,
        List<String> commandLine,
        @Nullable Duration limit,
        JcstressOptions options,
        Duration grace,
        long seed,
        List<ForkRecord> again,
        int repetitions,
        @Nullable Resumed resumed,
        boolean failFast,
        List<String> properties) {

    /** How often a bad fork is repeated. */
    private static final int AGAIN = 5;

    private static final Duration GRACE = Duration.ofSeconds(20);

    /**
     * A run that goes on.
     *
     * @param run as it was left
     * @param done forks that need not be done again
     */
    public record Resumed(RunRecord run, List<ForkRecord> done) {
        /** Makes the list unmodifiable. */
        public Resumed {
            done = List.copyOf(done);
        }
    }

    /**
     * Checks that the run can end.
     *
     * @throws IllegalArgumentException if an endless preset has no limit
     */
    public RunConfig {
        if (preset.isEndless() && limit == null && again.isEmpty()) {
            throw new IllegalArgumentException(preset.id() + ": how long? Say --for, as in --for 2h");
        }
    }

    /**
     * Runs races as the preset says.
     *
     * @param preset how long and in which ways
     * @param races which
     * @param folder where the results go
     * @param limit how long, null for what the preset says
     * @return with defaults for the rest
     */
    public static RunConfig of(Preset preset, List<Race> races, Path folder, @Nullable Duration limit) {
        return of(preset, races, folder, limit, List.of());
    }

    /**
     * Runs races as the preset says, or repeats forks.
     *
     * @param preset how long and in which ways
     * @param races which
     * @param folder where the results go
     * @param limit how long, null for what the preset says
     * @param again forks of an earlier run to repeat, empty for none
     * @return with defaults for the rest
     */
    public static RunConfig of(
            Preset preset, List<Race> races, Path folder, @Nullable Duration limit, List<ForkRecord> again) {
        return new RunConfig(
                preset,
                List.copyOf(races),
                folder,
                Shard.WHOLE,
                null,
                List.of(),
                limit,
                JcstressOptions.NONE,
                GRACE,
                System.currentTimeMillis() / 1000,
                List.copyOf(again),
                AGAIN,
                null,
                false,
                List.of());
    }

    /**
     * Says how the races were chosen.
     *
     * @param part of the selection
     * @param regex that selected
     * @param args of the command line
     * @return a new configuration
     */
    public RunConfig withOrigin(Shard part, @Nullable String regex, List<String> args) {
        return new RunConfig(
                preset,
                races,
                folder,
                part,
                regex,
                args,
                limit,
                options,
                grace,
                seed,
                again,
                repetitions,
                resumed,
                failFast, properties);
    }

    /**
     * Overrides what the preset says.
     *
     * @param overriding options of jcstress
     * @return a new configuration
     */
    public RunConfig withOptions(JcstressOptions overriding) {
        return new RunConfig(
                preset,
                races,
                folder,
                shard,
                selection,
                commandLine,
                limit,
                overriding,
                grace,
                seed,
                again,
                repetitions,
                resumed,
                failFast, properties);
    }

    /**
     * Says when a fork counts as hung.
     *
     * @param beyond what it may take beyond four times its racing time
     * @return a new configuration
     */
    public RunConfig withGrace(Duration beyond) {
        return new RunConfig(
                preset,
                races,
                folder,
                shard,
                selection,
                commandLine,
                limit,
                options,
                beyond,
                seed,
                again,
                repetitions,
                resumed,
                failFast, properties);
    }

    /**
     * Says how long it runs.
     *
     * @param length null for what the preset says
     * @return a new configuration
     */
    public RunConfig withLimit(@Nullable Duration length) {
        return new RunConfig(
                preset,
                races,
                folder,
                shard,
                selection,
                commandLine,
                length,
                options,
                grace,
                seed,
                again,
                repetitions,
                resumed,
                failFast, properties);
    }

    /**
     * Repeats all forks of a run once, in their order, instead of those that went wrong.
     *
     * @return a new configuration
     */
    public RunConfig once() {
        return new RunConfig(
                preset,
                races,
                folder,
                shard,
                selection,
                commandLine,
                limit,
                options,
                grace,
                seed,
                again,
                1,
                resumed,
                failFast, properties);
    }

    /**
     * Goes on with a run, with its seed.
     *
     * @param run that goes on, null for a new one
     * @return a new configuration
     */
    public RunConfig resuming(@Nullable Resumed run) {
        return new RunConfig(
                preset,
                races,
                folder,
                shard,
                selection,
                commandLine,
                limit,
                options,
                grace,
                run == null ? seed : run.run().seed(),
                again,
                repetitions,
                run,
                failFast, properties);
    }

    /**
     * Ends the run at the first forbidden outcome, or not.
     *
     * @param isFast true to end it
     * @return a new configuration
     */
    public RunConfig failingFast(boolean isFast) {
        return new RunConfig(
                preset,
                races,
                folder,
                shard,
                selection,
                commandLine,
                limit,
                options,
                grace,
                seed,
                again,
                repetitions,
                resumed,
                isFast, properties);
    }

    /**
     * Gives system properties to all forks.
     *
     * @param all as {@code -Dname=value}
     * @return a new configuration
     */
    public RunConfig withProperties(List<String> all) {
        return new RunConfig(
                preset, races, folder, shard, selection, commandLine, limit, options, grace, seed, again, repetitions, resumed,
                failFast, List.copyOf(all));
    }
}
