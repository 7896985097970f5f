package dev.racewalk.stress.run;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far each race has got, to tell which are behind. Not for several threads at a time. */
final class Standing {
    /** Samples of an outcome from which on it is no longer rare. */
    private static final int RARE = 10;

    private final Map<String, Map<String, OutcomeRecord>> outcomes = new LinkedHashMap<>();
    private final Map<String, String> families = new HashMap<>();

    /** Takes a fork into account. */
    void add(ForkRecord fork) {
        families.put(fork.race(), fork.family());
        Map<String, OutcomeRecord> sums = outcomes.computeIfAbsent(fork.race(), race -> new HashMap<>());
        for (OutcomeRecord each : fork.outcomes()) {
            sums.merge(
                    each.id(),
                    each,
                    (one, other) ->
                            new OutcomeRecord(one.id(), one.count() + other.count(), one.grade(), one.description()));
        }
    }

    /**
     * Tells whether a race is behind: its threads met too rarely, or an outcome of it was seen, but so rarely that there may be
     * others as rare.
     */
    boolean isBehind(String race) {
        Map<String, OutcomeRecord> sums = outcomes.getOrDefault(race, Map.of());
        boolean tells = sums.values().stream().anyMatch(each -> each.grade().isMet());
        long met = sums.values().stream()
                .filter(each -> each.grade().isMet())
                .mapToLong(OutcomeRecord::count)
                .sum();
        boolean isWeak = tells && !Meetings.isLitmus(families.getOrDefault(race, "")) && met < Meetings.ENOUGH;
        return isWeak || sums.values().stream().anyMatch(each -> each.count() > 0 && each.count() < RARE);
    }

    /** The forks of races that are behind; all of them if none is. */
    List<ForkPlan> behind(List<ForkPlan> forks) {
        List<ForkPlan> some = forks.stream()
                .filter(fork -> isBehind(fork.way().race().name()))
                .toList();
        return some.isEmpty() ? forks : some;
    }
}
