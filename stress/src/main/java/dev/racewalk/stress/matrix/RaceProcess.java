package dev.racewalk.stress.matrix;

import dev.racewalk.stress.fault.Fault;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts one JVM for one race against one fault, and ends it when it hangs. */
final class RaceProcess {
    /** What a JVM may take beyond its racing. */
    private static final long MARGIN_MILLIS = 10_000;

    private static final String DETAIL = "racewalk: ";
    private static final int DETAIL_LENGTH = 400;

    private static volatile @Nullable Process running;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(RaceProcess::end));
    }

    private RaceProcess() {}

    static MatrixRun run(@Nullable Fault fault, String race, long limitMillis)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("racewalk", ".out");
        Path err = Files.createTempFile("racewalk", ".err");
        try {
            Process process = new ProcessBuilder(command(fault, race, limitMillis))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            running = process;
            boolean ended = process.waitFor(limitMillis + MARGIN_MILLIS, TimeUnit.MILLISECONDS);
            end();
            String detail = line(err, DETAIL);
            if (!ended) {
                return failed(race, Verdict.HUNG, "hung", detail, limitMillis);
            }
            String result = line(out, RaceChild.RESULT);
            return result.isEmpty()
                    ? failed(race, Verdict.DIED, "exit status " + process.exitValue(), tail(err), limitMillis)
                    : RaceChild.read(result, race, detail);
        } finally {
            end();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static MatrixRun failed(String race, Verdict verdict, String outcome, String detail, long limitMillis) {
        return new MatrixRun(race, verdict, outcome, "", detail, "", 0, limitMillis / 1e3);
    }

    private static void end() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
            running = null;
        }
    }

    private static List<String> command(@Nullable Fault fault, String race, long limitMillis) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseParallelGC",
                "-Xmx512m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path")));
        if (fault != null) {
            command.add("-Dracewalk.fault=" + fault.id());
        }
        command.addAll(List.of(RaceChild.class.getName(), race, Long.toString(limitMillis)));
        return command;
    }

    private static String line(Path file, String prefix) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String found = reader.lines()
                    .filter(line -> line.startsWith(prefix))
                    .findFirst()
                    .orElse("");
            return found.substring(0, Math.min(found.length(), Math.max(prefix.length(), DETAIL_LENGTH)));
        }
    }

    private static String tail(Path file) throws IOException {
        String text = Files.readString(file).strip();
        return text.substring(Math.max(0, text.length() - DETAIL_LENGTH));
    }
}
