package dev.racewalk.stress.explore;

import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Runs random executions of some races, and tells what {@link FieldWatch} found. Made in a {@link WatchingLoader}. */
public final class FieldRun implements Function<String, List<String>> {
    /** Samples alone: a search finds out that an execution does not repeat, which shared fields may well cause. */
    private static final Bounds BOUNDS = new Bounds(5_000, 1, Duration.ofSeconds(2), Integer.MAX_VALUE, 25, 1, true);

    /** For {@link SharedFieldsTest}. */
    public FieldRun() {}

    @Override
    public List<String> apply(String pattern) {
        for (Race race : Races.matching(Races.all(), Pattern.compile(pattern))) {
            try (Explorer explorer = new Explorer(race, Model.SC, BOUNDS, Protocol.RIGHT)) {
                explorer.explore();
            }
        }
        return List.copyOf(FieldWatch.found());
    }
}
