package dev.racewalk.stress.matrix;

import dev.racewalk.stress.explore.Model;
import dev.racewalk.stress.fault.Fault;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts one JVM for one race against one fault, and ends it when it hangs. */
final class RaceProcess {
    /** The system property that names the fault to a JVM. */
    static final String FAULT = "racewalk.fault";

    /** What a JVM may take beyond its racing. */
    private static final long MARGIN_MILLIS = 10_000;

    private static final int TAIL = 400;

    private static volatile @Nullable Process running;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(RaceProcess::end));
    }

    private RaceProcess() {}

    static MatrixRun run(Means means, @Nullable Fault fault, String race, Effort effort)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("racewalk", ".out");
        Path err = Files.createTempFile("racewalk", ".err");
        try {
            Process process = new ProcessBuilder(command(means, fault, race, effort))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            running = process;
            boolean ended = process.waitFor(effort.limitMillis() + MARGIN_MILLIS, TimeUnit.MILLISECONDS);
            end();
            if (!ended) {
                return failed(means, race, Verdict.HUNG, "did not end", tail(err), effort.limitMillis());
            }
            try (Stream<String> lines = Files.lines(out)) {
                return lines.filter(line -> line.startsWith(ChildReport.RESULT))
                        .findFirst()
                        .map(ChildReport::read)
                        .orElse(failed(means, race, Verdict.DIED, "exit " + process.exitValue(), tail(err), 0));
            }
        } finally {
            end();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static MatrixRun failed(
            Means means, String race, Verdict verdict, String outcome, String detail, long millis) {
        return new MatrixRun(means, race, verdict, outcome, "", detail, "", 0, millis / 1e3);
    }

    private static void end() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
            running = null;
        }
    }

    private static List<String> command(Means means, @Nullable Fault fault, String race, Effort effort) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseParallelGC",
                "-Xmx512m",
                "-XX:-UsePerfData",
                "-cp",
                ManagementFactory.getRuntimeMXBean().getClassPath()));
        if (fault != null) {
            command.add("-D" + FAULT + "=" + fault.id());
        }
        Class<?> main = means == Means.RACE ? RaceChild.class : ExploreChild.class;
        command.addAll(List.of(main.getName(), race, Long.toString(effort.limitMillis())));
        if (means == Means.RACE) {
            command.addAll(List.of(Long.toString(effort.leastMillis()), Long.toString(effort.enough())));
        } else {
            command.add((means == Means.EXPLORER_TSO ? Model.TSO : Model.WEAK).name());
        }
        return command;
    }

    private static String tail(Path file) throws IOException {
        String text = Files.readString(file).strip();
        return text.substring(Math.max(0, text.length() - TAIL));
    }
}
