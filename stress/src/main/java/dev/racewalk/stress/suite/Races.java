package dev.racewalk.stress.suite;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The catalogue: the races that the sources on the class path know. */
public final class Races {
    private Races() {}

    /**
     * Finds all races.
     *
     * @return sorted by name
     * @throws IllegalStateException if there is none, which happens if the annotation processor did not run
     */
    public static List<Race> all() {
        Map<String, Race> races = new TreeMap<>();
        for (RaceSource source : ServiceLoader.load(RaceSource.class, Races.class.getClassLoader())) {
            source.races().forEach(race -> races.putIfAbsent(race.name(), race));
        }
        if (races.isEmpty()) {
            throw new IllegalStateException(
                    "no races on the class path: it was compiled without the annotation processor of jcstress");
        }
        return List.copyOf(races.values());
    }

    /**
     * Selects races.
     *
     * @param races to select from
     * @param pattern what a part of the name, with the package, must match
     * @return those that match
     */
    public static List<Race> matching(List<Race> races, Pattern pattern) {
        return races.stream()
                .filter(race -> pattern.matcher(race.name()).find())
                .toList();
    }

    /**
     * Finds a race.
     *
     * @param name of its class, with the package
     * @return the race
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Race named(String name) {
        return all().stream()
                .filter(race -> race.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no race " + name));
    }
}
