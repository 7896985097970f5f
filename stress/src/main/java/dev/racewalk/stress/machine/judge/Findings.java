package dev.racewalk.stress.machine.judge;

import dev.racewalk.core.pagetable.verify.Invariant;
import org.jspecify.annotations.Nullable;

/** What the verification of a machine has found: what is wrong first of all, and what the race permits. */
public final class Findings {
    private @Nullable Finding first;
    private int permitted;
    private int damage;

    Findings() {}

    /** Forgets the damage of the sample before. Nobody uses a machine again of which something is wrong. */
    void begin() {
        damage = 0;
    }

    /**
     * Says what callers who break the contract may do.
     *
     * @param damages bits of {@link Damage}
     */
    public void permit(int damages) {
        if (permitted != damages) {
            permitted = damages;
        }
    }

    boolean permitsAny() {
        return permitted != 0;
    }

    /**
     * Tells whether an operation may notice that callers have broken the contract.
     *
     * @return true if {@link Damage#NOTICED} is permitted
     */
    public boolean permitsNotice() {
        return (permitted & Damage.NOTICED) != 0;
    }

    /** Whether the race permits a damage; it is noted. */
    boolean permits(int kind) {
        damage |= permitted & kind;
        return (permitted & kind) != 0;
    }

    /**
     * Returns what was found that the race permits.
     *
     * @return bits of {@link Damage}
     */
    public int damage() {
        return damage;
    }

    /** Notes what is wrong, if nothing was before. */
    void report(Invariant invariant, String where, String what) {
        report(new Finding(invariant, where, what));
    }

    /** Notes what is wrong, if nothing was before. */
    void report(Finding finding) {
        if (first == null) {
            first = finding;
        }
    }

    /** Notes what has caused all that was noted before. */
    void reportCause(Invariant invariant, String where, String what) {
        first = new Finding(invariant, where, what);
    }

    /**
     * Returns what is wrong first of all.
     *
     * @return null if nothing is
     */
    public @Nullable Finding first() {
        return first;
    }
}
