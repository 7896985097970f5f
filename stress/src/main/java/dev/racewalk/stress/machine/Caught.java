package dev.racewalk.stress.machine;

import dev.racewalk.core.pagetable.Violation;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells the first forbidden state of this JVM in detail, on standard error, which jcstress keeps with its results. */
final class Caught {
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final long START = System.nanoTime();

    private Caught() {}

    static void show(@Nullable Violation violation, @Nullable Throwable thrown) {
        if (TOLD.get() || TOLD.getAndSet(true)) {
            return;
        }
        System.err.printf(
                "racewalk: caught after %d ms: %s%n",
                (System.nanoTime() - START) / 1_000_000, violation != null ? violation : thrown);
        if (thrown != null) {
            thrown.printStackTrace();
        }
    }
}
