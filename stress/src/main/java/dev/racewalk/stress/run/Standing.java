package dev.racewalk.stress.run;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far each race has got, to tell which are behind. Not for several threads at a time. */
final class Standing {
    /** Samples of an outcome from which on it is no longer rare. */
    private static final int RARE = 10;

    private final Map<String, OfRace> races = new HashMap<>();

    /** What is known of one race. */
    private static final class OfRace {
        private final String family;
        private final Tally tally = new Tally();
        private final Map<String, OutcomeRecord> outcomes = new HashMap<>();

        OfRace(String family) {
            this.family = family;
        }

        boolean isBehind() {
            boolean isWeak = Meetings.areCounted(family, tally) && tally.met() < Meetings.ENOUGH;
            return isWeak || outcomes.values().stream().anyMatch(each -> each.count() > 0 && each.count() < RARE);
        }
    }

    /** Takes a fork into account. */
    void add(ForkRecord fork) {
        OfRace race = races.computeIfAbsent(fork.race(), name -> new OfRace(fork.family()));
        race.tally.add(fork);
        fork.outcomes().forEach(each -> race.outcomes.merge(each.id(), each, OutcomeRecord::plus));
    }

    /**
     * Tells whether a race is behind: its threads met too rarely, or an outcome of it was seen, but so rarely that there may be
     * others as rare.
     */
    boolean isBehind(String race) {
        OfRace known = races.get(race);
        return known != null && known.isBehind();
    }

    /** The forks of races that are behind; all of them if none is. */
    List<ForkPlan> behind(List<ForkPlan> forks) {
        List<ForkPlan> some = forks.stream()
                .filter(fork -> isBehind(fork.way().race().name()))
                .toList();
        return some.isEmpty() ? forks : some;
    }
}
