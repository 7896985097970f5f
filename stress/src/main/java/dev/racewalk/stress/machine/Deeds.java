package dev.racewalk.stress.machine;

import java.util.function.IntPredicate;

/** What the operations of a sample ended with, as far as it tells which of them has broken something. */
final class Deeds {
    private final MachineFrames frames;

    Deeds(MachineFrames frames) {
        this.frames = frames;
    }

    /** Whether an actor has unmapped something. */
    boolean hasUnmapped() {
        return any(code -> code == Results.UNMAPPED || code == Results.UNMAPPED_OTHER);
    }

    /** Whether a map was refused to an actor. */
    boolean wasRefused() {
        return any(Results::isRefusal);
    }

    private boolean any(IntPredicate test) {
        for (int actor = 0; actor < Setup.ACTORS; actor++) {
            if (Results.anyOf(frames.result(actor), test)) {
                return true;
            }
        }
        return false;
    }
}
