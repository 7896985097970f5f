package dev.racewalk.stress.levels;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.ResultCodes;
import java.util.List;

/**
 * An operation on a few items of a table of level 0: it ends as it would end alone, whatever the other actor does.
 *
 * @param verb what it does
 * @param shape what it does that to
 * @param mapped whether something is mapped there before: all of it, or, where a map is to be refused, one page
 */
record Work(Verb verb, Shape shape, boolean mapped) {
    /** Items that the operations of both actors need: 16 each. */
    static final int WINDOW = 32;

    private static final long PAGE = 1L << Addresses.PAGE;
    private static final int HALF = WINDOW / 2;

    static Work map(Shape shape) {
        return new Work(Verb.MAP, shape, false);
    }

    static Work refusedMap(Shape shape) {
        return new Work(Verb.MAP, shape, true);
    }

    static Work unmap(Shape shape) {
        return new Work(Verb.UNMAP, shape, true);
    }

    static Work lookUp(Shape shape) {
        return new Work(Verb.LOOK_UP, shape, true);
    }

    /** An unmap or a look-up of what is not mapped. */
    static Work vain(Verb verb, Shape shape) {
        return new Work(verb, shape, false);
    }

    /** Pairs of operations on one page each, that meet in one table. */
    static List<List<Work>> pairs() {
        Work map = map(Shape.PAGE);
        Work unmap = unmap(Shape.PAGE);
        Work lookUp = lookUp(Shape.PAGE);
        return List.of(
                List.of(map, map),
                List.of(map, unmap),
                List.of(map, lookUp),
                List.of(unmap, unmap),
                List.of(unmap, lookUp),
                List.of(map, refusedMap(Shape.PAGE)));
    }

    /** Each operation on each shape. */
    static List<Work> all() {
        return List.of(Shape.values()).stream()
                .flatMap(shape -> List.of(map(shape), refusedMap(shape), unmap(shape), lookUp(shape)).stream())
                .toList();
    }

    /** The address for the first actor: the last items of the lower half of the window. */
    long below(Machine m, long table) {
        return table + m.item(0, HALF) - shape.bytes();
    }

    /** The address for the second actor: the first items of the upper half of the window where no larger leaf fits. */
    long above(Machine m, long table) {
        return table + m.item(0, HALF) + (shape == Shape.PAGES ? PAGE : 0);
    }

    /** The address at the end of the window. */
    long last(Machine m, long table) {
        return table + m.item(0, WINDOW) - shape.bytes();
    }

    /** Maps what is to be there before. */
    void prepare(Machine m, long iova) {
        if (!mapped) {
            return;
        }
        if (verb == Verb.MAP) {
            m.prepare().map(used(iova), Addresses.PAGE);
        } else {
            for (int i = 0; i < shape.pages(); i++) {
                m.prepare().map(iova + ((long) i << shape.lg2()), shape.lg2());
            }
        }
    }

    /** The page in use that refuses a map: the first of several pages, the last of a run. */
    private long used(long iova) {
        return shape == Shape.RUN ? iova + shape.bytes() - PAGE : iova;
    }

    /** Begins, does it, and ends: all that the lane does. */
    void does(Lane lane, long iova) {
        lane.begin();
        lane.end(act(lane, iova));
    }

    /** Does it. */
    int act(Lane lane, long iova) {
        return verb.act(lane, iova, shape.lg2(), shape.pages());
    }

    /** {@code done} if an actor's operation ended as it would alone; else how it ended. */
    String result(Lane lane) {
        int code = lane.code();
        boolean asAlone = verb == Verb.MAP
                ? mapped ? lane.result().equals("EADDRINUSE") : code == verb.success()
                : code == (mapped ? verb.success() : ResultCodes.ABSENT);
        return asAlone ? "done" : lane.result();
    }

    /** Says what must be there when it is done. */
    void expect(Machine m, long iova) {
        if (verb == Verb.MAP && mapped) {
            m.expect(used(iova), Addresses.PAGE);
        } else if (verb == Verb.MAP && shape.pages() > 1) {
            m.expectPages(iova, shape.lg2(), shape.pages());
        } else if (verb == Verb.MAP || (verb == Verb.LOOK_UP && mapped)) {
            for (int i = 0; i < shape.pages(); i++) {
                m.expect(iova + ((long) i << shape.lg2()), shape.lg2());
            }
        }
    }

    @Override
    public String toString() {
        String prefix = verb == Verb.MAP && mapped ? "refused " : verb != Verb.MAP && !mapped ? "vain " : "";
        return prefix + verb + " " + shape;
    }
}
