package dev.racewalk.results.model;

import dev.racewalk.stress.record.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The parts of one division of a suite: the runs that had the same preset and selection, on the same kind of machine and the
 * same Java, and that were told the same number of parts.
 *
 * @param what preset, selection and kind of machine, for people
 * @param count in how many parts the races were divided
 * @param runs names of the runs that had each part; a part that is missing has none here
 */
public record Shards(String what, int count, SortedMap<Integer, List<String>> runs) {
    private static final int SHOWN = 20;

    private record Division(String what, int count) {}

    /** Makes the map unmodifiable. */
    public Shards {
        runs = new TreeMap<>(runs);
    }

    /**
     * Finds the divisions.
     *
     * @param sources of some results
     * @return one for each, those in one part as well; runs of which nobody wrote down the part are left out
     */
    public static List<Shards> of(List<Source> sources) {
        Map<Division, SortedMap<Integer, List<String>>> found = new LinkedHashMap<>();
        for (Source source : sources) {
            RunRecord run = source.run();
            if (run != null) {
                found.computeIfAbsent(new Division(what(run), run.shard().count()), key -> new TreeMap<>())
                        .computeIfAbsent(run.shard().index(), key -> new ArrayList<>())
                        .add(source.name());
            }
        }
        return found.entrySet().stream()
                .map(each -> new Shards(each.getKey().what(), each.getKey().count(), each.getValue()))
                .toList();
    }

    private static String what(RunRecord run) {
        String java = run.machine().javaVersion().replaceFirst("^(\\d+).*", "$1");
        String selection = run.selection();
        return run.preset() + (selection == null ? "" : " -t " + selection) + " on "
                + run.machine().arch() + ", Java " + java;
    }

    /**
     * Returns the parts that no run had.
     *
     * @return from 1, in order
     */
    public List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            if (!runs.containsKey(i)) {
                missing.add(i);
            }
        }
        return missing;
    }

    /**
     * Says which parts are missing.
     *
     * @return a sentence without its full stop, empty if none is
     */
    public String missingInWords() {
        List<Integer> missing = missing();
        if (missing.isEmpty()) {
            return "";
        }
        String names = missing.stream().limit(SHOWN).map(this::part).collect(Collectors.joining(", "));
        return (missing.size() == 1 ? "shard " : "shards ") + names
                + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "") + " missing (" + what
                + ")";
    }

    /**
     * Says which parts were run more than once; of races that were not divided that is nothing to tell.
     *
     * @return a sentence without its full stop for each such part
     */
    public List<String> repeatedInWords() {
        return runs.entrySet().stream()
                .filter(each -> count > 1 && each.getValue().size() > 1)
                .map(each -> "shard " + part(each.getKey()) + " is there "
                        + each.getValue().size() + " times: " + String.join(", ", each.getValue()) + " (" + what + ")")
                .toList();
    }

    private String part(Integer index) {
        return Objects.requireNonNull(index) + "/" + count;
    }
}
