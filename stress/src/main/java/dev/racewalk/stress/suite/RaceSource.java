package dev.racewalk.stress.suite;

import java.util.List;

/** Knows races. {@link Races} asks every source that {@link java.util.ServiceLoader} finds. */
public interface RaceSource {
    /**
     * Lists the races of this source.
     *
     * @return in any order; a name that another source lists too counts once
     */
    List<Race> races();
}
