package dev.racewalk.stress.run;

import dev.racewalk.stress.own.ClassPath;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM that works for this one: its process, what it writes, and its end. Those that are still running when this JVM ends are
 * killed. All methods may be called by any thread.
 */
public final class ChildJvm {
    private static final Set<ChildJvm> RUNNING = ConcurrentHashMap.newKeySet();
    private static final long AFTER_DUMP_MILLIS = 1_500;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ChildJvm::kill)));
    }

    private final Process process;
    private final Lines out;
    private final Lines err;

    private ChildJvm(Process process, Consumer<String> heard) {
        this.process = process;
        out = Lines.of(process.getInputStream(), heard);
        err = Lines.of(process.getErrorStream(), line -> {});
    }

    /**
     * Makes the beginning of a command line: the java of this JVM and its class path, with what the user brings after it.
     *
     * @return words, to be followed by flags, the main class and its arguments
     */
    public static List<String> launcher() {
        String exe = System.getProperty("os.name", "").startsWith("Windows") ? "java.exe" : "java";
        return new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", exe).toString(), "-cp", classPath()));
    }

    private static String classPath() {
        String ours = System.getProperty("java.class.path", "");
        ClassPath own = ClassPath.inUse();
        return own.isNone() ? ours : ours + File.pathSeparator + own;
    }

    /**
     * Starts one.
     *
     * @param command whole command line
     * @return it runs
     * @throws IOException if it does not start
     */
    public static ChildJvm start(List<String> command) throws IOException {
        return start(command, line -> {});
    }

    /**
     * Starts one whose output is needed as it comes.
     *
     * @param command whole command line
     * @param heard takes each line of its standard output, in a thread of its own; long lines are cut
     * @return it runs
     * @throws IOException if it does not start
     */
    public static ChildJvm start(List<String> command, Consumer<String> heard) throws IOException {
        return start(command, Set.of(), heard);
    }

    /** The same without some variables of the environment. */
    static ChildJvm start(List<String> command, Set<String> without) throws IOException {
        return start(command, without, line -> {});
    }

    private static ChildJvm start(List<String> command, Set<String> without, Consumer<String> heard)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(without);
        ChildJvm child = new ChildJvm(builder.start(), heard);
        RUNNING.removeIf(other -> !other.process.isAlive());
        RUNNING.add(child);
        return child;
    }

    /**
     * Waits for its end.
     *
     * @param millis milliseconds at most
     * @return whether it has ended
     * @throws InterruptedException if this thread is interrupted
     */
    public boolean await(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for its end.
     *
     * @return its exit status
     * @throws InterruptedException if this thread is interrupted
     */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /**
     * Tells whether it has ended.
     *
     * @return true while it runs
     */
    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Takes what it has written up to a line that it writes on both streams, so that it is not returned again.
     *
     * @param last that line
     * @param millis milliseconds to wait at most for each stream
     * @return lines before that one, of both streams
     * @throws InterruptedException if this thread is interrupted
     */
    List<String> take(String last, long millis) throws InterruptedException {
        List<String> lines = new ArrayList<>(out.take(last, millis));
        lines.addAll(err.take(last, millis));
        return lines;
    }

    /**
     * Sends it a line, which {@link ParentJvm#listen} hears.
     *
     * @param line to send
     * @throws IOException if it has ended
     */
    public void send(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Kills it, and what it has started. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /**
     * Returns what it wrote on its standard output, the first lines of it if there were many. A process that it started and
     * that holds the stream is not waited for.
     *
     * <p>Context: after its end.
     *
     * @return lines, long ones cut
     * @throws InterruptedException if this thread is interrupted
     */
    public List<String> output() throws InterruptedException {
        return out.all();
    }

    /**
     * Returns what it wrote on its standard error stream, as {@link #output} does.
     *
     * @return lines, long ones cut
     * @throws InterruptedException if this thread is interrupted
     */
    public List<String> errors() throws InterruptedException {
        return err.all();
    }

    /**
     * Asks it for the stacks of its threads, which takes a second and a half.
     *
     * @return what it writes meanwhile; nothing on a system without signals
     * @throws InterruptedException if this thread is interrupted
     */
    public List<String> dump() throws InterruptedException {
        int before = out.soFar().size();
        try {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return List.of(); // there is no such command
        }
        TimeUnit.MILLISECONDS.sleep(AFTER_DUMP_MILLIS);
        List<String> lines = out.soFar();
        return lines.subList(Math.min(before, lines.size()), lines.size());
    }
}
