package dev.racewalk.stress.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one execution for people: a column an actor, a line a step. Steps that one actor makes in a row as part of the same
 * step of the protocol share a line; what only the emulated machine does, and nobody else can see, is left out.
 */
final class Trace implements Engine.Chooser {
    private static final int WIDTH = 100;
    private static final int NUMBER = 4;

    private final Schedule schedule;
    private final Names names;
    private final List<Line> lines = new ArrayList<>();
    private int step;

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

    private static final class Line {
        final int number;
        final int actor;
        final String name;
        final StringBuilder what = new StringBuilder();

        Line(int number, int actor, String name) {
            this.number = number;
            this.actor = actor;
            this.name = name;
        }
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
        if (names.isQuiet(op.location)
                || op.kind == Op.Kind.LOOK
                || (op.kind == Op.Kind.LOAD && names.isMachinery(op.location))) {
            return;
        }
        int actor = process < engine.actors() ? process : process - engine.actors();
        String what = what(op, result)
                + (engine.model().remark().isEmpty()
                        ? ""
                        : " (" + engine.model().remark() + ")");
        Line last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        if (last == null || last.actor != actor || !last.name.equals(op.name)) {
            last = new Line(step, actor, op.name);
            lines.add(last);
        } else {
            last.what.append("; ");
        }
        last.what.append(what);
    }

    private String what(Op op, long result) {
        String where = names.location(op.location);
        return switch (op.kind) {
            case LOAD -> where + " is " + names.value(op.location, result);
            case STORE -> where + " := " + names.value(op.location, op.value);
            case FLUSH -> where + " := " + names.value(op.location, op.value);
            case CAS ->
                where
                        + (result != 0 ? " := " : " is no more ")
                        + names.value(op.location, result != 0 ? op.value : op.expected);
            case AND -> where + " clears 0x" + Long.toHexString(~op.value);
            case LOCK -> "takes the " + where;
            case TRY_LOCK -> (result != 0 ? "takes the " : "finds taken the ") + where;
            case UNLOCK -> "gives back the " + where;
            case ALLOCATE -> result == 0 ? "gets no frame" : "gets frame " + (result >>> 12);
            case FREE -> "gives back frame " + (op.value >>> 12);
            case LOOK -> "looks at " + where;
        };
    }

    /** The lines, with the actors' names above them. */
    List<String> lines(List<String> actors) {
        int column = (WIDTH - NUMBER) / actors.size();
        List<String> text = new ArrayList<>();
        StringBuilder header = new StringBuilder(" ".repeat(NUMBER));
        for (String actor : actors) {
            header.append(String.format("%-" + column + "s", actor));
        }
        text.add(header.toString().stripTrailing());
        for (Line line : lines) {
            String indent = " ".repeat(column * line.actor);
            String what = line.name.isEmpty() ? line.what.toString() : line.name + ": " + line.what;
            text.add(String.format("%-" + NUMBER + "d%s%s", line.number, indent, what));
        }
        return text;
    }
}
