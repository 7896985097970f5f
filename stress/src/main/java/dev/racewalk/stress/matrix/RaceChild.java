package dev.racewalk.stress.matrix;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.CounterThread;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.util.Counter;

/**
 * Races one race in this JVM until an outcome is forbidden or the time is over: a JVM of its own for {@link KillMatrix}. It
 * drives the runner that jcstress has generated, without the harness, whose probing takes longer than most catches.
 */
final class RaceChild {
    /** Begins the line with the result. */
    static final String RESULT = "racewalk-result\t";

    /** Few machines, so that the pool of the race holds them all, and the first iteration ends soon. */
    private static final int[][] STRIDES = {{4, 16}, {64, 2}, {1, 64}};

    private static final int[] FIRST_MILLIS = {20, 20, 20, 50, 50, 50};
    private static final int MILLIS = 100;
    private static final Pattern BROKEN = Pattern.compile("\\b(I\\d+) broken");

    private final TestInfo race;
    private long samples;

    private RaceChild(TestInfo race) {
        this.race = race;
    }

    /** Arguments: binary name of the race, milliseconds. */
    public static void main(String[] args) throws Exception {
        endWithParent();
        MatrixRun run = new RaceChild(TestList.getInfo(args[0])).race(Long.parseLong(args[1]));
        System.out.println(write(run));
        System.out.flush();
        Runtime.getRuntime().halt(0); // threads of jcstress may still wait for each other
    }

    /** The parent never writes; the end of the stream is the end of the parent. */
    private static void endWithParent() {
        Thread thread = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                // the same
            }
            Runtime.getRuntime().halt(1);
        });
        thread.setDaemon(true);
        thread.start();
    }

    private MatrixRun race(long limitMillis) throws Exception {
        long start = System.nanoTime();
        long end = start + limitMillis * 1_000_000;
        String forbidden = null;
        int[] stride = STRIDES[0];
        for (int i = 0; forbidden == null && System.nanoTime() - end < 0; i++) {
            stride = STRIDES[i % STRIDES.length];
            long left = (end - System.nanoTime()) / 1_000_000 + 1;
            int millis = i < FIRST_MILLIS.length ? FIRST_MILLIS[i] : MILLIS;
            forbidden = iterate(stride, spinning(i), (int) Math.min(millis, left));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String outcome = forbidden == null ? "" : forbidden;
        Verdict verdict = forbidden == null ? Verdict.SURVIVED : Verdict.CAUGHT;
        String strides = forbidden == null ? "mixed" : stride[0] + "x" + stride[1];
        return new MatrixRun(race.name(), verdict, outcome, broken(outcome), "", strides, samples, seconds);
    }

    /** Actors that wait for each other meet more often if they spin, but hardly get on where others use the processors. */
    private SpinLoopStyle spinning(int iteration) {
        boolean crowded = race.threads() > Runtime.getRuntime().availableProcessors();
        return crowded || iteration / STRIDES.length % 2 == 1
                ? SpinLoopStyle.THREAD_YIELD
                : SpinLoopStyle.THREAD_SPIN_WAIT;
    }

    static String broken(String outcome) {
        Matcher matcher = BROKEN.matcher(outcome);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Returns the first forbidden outcome. */
    private @Nullable String iterate(int[] stride, SpinLoopStyle style, int millis) throws Exception {
        Runner<?> runner = Class.forName(race.generatedRunner())
                .asSubclass(Runner.class)
                .getConstructor(ForkedTestConfig.class)
                .newInstance(config(stride, style, millis));
        List<CounterThread<?>> threads = new ArrayList<>(runner.internalRun());
        String forbidden = null;
        for (CounterThread<?> thread : threads) {
            thread.join();
            if (thread.throwable() != null) {
                thread.throwable().printStackTrace();
                return "an actor or the arbiter threw " + thread.throwable();
            }
            String found = grade(thread.result());
            forbidden = found != null ? found : forbidden;
        }
        return forbidden;
    }

    private <R> @Nullable String grade(Counter<R> counter) {
        String forbidden = null;
        for (R result : counter.elementSet()) {
            samples += counter.count(result);
            String outcome = result.toString();
            forbidden = expectation(outcome) == Expect.FORBIDDEN ? outcome : forbidden;
        }
        return forbidden;
    }

    private Expect expectation(String outcome) {
        for (StateCase known : race.cases()) {
            if (known.matchesExactly(outcome)) {
                return known.expect();
            }
        }
        for (StateCase known : race.cases()) {
            if (known.matches(outcome)) {
                return known.expect();
            }
        }
        return race.unmatched().expect();
    }

    /** The only public way to make a configuration without the harness is to read one. */
    @SuppressWarnings("EnumOrdinal") // as ForkedTestConfig reads it
    private ForkedTestConfig config(int[] stride, SpinLoopStyle style, int millis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(style.ordinal());
        out.writeInt(millis);
        out.writeInt(1); // iterations
        out.writeUTF(race.generatedRunner());
        out.writeInt(Integer.MAX_VALUE); // footprint in MB
        out.writeInt(stride[0]);
        out.writeInt(stride[1]);
        out.writeBoolean(false); // no affinity
        return new ForkedTestConfig(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static String write(MatrixRun run) {
        return RESULT
                + String.join(
                        "\t",
                        run.verdict().name(),
                        run.outcome().replaceAll("\\s+", " "),
                        run.stride(),
                        Long.toString(run.samples()),
                        Double.toString(run.seconds()));
    }

    /** Reads what {@link #write} wrote. */
    static MatrixRun read(String line, String race, String detail) {
        String[] parts = line.substring(RESULT.length()).split("\t", -1);
        return new MatrixRun(
                race,
                Verdict.valueOf(parts[0]),
                parts[1],
                broken(parts[1]),
                detail,
                parts[2],
                Long.parseLong(parts[3]),
                Double.parseDouble(parts[4]));
    }
}
