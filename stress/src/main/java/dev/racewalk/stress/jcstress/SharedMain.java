package dev.racewalk.stress.jcstress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.link.BinaryLinkClient;

/**
 * A JVM that takes job after job, and so stays warm: what {@code ForkedMain} of jcstress does once. It reads the token of a job
 * from its standard input, asks the {@link ForkServer} for the job, starts the actors, and sends what they saw. After a job it
 * writes {@link #end} on both of its streams. It ends when its input does, or after a job whose actors may still be running.
 *
 * <p>Not done here, unlike in a fork: the check of jcstress that sizes the strides by what a state takes. A race runs with the
 * strides that it is given.
 */
public final class SharedMain {
    private final BinaryLinkClient link;
    private @Nullable RaceLoader loader;
    private String loaded = "";

    private SharedMain(BinaryLinkClient link) {
        this.link = link;
    }

    /**
     * Makes the line that is written after a job.
     *
     * @param token of the job
     * @return without the end of the line
     */
    public static String end(int token) {
        return "racewalk-end " + token;
    }

    /**
     * Runs.
     *
     * @param args host and port of the server
     * @throws IOException if the server does not answer
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        SharedMain main = new SharedMain(new BinaryLinkClient(args[0], Integer.parseInt(args[1])));
        BufferedReader tokens = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = tokens.readLine(); line != null; line = tokens.readLine()) {
            int token = Integer.parseInt(line);
            TestResult result = main.run(main.link.jobRequest(token));
            tell(end(token));
            main.link.doneResult(token, result);
            if (result.status() != Status.NORMAL) {
                break;
            }
        }
        Runtime.getRuntime().halt(0); // actors that wait for one that threw would go on for ever
    }

    private static void tell(String line) {
        System.out.println(line);
        System.out.flush();
        System.err.println(line);
        System.err.flush();
    }

    /** Runs a job in a thread of its own, which takes with it what the race left in its locals. */
    private TestResult run(ForkedTestConfig job) throws InterruptedException {
        AtomicReference<TestResult> result = new AtomicReference<>();
        ClassLoader classes = loader(job.generatedRunnerName);
        Thread thread = new Thread(() -> result.set(outcomes(job, classes)), "racewalk-job");
        thread.start();
        thread.join();
        return Objects.requireNonNull(result.get());
    }

    private RaceLoader loader(String generated) {
        RaceLoader kept = loader;
        if (kept == null || !loaded.equals(generated)) {
            kept = new RaceLoader(generated);
            loader = kept;
            loaded = generated;
        }
        return kept;
    }

    private static TestResult outcomes(ForkedTestConfig job, ClassLoader classes) {
        TestResult result;
        try {
            result = new TestResult(Status.NORMAL);
            for (int i = 0; i < job.iters; i++) {
                RaceRunner.iterate(job, classes).forEach(result::addState);
            }
        } catch (RaceRunner.RaceThrewException e) {
            result = new TestResult(Status.TEST_ERROR);
            result.addMessages(e.getCause());
        } catch (ClassFormatError | NoClassDefFoundError | NoSuchMethodError | NoSuchFieldError e) {
            result = new TestResult(Status.API_MISMATCH);
            result.addMessages(e);
        } catch (Throwable e) { // of the race, which may throw anything
            result = new TestResult(Status.TEST_ERROR);
            result.addMessages(e);
        }
        return result;
    }
}
