package dev.racewalk.results.report;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.model.Verdict;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Tally;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every report says first: did anything forbidden happen, in how much racing, and what is missing. */
public final class Overview {
    /** How what nobody graded can be graded. */
    public static final String HOW_TO_GRADE = "--suite " + Repeat.SOME_SUITE + " tells it";

    /** Share of the processors' time from which on other processes spoil the rates. */
    public static final double SPOILED = 0.05;

    private final Results results;
    private final Tally tally = new Tally();
    private final Tally litmus = new Tally();
    private final Tally pageTables = new Tally();

    /**
     * Sums up.
     *
     * @param results of one run or of several
     */
    public Overview(Results results) {
        this.results = results;
        for (RaceResults race : results.races()) {
            Tally kind = Meetings.isLitmus(race.family()) ? litmus : pageTables;
            race.forks().forEach(each -> {
                tally.add(each.fork());
                kind.add(each.fork());
            });
        }
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
     * Returns the sums of the litmus patterns. They are much faster than the races, and their interesting outcomes are no
     * meetings, so they are not mixed with them.
     *
     * @return over all forks of the family litmus
     */
    public Tally litmus() {
        return litmus;
    }

    /**
     * Returns the sums of the races of page tables, pools and locks.
     *
     * @return over all forks that are not of the family litmus
     */
    public Tally pageTables() {
        return pageTables;
    }

    /**
     * Returns the races that met too rarely for their green to say anything.
     *
     * @return in the order of the results
     */
    public List<RaceResults> weak() {
        return results.races().stream()
                .filter(race -> race.verdict() == Verdict.WEAK)
                .toList();
    }

    /**
     * Returns the verdict.
     *
     * @return the worst of all races; of no race at all, that nobody graded them
     */
    public Verdict verdict() {
        return results.races().stream()
                .map(RaceResults::verdict)
                .max(Verdict::compareTo)
                .orElse(Verdict.UNGRADED);
    }

    /**
     * Says in a sentence or two whether anything forbidden happened.
     *
     * @return one line
     */
    public String sentence() {
        if (results.races().isEmpty()) {
            return "Nothing was raced." + incomplete();
        }
        String what = switch (verdict()) {
            case FORBIDDEN ->
                "Forbidden outcomes in " + races(Verdict.FORBIDDEN) + " of "
                        + Columns.plural(results.races().size(), "race") + ": "
                        + Columns.plural(tally.forbidden(), "sample") + " of " + samples() + ".";
            case FAILED ->
                (tally.isGraded()
                                ? "Nothing forbidden was seen, but "
                                : "Some outcomes could not be graded (" + HOW_TO_GRADE + "), and ")
                        + Columns.plural(tally.failed(), "fork") + " of " + tally.forks() + " failed.";
            case UNGRADED ->
                "Not graded: this program does not know which outcomes of "
                        + Columns.plural(ungraded(), "race")
                        + (ungraded() == results.races().size()
                                ? ""
                                : " of " + results.races().size())
                        + " are wrong; " + HOW_TO_GRADE + ".";
            case PASSED, WEAK ->
                tally.samples() == 0
                        ? "Nothing was raced."
                        : "No forbidden outcome in " + samples() + " samples of "
                                + Columns.plural(results.races().size(), "race") + weakness() + ".";
        };
        return seeded() + what + incomplete();
    }

    /** A run with a seeded bug must not be taken for one of the right protocol. */
    private String seeded() {
        String faults = names(Protocol::fault);
        String steps = names(Protocol::steps);
        String tables = names(Protocol::table);
        return (faults.isEmpty() ? "" : "Seeded bug " + faults + ": ")
                + (steps.isEmpty() ? "" : "Own steps " + steps + ": ")
                + (tables.isEmpty() ? "" : "Own table " + tables + ": ");
    }

    private String names(Function<Protocol, @Nullable String> name) {
        return protocols().stream()
                .map(name)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .collect(Collectors.joining(", "));
    }

    private List<Protocol> protocols() {
        return runs().stream()
                .map(run -> Protocol.ofFlags(run.jvmFlags()))
                .distinct()
                .toList();
    }

    /**
     * Says which protocol was raced, if that is not the right one.
     *
     * @return a sentence each; empty for the right protocol
     */
    public List<String> banners() {
        return protocols().stream()
                .map(Protocol::banner)
                .filter(banner -> !banner.isEmpty())
                .toList();
    }

    private String weakness() {
        int weak = weak().size();
        return weak == 0
                ? ""
                : "; " + weak + " of " + Columns.plural(results.races().size(), "race")
                        + (weak == 1 ? " is weak" : " are weak");
    }

    private long ungraded() {
        return races(Verdict.UNGRADED);
    }

    /**
     * Returns the number of forbidden samples in words.
     *
     * @param tally of some forks
     * @return {@code unknown} if none was seen among outcomes that nobody graded
     */
    public static String forbidden(Tally tally) {
        return tally.forbidden() == 0 && !tally.isGraded() ? "unknown" : Numbers.count(tally.forbidden());
    }

    private String samples() {
        return Numbers.scaled((double) tally.samples());
    }

    private long races(Verdict verdict) {
        return results.races().stream()
                .filter(race -> race.verdict() == verdict)
                .count();
    }

    private String incomplete() {
        String missing = "";
        if (verdict() == Verdict.FORBIDDEN && tally.failed() > 0) {
            missing = " " + Columns.plural(tally.failed(), "fork") + " failed.";
        }
        long cut = results.sources().stream().filter(Source::isCutShort).count();
        if (cut > 0) {
            int all = results.sources().size();
            missing += all == 1 ? " The run was cut short." : " " + cut + " of " + all + " runs were cut short.";
        }
        long late = skipped().values().stream()
                .flatMap(Set::stream)
                .filter(this::isLate)
                .count();
        return late == 0 ? missing : missing + " " + Columns.plural(late, "race") + " had no turn.";
    }

    private boolean isLate(String race) {
        return runs().stream()
                .flatMap(run -> run.skipped().stream())
                .anyMatch(each -> each.race().equals(race) && each.isForTime());
    }

    private List<RunRecord> runs() {
        return results.sources().stream()
                .map(Source::run)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /**
     * Returns the races that no run of these results ran.
     *
     * @return names, by the reason
     */
    public Map<String, Set<String>> skipped() {
        Set<String> raced = results.races().stream().map(RaceResults::name).collect(Collectors.toSet());
        Map<String, Set<String>> skipped = new TreeMap<>();
        for (RunRecord run : runs()) {
            for (RunRecord.Skipped each : run.skipped()) {
                if (!raced.contains(each.race())) {
                    skipped.computeIfAbsent(each.reason(), key -> new TreeSet<>())
                            .add(each.race());
                }
            }
        }
        return skipped;
    }

    /**
     * Tells whether other processes took so much time that rates and shares say little.
     *
     * @return true from {@link #SPOILED} on
     */
    public boolean isSpoiled() {
        return tally.othersShare() > SPOILED;
    }

    /**
     * Finds where a fork comes from.
     *
     * @param fork of these results
     * @return its run
     */
    public Source source(SourcedFork fork) {
        return results.sources().get(fork.source());
    }
}
