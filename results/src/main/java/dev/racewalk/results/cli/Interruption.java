package dev.racewalk.results.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the JVM is told to end, by Ctrl-C or otherwise: what it waits for is stopped, and it may say
 * and write what it found so far. The JVM then ends with {@value #STATUS}.
 */
final class Interruption implements AutoCloseable {
    /** How a command ends that was interrupted, whichever signal it was. */
    static final int STATUS = 130;

    private static final long STOP_SECONDS = 20;

    private final Runnable stop;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "racewalk-stop");

    /** Prepares for it. */
    Interruption(Runnable stop) {
        this.stop = stop;
    }

    /** From now on. */
    void await() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        stop.run();
        try {
            if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The command did not end within " + STOP_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(STATUS);
    }

    /** The command has said all that it has to say. */
    @Override
    public void close() {
        System.out.flush();
        System.err.flush();
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook runs
        }
    }
}
