package dev.racewalk.stress.run;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.suite.Race;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Divides the time of a run in shared JVMs. First each race is visited once in each JVM mode, with short and with long strides,
 * for the same time. What is left goes to races that met too rarely, the one that lacks least first, and then to all in turn.
 * All methods are called under one lock.
 */
final class Visits {
    /** Share of the time in which every race has its turn. */
    private static final double FIRST = 0.55;

    /** Share of a first visit with short strides; the rest is for long ones. */
    private static final double SHORT = 0.75;

    /** Milliseconds of a first visit at least: two iterations with short strides and one with long ones. */
    private static final long SHORTEST = 160;

    /** Milliseconds of a later visit: more than code needs to get warm, since warm code meets several times as often. */
    private static final long EXTRA_LEAST = 400;

    private static final long EXTRA_MOST = 1_000;

    /** Meetings a millisecond of a race that did not meet. */
    private static final double SLOWEST = 1e-6;

    /** Later visits after which a race that meets too rarely may be given up. */
    private static final int FAIR_TRIAL = 2;

    /** Bad ends after which a race is left alone. */
    private static final int ENOUGH_TROUBLE = 2;

    private final List<Race> races;
    private final List<JvmMode> modes;
    private final long end;
    private final long firstEnd;
    private final int lanes;
    private final Set<Visit> first = new LinkedHashSet<>();
    private final Map<String, Known> known = new LinkedHashMap<>();

    /**
     * A race in a JVM mode.
     *
     * @param race which
     * @param mode of the JVM
     * @param shortMillis milliseconds with short strides, the start of a JVM included
     * @param longMillis milliseconds with long strides, 0 for none
     */
    record Visit(Race race, JvmMode mode, long shortMillis, long longMillis) {}

    /** What is known of a race. */
    private static final class Known {
        private final boolean tells;
        private boolean isVisited;
        private long met;
        private double millis;
        private double latestRate = Double.NaN;
        private int trouble;
        private int extras;

        Known(Race race) {
            tells = !Meetings.isLitmus(race.family())
                    && race.expected().stream().anyMatch(each -> each.grade().isMet());
        }

        /** Milliseconds after which it will have met often enough, if it goes on as it did of late. */
        double lacks() {
            long missing = tells ? Math.max(0, Meetings.ENOUGH - met) : 0;
            return missing == 0 ? 0 : missing / Math.max(SLOWEST, latestRate);
        }

        /** Whether it can be helped in so many milliseconds. What it did in its first visits, while cold, does not tell. */
        boolean isHelped(double left) {
            double lacks = lacks();
            return lacks > 0 && (lacks < left || extras < FAIR_TRIAL);
        }
    }

    /**
     * Begins.
     *
     * @param races to visit
     * @param modes of the JVM
     * @param now nanoseconds
     * @param end nanoseconds
     * @param lanes visits at a time
     */
    Visits(List<Race> races, List<JvmMode> modes, long now, long end, int lanes) {
        this.races = List.copyOf(races);
        this.modes = List.copyOf(modes);
        this.end = end;
        this.firstEnd = now + (long) ((end - now) * FIRST);
        this.lanes = lanes;
        for (JvmMode mode : modes) {
            races.forEach(race -> first.add(new Visit(race, mode, 0, 0)));
        }
        races.forEach(race -> known.put(race.name(), new Known(race)));
    }

    /** Leaves out the first visits of a run that goes on, as far as both of their forks are done. */
    void resume(List<ForkRecord> done) {
        done.forEach(this::learn);
        first.removeIf(visit -> done.stream()
                        .filter(fork -> fork.race().equals(visit.race().name())
                                && fork.mode().equals(visit.mode().id()))
                        .map(fork -> fork.strides().areShort())
                        .distinct()
                        .count()
                == 2);
    }

    /** How many first visits there are; later ones follow as time permits. */
    int planned() {
        return races.size() * modes.size();
    }

    /** Whether there is nothing more to visit. */
    boolean isOver(long now) {
        return first.isEmpty() && millisUntil(end, now) < EXTRA_LEAST;
    }

    private static long millisUntil(long then, long now) {
        return Math.max(0, (then - now) / 1_000_000);
    }

    private Known of(Race race) {
        return Objects.requireNonNull(known.get(race.name()));
    }

    /**
     * Chooses the next visit.
     *
     * @param now nanoseconds
     * @param isPossible takes processors for a race, if there are any
     * @return null if no race can be visited now
     */
    @Nullable
    Visit next(long now, Predicate<Visit> isPossible) {
        for (Visit visit : List.copyOf(first)) {
            Known race = of(visit.race());
            if (race.trouble >= ENOUGH_TROUBLE) {
                first.remove(visit);
            } else if (!race.isVisited && isPossible.test(visit)) {
                long millis = Math.max(SHORTEST, millisUntil(firstEnd, now) * lanes / first.size());
                first.remove(visit);
                race.isVisited = true;
                long close = Math.round(millis * SHORT);
                return new Visit(visit.race(), visit.mode(), close, millis - close);
            }
        }
        return first.isEmpty() ? extra(now, isPossible) : null;
    }

    private @Nullable Visit extra(long now, Predicate<Visit> isPossible) {
        double left = (double) millisUntil(end, now);
        List<Race> candidates = new ArrayList<>(races);
        candidates.removeIf(race -> of(race).isVisited || of(race).trouble > 0);
        candidates.sort(Comparator.comparingDouble(
                        (Race race) -> of(race).isHelped(left * lanes) ? of(race).lacks() : Double.POSITIVE_INFINITY)
                .thenComparingDouble(race -> of(race).millis));
        for (Race race : candidates) {
            Known what = of(race);
            double wanted = what.lacks() == 0 || what.lacks() > EXTRA_MOST ? EXTRA_MOST / 2.0 : 1.3 * what.lacks();
            long millis = (long) Math.min(left, Math.max(EXTRA_LEAST, wanted));
            Visit visit = new Visit(race, modes.get(what.extras % modes.size()), millis, 0);
            if (isPossible.test(visit)) {
                what.isVisited = true;
                what.extras++;
                return visit;
            }
        }
        return null;
    }

    /** Learns from a fork of a visit. */
    void learn(ForkRecord fork) {
        Known race = known.get(fork.race());
        if (race != null) {
            if (fork.strides().areShort()) {
                race.met += fork.met();
                race.millis += fork.durationMillis();
                race.latestRate = (double) fork.met() / Math.max(1, fork.durationMillis());
            }
            if (fork.status() != ForkStatus.NORMAL) {
                race.trouble++;
            }
        }
    }

    /** A visit is over. */
    void ended(Visit visit) {
        of(visit.race()).isVisited = false;
    }
}
