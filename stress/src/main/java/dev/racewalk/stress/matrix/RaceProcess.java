package dev.racewalk.stress.matrix;

import dev.racewalk.stress.fault.FaultOfProperty;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.run.ChildJvm;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts one JVM for one race against one fault, and ends it when it hangs. */
final class RaceProcess {
    /** What a JVM may take beyond its racing. */
    private static final long MARGIN_MILLIS = 10_000;

    private static final int TAIL = 400;

    private RaceProcess() {}

    static MatrixRun run(Means means, @Nullable SeededFault fault, String race, Effort effort)
            throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.start(command(means, fault, race, effort));
        try {
            if (!child.await(effort.limitMillis() + MARGIN_MILLIS)) {
                child.kill();
                String said = tail(child.errors());
                return failed(means, race, MatrixVerdict.HUNG, "did not end", said, effort.limitMillis());
            }
            for (String line : child.output()) {
                if (line.startsWith(ChildReport.RESULT)) {
                    return ChildReport.read(line);
                }
            }
            return failed(means, race, MatrixVerdict.DIED, "exit " + child.await(), tail(child.errors()), 0);
        } finally {
            child.kill();
        }
    }

    private static MatrixRun failed(
            Means means, String race, MatrixVerdict verdict, String outcome, String detail, long millis) {
        return new MatrixRun(means, race, verdict, outcome, "", detail, "", 0, millis / 1e3);
    }

    private static List<String> command(Means means, @Nullable SeededFault fault, String race, Effort effort) {
        List<String> command = ChildJvm.launcher();
        command.addAll(List.of("-XX:+UseParallelGC", "-Xmx512m", "-XX:-UsePerfData"));
        if (fault != null) {
            command.add("-D" + FaultOfProperty.PROPERTY + "=" + fault.id());
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

    private static String tail(List<String> lines) {
        String text = String.join("\n", lines).strip();
        return text.substring(Math.max(0, text.length() - TAIL));
    }
}
