package dev.racewalk.stress.run;

import dev.racewalk.stress.jcstress.Compilation;
import dev.racewalk.stress.jcstress.ForkTask;
import dev.racewalk.stress.jcstress.Placement;
import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.jcstress.Spin;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which forks a run consists of, round by round. What is chosen depends on the round, on the race's name and, as to the seeds of
 * the compiler's randomizers, on its place in the selection and the seed of the run.
 */
final class Plan {
    private static final List<Spin> SPINS =
            List.of(Spin.THREAD_SPIN_WAIT, Spin.HARD, Spin.THREAD_YIELD, Spin.LOCKSUPPORT_PARK_NANOS);

    private final RunConfig config;
    private final List<Race> races;
    private final Processors processors;
    private final List<List<JvmMode>> modes;

    /**
     * Plans.
     *
     * @param config what to run
     * @param races of which this machine can run all
     * @param processors of this machine
     * @param available JVM modes that this JVM has
     */
    Plan(RunConfig config, List<Race> races, Processors processors, Set<JvmMode> available) {
        this.config = config;
        this.races = races;
        this.processors = processors;
        this.modes = available.contains(JvmMode.GIVEN)
                ? List.of(List.of(JvmMode.GIVEN))
                : config.preset().modes().stream()
                        .map(round -> round.stream().filter(available::contains).toList())
                        .filter(round -> !round.isEmpty())
                        .toList();
    }

    /** Flags of a mode, and those that the user puts before. */
    static List<String> flags(JvmMode mode, RunConfig config, long seed) {
        List<String> flags = new ArrayList<>(config.options().jvmArgsPrepend());
        flags.addAll(mode == JvmMode.GIVEN ? config.options().jvmArgs() : mode.flags(seed));
        return flags;
    }

    /** Names of the JVM modes. */
    List<String> modeNames() {
        if (!config.again().isEmpty()) {
            return config.again().stream().map(ForkRecord::mode).distinct().toList();
        }
        Set<JvmMode> used = EnumSet.noneOf(JvmMode.class);
        modes.forEach(used::addAll);
        return used.stream().map(JvmMode::id).toList();
    }

    int forksPerRound() {
        if (!config.again().isEmpty()) {
            return repeated(0).size();
        }
        return races.size() * strides(0).size() * config.options().forks();
    }

    /** Rounds for so many forks. */
    int rounds(long forks) {
        if (!config.again().isEmpty()) {
            return config.repetitions();
        }
        Preset.Rounds rounds = config.preset().rounds();
        long fit = forks / Math.max(1, forksPerRound());
        return (int) Math.max(rounds.min(), Math.min(rounds.max(), fit));
    }

    List<ForkPlan> round(int round) {
        if (!config.again().isEmpty()) {
            return repeated(round);
        }
        List<Strides> strides = strides(round);
        List<ForkPlan> forks = new ArrayList<>();
        for (Race race : races) {
            for (int s = 0; s < strides.size(); s++) {
                for (int f = 0; f < config.options().forks(); f++) {
                    forks.add(fork(race, strides.get(s), round, s + f, forks.size()));
                }
            }
        }
        return forks;
    }

    private List<Strides> strides(int round) {
        Strides given = config.options().strides();
        return given == null ? config.preset().strides(round) : List.of(given);
    }

    /**
     * Plans a fork in a shared JVM. All forks of a mode have the same flags.
     *
     * @param race which
     * @param strides how close the actors are kept
     * @param mode of the JVM, which compiles all actors the same way
     */
    ForkPlan shared(Race race, Strides strides, JvmMode mode) {
        List<Placement> placements = processors.placements(race.actors().size(), false);
        ForkTask.Way way = new ForkTask.Way(
                race,
                strides,
                flags(mode, config, config.seed()),
                Compilation.UNIFIED,
                placements.get(turn(race) % placements.size()),
                SPINS.get(0));
        return new ForkPlan(way, mode.id());
    }

    /** Whether races share JVMs. */
    static boolean isShared(RunConfig config) {
        return config.preset().isShared()
                && config.again().isEmpty()
                && config.options().isSilent();
    }

    /** Whether races share JVMs. */
    boolean isShared() {
        return isShared(config);
    }

    /** Modes of shared JVMs. */
    List<JvmMode> sharedModes() {
        return modes.stream()
                .flatMap(List::stream)
                .filter(mode -> !mode.isSplit())
                .distinct()
                .toList();
    }

    /** A number that depends on the name alone, so that the same race gets the same in every selection. */
    private static int turn(Race race) {
        return Math.floorMod(race.name().hashCode(), 1 << 16);
    }

    private ForkPlan fork(Race race, Strides strides, int round, int place, int position) {
        int turn = turn(race) + place;
        List<JvmMode> choice = modes.get(round % modes.size());
        JvmMode mode = choice.get(turn % choice.size());
        long seed = config.seed() + (long) round * forksPerRound() + position;
        List<Placement> placements =
                processors.placements(race.actors().size(), config.preset().isEndless());
        ForkTask.Way way = new ForkTask.Way(
                race,
                strides,
                flags(mode, config, seed),
                mode.isSplit() ? Compilation.split(race.actors().size(), round + turn) : Compilation.UNIFIED,
                placements.get((round + turn) % placements.size()),
                spin(round));
        return new ForkPlan(way, mode.id());
    }

    private Spin spin(int round) {
        Spin given = config.options().spin();
        if (given != null) {
            return given;
        }
        return config.preset().isEndless() ? SPINS.get((round / modes.size()) % SPINS.size()) : SPINS.get(0);
    }

    private List<ForkPlan> repeated(int round) {
        return repeated(config.again(), round);
    }

    private List<ForkPlan> repeated(List<ForkRecord> forks, int round) {
        Set<ForkPlan> plans = new LinkedHashSet<>();
        for (ForkRecord fork : forks) {
            Race race = find(fork.race());
            if (race != null) {
                List<Placement> placements = processors.placements(race.actors().size(), true);
                Placement same = placements.stream()
                        .filter(p -> p.toString().equals(fork.scheduling())
                                && p.affinity().name().equals(fork.affinity()))
                        .findFirst()
                        .orElse(placements.get(round % placements.size()));
                ForkTask.Way way = new ForkTask.Way(
                        race, fork.strides(), fork.modeFlags(), fork.compileMode(), same, Spin.valueOf(fork.spin()));
                plans.add(new ForkPlan(way, fork.mode()));
            }
        }
        return List.copyOf(plans);
    }

    /** The same fork, planned anew; null if there is no such race any more. */
    @Nullable
    ForkPlan same(ForkRecord fork) {
        return repeated(List.of(fork), 0).stream().findFirst().orElse(null);
    }

    /** Whether each race has had the mode of a round before, so that the round can go to those that are behind. */
    boolean isSpare(int round) {
        List<JvmMode> mode = modes.get(round % modes.size());
        int first = modes.indexOf(mode);
        boolean isLater = round >= modes.size() || first < round;
        return config.again().isEmpty() && isLater && (!config.preset().isEndless() || round % 2 == 1);
    }

    private @Nullable Race find(String name) {
        return races.stream().filter(r -> r.name().equals(name)).findFirst().orElse(null);
    }
}
