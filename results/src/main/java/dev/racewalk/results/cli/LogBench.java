package dev.racewalk.results.cli;

import dev.racewalk.core.trace.WorkloadReplay;
import dev.racewalk.core.trace.WorkloadResult;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Measures how fast a workload goes, by one thread and by several. */
final class LogBench {
    private static final int DIGITS = 3;
    private static final double WARM_UP = 0.5;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final WorkloadReplay replay;
    private final int threads;
    private final double seconds;
    private final PrintWriter out;

    LogBench(WorkloadReplay replay, int threads, double seconds, PrintWriter out) {
        this.replay = replay;
        this.threads = threads;
        this.seconds = seconds;
        this.out = out;
    }

    /** Measures and prints; false if anything was not as in the log. */
    boolean run() {
        out.println("latencies in ns, of each map and unmap without its sync; operations a second include all");
        out.println("threads  operations/s     p50     p90     p99   p99.9         max   operations");
        boolean isRight = true;
        for (int count : threads == 1 ? new int[] {1} : new int[] {1, threads}) {
            isRight &= measure(count);
        }
        return isRight;
    }

    private boolean measure(int count) {
        boolean isRight = rounds(count, seconds * WARM_UP, newHistograms(count)).isRight();
        Histogram[] histograms = newHistograms(count);
        Rounds rounds = rounds(count, seconds, histograms);
        Histogram sum = new Histogram(DIGITS);
        Arrays.stream(histograms).forEach(sum::add);
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%7d %,13.0f", count, rounds.operations() / (rounds.nanos() / 1e9)));
        for (double percentile : PERCENTILES) {
            line.append(String.format(Locale.ROOT, " %,7d", sum.getValueAtPercentile(percentile)));
        }
        out.println(line.append(String.format(Locale.ROOT, " %,11d %,12d", sum.getMaxValue(), rounds.operations())));
        return isRight && rounds.isRight();
    }

    private static Histogram[] newHistograms(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Histogram(DIGITS)).toArray(Histogram[]::new);
    }

    private record Rounds(long operations, long nanos, boolean isRight) {}

    /** Replays until the time is over, once at least. */
    private Rounds rounds(int count, double forSeconds, Histogram[] histograms) {
        long end = System.nanoTime() + (long) (forSeconds * 1e9);
        long operations = 0;
        long nanos = 0;
        boolean isRight = true;
        do {
            WorkloadResult result = replay.measure(count, thread -> histograms[thread]::recordValue);
            operations += result.operations();
            nanos += result.nanos();
            isRight &= result.isRight();
        } while (System.nanoTime() < end);
        return new Rounds(operations, Math.max(1, nanos), isRight);
    }
}
