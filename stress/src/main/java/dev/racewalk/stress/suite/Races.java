package dev.racewalk.stress.suite;

import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.Shard;
import java.util.ArrayList;
import java.util.Comparator;
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
        for (RaceSource source :
                ServiceLoader.load(RaceSource.class, ClassPath.inUse().loader())) {
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
     * Deals races to shards: sorted by actors and name, one by one, so that all shards take about equally long, whatever the
     * machine can schedule.
     *
     * @param races the selected ones, in any order
     * @param shard which part
     * @return those of this shard, sorted by name
     */
    public static List<Race> dealt(List<Race> races, Shard shard) {
        List<Race> sorted = new ArrayList<>(races);
        sorted.sort(Comparator.comparing((Race race) -> race.actors().size()).thenComparing(Race::name));
        List<Race> mine = new ArrayList<>();
        for (int i = shard.index() - 1; i < sorted.size(); i += shard.count()) {
            mine.add(sorted.get(i));
        }
        mine.sort(Comparator.comparing(Race::name));
        return List.copyOf(mine);
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
