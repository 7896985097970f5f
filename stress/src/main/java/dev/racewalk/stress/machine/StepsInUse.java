package dev.racewalk.stress.machine;

import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The steps that machines take which are made from now on. */
final class StepsInUse {
    private static volatile Steps steps = provided();

    private StepsInUse() {}

    /** Of the first provider that brings some; the loader is the one of this class, as jcstress makes threads of its own. */
    private static Steps provided() {
        return ServiceLoader.load(StepsProvider.class, StepsProvider.class.getClassLoader()).stream()
                .map(provider -> provider.get().steps())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Steps.RIGHT);
    }

    /** Whether nothing is seeded, so that whatever goes wrong before the actors begin is a mistake of the race. */
    static boolean areRight() {
        return steps == Steps.RIGHT;
    }

    static Steps get() {
        return steps;
    }

    static void set(@Nullable Steps other) {
        steps = other == null ? Steps.RIGHT : other;
    }
}
