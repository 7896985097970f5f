package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one execution for people: a column an actor, a line a step. Steps that one actor makes in a row as part of the same
 * step of the protocol share a line; what only the emulated machine does, and nobody else can see, is left out.
 */
final class Trace implements Engine.Chooser {
    private static final int WIDTH = 100;
    private static final int NUMBER = 4;

    /** A longer trace is folded where it tells least. */
    private static final int MOST_LINES = 40;

    private static final int FEWEST_TO_FOLD = 3;

    private final Schedule schedule;
    private final Names names;
    private final List<TraceRow> lines = new ArrayList<>();
    private int step;

    /** The actors that use a location: a bit each. */
    private final Map<Integer, Integer> users = new HashMap<>();

    /** What a location and a value are called. */
    interface Names {
        /** The place: a path of item indices from the top of the table, or a name. */
        String location(int location);

        /** Whether people need not know of a location at all. */
        boolean isQuiet(int location);

        /** Whether a location is of the emulated machine's own, and reading it tells nothing about the protocol. */
        boolean isMachinery(int location);

        /** A value that was read or written there. */
        String value(int location, long value);
    }

    Trace(Schedule schedule, Names names) {
        this.schedule = schedule.fromStart();
        this.names = names;
    }

    @Override
    public int choose(Engine engine) {
        return schedule.choose(engine);
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        return schedule.choose(engine, process, choices);
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        step++;
        int actor = process < engine.actors() ? process : process - engine.actors();
        users.merge(op.location, 1 << actor, (one, other) -> one | other);
        if (op.kind == Op.Kind.LOOK
                || names.isQuiet(op.location)
                || (op.kind == Op.Kind.LOAD && names.isMachinery(op.location))) {
            return;
        }
        TraceRow last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        if (last == null || !last.isOf(actor, op.name)) {
            last = new TraceRow(step, actor, op.name);
            lines.add(last);
        }
        String remark = engine.model().remark();
        tell(last, op, result, remark.isEmpty() ? "" : " (" + remark + ")");
    }

    private void tell(TraceRow line, Op op, long result, String remark) {
        String where = names.location(op.location);
        switch (op.kind) {
            case LOAD -> line.add(op.kind, op.location, where, names.value(op.location, result), remark);
            case STORE, FLUSH -> line.add(op.kind, op.location, where, names.value(op.location, op.value), remark);
            default -> line.add(op.location, what(op, where, result) + remark);
        }
    }

    private String what(Op op, String where, long result) {
        return switch (op.kind) {
            case CAS ->
                where
                        + (result != 0 ? " := " : " is no more ")
                        + names.value(op.location, result != 0 ? op.value : op.expected);
            case AND -> where + " clears 0x" + Long.toHexString(~op.value);
            case LOCK -> "takes the " + where;
            case TRY_LOCK -> result != 0 ? "takes the " + where : "finds the " + where + " taken";
            case UNLOCK -> "releases the " + where;
            case ALLOCATE -> result == 0 ? "gets no frame" : "gets frame " + (result >>> 12);
            case FREE -> "frees frame " + (op.value >>> 12);
            default -> op.kind + " " + where;
        };
    }

    /**
     * The lines, with the actors' names above them.
     *
     * @param caseName the case of the race, which comes first; null if it has no cases
     */
    List<String> lines(@Nullable String caseName, List<String> actors) {
        int column = (WIDTH - NUMBER) / actors.size();
        List<String> text = new ArrayList<>();
        if (caseName != null) {
            text.add("case " + caseName);
        }
        StringBuilder header = new StringBuilder(" ".repeat(NUMBER));
        for (String actor : actors) {
            header.append(String.format("%-" + column + "s", actor));
        }
        text.add(header.toString().stripTrailing());
        int excess = text.size() + lines.size() - MOST_LINES;
        while (excess > 0 && foldLongest(excess)) {
            excess = text.size() + lines.size() - MOST_LINES;
        }
        lines.forEach(line -> text.add(line.text(NUMBER, column)));
        return text;
    }

    /** Folds the end of the longest sequence of lines of one actor that no other can tell; false if there is none. */
    private boolean foldLongest(int excess) {
        int first = 0;
        int most = FEWEST_TO_FOLD - 1;
        for (int from = 0; from < lines.size(); from++) {
            int to = from;
            while (to < lines.size()
                    && lines.get(to).isOfSameActorAs(lines.get(from))
                    && lines.get(to).touchesOnly(location -> Integer.bitCount(users.getOrDefault(location, 0)) == 1)) {
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
        List<TraceRow> sequence = lines.subList(Math.max(first, end - excess - 1), end);
        TraceRow folded = TraceRow.folded(sequence);
        sequence.clear();
        lines.add(end - most + Math.max(0, most - excess - 1), folded);
        return true;
    }
}
