package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Op;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one actor does in a row as part of one step of the protocol. Accesses that do the same to item after item are told together:
 * {@code items 8/0 to 8/511 are empty}.
 */
final class TraceRow {
    private static final String ITEM = "item ";

    private final int number;
    private final int actor;
    private final String step;
    private final Set<Integer> locations = new HashSet<>();
    private final StringJoiner told = new StringJoiner("; ");
    private @Nullable Run run;

    /** Accesses to neighbouring items, or to one word, that all read or wrote the same. */
    private static final class Run {
        final Op.Kind kind;
        final String first;
        final String value;
        final String remark;
        String last;
        int lastLocation;
        int times = 1;

        Run(Op.Kind kind, int location, String where, String value, String remark) {
            this.kind = kind;
            first = where;
            last = where;
            lastLocation = location;
            this.value = value;
            this.remark = remark;
        }

        boolean takesUp(Run next) {
            if (kind != next.kind || !value.equals(next.value) || !remark.equals(next.remark)) {
                return false;
            }
            if (first.equals(last) && first.equals(next.first)) {
                times++;
                return true;
            }
            if (times > 1
                    || next.lastLocation != lastLocation + 1
                    || !(first.contains(ITEM) && next.first.contains(ITEM))) {
                return false;
            }
            last = next.first;
            lastLocation = next.lastLocation;
            return true;
        }

        @Override
        public String toString() {
            boolean one = first.equals(last);
            String verb = kind != Op.Kind.LOAD ? " := " : one ? " is " : " are ";
            int place = first.indexOf(ITEM);
            String where = one
                    ? first
                    : first.substring(0, place) + "items " + first.substring(place + ITEM.length()) + " to "
                            + last.substring(last.indexOf(ITEM) + ITEM.length());
            return where + verb + value + remark + (times == 1 ? "" : ", " + times + " times");
        }
    }

    TraceRow(int number, int actor, String step) {
        this.number = number;
        this.actor = actor;
        this.step = step;
    }

    /** One line instead of several of one actor, with the names of their steps alone. */
    static TraceRow folded(List<TraceRow> lines) {
        TraceRow first = lines.get(0);
        TraceRow folded = new TraceRow(first.number, first.actor, "");
        String names = lines.stream().map(line -> line.step).distinct().collect(Collectors.joining(", "));
        folded.told.add(names + " (on words that no other actor uses)");
        return folded;
    }

    boolean isOf(int who, String what) {
        return actor == who && step.equals(what);
    }

    boolean isOfSameActorAs(TraceRow other) {
        return actor == other.actor;
    }

    /** Whether it touches only what a test accepts; false for a line that is folded. */
    boolean touchesOnly(IntPredicate accepted) {
        return !locations.isEmpty() && locations.stream().allMatch(accepted::test);
    }

    /** Adds an access that is told in full. */
    void add(int location, String what) {
        locations.add(location);
        endRun();
        told.add(what);
    }

    /** Adds a load or a store. */
    void add(Op.Kind kind, int location, String where, String value, String remark) {
        locations.add(location);
        Run next = new Run(kind, location, where, value, remark);
        if (run == null || !run.takesUp(next)) {
            endRun();
            run = next;
        }
    }

    private void endRun() {
        if (run != null) {
            told.add(run.toString());
            run = null;
        }
    }

    /** The line, in the column of its actor. */
    String text(int numberWidth, int columnWidth) {
        endRun();
        return String.format(
                "%-" + numberWidth + "d%s%s%s",
                number,
                " ".repeat(columnWidth * actor),
                step.isEmpty() ? "" : step + ": ",
                told);
    }
}
