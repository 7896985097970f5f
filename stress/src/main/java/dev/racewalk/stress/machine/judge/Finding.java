package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;

/**
 * What is wrong with a machine at rest.
 *
 * @param invariant that is broken
 * @param where it shows
 * @param what is wrong there, in words
 */
public record Finding(Invariant invariant, String where, String what) {
    static Finding of(Violation seen) {
        return new Finding(seen.invariant(), seen.where(), String.format("0x%x %s", seen.word(), seen.what()));
    }

    @Override
    public String toString() {
        return invariant + " broken at " + where + ": " + what;
    }
}
