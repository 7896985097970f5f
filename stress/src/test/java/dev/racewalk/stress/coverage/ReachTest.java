package dev.racewalk.stress.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.IMethodCoverage;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What of core is never raced and never explored: no line of its memory, page table and IOMMU that a user runs, but what
 * {@code unreached.txt} lists with the reason. Each race is run for a moment by the runner that jcstress generates, and is
 * explored under sequential consistency, each in a JVM of its own with JaCoCo's agent.
 *
 * <p>What this cannot see: a line that is reached only by one actor alone, or whose effect nothing checks.
 */
@Tag("reach")
class ReachTest {
    private static final List<String> PACKAGES = List.of("memory", "pagetable", "iommu");
    private static final String CORE = "dev/racewalk/core/";
    private static final String RACING = "dev.racewalk.stress.matrix.RaceChild";
    private static final String EXPLORING = "dev.racewalk.stress.matrix.ExploreChild";
    private static final String RACING_MILLIS = "400";
    private static final String EXPLORING_MILLIS = "2000";

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyLineIsRacedOrExploredOrSaidNotToBe(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("reached.exec");
        for (Race race : Races.all()) {
            if (race.family().equals("litmus") || race.family().equals("testrace")) {
                continue;
            }
            System.out.println("ReachTest: " + race.simpleName());
            run(file, RACING, race.name(), RACING_MILLIS);
            run(file, EXPLORING, race.name(), EXPLORING_MILLIS, "SC");
        }

        Map<String, String> reasons = reasons();
        Map<String, String> unreached = unreached(file);
        assertThat(unreached.keySet())
                .as("lines that nothing races or explores: %s", unreached)
                .isSubsetOf(reasons.keySet());
        assertThat(reasons.keySet()).as("listed, but reached").isSubsetOf(unreached.keySet());
    }

    private static void run(Path file, String... mainAndArguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-javaagent:" + agent() + "=append=true,includes=dev.racewalk.core.*,destfile=" + file,
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(Arrays.asList(mainAndArguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
        assertThat(process.exitValue()).as("status of %s", command).isZero();
    }

    private static String agent() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.contains("org.jacoco.agent"))
                .findFirst()
                .orElseThrow();
    }

    /** For each method that has lines which were not reached, these; named as {@code IoPageTable.close}. */
    private static Map<String, String> unreached(Path file) throws IOException {
        ExecFileLoader loader = new ExecFileLoader();
        loader.load(file.toFile());
        CoverageBuilder coverage = new CoverageBuilder();
        Analyzer analyzer = new Analyzer(loader.getExecutionDataStore(), coverage);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (new File(entry, CORE).isDirectory() || entry.matches(".*racewalk-core[^/]*\\.jar")) {
                analyzer.analyzeAll(new File(entry));
            }
        }
        Map<String, String> methods = new TreeMap<>();
        for (IClassCoverage type : coverage.getClasses()) {
            if (PACKAGES.contains(type.getPackageName().replace(CORE, ""))) {
                type.getMethods().forEach(method -> note(type, method, methods));
            }
        }
        assertThat(coverage.getClasses()).as("classes of core").isNotEmpty();
        return methods;
    }

    private static void note(IClassCoverage type, IMethodCoverage method, Map<String, String> methods) {
        String lines = IntStream.rangeClosed(method.getFirstLine(), method.getLastLine())
                .filter(line -> method.getLine(line).getStatus() == ICounter.NOT_COVERED)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
        if (!lines.isEmpty()) {
            String name = type.getName().substring(type.getName().lastIndexOf('/') + 1);
            methods.merge(name + "." + method.getName(), lines, (one, other) -> one + " " + other);
        }
    }

    /** Method, two spaces or more, reason. */
    private static Map<String, String> reasons() throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/coverage/unreached.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" {2,}", 2);
                assertThat(parts).as("a method and a reason: '%s'", line).hasSize(2);
                reasons.put(parts[0], parts[1]);
            }
        }
        return reasons;
    }
}
