package dev.racewalk.stress.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads what a process writes, so that it never waits for a reader, and keeps so much of it as is of use. */
final class Lines extends Thread {
    private static final int KEPT = 2_000;
    private static final int LONGEST = 4_000;

    private final InputStream from;
    private final Consumer<String> heard;
    private final List<String> lines = new ArrayList<>();
    private String newest = "";

    private Lines(InputStream from, Consumer<String> heard) {
        super("racewalk-lines");
        this.from = from;
        this.heard = heard;
        setDaemon(true);
    }

    static Lines of(InputStream from, Consumer<String> heard) {
        Lines lines = new Lines(from, heard);
        lines.start();
        return lines;
    }

    @Override
    public void run() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, Charset.defaultCharset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String cut = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
                keep(cut);
                heard.accept(cut);
            }
        } catch (IOException e) {
            keep("racewalk: the output could not be read to its end: " + e.getMessage());
        }
    }

    private synchronized void keep(String line) {
        if (lines.size() < KEPT && !line.contains("compiler directives added")) {
            lines.add(line);
        }
        newest = line;
        notifyAll();
    }

    /** Takes the lines before one that will come, or all that come in so many milliseconds. */
    synchronized List<String> take(String last, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!last.equals(newest)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        List<String> taken = new ArrayList<>(lines);
        taken.remove(last);
        lines.clear();
        return taken;
    }

    /** The lines so far. */
    synchronized List<String> soFar() {
        return List.copyOf(lines);
    }

    /** All lines, once the process ended; a grandchild that holds the stream is not waited for. */
    List<String> all() throws InterruptedException {
        join(2_000);
        return soFar();
    }
}
