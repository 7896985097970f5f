package dev.racewalk.results.model;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Tally;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one race did, over all its forks. */
public final class RaceResults {
    private static final Comparator<OutcomeRecord> BY_WEIGHT = Comparator.comparing(
                    (OutcomeRecord outcome) -> !outcome.grade().isWrong() || outcome.count() == 0)
            .thenComparing(Comparator.comparingLong(OutcomeRecord::count).reversed())
            .thenComparing(OutcomeRecord::id);

    private final List<SourcedFork> forks;
    private final Tally tally = new Tally();

    /**
     * Makes the results of a race.
     *
     * @param forks one or more, all of the same race
     */
    public RaceResults(List<SourcedFork> forks) {
        if (forks.isEmpty()) {
            throw new IllegalArgumentException("a race without forks has no results");
        }
        this.forks = List.copyOf(forks);
        this.forks.forEach(each -> tally.add(each.fork()));
    }

    /**
     * Returns the forks.
     *
     * @return in the order in which they were read
     */
    public List<SourcedFork> forks() {
        return forks;
    }

    private ForkRecord first() {
        return forks.get(0).fork();
    }

    /**
     * Returns the name.
     *
     * @return name of the race's class, with its package
     */
    public String name() {
        return first().race();
    }

    /**
     * Returns the name without the package.
     *
     * @return name of the class
     */
    public String simpleName() {
        return first().simpleName();
    }

    /**
     * Returns the family.
     *
     * @return last part of the package's name
     */
    public String family() {
        return first().family();
    }

    /**
     * Returns the description.
     *
     * @return what meets what, empty if nobody says so
     */
    public String description() {
        return first().description();
    }

    /**
     * Returns the actors.
     *
     * @return their names, first actor first
     */
    public List<String> actors() {
        return first().actors();
    }

    /**
     * Returns the sums.
     *
     * @return over all forks
     */
    public Tally tally() {
        return tally;
    }

    /**
     * Returns what happened to the race as a whole.
     *
     * @return the worst of it
     */
    public Verdict verdict() {
        if (tally.forbidden() > 0) {
            return Verdict.FORBIDDEN;
        }
        if (tally.failed() > 0) {
            return Verdict.FAILED;
        }
        boolean isGraded = outcomes().stream().noneMatch(outcome -> outcome.grade() == Grade.UNGRADED);
        if (!isGraded) {
            return Verdict.UNGRADED;
        }
        return isWeak() ? Verdict.WEAK : Verdict.PASSED;
    }

    /**
     * Tells whether the threads met too rarely, over all forks, for a green verdict to say anything. Only a race that our runner
     * ran, and that tells when its threads meet, can be weak; a litmus pattern cannot.
     *
     * @return true below {@link Meetings#ENOUGH} meetings
     */
    public boolean isWeak() {
        return isMeasured() && tally.met() < Meetings.ENOUGH;
    }

    /**
     * Tells whether it counts how often the threads of a page table, a pool or a lock met.
     *
     * @return false for a litmus pattern, a race that cannot tell, and what was read from a file of jcstress alone
     */
    public boolean isMeasured() {
        return Meetings.areCounted(family(), tally)
                && forks.stream().anyMatch(each -> each.fork().ranByRunner());
    }

    /**
     * Returns the outcomes.
     *
     * @return summed over all forks: those that are wrong and were seen, then the most frequent, last the cases that were not
     *     seen
     */
    public List<OutcomeRecord> outcomes() {
        Map<String, OutcomeRecord> sums = new LinkedHashMap<>();
        for (SourcedFork each : forks) {
            for (OutcomeRecord outcome : each.fork().outcomes()) {
                sums.merge(outcome.id(), outcome, OutcomeRecord::plus);
            }
        }
        return sums.values().stream().sorted(BY_WEIGHT).toList();
    }

    /**
     * Divides the forks.
     *
     * @param key what a group has in common: {@code ForkRecord::mode}, for instance
     * @return the results of each group, in the order of the keys
     */
    public Map<String, RaceResults> by(Function<ForkRecord, String> key) {
        Map<String, List<SourcedFork>> groups = forks.stream()
                .collect(Collectors.groupingBy(each -> key.apply(each.fork()), TreeMap::new, Collectors.toList()));
        Map<String, RaceResults> results = new LinkedHashMap<>();
        groups.forEach((name, some) -> results.put(name, new RaceResults(some)));
        return results;
    }

    /**
     * Returns the forks to look at.
     *
     * @return those that failed or saw a wrong outcome
     */
    public List<SourcedFork> bad() {
        return forks.stream().filter(each -> each.fork().bad()).toList();
    }

    /**
     * Tells whether a fork ended in this way.
     *
     * @param status how a fork may end
     * @return true if one did
     */
    public boolean has(ForkStatus status) {
        return forks.stream().anyMatch(each -> each.fork().status() == status);
    }
}
