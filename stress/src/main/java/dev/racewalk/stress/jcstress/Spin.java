package dev.racewalk.stress.jcstress;

import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/** How actors wait for each other; the names are those of jcstress. */
public enum Spin {
    /** A loop that does nothing. */
    HARD(SpinLoopStyle.HARD),

    /** {@link Thread#yield}. */
    THREAD_YIELD(SpinLoopStyle.THREAD_YIELD),

    /** {@link Thread#onSpinWait}. */
    THREAD_SPIN_WAIT(SpinLoopStyle.THREAD_SPIN_WAIT),

    /** {@link java.util.concurrent.locks.LockSupport#parkNanos(long)}. */
    LOCKSUPPORT_PARK_NANOS(SpinLoopStyle.LOCKSUPPORT_PARK_NANOS);

    private final SpinLoopStyle style;

    Spin(SpinLoopStyle style) {
        this.style = style;
    }

    SpinLoopStyle style() {
        return style;
    }
}
