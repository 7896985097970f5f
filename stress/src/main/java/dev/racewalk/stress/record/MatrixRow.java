package dev.racewalk.stress.record;

import dev.racewalk.core.pagetable.verify.Invariant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was run against one fault, or against the correct code.
 *
 * @param id of the fault; name of the class for steps of the user's; {@code right} for the correct code
 * @param what is wrong
 * @param from where the fault comes from
 * @param kind how it should be caught; null for the correct code
 * @param invariant that it is about; null for the correct code
 * @param catcher simple name of the race, or name of the check, that should catch it; empty for the correct code
 * @param reason why it is hidden; empty for any other
 * @param runs those that caught it first, fastest first; then the others
 */
public record MatrixRow(
        String id,
        String what,
        String from,
        @Nullable FaultKind kind,
        @Nullable Invariant invariant,
        String catcher,
        String reason,
        List<MatrixRun> runs) {
    /** {@link #id} of the correct code. */
    public static final String RIGHT = "right";

    /**
     * Finds the fastest catch.
     *
     * @return the first run that did not survive, if any
     */
    public Optional<MatrixRun> caught() {
        return runs.stream().filter(run -> isCatch(run.verdict())).findFirst();
    }

    /**
     * Tells whether a run caught the fault: one that hangs is noticed too; one that died for another reason says nothing.
     *
     * @param verdict of the run
     * @return true if it was caught or hung
     */
    public static boolean isCatch(MatrixVerdict verdict) {
        return verdict == MatrixVerdict.CAUGHT || verdict == MatrixVerdict.HUNG;
    }

    /**
     * Tells whether every run says something.
     *
     * @return false if one was {@link MatrixVerdict#INCONCLUSIVE}
     */
    public boolean isConclusive() {
        return runs.stream().noneMatch(run -> run.verdict() == MatrixVerdict.INCONCLUSIVE);
    }

    /**
     * Tells whether the row is as it should be, as far as it says anything.
     *
     * @return true if a fault was caught, or did not meet what should catch it; for the correct code, and steps that are said to
     *     be right, if nothing was caught
     */
    public boolean isAsExpected() {
        if (runs.stream().anyMatch(run -> run.verdict() == MatrixVerdict.DIED)) {
            return false;
        }
        if (kind == null || kind == FaultKind.OWN_RIGHT) {
            return caught().isEmpty();
        }
        if (kind == FaultKind.OWN) {
            return runs.isEmpty() || caught().isPresent();
        }
        return runs.stream().noneMatch(this::isSurprising);
    }

    /**
     * Tells whether it is about steps of a class of the user's.
     *
     * @return false for a fault of the catalogue, and for the correct code
     */
    public boolean isOwn() {
        return kind == FaultKind.OWN || kind == FaultKind.OWN_RIGHT;
    }

    /** Who should catch the fault must do so in time, and x86-TSO must hide what is said to be hidden. */
    private boolean isSurprising(MatrixRun run) {
        if (run.means() == Means.EXPLORER_TSO) {
            return isCatch(run.verdict());
        }
        return shouldCatch(run) && run.verdict() != MatrixVerdict.CAUGHT;
    }

    private boolean shouldCatch(MatrixRun run) {
        return switch (run.means()) {
            case RACE -> kind == FaultKind.RACE && run.by().endsWith("." + catcher);
            case CHECK, EXPLORER_WEAK -> true;
            case EXPLORER_TSO -> false;
        };
    }
}
