package dev.racewalk.stress.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What of core is never raced and never explored: no line of its memory, page table and IOMMU that a user runs, but what
 * {@link Exceptions} lists with the reason. Each race is run for a moment by the runner that jcstress generates, and is
 * explored under sequential consistency, each in a JVM of its own with JaCoCo's agent.
 *
 * <p>What this cannot see: a line that is reached by one actor alone, or by what a race prepares or verifies with, or whose
 * effect nothing checks.
 */
@Tag("reach")
class ReachTest {
    private static final String RACING = "dev.racewalk.stress.matrix.RaceChild";
    private static final String EXPLORING = "dev.racewalk.stress.matrix.ExploreChild";

    /** At most, and at least, as far as fewer samples have been made. */
    private static final String[] RACING_MILLIS = {"20000", "300"};

    /** Some for each case of the race that has most. */
    private static final String SAMPLES = "2000";

    private static final String EXPLORING_MILLIS = "30000";

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyLineIsRacedOrExploredOrSaidNotToBe(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("reached.exec");
        for (Race race : Races.all()) {
            if (!race.name().contains(".testrace.")) {
                System.out.println("ReachTest: " + race.simpleName());
                reach(race, file);
            }
        }

        ExecFileLoader executed = new ExecFileLoader();
        executed.load(file.toFile());
        assertThat(Exceptions.read().differences(UnreachedLines.of(executed.getExecutionDataStore())))
                .as("lines that nothing races or explores, compared with %s", Exceptions.FILE)
                .isEmpty();
    }

    private static void reach(Race race, Path file) throws IOException, InterruptedException {
        List<List<String>> commands = new ArrayList<>();
        commands.add(command(file, RACING, race.name(), RACING_MILLIS[0], RACING_MILLIS[1], SAMPLES));
        commands.add(command(file, EXPLORING, race.name(), EXPLORING_MILLIS, "SC"));
        List<Process> processes = new ArrayList<>();
        for (List<String> command : commands) {
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (int i = 0; i < commands.size(); i++) {
            Process process = processes.get(i);
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as("%s ends", commands.get(i))
                    .isTrue();
            assertThat(process.exitValue()).as("status of %s", commands.get(i)).isZero();
        }
    }

    private static List<String> command(Path file, String... mainAndArguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-javaagent:" + agent() + "=append=true,includes=dev.racewalk.core.*,destfile=" + file,
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(Arrays.asList(mainAndArguments));
        return command;
    }

    private static String agent() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.contains("org.jacoco.agent"))
                .findFirst()
                .orElseThrow();
    }
}
