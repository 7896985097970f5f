package dev.racewalk.results.report.diff;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Messages;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Overview;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.stress.record.HostRecord;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints what changed between two runs, what got worse first, and the verdict last. */
public final class DiffReport {
    private static final int SHOWN = 12;

    private final Results before;
    private final Results after;
    private final Comparison comparison;
    private final double limit;
    private final Ink ink;
    private final PrintWriter out;
    private final List<String> worse = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    /**
     * Prepares it.
     *
     * @param before the old run
     * @param after the new run
     * @param comparison of the two
     * @param limit share of the processors' time above which other processes spoil a fork
     * @param ink what the terminal can show
     * @param out where it goes
     */
    public DiffReport(Results before, Results after, Comparison comparison, double limit, Ink ink, PrintWriter out) {
        this.before = before;
        this.after = after;
        this.comparison = comparison;
        this.limit = limit;
        this.ink = ink;
        this.out = out;
    }

    /** What came of the comparison. */
    public enum Found {
        /** Nothing got worse. */
        FINE,

        /** Something got worse. */
        WORSE,

        /** Nothing got worse that could be told, and no two forks could be compared. */
        NOTHING
    }

    /**
     * Prints all but the verdict.
     *
     * @return what came of it
     */
    public Found print() {
        forbidden();
        failed();
        races();
        outcomes();
        for (Quantity.Kind kind : Quantity.Kind.values()) {
            if (kind.isWorseIfLower()) {
                rates(kind);
            }
        }
        overall();
        environment();
        lines.forEach(out::println);
        if (!lines.isEmpty()) {
            out.println();
        }
        method();
        out.flush();
        if (!worse.isEmpty()) {
            return Found.WORSE;
        }
        return why() == null ? Found.FINE : Found.NOTHING;
    }

    private void environment() {
        differ("machines", environments(before, false), environments(after, false));
        differ("JVMs", environments(before, true), environments(after, true));
        differ("options that the environment adds", added(before), added(after));
    }

    private void differ(String what, String old, String fresh) {
        if (!old.equals(fresh)) {
            wrapped(
                            "The " + what
                                    + " differ, which alone may change how often outcomes occur and how fast races run: "
                                    + old + " before, " + fresh + " now.",
                            "")
                    .forEach(line -> out.println(ink.warning(line)));
        }
    }

    /** What variables add to each JVM; of runs that did not write it down nobody knows, so they differ from none. */
    private static String added(Results results) {
        TreeSet<String> all = new TreeSet<>();
        for (Source source : results.sources()) {
            HostRecord machine = source.machine();
            if (machine != null) {
                String words = machine.environmentInWords();
                all.add(words.isEmpty() ? "none" : words);
            }
        }
        return all.isEmpty() ? "none" : String.join(" and ", all);
    }

    private static String environments(Results results, boolean isJvm) {
        TreeSet<String> all = new TreeSet<>();
        for (Source source : results.sources()) {
            HostRecord machine = source.machine();
            if (machine == null) {
                all.add("unknown");
            } else if (isJvm) {
                all.add(machine.vmName() + " " + machine.vmVersion());
            } else {
                all.add(Objects.requireNonNullElse(machine.processor(), "unknown processor")
                        + (machine.processors() == 0 ? "" : " x " + machine.processors()) + ", " + machine.os());
            }
        }
        return String.join(" and ", all);
    }

    /** Why no two forks could be compared; null if some could. */
    private @Nullable String why() {
        if (comparison.races() == 0) {
            return "the runs have no race in common";
        }
        if (comparison.pairs() == 0) {
            return "no race has forks with like strides, JVM mode, compilation and kind of JVM in both runs";
        }
        return comparison.pairs() == comparison.noisy()
                ? "other processes used more than " + Numbers.percent(limit)
                        + " of the CPU in a fork of each pair (--max-others)"
                : null;
    }

    /**
     * Sums it up.
     *
     * <p>Context: after {@link #print}.
     *
     * @return one sentence
     */
    public String sentence() {
        String why = why();
        if (!worse.isEmpty()) {
            return "Worse: " + String.join("; ", worse) + ".";
        }
        if (why != null) {
            return "Nothing could be compared: " + why + ".";
        }
        if (!lines.isEmpty()) {
            return "Something changed; nothing got worse.";
        }
        return tested() > 0
                ? "Nothing changed that chance does not explain."
                : "Nothing got measurably worse, but frequencies and speeds could not be tested.";
    }

    /**
     * Prints the verdict after an empty line.
     *
     * <p>Context: after {@link #print}.
     */
    public void verdict() {
        out.println();
        for (String line : wrapped(sentence(), "")) {
            boolean isOpen = worse.isEmpty() && why() != null;
            out.println(isOpen ? ink.warning(line) : worse.isEmpty() ? ink.good(line) : ink.bad(line));
        }
        out.flush();
    }

    private void section(String title) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(ink.bold(title));
    }

    private List<String> wrapped(String text, String indent) {
        return Columns.wrap(text, ink.width() - indent.length() - 2).stream()
                .map(line -> indent + line)
                .toList();
    }

    private void forbidden() {
        List<Comparison.Seen> all = comparison.forbidden();
        List<Comparison.Seen> fresh =
                all.stream().filter(each -> each.before() == 0).toList();
        if (!fresh.isEmpty()) {
            worse.add(Columns.plural(fresh.size(), "forbidden outcome") + " newly seen");
        }
        if (!all.isEmpty()) {
            section("Forbidden outcomes");
        }
        for (Comparison.Seen each : all) {
            String text = each.race() + ": " + each.outcome().id() + ", " + Columns.plural(each.after(), "time")
                    + " now, " + (each.before() == 0 ? "not before" : each.before() + " before");
            wrapped(text, "  ").forEach(line -> lines.add(each.before() == 0 ? ink.bad(line) : line));
        }
    }

    private void failed() {
        List<RaceResults> failed = comparison.newlyFailed();
        if (failed.isEmpty()) {
            return;
        }
        worse.add("forks of " + Columns.plural(failed.size(), "race") + " fail that did not fail before");
        section("Failed forks");
        for (RaceResults race : failed) {
            String text = race.simpleName() + ": " + race.tally().failed() + " of "
                    + race.tally().forks() + ", "
                    + race.bad().stream()
                            .map(each -> each.fork().status().inWords() + ": " + Messages.first(each.fork()))
                            .findFirst()
                            .orElse("");
            wrapped(text, "  ").forEach(line -> lines.add(ink.bad(line)));
        }
    }

    private void races() {
        List<RaceResults> unmeant = comparison.onlyBefore().stream()
                .filter(race -> !comparison.isMeant(race))
                .toList();
        if (!unmeant.isEmpty()) {
            section("Races that the new run was not to have: " + unmeant.size());
        }
        List<RaceResults> missing =
                comparison.onlyBefore().stream().filter(comparison::isMeant).toList();
        if (!missing.isEmpty()) {
            worse.add(Columns.plural(missing.size(), "race") + " missing");
            section("Races that only the old run has");
            new Overview(after)
                    .skipped()
                    .forEach((reason, names) -> missing.stream()
                            .filter(race -> names.contains(race.name()))
                            .forEach(race -> wrapped(race.simpleName() + ": " + reason, "  ")
                                    .forEach(lines::add)));
            names(missing.stream()
                    .filter(race -> new Overview(after)
                            .skipped().values().stream().noneMatch(names -> names.contains(race.name())))
                    .toList());
        }
        List<RaceResults> added = comparison.onlyAfter();
        if (!added.isEmpty()) {
            section("Races that only the new run has");
            names(added);
        }
    }

    private void names(List<RaceResults> races) {
        String names =
                String.join(", ", races.stream().map(RaceResults::simpleName).toList());
        wrapped(names, "  ").forEach(lines::add);
    }

    private void outcomes() {
        List<Comparison.Tested> moved = comparison.changes(Quantity.Kind.OUTCOME);
        List<Comparison.Seen> oneSided = comparison.appearedOrVanished().stream()
                .filter(each -> each.expected() >= Comparison.EXPECTED)
                .toList();
        if (!oneSided.isEmpty()) {
            section("Outcomes that appeared or vanished");
        }
        for (Comparison.Seen each : oneSided) {
            String text = each.race() + ": " + each.outcome().id() + " "
                    + (each.before() == 0
                            ? "appeared, " + Columns.plural(each.after(), "time")
                            : "vanished, it was seen " + Columns.plural(each.before(), "time"))
                    + "; expected in the other run: " + Numbers.scaled(each.expected());
            wrapped(text, "  ").forEach(lines::add);
        }
        List<Comparison.Tested> rest = moved.stream()
                .filter(each -> oneSided.stream()
                        .noneMatch(seen -> seen.race().equals(each.change().race())
                                && seen.outcome()
                                        .id()
                                        .equals(each.change().quantity().name())))
                .toList();
        table("Outcomes whose frequency moved", rest);
    }

    private void rates(Quantity.Kind kind) {
        List<Comparison.Tested> changed = comparison.changes(kind);
        long lower = changed.stream().filter(each -> each.change().mean() < 0).count();
        if (lower > 0) {
            worse.add(kind.words() + " of " + Columns.plural(lower, "race") + " lower");
        }
        table(
                kind.words().substring(0, 1).toUpperCase(Locale.ROOT)
                        + kind.words().substring(1),
                changed);
    }

    private void table(String title, List<Comparison.Tested> rows) {
        if (rows.isEmpty()) {
            return;
        }
        section(title);
        List<Comparison.Tested> shown = rows.subList(0, Math.min(SHOWN, rows.size()));
        List<String> table = ChangeTable.lines(shown, ink.width());
        lines.add(ink.faint(table.get(0)));
        for (int i = 0; i < shown.size(); i++) {
            Change change = shown.get(i).change();
            boolean isWorse = change.quantity().kind().isWorseIfLower() && change.mean() < 0;
            lines.add(isWorse ? ink.bad(table.get(i + 1)) : table.get(i + 1));
        }
        if (rows.size() > SHOWN) {
            lines.add("  and " + (rows.size() - SHOWN) + " less certain ones; -t shows those of some races");
        }
    }

    private void overall() {
        List<Comparison.Overall> found = comparison.overall();
        if (!found.isEmpty()) {
            section("All races together (Wilcoxon signed-rank test of the races' mean differences)");
        }
        for (Comparison.Overall each : found) {
            boolean isWorse = each.factor() < 1;
            if (isWorse) {
                worse.add(each.kind().words() + " lower in most races");
            }
            String text = each.kind().words() + ": in the median of " + each.races() + " races "
                    + Figures.factor(each.factor()) + " times what it was, p " + Figures.p(each.p());
            wrapped(text, "  ").forEach(line -> lines.add(isWorse ? ink.bad(line) : line));
        }
    }

    private int tested() {
        return Stream.of(Quantity.Kind.values())
                .mapToInt(kind -> comparison.testable(kind).size())
                .sum();
    }

    private void method() {
        int quiet = comparison.pairs() - comparison.noisy();
        List<String> text = new ArrayList<>();
        text.add("Compared " + Columns.plural(comparison.races(), "race") + " by " + quiet + " of "
                + Columns.plural(comparison.pairs(), "pair")
                + " of forks with like strides, JVM mode, compilation and kind of JVM, in "
                + Columns.plural(tested(), "test") + ".");
        if (comparison.noisy() > 0) {
            text.add(comparison.noisy() + " pairs are left out, since other processes used more than "
                    + Numbers.percent(limit)
                    + " of the CPU (--max-others). Of these only races, failed forks and"
                    + " forbidden outcomes are compared.");
        }
        if (quiet > 0) {
            text.add(
                    "Test: moderated t (Smyth 2004) on the pairs' differences of log odds or log rates, a fork counting"
                            + " once; Benjamini-Hochberg at " + Numbers.percent(Comparison.RATE)
                            + " for each kind of quantity; factors below " + Comparison.FACTOR + " are not reported.");
        }
        for (String each : text) {
            wrapped(each, "").forEach(line -> out.println(ink.faint(line)));
        }
        long rare = comparison.appearedOrVanished().stream()
                .filter(each -> each.expected() < Comparison.EXPECTED)
                .count();
        if (rare > 0) {
            wrapped(
                            Columns.plural(rare, "rare outcome") + " of one run only could be chance: fewer than "
                                    + Comparison.EXPECTED + " would be expected in the other.",
                            "")
                    .forEach(line -> out.println(ink.faint(line)));
        }
    }
}
