package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Shard;
import dev.racewalk.stress.suite.Race;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What to run: begun by {@link #of}, and changed step by step into new configurations. */
public final class RunConfig {
    /** How often a bad fork is repeated. */
    private static final int AGAIN = 5;

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Preset preset;
    private final List<Race> races;
    private final Path folder;
    private final List<ForkRecord> again;
    private Shard shard = Shard.WHOLE;
    private @Nullable String selection;
    private List<String> commandLine = List.of();
    private @Nullable Duration limit;
    private JcstressOptions options = JcstressOptions.NONE;
    private Duration grace = GRACE;
    private long seed = System.currentTimeMillis() / 1000;
    private int repetitions = AGAIN;
    private @Nullable Resumed resumed;
    private boolean failFast;
    private List<String> properties = List.of();
    private Map<String, String> unfit = Map.of();
    private @Nullable Path scenario;

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

    private RunConfig(Preset preset, List<Race> races, Path folder, List<ForkRecord> again) {
        this.preset = preset;
        this.races = List.copyOf(races);
        this.folder = folder;
        this.again = List.copyOf(again);
    }

    /** A copy with one change. */
    private RunConfig with(Consumer<RunConfig> change) {
        RunConfig copy = new RunConfig(preset, races, folder, again);
        copy.shard = shard;
        copy.selection = selection;
        copy.commandLine = commandLine;
        copy.limit = limit;
        copy.options = options;
        copy.grace = grace;
        copy.seed = seed;
        copy.repetitions = repetitions;
        copy.resumed = resumed;
        copy.failFast = failFast;
        copy.properties = properties;
        copy.unfit = unfit;
        copy.scenario = scenario;
        change.accept(copy);
        return copy;
    }

    /**
     * Runs races as the preset says.
     *
     * @param preset how long and in which ways
     * @param races which; those that need more processors than there are, are skipped
     * @param folder where the results go; it must not exist or be empty
     * @param limit how long, null for what the preset says; an endless preset needs it
     * @return with defaults for the rest
     * @throws IllegalArgumentException if an endless preset has no limit
     */
    public static RunConfig of(Preset preset, List<Race> races, Path folder, @Nullable Duration limit) {
        return of(preset, races, folder, limit, List.of());
    }

    /**
     * Runs races as the preset says, or repeats forks.
     *
     * @param preset how long and in which ways
     * @param races which; those that need more processors than there are, are skipped
     * @param folder where the results go; it must not exist or be empty
     * @param limit how long, null for what the preset says; an endless preset needs it unless forks are repeated
     * @param again forks to repeat as they were, instead of what the preset says; empty for none
     * @return with defaults for the rest
     * @throws IllegalArgumentException if an endless preset has no limit
     */
    public static RunConfig of(
            Preset preset, List<Race> races, Path folder, @Nullable Duration limit, List<ForkRecord> again) {
        if (preset.isEndless() && limit == null && again.isEmpty()) {
            throw new IllegalArgumentException(preset.id() + ": how long? Say --for, as in --for 2h");
        }
        return new RunConfig(preset, races, folder, again).with(config -> config.limit = limit);
    }

    /**
     * Says how the races were chosen, for the record.
     *
     * @param part of the selection
     * @param regex that selected
     * @param args of the command line
     * @return a new configuration
     */
    public RunConfig withOrigin(Shard part, @Nullable String regex, List<String> args) {
        return with(config -> {
            config.shard = part;
            config.selection = regex;
            config.commandLine = List.copyOf(args);
        });
    }

    /**
     * Overrides what the preset says.
     *
     * @param overriding options of jcstress
     * @return a new configuration
     */
    public RunConfig withOptions(JcstressOptions overriding) {
        return with(config -> config.options = overriding);
    }

    /**
     * Says when a fork counts as hung.
     *
     * @param beyond what it may take beyond four times its racing time
     * @return a new configuration
     */
    public RunConfig withGrace(Duration beyond) {
        return with(config -> config.grace = beyond);
    }

    /**
     * Repeats the forks once, instead of a few times.
     *
     * @return a new configuration
     */
    public RunConfig once() {
        return with(config -> config.repetitions = 1);
    }

    /**
     * Goes on with a run, with its seed.
     *
     * @param run that goes on
     * @return a new configuration
     */
    public RunConfig resuming(Resumed run) {
        return with(config -> {
            config.resumed = run;
            config.seed = run.run().seed();
        });
    }

    /**
     * Ends the run at the first forbidden outcome, or not.
     *
     * @param isFast true to end it
     * @return a new configuration
     */
    public RunConfig failingFast(boolean isFast) {
        return with(config -> config.failFast = isFast);
    }

    /**
     * Gives system properties to all forks.
     *
     * @param all as {@code -Dname=value}
     * @return a new configuration
     */
    public RunConfig withProperties(List<String> all) {
        return with(config -> config.properties = List.copyOf(all));
    }

    /**
     * Skips races that do not fit the page table under test.
     *
     * @param reasons why each does not, by its name
     * @return a new configuration
     */
    public RunConfig withoutUnfit(Map<String, String> reasons) {
        return with(config -> config.unfit = Map.copyOf(reasons));
    }

    /**
     * Has the races read a scenario. A new run keeps a copy in its folder, and the forks read that.
     *
     * @param file of the scenario; null for none
     * @return a new configuration
     */
    public RunConfig withScenario(@Nullable Path file) {
        return with(config -> config.scenario = file);
    }

    /**
     * Returns the preset.
     *
     * @return how long and in which ways
     */
    public Preset preset() {
        return preset;
    }

    /**
     * Returns the races.
     *
     * @return those that were chosen, also if this machine cannot run them
     */
    public List<Race> races() {
        return races;
    }

    /**
     * Returns the folder.
     *
     * @return where the results go
     */
    public Path folder() {
        return folder;
    }

    /** Which part of the selection the races are. */
    Shard shard() {
        return shard;
    }

    /** The regular expression that chose the races. */
    @Nullable
    String selection() {
        return selection;
    }

    List<String> commandLine() {
        return commandLine;
    }

    /** How long to run, null for what the preset says. */
    @Nullable
    Duration limit() {
        return limit;
    }

    /**
     * Returns the options of jcstress.
     *
     * @return those that override the preset
     */
    public JcstressOptions options() {
        return options;
    }

    /** What a fork may take beyond four times its racing time before it counts as hung. */
    Duration grace() {
        return grace;
    }

    /** From which the seeds of the compiler's randomizers are derived. */
    long seed() {
        return seed;
    }

    /** Forks to repeat as they were. */
    List<ForkRecord> again() {
        return again;
    }

    /** How often those are repeated. */
    int repetitions() {
        return repetitions;
    }

    /** The run that goes on in this folder, null for a new one. */
    @Nullable
    Resumed resumed() {
        return resumed;
    }

    boolean failFast() {
        return failFast;
    }

    /** Why races do not fit the page table under test, by their names. */
    Map<String, String> unfit() {
        return unfit;
    }

    /** Properties that all forks get. */
    List<String> properties() {
        return properties;
    }

    /** The scenario that the races read, null if they read none. */
    @Nullable
    Path scenario() {
        return scenario;
    }
}
