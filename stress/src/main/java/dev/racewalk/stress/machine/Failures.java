package dev.racewalk.stress.machine;

import dev.racewalk.core.pagetable.RangeLockViolation;
import dev.racewalk.stress.machine.judge.Findings;
import org.jspecify.annotations.Nullable;

/** What operations on a machine threw. */
final class Failures {
    private final Findings findings;

    /** What told an actor that callers have broken the contract. */
    private volatile @Nullable RuntimeException reported;

    /** What an actor threw, or what was wrong before the actors began. */
    private volatile @Nullable Throwable thrown;

    Failures(Findings findings) {
        this.findings = findings;
    }

    /** Keeps what an operation threw; returns a code of {@link ResultCodes}. */
    int threw(RuntimeException e) {
        if (e instanceof RaceMistakeException mistake) {
            throw mistake;
        }
        if (e instanceof UnfitRaceException) {
            return ResultCodes.THREW; // whoever chose the table asks why
        }
        if (e instanceof RangeLockViolation || (e instanceof IllegalStateException && findings.permitsNotice())) {
            reported = e;
            return ResultCodes.REPORTED;
        }
        thrown = e;
        return e instanceof LivelockException ? ResultCodes.LIVELOCK : ResultCodes.THREW;
    }

    /** A faulty protocol may spoil what a sample begins with; that is an outcome, not the end of the run. The right one does not. */
    void require(int wanted, int result) {
        if (wanted != result) {
            if (StepsInUse.areRight()) {
                throw new RaceMistakeException(
                        "the preparation ended with " + ResultCodes.inWords(result) + " instead of "
                                + ResultCodes.inWords(wanted)
                                + (ResultCodes.isRefusal(result) ? "; Setup.withPrepared gives it frames" : ""));
            }
            thrown = new NotPreparedException(
                    "preparation ended with " + ResultCodes.inWords(result) + " instead of "
                            + ResultCodes.inWords(wanted),
                    thrown);
        }
    }

    @Nullable
    Throwable thrown() {
        return thrown;
    }

    @Nullable
    RuntimeException reported() {
        return reported;
    }
}
