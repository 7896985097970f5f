package dev.racewalk.stress.explore;

import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.suite.Race;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds state that the actors of a race share and that is no word of its machine: fields that one of them writes and another
 * one uses, and what arrays and collections in fields hold. The explorer makes no steps of it, so it tries no orders of it.
 *
 * <p>It reads the byte code of what each actor calls, in the race and in classes beside it, and runs nothing. So it takes all
 * objects of a class for one, and does not follow what an interface hides. A field with {@link
 * dev.racewalk.stress.suite.UnseenByExplorer} is left out.
 */
public final class SharedFields {
    private SharedFields() {}

    /**
     * Finds shared fields.
     *
     * @param race its class
     * @param actors the names of its actors
     * @return a sentence for each field, sorted; none if nothing is shared
     */
    public static List<String> of(Class<?> race, List<String> actors) {
        Map<String, Map<String, FieldUse>> uses = new TreeMap<>();
        for (String actor : actors) {
            new ActorCode(race)
                    .uses(actor)
                    .forEach((field, use) -> uses.computeIfAbsent(field, f -> new LinkedHashMap<>())
                            .put(actor, use));
        }
        List<String> shared = new ArrayList<>();
        uses.forEach((field, users) -> {
            boolean isWritten = users.values().stream().anyMatch(FieldUse::writes);
            if (users.size() > 1 && isWritten) {
                shared.add(inWords(field, users));
            }
        });
        return shared;
    }

    /**
     * Finds shared fields.
     *
     * @param race of the class path
     * @return as {@link #of(Class, List)}; none if its class is not there
     */
    public static List<String> of(Race race) {
        try {
            return of(Class.forName(race.binaryName(), false, ClassPath.inUse().loader()), race.actors());
        } catch (ClassNotFoundException e) {
            return List.of();
        }
    }

    private static String inWords(String field, Map<String, FieldUse> users) {
        List<String> words = new ArrayList<>();
        users.forEach(
                (actor, use) -> words.add(actor + (use.writes() ? " writes" : " reads") + " it in " + use.where()));
        return field + " is shared by actors and is no word of the machine, so that its orders were not tried: "
                + String.join(", ", words);
    }
}
