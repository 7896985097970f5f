package dev.racewalk.stress.explore.litmus;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.stress.explore.model.Op;

/**
 * One access of an execution.
 *
 * @param actor who made it, from 0
 * @param kind what it did
 * @param mode how it is ordered
 * @param location which word, by number
 * @param value what it stored, or the mask
 * @param expected what a compare-and-set expected
 * @param result what it read; for a compare-and-set and a lock 1 or 0
 */
public record SharedAccess(
        int actor, Op.Kind kind, AccessMode mode, int location, long value, long expected, long result) {
    boolean succeeds() {
        return result != 0 || !kind.canFail();
    }
}
