package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.model.StepSource;

/**
 * A step that was made, with names.
 *
 * @param number of the step in its schedule, from 1
 * @param actor who made it; for a store buffer, whose that is
 * @param kind of the access
 * @param location of the access
 * @param before what the location held in memory before
 * @param after what it held afterwards
 * @param wrote whether it wrote; a store does so although it waits in a buffer
 * @param source which code made it
 * @param where the location in words
 * @param told what was read or written for a load, a store or a flush; else all of it
 * @param remark how it went, in brackets after a space; may be empty
 * @param from number of the step that wrote what it read, replaced or brought to memory; 0 for nobody
 * @param isStale whether what it read was not the youngest
 * @param frame number of the frame that it took or gave back; 0 for none
 * @param state index of the state after it
 */
record TracedStep(
        int number,
        int actor,
        Op.Kind kind,
        int location,
        long before,
        long after,
        boolean wrote,
        StepSource source,
        String where,
        String told,
        String remark,
        int from,
        boolean isStale,
        int frame,
        int state) {

    String step() {
        return source.method();
    }

    /** A store buffer is part of the processor. */
    boolean isHardware() {
        return source.hardware() || kind == Op.Kind.FLUSH;
    }

    /** Whether it reads or writes a word, and is told by place and value. */
    boolean isPlain() {
        return kind == Op.Kind.LOAD || kind == Op.Kind.STORE || kind == Op.Kind.FLUSH;
    }

    boolean isOfSameRowAs(TracedStep other) {
        return actor == other.actor && step().equals(other.step()) && isHardware() == other.isHardware();
    }
}
