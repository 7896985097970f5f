package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Arrow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a trace as rows: steps that one actor makes in a row as part of the same step of the protocol share one. A step has
 * no row if it only asks for the state of a frame, touches a word of which people need not know, or reads a word of the emulated
 * machine that no other actor has written in this execution. Of many rows those are folded that touch only words that no other
 * actor uses.
 */
final class TraceRows {
    private static final String HARDWARE = "hardware";
    private static final int FEWEST_TO_FOLD = 3;

    /** So many ranges of steps without a row are named. */
    private static final int MOST_RANGES = 12;

    private final Trace.Names names;
    private final List<TraceRow> rows = new ArrayList<>();

    /** The actors that use a location, and those that write it: a bit each. */
    private final Map<Integer, Integer> users = new HashMap<>();

    private final Map<Integer, Integer> writers = new HashMap<>();

    private TraceRows(List<TracedStep> steps, Trace.Names names) {
        this.names = names;
        for (TracedStep step : steps) {
            users.merge(step.location(), 1 << step.actor(), (one, other) -> one | other);
            if (step.wrote()) {
                writers.merge(step.location(), 1 << step.actor(), (one, other) -> one | other);
            }
        }
    }

    /**
     * Makes rows.
     *
     * @param most rows; more are folded, as far as they can be
     * @param shown number of a step that is not folded, 0 for none
     */
    static List<TraceRow> of(List<TracedStep> steps, Trace.Names names, int most, int shown) {
        TraceRows made = new TraceRows(steps, names);
        for (TracedStep step : steps) {
            if (step.number() == shown || made.isTold(step)) {
                made.add(step);
            }
        }
        int excess = made.rows.size() - most;
        while (excess > 0 && made.foldLongest(excess, shown)) {
            excess = made.rows.size() - most;
        }
        return made.rows;
    }

    private boolean isTold(TracedStep step) {
        if (step.kind() == Op.Kind.LOOK || names.isQuiet(step.location())) {
            return false;
        }
        boolean othersWrite = (writers.getOrDefault(step.location(), 0) & ~(1 << step.actor())) != 0;
        return step.kind() != Op.Kind.LOAD || othersWrite || !names.isMachinery(step.location());
    }

    private void add(TracedStep step) {
        if (!rows.isEmpty() && rows.get(rows.size() - 1).takesUp(step)) {
            rows.get(rows.size() - 1).add(step);
        } else {
            rows.add(new TraceRow(step));
        }
    }

    /** Folds the end of the longest sequence of rows of one actor that no other can tell; false if there is none. */
    private boolean foldLongest(int excess, int shown) {
        int first = 0;
        int most = FEWEST_TO_FOLD - 1;
        for (int from = 0; from < rows.size(); from++) {
            int to = from;
            while (to < rows.size()
                    && rows.get(to).isOfSameActorAs(rows.get(from))
                    && !rows.get(to).has(shown)
                    && rows.get(to).touchesOnly(location -> Integer.bitCount(users.getOrDefault(location, 0)) == 1)) {
                to++;
            }
            if (to - from > most) {
                first = from;
                most = to - from;
            }
        }
        if (most < FEWEST_TO_FOLD) {
            return false;
        }
        int end = first + most;
        int begin = Math.max(first, end - excess - 1);
        List<TraceRow> sequence = rows.subList(begin, end);
        TraceRow folded = TraceRow.folded(sequence);
        sequence.clear();
        rows.add(begin, folded);
        return true;
    }

    /** The rows as they are recorded. */
    static Interleaving recorded(
            Trace trace, List<TraceRow> rows, List<String> actors, Interleaving.@Nullable Wrong wrong) {
        Map<Integer, Integer> rowOf = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            for (TracedStep step : rows.get(i).steps()) {
                rowOf.put(step.number(), i);
            }
        }
        List<Interleaving.Row> recorded = new ArrayList<>();
        boolean hardware = false;
        for (int i = 0; i < rows.size(); i++) {
            TraceRow row = rows.get(i);
            int lastStep = i + 1 < rows.size()
                    ? rows.get(i + 1).steps().get(0).number() - 1
                    : trace.steps().size();
            recorded.add(row.recorded(
                    actors.size(), trace.steps().get(lastStep - 1).state(), List.copyOf(arrows(trace, row, i, rowOf))));
            hardware |= row.isHardware();
        }
        List<String> lanes = new ArrayList<>(actors);
        if (hardware) {
            lanes.add(HARDWARE);
        }
        return new Interleaving(
                List.copyOf(lanes), actors.size(), recorded, List.copyOf(trace.states()), wrong, without(trace, rowOf));
    }

    private static Set<Arrow> arrows(Trace trace, TraceRow row, int index, Map<Integer, Integer> rowOf) {
        Set<Arrow> arrows = new LinkedHashSet<>();
        for (TracedStep step : row.steps()) {
            Arrow.Kind kind = kind(trace, step);
            Integer from = step.from() == 0 ? Integer.valueOf(-1) : rowOf.get(step.from());
            if (kind != null && from != null && from != index) {
                arrows.add(new Arrow(kind, from));
            }
        }
        return arrows;
    }

    private static Arrow.@Nullable Kind kind(Trace trace, TracedStep step) {
        boolean isOthers =
                step.from() != 0 && trace.steps().get(step.from() - 1).actor() != step.actor();
        return switch (step.kind()) {
            case FLUSH -> Arrow.Kind.DRAINS;
            case STORE -> isOthers && step.before() != step.after() ? Arrow.Kind.OVERWRITES : null;
            case UNLOCK -> null;
            default -> step.isStale() ? Arrow.Kind.STALE : isOthers ? Arrow.Kind.READS : null;
        };
    }

    /** The steps that have no row, in words. */
    private static String without(Trace trace, Map<Integer, Integer> rowOf) {
        StringJoiner ranges = new StringJoiner(", ");
        int count = 0;
        for (int first = 1; first <= trace.steps().size(); first++) {
            if (rowOf.containsKey(first)) {
                continue;
            }
            int last = first;
            while (last < trace.steps().size() && !rowOf.containsKey(last + 1)) {
                last++;
            }
            if (count++ < MOST_RANGES) {
                ranges.add(first == last ? Integer.toString(first) : first + " to " + last);
            }
            first = last;
        }
        return count > MOST_RANGES ? ranges + " and " + (count - MOST_RANGES) + " more" : ranges.toString();
    }
}
