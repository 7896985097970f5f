package dev.racewalk.stress.jcstress;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.ForkedMain;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.link.BinaryLinkServer;
import org.openjdk.jcstress.link.ServerListener;

/** Hands their tasks to forked JVMs and takes their results. */
public final class ForkServer implements AutoCloseable {
    /** Not used twice in a JVM, so that a late fork of an earlier run is nobody's. */
    private static final AtomicInteger TOKENS = new AtomicInteger();

    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final BinaryLinkServer server;

    private record Link(ForkTask task, Runnable asked, Consumer<RaceResult> results) {}

    /**
     * Opens a port on this machine.
     *
     * @throws IOException if there is none
     */
    public ForkServer() throws IOException {
        server = new BinaryLinkServer(new Listener());
    }

    /**
     * Makes a task ready to be asked for.
     *
     * @param task of a fork
     * @param asked is told, in a thread of the server, that the fork has asked for it
     * @param results takes what the fork sends, in a thread of the server
     * @return the token that the fork names itself by
     */
    public int offer(ForkTask task, Runnable asked, Consumer<RaceResult> results) {
        int token = TOKENS.incrementAndGet();
        links.put(token, new Link(task, asked, results));
        return token;
    }

    /**
     * Forgets a task.
     *
     * @param token of a fork that has ended
     */
    public void withdraw(int token) {
        links.remove(token);
    }

    /**
     * Makes the end of a fork's command line: the class and its arguments.
     *
     * @param token of the fork
     * @param task of the fork
     * @return words
     */
    public List<String> command(int token, ForkTask task) {
        return List.of(
                ForkedMain.class.getName(),
                Boolean.toString(task.bindsActors()),
                server.getHost(),
                String.valueOf(server.getPort()),
                String.valueOf(token));
    }

    /**
     * Makes the end of the command line of a JVM that takes job after job: the class and its arguments.
     *
     * @return words; the JVM is told the token of each job on its standard input
     * @see SharedMain
     */
    public List<String> sharedCommand() {
        return List.of(SharedMain.class.getName(), server.getHost(), String.valueOf(server.getPort()));
    }

    @Override
    public void close() {
        server.terminate();
    }

    /** Answers the forks. An exception here would end the thread that answers them all. */
    private final class Listener implements ServerListener {
        private @Nullable ForkedTestConfig job;

        @Override
        public ForkedTestConfig onJobRequest(int token) {
            Link link = links.get(token);
            if (link != null) {
                job = link.task().job();
                link.asked().run();
            }
            return Objects.requireNonNull(job); // for a fork that was killed after it asked: any other
        }

        @Override
        public void onResult(int token, TestResult result) {
            Link link = links.get(token);
            if (link != null) {
                link.results().accept(new RaceResult(result));
            }
        }
    }
}
