package dev.racewalk.stress.machine;

import dev.racewalk.core.pagetable.GatherMode;
import java.util.List;

/**
 * The cases of a race that is the same whatever its gathers do with a further range.
 *
 * @param name of the case
 * @param setup how to make its machines
 */
public record GatherCase(String name, Setup setup) implements RaceCase {
    /**
     * Makes the cases of a race with each mode of gathers.
     *
     * @param setup of all but that
     * @return a table of two cases
     */
    public static Cases<GatherCase> both(Setup setup) {
        return Cases.of(List.of(
                new GatherCase("one range of all", setup.withGatherMode(GatherMode.FLUSH_RANGE)),
                new GatherCase("no gaps", setup.withGatherMode(GatherMode.NO_GAPS))));
    }

    /**
     * Makes the cases of a race with each mode of gathers, and with queued ones, which keep no range.
     *
     * @param setup of all but that
     * @return a table of three cases
     */
    public static Cases<GatherCase> each(Setup setup) {
        return Cases.of(List.of(
                new GatherCase("one range of all", setup.withGatherMode(GatherMode.FLUSH_RANGE)),
                new GatherCase("no gaps", setup.withGatherMode(GatherMode.NO_GAPS)),
                new GatherCase("queued", setup.withQueuedGathers())));
    }
}
