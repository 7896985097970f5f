package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.record.Interleaving;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

    private final TracedStep first;
    private final List<TracedStep> steps = new ArrayList<>();
    private final Set<Integer> locations = new LinkedHashSet<>();
    private final StringJoiner told = new StringJoiner("; ");
    private @Nullable Run run;
    private boolean folded;

    /** Accesses to neighbouring items, or to one word, that all read or wrote the same. */
    private static final class Run {
        final Op.Kind kind;
        final String first;
        final String value;
        final String remark;
        String last;
        int lastLocation;
        int times = 1;

        Run(TracedStep step) {
            kind = step.kind();
            first = step.where();
            last = first;
            lastLocation = step.location();
            value = step.told();
            remark = step.remark();
        }

        boolean takesUp(TracedStep next) {
            if (kind != next.kind() || !value.equals(next.told()) || !remark.equals(next.remark())) {
                return false;
            }
            if (first.equals(last) && first.equals(next.where())) {
                times++;
                return true;
            }
            if (times > 1
                    || next.location() != lastLocation + 1
                    || !(first.contains(ITEM) && next.where().contains(ITEM))) {
                return false;
            }
            last = next.where();
            lastLocation = next.location();
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

    TraceRow(TracedStep first) {
        this.first = first;
        add(first);
    }

    /** One row instead of several of one actor, with the names of their steps alone. */
    static TraceRow folded(List<TraceRow> rows) {
        TraceRow folded = new TraceRow(rows.get(0).first);
        folded.folded = true;
        folded.steps.clear();
        rows.forEach(row -> folded.steps.addAll(row.steps));
        return folded;
    }

    boolean takesUp(TracedStep next) {
        return !folded && first.isOfSameRowAs(next);
    }

    boolean isOfSameActorAs(TraceRow other) {
        return first.actor() == other.first.actor() && first.isHardware() == other.first.isHardware();
    }

    boolean isHardware() {
        return first.isHardware();
    }

    boolean has(int step) {
        return steps.stream().anyMatch(each -> each.number() == step);
    }

    List<TracedStep> steps() {
        return steps;
    }

    /** Whether it touches only what a test accepts; false for a row that is folded. */
    boolean touchesOnly(IntPredicate accepted) {
        return !folded && locations.stream().allMatch(accepted::test);
    }

    void add(TracedStep step) {
        steps.add(step);
        locations.add(step.location());
        if (!step.isPlain()) {
            endRun();
            told.add(step.told() + step.remark());
        } else if (run == null || !run.takesUp(step)) {
            endRun();
            run = new Run(step);
        }
    }

    private void endRun() {
        if (run != null) {
            told.add(run.toString());
            run = null;
        }
    }

    /** The row as it is recorded. */
    Interleaving.Row recorded(int actors, int state, List<Interleaving.Arrow> arrows) {
        endRun();
        String names = steps.stream().map(TracedStep::step).distinct().collect(Collectors.joining(", "));
        return new Interleaving.Row(
                first.number(),
                steps.get(steps.size() - 1).number(),
                first.actor(),
                isHardware() ? actors : first.actor(),
                folded ? "" : first.step(),
                folded ? "" : first.source().place(),
                folded ? names + " (on words that no other actor uses)" : told.toString(),
                folded,
                state,
                arrows);
    }
}
