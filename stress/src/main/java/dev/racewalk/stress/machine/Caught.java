package dev.racewalk.stress.machine;

import dev.racewalk.stress.machine.judge.Finding;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells the first forbidden state of this JVM in detail, on standard error, which jcstress keeps with its results. */
public final class Caught {
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final long START = System.nanoTime();

    private static volatile @Nullable String last;

    private Caught() {}

    /** Lets the time run from now on. */
    static void watch() {
        // the class is initialized
    }

    static void show(@Nullable String caseName, @Nullable Finding finding, @Nullable Throwable thrown) {
        String what = String.valueOf(finding != null ? finding : thrown);
        last = caseName == null ? what : caseName + ": " + what;
        if (MachineParts.substitute() != null || TOLD.get() || TOLD.getAndSet(true)) {
            return;
        }
        System.err.printf("racewalk: caught after %d ms: %s%n", (System.nanoTime() - START) / 1_000_000, last);
        if (thrown != null) {
            thrown.printStackTrace();
        }
    }

    /**
     * Returns the violation, or the exception, that was caught last.
     *
     * @return in words; null if all has been well since {@link #forget}
     */
    public static @Nullable String last() {
        return last;
    }

    /** Forgets what was caught last. */
    public static void forget() {
        last = null;
    }
}
