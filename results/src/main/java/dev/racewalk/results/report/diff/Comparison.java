package dev.racewalk.results.report.diff;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/** What differs between two runs. */
public final class Comparison {
    /** Share of what is reported that chance may make on average. */
    static final double RATE = 0.01;

    /** Changes by a smaller factor of odds or rate are not told. */
    static final double FACTOR = 1.25;

    /** An outcome that is seen in one run only is told if so many were to be expected in the other. */
    static final int EXPECTED = 100;

    private static final int FEWEST_RACES = 8;
    private static final double HALF = 0.5;

    private final Map<String, RaceResults> before;
    private final Map<String, RaceResults> after;
    private final Map<String, List<ForkPair>> quiet = new LinkedHashMap<>();
    private final List<RunRecord> newRuns;
    private int noisy;
    private int pairs;

    /**
     * Compares.
     *
     * @param before the old run
     * @param after the new run
     * @param chosen races to compare
     * @param limit share of the processors' time above which other processes spoil a fork
     */
    public Comparison(Results before, Results after, Predicate<RaceResults> chosen, double limit) {
        this.before = byName(before, chosen);
        this.after = byName(after, chosen);
        this.newRuns = after.sources().stream()
                .map(Source::run)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        this.before.forEach((name, race) -> {
            RaceResults other = this.after.get(name);
            if (other != null) {
                List<ForkPair> all = ForkPair.of(race, other);
                List<ForkPair> some =
                        all.stream().filter(pair -> pair.isQuiet(limit)).toList();
                quiet.put(name, some);
                pairs += all.size();
                noisy += all.size() - some.size();
            }
        });
    }

    private static Map<String, RaceResults> byName(Results results, Predicate<RaceResults> chosen) {
        Map<String, RaceResults> races = new LinkedHashMap<>();
        results.races().stream().filter(chosen).forEach(race -> races.put(race.name(), race));
        return races;
    }

    /** Races that only one of the runs has. */
    List<RaceResults> onlyBefore() {
        return before.values().stream()
                .filter(race -> !after.containsKey(race.name()))
                .toList();
    }

    /** Whether the new run was to have a race: its selection matches, and no shard is missing. A file of jcstress says nothing. */
    boolean isMeant(RaceResults race) {
        return newRuns.isEmpty()
                || newRuns.stream().anyMatch(run -> {
                    String selection = run.selection();
                    boolean isSelected = selection == null
                            || Pattern.compile(selection).matcher(race.name()).find();
                    return isSelected && shards() == run.shard().count();
                });
    }

    private long shards() {
        return newRuns.stream().map(RunRecord::shard).distinct().count();
    }

    List<RaceResults> onlyAfter() {
        return after.values().stream()
                .filter(race -> !before.containsKey(race.name()))
                .toList();
    }

    int races() {
        return quiet.size();
    }

    /** Pairs of forks, and those of them that other processes spoilt. */
    int pairs() {
        return pairs;
    }

    int noisy() {
        return noisy;
    }

    /** An outcome of the new run, and how often it was seen in either. */
    record Seen(String race, OutcomeRecord outcome, long before, long after, double expected) {}

    /** Forbidden outcomes of the new run; new ones were not seen in the old. */
    List<Seen> forbidden() {
        List<Seen> forbidden = new ArrayList<>();
        for (RaceResults race : after.values()) {
            for (OutcomeRecord each : race.outcomes()) {
                if (each.grade().isWrong() && each.count() > 0) {
                    RaceResults old = before.get(race.name());
                    long count = old == null ? 0 : count(old, each.id());
                    forbidden.add(new Seen(race.simpleName(), each, count, each.count(), Double.NaN));
                }
            }
        }
        return forbidden;
    }

    /** Races with failed forks in the new run and none in the old. */
    List<RaceResults> newlyFailed() {
        return after.values().stream()
                .filter(race -> race.tally().failed() > 0)
                .filter(race -> {
                    RaceResults old = before.get(race.name());
                    return old == null || old.tally().failed() == 0;
                })
                .toList();
    }

    private static long count(RaceResults race, String id) {
        return race.outcomes().stream()
                .filter(each -> each.id().equals(id))
                .mapToLong(OutcomeRecord::count)
                .sum();
    }

    /** Allowed outcomes that were seen in one run only. */
    List<Seen> appearedOrVanished() {
        List<Seen> found = new ArrayList<>();
        quiet.forEach((name, some) -> {
            if (!some.isEmpty()) {
                for (OutcomeRecord each : outcomes(name)) {
                    oneSided(name, each, some, found);
                }
            }
        });
        return found;
    }

    private List<OutcomeRecord> outcomes(String name) {
        Map<String, OutcomeRecord> outcomes = new LinkedHashMap<>();
        for (Map<String, RaceResults> run : List.of(before, after)) {
            RaceResults race = run.get(name);
            if (race != null) {
                race.outcomes().stream()
                        .filter(each -> each.count() > 0)
                        .forEach(each -> outcomes.putIfAbsent(each.id(), each));
            }
        }
        return List.copyOf(outcomes.values());
    }

    private static void oneSided(String name, OutcomeRecord outcome, List<ForkPair> some, List<Seen> found) {
        Quantity quantity = Quantity.outcome(outcome.id());
        long old = 0;
        long fresh = 0;
        double expected = 0;
        for (ForkPair pair : some) {
            long one = quantity.count(pair.before());
            long other = quantity.count(pair.after());
            old += one;
            fresh += other;
            expected += (double) one / pair.before().samples() * pair.after().samples();
            expected += (double) other / pair.after().samples() * pair.before().samples();
        }
        boolean isOneSided = (old == 0) != (fresh == 0);
        if (isOneSided && !outcome.grade().isWrong()) {
            found.add(new Seen(name.substring(name.lastIndexOf('.') + 1), outcome, old, fresh, expected));
        }
    }

    /** A change, and how probable one of its size is if nothing changed. */
    record Tested(Change change, double p) {
        boolean isLarge() {
            return Math.abs(change.mean()) >= Math.log(FACTOR);
        }
    }

    /** Changes of a kind that chance does not explain. */
    List<Tested> changes(Quantity.Kind kind) {
        List<Change> all = testable(kind);
        ModeratedT test = ModeratedT.fit(all);
        List<Tested> tests =
                all.stream().map(change -> new Tested(change, test.p(change))).toList();
        return FalseDiscoveries.below(RATE, tests, Tested::p).stream()
                .filter(Tested::isLarge)
                .toList();
    }

    /**
     * Lists what is compared, for a picture.
     *
     * @return one for each kind of quantity
     */
    public List<Movements> movements() {
        List<Movements> kinds = new ArrayList<>();
        for (Quantity.Kind kind : Quantity.Kind.values()) {
            List<Tested> told = changes(kind);
            ModeratedT test = ModeratedT.fit(testable(kind));
            List<Movement> rest = comparable(kind).stream()
                    .filter(change ->
                            told.stream().noneMatch(each -> each.change().equals(change)))
                    .map(change -> new Tested(change, change.pairs() < 2 ? Double.NaN : test.p(change)))
                    .sorted(Comparator.comparingDouble(Tested::p)) // those that nobody can test come last
                    .map(each -> Movement.of(each.change(), each.p(), false))
                    .toList();
            kinds.add(new Movements(
                    kind.words(),
                    kind.isShare(),
                    told.stream()
                            .map(each -> Movement.of(each.change(), each.p(), true))
                            .toList(),
                    rest));
        }
        return kinds;
    }

    /** What can be tested: two pairs tell how much forks differ anyway. */
    List<Change> testable(Quantity.Kind kind) {
        return comparable(kind).stream().filter(change -> change.pairs() >= 2).toList();
    }

    private List<Change> comparable(Quantity.Kind kind) {
        List<Change> all = new ArrayList<>();
        quiet.forEach((name, some) -> {
            for (Quantity quantity : quantities(kind, name)) {
                Change change = Change.of(name.substring(name.lastIndexOf('.') + 1), quantity, some);
                boolean isRest = kind == Quantity.Kind.OUTCOME && Math.min(change.before(), change.after()) > HALF;
                if (change.pairs() > 0 && !isRest) {
                    all.add(change);
                }
            }
        });
        return all;
    }

    /** Nearly all is left out: the outcomes that are not nearly all tell the same. */
    private List<Quantity> quantities(Quantity.Kind kind, String name) {
        if (kind != Quantity.Kind.OUTCOME) {
            return List.of(Quantity.of(kind));
        }
        TreeSet<String> ids = new TreeSet<>();
        outcomes(name).forEach(each -> ids.add(each.id()));
        return ids.stream().map(Quantity::outcome).toList();
    }

    /** All races together. */
    record Overall(Quantity.Kind kind, int races, double factor, double p) {}

    /** Whether most races changed in the same direction, each of which may have too few forks to show it. */
    List<Overall> overall() {
        List<Overall> found = new ArrayList<>();
        for (Quantity.Kind kind : Quantity.Kind.values()) {
            double[] means = comparable(kind).stream()
                    .mapToDouble(Change::mean)
                    .filter(mean -> mean != 0)
                    .sorted()
                    .toArray();
            if (kind.isWorseIfLower() && means.length >= FEWEST_RACES) {
                double p = WilcoxonSignedRankTest.withDefaults().test(means).getPValue();
                double median = (means[(means.length - 1) / 2] + means[means.length / 2]) * HALF;
                if (p <= RATE && Math.abs(median) >= Math.log(FACTOR)) {
                    found.add(new Overall(kind, means.length, Math.exp(median), p));
                }
            }
        }
        return found;
    }
}
