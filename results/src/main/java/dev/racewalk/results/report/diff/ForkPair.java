package dev.racewalk.results.report.diff;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two forks of the same race with the same strides in the same JVM mode and the same kind of JVM, one of each run: the k-th of the one and the k-th of
 * the other.
 *
 * @param before of the old run
 * @param after of the new run
 */
record ForkPair(ForkRecord before, ForkRecord after) {
    static List<ForkPair> of(RaceResults before, RaceResults after) {
        Map<String, List<ForkRecord>> old = groups(before);
        Map<String, List<ForkRecord>> fresh = groups(after);
        List<ForkPair> pairs = new ArrayList<>();
        old.forEach((way, forks) -> {
            List<ForkRecord> others = fresh.getOrDefault(way, List.of());
            for (int i = 0; i < Math.min(forks.size(), others.size()); i++) {
                pairs.add(new ForkPair(forks.get(i), others.get(i)));
            }
        });
        return pairs;
    }

    private static Map<String, List<ForkRecord>> groups(RaceResults race) {
        Map<String, List<ForkRecord>> groups = new TreeMap<>();
        race.forks().stream()
                .map(each -> each.fork())
                .filter(fork -> fork.status() == ForkStatus.NORMAL && fork.samples() > 0)
                .forEach(fork -> groups.computeIfAbsent(
                                fork.strides() + " " + fork.mode() + " " + fork.compilation() + " "
                                        + fork.jvm().id(),
                                key -> new ArrayList<>())
                        .add(fork));
        return groups;
    }

    /** Whether other processes left both forks alone; if nobody counted, they are taken at their word. */
    boolean isQuiet(double limit) {
        return share(before) <= limit && share(after) <= limit;
    }

    private static double share(ForkRecord fork) {
        Double share = fork.othersShare();
        return share == null ? 0 : share;
    }
}
