package dev.racewalk.stress.matrix;

import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.run.ChildJvm;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts one JVM after the other, for one race against one protocol each, and ends it when it hangs. */
final class RaceProcess {
    /** What a JVM may take beyond its racing. */
    private static final long MARGIN_MILLIS = 10_000;

    private static final int TAIL = 400;

    private static final int SIGNALLED = 128;
    private static final int STOP_MILLIS = 1_000;

    private volatile @Nullable ChildJvm running;
    private volatile boolean stopped;

    /** Nothing is to be said about a race, since it was stopped. */
    static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1;

        StoppedException() {
            super("stopped");
        }
    }

    /** Ends the race that is under way, and lets no other begin. */
    void stop() {
        stopped = true;
        ChildJvm child = running;
        if (child != null) {
            child.kill();
        }
    }

    MatrixRun run(Means means, Protocol protocol, String race, Effort effort) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.start(command(means, protocol, race, effort));
        running = child;
        try {
            MatrixRun run = run(child, means, race, effort);
            if (stopped) {
                throw new StoppedException();
            }
            return run;
        } finally {
            child.kill();
        }
    }

    private MatrixRun run(ChildJvm child, Means means, String race, Effort effort) throws InterruptedException {
        if (stopped) {
            child.kill();
        }
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
        int status = child.await();
        // a terminal sends its interrupt to that JVM as well, perhaps before this one hears of it
        for (int waited = 0; status > SIGNALLED && !stopped && waited < STOP_MILLIS; waited += 10) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return failed(means, race, MatrixVerdict.DIED, "exit " + status, tail(child.errors()), 0);
    }

    private static MatrixRun failed(
            Means means, String race, MatrixVerdict verdict, String outcome, String detail, long millis) {
        return new MatrixRun(means, race, verdict, outcome, "", detail, "", 0, millis / 1e3);
    }

    private static List<String> command(Means means, Protocol protocol, String race, Effort effort) {
        List<String> command = ChildJvm.launcher();
        command.addAll(List.of("-XX:+UseParallelGC", "-Xmx512m", "-XX:-UsePerfData"));
        command.addAll(protocol.flags());
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
