package dev.racewalk.junit;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Model;
import java.util.List;

/**
 * Where assertions on races begin, to be imported statically:
 *
 * <pre>{@code
 * assertThat(explore(MyRace.class).with(MySteps::new).under(SC, TSO)).isRight();
 * }</pre>
 */
public final class RaceAssertions {
    private RaceAssertions() {}

    /**
     * Names a race to explore, under {@code SC} and with the right steps if nothing else is said.
     *
     * @param race a class with two or three {@link Actor} methods and one {@link Arbiter}
     * @return to be changed, and asserted on
     * @throws IllegalArgumentException if it is no such class
     */
    public static Exploring explore(Class<?> race) {
        return new Exploring(AnnotatedRace.of(race), List.of(Model.SC), Bounds.USUAL, null);
    }

    /**
     * Begins an assertion.
     *
     * @param exploring a race, and how it is to be explored
     * @return what can be asserted
     */
    public static RaceAssert assertThat(Exploring exploring) {
        return new RaceAssert(exploring);
    }
}
