package dev.racewalk.stress.matrix;

import dev.racewalk.stress.machine.Caught;
import dev.racewalk.stress.run.OutcomeRecord;
import dev.racewalk.stress.run.Race;
import dev.racewalk.stress.run.Races;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.runners.CounterThread;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.util.Counter;

/**
 * Races one race in this JVM until an outcome is forbidden or the time is over: a JVM of its own for {@link KillMatrix}. It
 * drives the runner that jcstress has generated, without the harness, whose probing takes longer than most catches.
 */
final class RaceChild {
    /** Few machines, so that the pool of the race holds them all, and the first iteration ends soon. */
    private static final int[][] STRIDES = {{4, 16}, {64, 2}, {1, 32}};

    private static final int[] FIRST_MILLIS = {20, 20, 20, 50, 50, 50};
    private static final int MILLIS = 100;
    private static final String GENERATED = "_jcstress";

    private final Race race;
    private long samples;

    private RaceChild(Race race) {
        this.race = race;
    }

    /** Arguments: name of the race; milliseconds at most; if they are not all needed, milliseconds and samples at least. */
    public static void main(String[] args) throws Exception {
        ChildReport.endWithParent();
        long limit = Long.parseLong(args[1]);
        Effort effort =
                args.length == 2 ? Effort.of(limit) : new Effort(limit, Long.parseLong(args[2]), Long.parseLong(args[3]));
        ChildReport.tell(new RaceChild(Races.named(args[0])).race(effort));
    }

    private MatrixRun race(Effort effort) throws Exception {
        long start = System.nanoTime();
        String forbidden = null;
        int[] stride = STRIDES[0];
        for (int i = 0; forbidden == null && !effort.isSpent(millisSince(start), samples); i++) {
            stride = STRIDES[i % STRIDES.length];
            long left = effort.limitMillis() - millisSince(start);
            int millis = i < FIRST_MILLIS.length ? FIRST_MILLIS[i] : MILLIS;
            forbidden = iterate(stride, spinning(i), (int) Math.min(millis, left));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean caught = forbidden != null;
        String outcome = Objects.requireNonNullElse(forbidden, "");
        return new MatrixRun(
                Means.RACE,
                race.name(),
                caught ? Verdict.CAUGHT : Verdict.SURVIVED,
                outcome,
                ChildReport.broken(outcome),
                Objects.requireNonNullElse(Caught.last(), ""),
                caught ? stride[0] + "x" + stride[1] : "mixed",
                samples,
                seconds);
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** Actors that wait for each other meet more often if they spin, but hardly get on where others use the processors. */
    private SpinLoopStyle spinning(int iteration) {
        boolean crowded = race.actors().size() > Runtime.getRuntime().availableProcessors();
        return crowded || iteration % 2 == 1 ? SpinLoopStyle.THREAD_YIELD : SpinLoopStyle.THREAD_SPIN_WAIT;
    }

    /** Returns the most frequent of the forbidden outcomes. */
    private @Nullable String iterate(int[] stride, SpinLoopStyle style, int millis) throws Exception {
        Runner<?> runner = Class.forName(race.name() + GENERATED)
                .asSubclass(Runner.class)
                .getConstructor(ForkedTestConfig.class)
                .newInstance(config(stride, style, millis));
        List<CounterThread<?>> threads = new ArrayList<>(runner.internalRun());
        Map<String, Long> outcomes = new HashMap<>();
        for (CounterThread<?> thread : threads) {
            Throwable thrown = join(thread, threads);
            if (thrown != null) {
                thrown.printStackTrace();
                return "an actor or the arbiter threw " + thrown;
            }
            count(thread.result(), outcomes);
        }
        return race.grade(outcomes).stream()
                .filter(outcome -> outcome.count() != 0 && outcome.grade().isWrong())
                .findFirst()
                .map(OutcomeRecord::id)
                .orElse(null);
    }

    /** Waits for one thread, or until any has thrown: then the others may wait for it in vain. */
    private static @Nullable Throwable join(CounterThread<?> thread, List<CounterThread<?>> all)
            throws InterruptedException {
        while (true) {
            thread.join(100);
            for (CounterThread<?> each : all) {
                if (each.throwable() != null) {
                    return each.throwable();
                }
            }
            if (thread.result() != null) {
                return null;
            }
        }
    }

    private <R> void count(Counter<R> counter, Map<String, Long> outcomes) {
        for (R result : counter.elementSet()) {
            samples += counter.count(result);
            outcomes.merge(result.toString(), counter.count(result), Long::sum);
        }
    }

    /** The only public way to make a configuration without the harness is to read one. */
    @SuppressWarnings("EnumOrdinal") // as ForkedTestConfig reads it
    private ForkedTestConfig config(int[] stride, SpinLoopStyle style, int millis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(style.ordinal());
        out.writeInt(millis);
        out.writeInt(1); // iterations
        out.writeUTF(race.name() + GENERATED);
        out.writeInt(Integer.MAX_VALUE); // footprint in MB
        out.writeInt(stride[0]);
        out.writeInt(stride[1]);
        out.writeBoolean(false); // no affinity
        return new ForkedTestConfig(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
