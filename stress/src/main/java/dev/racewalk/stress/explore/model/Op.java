package dev.racewalk.stress.explore.model;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.stress.explore.Locations;

/**
 * A step that a process is about to make: one access to one location. Actors have one each, and under {@link Tso} each store
 * buffer; they are reused from step to step.
 *
 * <p>Locations are numbers, given out by {@link Locations}.
 */
public final class Op {
    /** What a step does. */
    public enum Kind {
        /** Reads a word. */
        LOAD,
        /** Writes a word. */
        STORE,
        /** Compare-and-set of a word. */
        CAS,
        /** Bitwise and of a word, one locked operation. */
        AND,
        /** Takes a lock; waits while it is held. */
        LOCK,
        /** Takes a lock if it is free. */
        TRY_LOCK,
        /** Gives a lock back. */
        UNLOCK,
        /** Takes a frame. */
        ALLOCATE,
        /** Gives a frame back. */
        FREE,
        /** Asks for the account of a frame, as the checks of the emulated hardware do. */
        LOOK,
        /** Writes the oldest store of a store buffer to memory. */
        FLUSH;

        public boolean writes() {
            return this != LOAD && this != LOOK;
        }

        /** Whether it writes nothing if its result is 0. */
        public boolean canFail() {
            return this == CAS || this == TRY_LOCK || this == ALLOCATE;
        }
    }

    public Kind kind = Kind.LOAD;
    AccessMode mode = AccessMode.PLAIN;
    public int location;

    /** The value to store, or the mask. */
    public long value;

    /** What a compare-and-set expects. */
    public long expected;

    /** Which protocol step the access is part of; only while a trace is taken. */
    public String name = "";

    /** Which code makes it; only while a trace is taken. */
    public StepSource source = StepSource.UNKNOWN;

    public void set(Kind newKind, AccessMode newMode, int where, long newValue, long expectation) {
        kind = newKind;
        mode = newMode;
        location = where;
        value = newValue;
        expected = expectation;
    }

    /** How the step is ordered with others. */
    public AccessMode mode() {
        return mode;
    }

    void copy(Op other) {
        set(other.kind, other.mode, other.location, other.value, other.expected);
        name = other.name;
        source = other.source;
    }

    /** Whether the operation is a locked one, before which x86 drains the store buffer. */
    public boolean isLocked() {
        return switch (kind) {
            case CAS, AND, LOCK, TRY_LOCK -> true;
            case STORE, ALLOCATE, FREE -> mode == AccessMode.VOLATILE;
            default -> false;
        };
    }
}
