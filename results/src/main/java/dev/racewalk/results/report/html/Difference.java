package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where the explorer and the machine differ, and what to do about it. Models are in the order of what they allow: what {@code sc}
 * does not reach and {@code tso} does is no wonder on x86.
 *
 * @param mark {@link Mark#WARNING} if somebody should do something, else {@link Mark#NOTE}
 * @param text a sentence
 */
record Difference(Mark mark, String text) {
    /** What is known of a race, on whatever machine. */
    private record Sides(
            RaceResults race, Map<Model, Set<String>> reached, Set<Model> complete, Set<String> seen, Model hardware) {
        Set<Model> reaching(String id) {
            Set<Model> models = EnumSet.noneOf(Model.class);
            reached.forEach((model, ids) -> {
                if (ids.contains(id)) {
                    models.add(model);
                }
            });
            return models;
        }

        private boolean isReached(String id) {
            return reaching(id).stream().anyMatch(model -> model.compareTo(hardware) <= 0);
        }

        /** Whether the model of the machine was explored to the end and does not reach it. */
        boolean isDenied(String id) {
            return complete.contains(hardware) && !isReached(id);
        }

        boolean isBeyondSc(String id) {
            return complete.contains(Model.SC) && !reaching(id).contains(Model.SC) && !isDenied(id);
        }

        Set<String> seen(Predicate<String> which) {
            return seen.stream().filter(which).collect(Collectors.toCollection(TreeSet::new));
        }

        String amount() {
            boolean meets = Rates.of(race).meets() && !Meetings.isLitmus(race.family());
            return meets
                    ? Words.scaled(race.tally().met()) + (race.tally().met() == 1 ? " meeting" : " meetings")
                    : Words.scaled(race.tally().samples()) + " samples";
        }

        boolean isRacedEnough() {
            return Rates.of(race).meets() && race.tally().met() >= Meetings.ENOUGH;
        }
    }

    /**
     * Compares.
     *
     * @param race what was observed
     * @param explorations of this race; those with a seeded fault are left out
     * @param isX86 whether the machine keeps to x86-TSO
     * @return each difference once
     */
    static List<Difference> of(RaceResults race, List<Exploration> explorations, boolean isX86) {
        Map<Model, Set<String>> reached = new EnumMap<>(Model.class);
        Set<Model> complete = EnumSet.noneOf(Model.class);
        for (Exploration each : explorations) {
            if (each.protocol().isAsItShouldBe()) {
                reached.computeIfAbsent(each.model(), key -> new TreeSet<>()).addAll(ends(each.outcomes()));
                if (each.complete()) {
                    complete.add(each.model());
                }
            }
        }
        if (reached.isEmpty()) {
            return List.of();
        }
        Sides sides = new Sides(race, reached, complete, ends(race.outcomes()), isX86 ? Model.TSO : Model.WEAK);
        List<Difference> differences = new ArrayList<>(unexplained(sides));
        differences.addAll(unseen(sides));
        return differences;
    }

    private static List<Difference> unexplained(Sides sides) {
        Set<String> wrong = sides.seen(sides::isDenied);
        Set<String> beyond = sides.seen(sides::isBeyondSc);
        Set<String> allowed = sides.seen(id -> beyond.contains(id) && sides.isReached(id));
        Set<String> open = sides.seen(id -> beyond.contains(id) && !sides.isReached(id));
        List<Difference> differences = new ArrayList<>();
        if (!wrong.isEmpty()) {
            differences.add(new Difference(
                    Mark.WARNING,
                    outcomes(wrong) + " seen, and " + sides.hardware().id()
                            + ", explored to the end, does not reach " + (wrong.size() == 1 ? "it" : "them")
                            + ": the explorer is wrong, or a compiler did what the machine does not: "
                            + listed(wrong) + "."));
        }
        if (!allowed.isEmpty()) {
            differences.add(new Difference(
                    Mark.NOTE,
                    outcomes(allowed) + " seen as "
                            + (sides.hardware() == Model.TSO ? "x86-TSO allows" : "a weaker model than sc allows")
                            + ", and sc does not: " + listed(allowed) + "."));
        }
        if (!open.isEmpty()) {
            differences.add(new Difference(
                    Mark.NOTE,
                    outcomes(open) + " seen that sc does not reach; --model "
                            + sides.hardware().id() + " tells whether this machine may do so: " + listed(open) + "."));
        }
        return differences;
    }

    private static List<Difference> unseen(Sides sides) {
        Map<String, Set<String>> byModels = new TreeMap<>();
        Map<String, Set<Model>> models = new TreeMap<>();
        sides.reached().values().stream().flatMap(Set::stream).forEach(id -> {
            if (!sides.seen().contains(id)) {
                Set<Model> reaching = sides.reaching(id);
                String key = reaching.toString();
                byModels.computeIfAbsent(key, any -> new TreeSet<>()).add(id);
                models.put(key, reaching);
            }
        });
        List<Difference> differences = new ArrayList<>();
        byModels.forEach((key, ids) -> differences.add(unseen(sides, ids, models.getOrDefault(key, Set.of()))));
        return differences;
    }

    private static Difference unseen(Sides sides, Set<String> ids, Set<Model> models) {
        String reach = models.stream().map(Model::id).collect(Collectors.joining(" and "))
                + (models.size() == 1 ? " reaches" : " reach");
        boolean isBeyond = models.stream().allMatch(model -> model.compareTo(sides.hardware()) > 0);
        if (isBeyond) {
            return new Difference(
                    Mark.NOTE,
                    Words.plural(ids.size(), "outcome") + " that only " + reach
                            + ", beyond what x86-TSO does, not seen: " + listed(ids) + ".");
        }
        boolean isEnough = sides.isRacedEnough();
        return new Difference(
                isEnough ? Mark.NOTE : Mark.WARNING,
                Words.plural(ids.size(), "outcome") + " that " + reach + (ids.size() == 1 ? " was" : " were")
                        + " not seen in " + sides.amount()
                        + (isEnough ? ": rare on this machine, if it happens at all: " : ": race it longer: ")
                        + listed(ids) + ".");
    }

    private static String outcomes(Set<String> ids) {
        return Words.plural(ids.size(), "outcome") + (ids.size() == 1 ? " was" : " were");
    }

    private static Set<String> ends(List<OutcomeRecord> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.count() > 0)
                .map(OutcomeRecord::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String listed(Set<String> ids) {
        return ids.stream().map(id -> "“" + id + "”").collect(Collectors.joining(", "));
    }

    boolean isWarning() {
        return mark.equals(Mark.WARNING);
    }
}
