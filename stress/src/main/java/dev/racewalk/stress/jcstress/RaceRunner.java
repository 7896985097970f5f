package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.runners.CounterThread;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.util.Counter;

/**
 * Drives the runner that jcstress has generated for a race in this JVM, without the harness, whose probing takes longer than
 * most catches of a fault.
 */
public final class RaceRunner {
    private final Race race;

    /**
     * Makes a runner.
     *
     * @param race which
     */
    public RaceRunner(Race race) {
        this.race = race;
    }

    /**
     * Starts the actors once, and waits for them.
     *
     * @param strides how close the actors are kept
     * @param spin how they wait for each other
     * @param millis how long they run
     * @return how often each outcome was seen
     * @throws RaceThrewException if an actor or the arbiter threw; then the others may wait for it forever
     * @throws ReflectiveOperationException if the race has no runner
     * @throws InterruptedException if this thread is interrupted
     */
    public Map<String, Long> iterate(Strides strides, Spin spin, int millis)
            throws RaceThrewException, ReflectiveOperationException, InterruptedException {
        return iterate(config(race, strides, spin, millis), RaceRunner.class.getClassLoader());
    }

    /** Starts the actors of a race once, its classes taken from a loader. */
    static Map<String, Long> iterate(ForkedTestConfig config, ClassLoader loader)
            throws RaceThrewException, ReflectiveOperationException, InterruptedException {
        Runner<?> runner = Class.forName(config.generatedRunnerName, true, loader)
                .asSubclass(Runner.class)
                .getConstructor(ForkedTestConfig.class)
                .newInstance(config);
        List<CounterThread<?>> threads = new ArrayList<>(runner.internalRun());
        Map<String, Long> outcomes = new HashMap<>();
        for (CounterThread<?> thread : threads) {
            Throwable thrown = join(thread, threads);
            if (thrown != null) {
                throw new RaceThrewException(thrown);
            }
            count(thread.result(), outcomes);
        }
        return outcomes;
    }

    /** An actor or the arbiter threw; the cause is what. */
    public static final class RaceThrewException extends Exception {
        private static final long serialVersionUID = 1;

        RaceThrewException(Throwable thrown) {
            super("an actor or the arbiter threw " + thrown, thrown);
        }
    }

    /** Waits for one thread, or until any has thrown: then the others may wait for it forever. */
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

    private static <R> void count(Counter<R> counter, Map<String, Long> outcomes) {
        for (R result : counter.elementSet()) {
            outcomes.merge(result.toString(), counter.count(result), Long::sum);
        }
    }

    /** The only public way to make a configuration without the harness is to read one. */
    @SuppressWarnings("EnumOrdinal") // as ForkedTestConfig reads it
    static ForkedTestConfig config(Race race, Strides strides, Spin spin, int millis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(spin.style().ordinal());
            out.writeInt(millis);
            out.writeInt(1); // iterations
            out.writeUTF(race.generated());
            out.writeInt(Integer.MAX_VALUE); // footprint in MB
            out.writeInt(strides.size());
            out.writeInt(strides.count());
            out.writeBoolean(false); // no affinity
            return new ForkedTestConfig(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "jcstress does not read its configuration as this version of it writes it", e);
        }
    }
}
