package dev.racewalk.stress.record;

/** The names of races: those of their classes, with the package. */
public final class RaceName {
    private RaceName() {}

    /**
     * Returns a name without the package.
     *
     * @param name of a class
     * @return what follows the last dot
     */
    public static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
