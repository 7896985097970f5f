package dev.racewalk.stress.jcstress;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.os.CPUMap;
import org.openjdk.jcstress.os.OSSupport;

/** Processors that a fork has to itself until {@link Processors#release}. */
public final class Cpus {
    private final CPUMap map;

    Cpus(CPUMap map) {
        this.map = map;
    }

    CPUMap map() {
        return map;
    }

    /**
     * Lists them.
     *
     * @return their numbers, sorted; empty if the fork may use any
     */
    public List<Integer> numbers() {
        return numbers(map);
    }

    static List<Integer> numbers(@Nullable CPUMap cpus) {
        String map = cpus == null ? "" : cpus.globalAffinityMap();
        return map.isEmpty()
                ? List.of()
                : Arrays.stream(map.split(",", -1))
                        .map(Integer::valueOf)
                        .distinct()
                        .sorted()
                        .toList();
    }

    /**
     * Makes the beginning of a command line that runs on these processors alone.
     *
     * @return words, none if the system cannot or the fork may use any
     */
    public List<String> command() {
        String list = OSSupport.taskSetAvailable() ? map.globalAffinityMap() : "";
        return list.isEmpty() ? List.of() : List.of("taskset", "-c", list);
    }
}
