package dev.racewalk.stress.matrix;

import dev.racewalk.stress.jcstress.RaceRunner;
import dev.racewalk.stress.jcstress.Spin;
import dev.racewalk.stress.machine.Caught;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.run.ParentJvm;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Races one race in this JVM until an outcome is forbidden or the time is over: a JVM of its own for {@link KillMatrix}.
 */
final class RaceChild {
    /** Few machines, so that the pool of the race holds them all, and the first iteration ends soon. */
    private static final List<Strides> STRIDES = List.of(new Strides(4, 16), new Strides(64, 2), new Strides(1, 32));

    private static final int[] FIRST_MILLIS = {20, 20, 20, 50, 50, 50};
    private static final int MILLIS = 100;

    private final Race race;
    private final RaceRunner runner;
    private long samples;
    private long met;

    private RaceChild(Race race) {
        this.race = race;
        runner = new RaceRunner(race);
    }

    /** Arguments: name of the race; milliseconds at most; if they are not all needed, milliseconds and samples at least. */
    public static void main(String[] args) throws ReflectiveOperationException, InterruptedException {
        ParentJvm.endWithIt();
        long limit = Long.parseLong(args[1]);
        Effort effort = args.length == 2
                ? Effort.of(limit)
                : new Effort(limit, Long.parseLong(args[2]), Long.parseLong(args[3]));
        ChildReport.tell(new RaceChild(Races.named(args[0])).race(effort));
    }

    private MatrixRun race(Effort effort) throws ReflectiveOperationException, InterruptedException {
        long start = System.nanoTime();
        String forbidden = null;
        Strides strides = STRIDES.get(0);
        for (int i = 0; forbidden == null && !effort.isSpent(millisSince(start), samples); i++) {
            strides = STRIDES.get(i % STRIDES.size());
            long left = effort.limitMillis() - millisSince(start);
            int millis = i < FIRST_MILLIS.length ? FIRST_MILLIS[i] : MILLIS;
            forbidden = iterate(strides, spinning(i), (int) Math.min(millis, left));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean caught = forbidden != null;
        String outcome = Objects.requireNonNullElse(forbidden, "");
        return new MatrixRun(
                Means.RACE,
                race.name(),
                caught ? MatrixVerdict.CAUGHT : MatrixVerdict.SURVIVED,
                outcome,
                ChildReport.broken(outcome),
                Objects.requireNonNullElse(Caught.last(), ""),
                caught ? strides.toString() : "mixed",
                samples,
                seconds,
                tells() ? met : null);
    }

    private boolean tells() {
        return race.expected().stream().anyMatch(each -> each.grade().isMet());
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** Actors that wait for each other meet more often if they spin, but hardly get on where others use the processors. */
    private Spin spinning(int iteration) {
        boolean crowded = race.actors().size() > Runtime.getRuntime().availableProcessors();
        return crowded || iteration % 2 == 1 ? Spin.THREAD_YIELD : Spin.THREAD_SPIN_WAIT;
    }

    /** Returns the most frequent of the forbidden outcomes. */
    private @Nullable String iterate(Strides strides, Spin spin, int millis)
            throws ReflectiveOperationException, InterruptedException {
        Map<String, Long> outcomes;
        try {
            outcomes = runner.iterate(strides, spin, millis);
        } catch (RaceRunner.RaceThrewException e) {
            e.printStackTrace();
            return e.getMessage();
        }
        samples += outcomes.values().stream().mapToLong(Long::longValue).sum();
        List<OutcomeRecord> graded = race.grade(outcomes);
        met += OutcomeRecord.samples(graded, grade -> grade.isMet() || grade.isWrong());
        return graded.stream()
                .filter(outcome -> outcome.count() != 0 && outcome.grade().isWrong())
                .findFirst()
                .map(OutcomeRecord::id)
                .orElse(null);
    }
}
