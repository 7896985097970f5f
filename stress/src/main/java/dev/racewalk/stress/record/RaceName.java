package dev.racewalk.stress.record;

/** The names of races: those of their classes, with the package. */
public final class RaceName {
    private RaceName() {}

    /**
     * Returns a name without the package. Parts of a package begin with a small letter, as everywhere; so a class within
     * another keeps the name of that one, which may be all that tells it apart.
     *
     * @param name of a class, with dots
     * @return what follows the package; if nothing begins with a capital letter, what follows the last dot
     */
    public static String simple(String name) {
        int start = 0;
        while (!Character.isUpperCase(start < name.length() ? name.charAt(start) : 'A')) {
            int dot = name.indexOf('.', start);
            if (dot < 0) {
                return name.substring(start);
            }
            start = dot + 1;
        }
        return name.substring(start);
    }
}
