package dev.racewalk.results.read;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.UnreadableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells whether runs may be added up: no run twice, and races of the same name must be the same races. */
final class Fit {
    /** What a race must have in common; the cases are null if nobody graded it. */
    private record Shape(
            Part part, List<String> actors, @Nullable Set<String> cases) {}

    private final List<Part> parts;

    private Fit(List<Part> parts) {
        this.parts = parts;
    }

    static void check(List<Part> parts) throws UnreadableException {
        Fit fit = new Fit(parts);
        fit.checkRuns();
        fit.checkRaces();
    }

    private void checkRuns() throws UnreadableException {
        List<Identity> identities = parts.stream().map(Identity::of).toList();
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (identities.get(i).isSameAs(identities.get(j))) {
                    throw new UnreadableException(parts.get(j).path() + " and "
                            + parts.get(i).path() + ": are the same run; its samples must be counted once");
                }
            }
        }
    }

    private void checkRaces() throws UnreadableException {
        Map<String, Shape> shapes = new HashMap<>();
        for (Part part : parts) {
            for (ForkRecord fork : part.forks()) {
                Shape shape = new Shape(part, fork.actors(), cases(fork));
                Shape before = shapes.get(fork.race());
                if (before == null || before.cases() == null) {
                    shapes.put(fork.race(), shape);
                }
                if (before != null) {
                    check(fork.race(), before, shape);
                }
            }
        }
    }

    private static void check(String race, Shape one, Shape other) throws UnreadableException {
        if (!one.actors().equals(other.actors())) {
            throw new UnreadableException(between(one, other) + ": " + race + " has the actors " + one.actors()
                    + " in one and " + other.actors() + " in the other");
        }
        Set<String> mine = one.cases();
        Set<String> theirs = other.cases();
        if (mine != null && theirs != null && !mine.equals(theirs)) {
            Set<String> differing = new TreeSet<>(mine);
            differing.addAll(theirs);
            differing.removeIf(each -> mine.contains(each) && theirs.contains(each));
            throw new UnreadableException(
                    between(one, other) + ": " + race + " has other outcomes in one than in the other: " + differing);
        }
    }

    private static String between(Shape one, Shape other) {
        return one.part().path() + " and " + other.part().path();
    }

    /** Each fork lists all cases of its race, seen or not. What is not accepted is forbidden, whether a case says so or none. */
    private static @Nullable Set<String> cases(ForkRecord fork) {
        Set<String> cases = new TreeSet<>();
        for (OutcomeRecord outcome : fork.outcomes()) {
            if (outcome.grade() == Grade.UNGRADED) {
                return null;
            }
            if (!outcome.grade().isWrong()) {
                cases.add(outcome.grade() + " " + outcome.description());
            }
        }
        return fork.outcomes().isEmpty() ? null : cases;
    }
}
