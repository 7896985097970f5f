package dev.racewalk.stress.jcstress;

import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.TestConfig;

/** What one fork is to do, as jcstress hands it out. */
public final class ForkTask {
    private final TestConfig config;
    private final Affinity affinity;

    /**
     * One race in one way.
     *
     * @param race what to run
     * @param strides how close the actors are kept
     * @param modeFlags flags of the JVM mode
     * @param compileMode how the actors are compiled, see {@link Compilation}
     * @param placement of the actors
     * @param spin how they wait for each other
     */
    public record Way(
            Race race, Strides strides, List<String> modeFlags, int compileMode, Placement placement, Spin spin) {
        /** Makes the list unmodifiable. */
        public Way {
            modeFlags = List.copyOf(modeFlags);
        }
    }

    /**
     * Makes a task.
     *
     * @param number of the fork
     * @param way what to run
     * @param iterations how often the actors are started
     * @param millis how long each time
     * @param heapMb megabytes of the fork's heap
     * @param cpus processors that the fork has
     */
    public ForkTask(int number, Way way, int iterations, int millis, int heapMb, Cpus cpus) {
        config = new TestConfig(
                new ForkOptions(way, iterations, millis, heapMb),
                TestLists.info(way.race()),
                number,
                new ArrayList<>(way.modeFlags()),
                way.compileMode(),
                way.placement().scheduling());
        config.setCPUMap(cpus.map());
        affinity = way.placement().affinity();
    }

    TestConfig config() {
        return config;
    }

    ForkedTestConfig job() {
        return new ForkedTestConfig(config);
    }

    boolean bindsActors() {
        return affinity == Affinity.LOCAL;
    }

    /**
     * Writes the directives for the compilers.
     *
     * @param file where to
     * @param options that say how much the compilers print
     * @throws IOException if it cannot be written
     */
    public void writeDirectives(Path file, JcstressOptions options) throws IOException {
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file, Charset.defaultCharset()))) {
            config.generateDirectives(writer, options.verbosity());
        }
    }
}
