package dev.racewalk.stress.sweep;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.UnreadableException;
import dev.racewalk.stress.run.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that explores one race after the other, and so stays warm: starts it, ends it when it hangs, and reads what it tells.
 * After a race that could not be explored there is a new one.
 */
final class SweepProcess {
    /** What a JVM may take beyond the time of each exploration: to start, and to shorten what it found. */
    private static final long MARGIN_MILLIS = 30_000;

    /** Memory of all JVMs together, in percent of what there is. */
    private static final int MEMORY_PERCENT = 60;

    private static final int POLL_MILLIS = 100;
    private static final int STOP_MILLIS = 1_000;
    private static final int SIGNALLED = 128;
    private static final int TAIL = 400;
    private static final TypeReference<Exploration> EXPLORATION = new TypeReference<>() {};

    private final Bounds bounds;
    private final Protocol protocol;
    private final int processes;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private volatile @Nullable ChildJvm child;
    private volatile boolean stopped;

    SweepProcess(Bounds bounds, Protocol protocol, int processes) {
        this.bounds = bounds;
        this.protocol = protocol;
        this.processes = processes;
    }

    /** Ends it for good: what it has told so far is kept, and it is not said to have failed. */
    void stop() {
        stopped = true;
        end();
    }

    /** Ends the JVM; the next job gets a new one. */
    void end() {
        ChildJvm running = child;
        if (running != null) {
            running.kill();
        }
    }

    /** Explores one race to its end. */
    Swept run(SweepJob job) throws InterruptedException {
        Told told = new Told(job);
        try {
            ChildJvm running = started();
            running.send(SweepChild.line(job));
            told.fail(await(running, job, told));
        } catch (IOException e) {
            told.fail("its JVM did not start: " + e.getMessage());
        }
        if (!told.failed.isEmpty()) {
            end(); // a thread of the race may have stayed behind
            child = null;
        }
        return new Swept(told.found, told.failed);
    }

    private ChildJvm started() throws IOException {
        ChildJvm running = child;
        if (running == null) {
            lines.clear();
            running = ChildJvm.start(command(), lines::add);
            child = running;
        }
        if (stopped) {
            running.kill();
        }
        return running;
    }

    /** Waits until all is told. Returns why it will never be, or an empty text. */
    private String await(ChildJvm running, SweepJob job, Told told) throws InterruptedException, UnreadableException {
        long millis = job.models().size() * bounds.time().toMillis() + MARGIN_MILLIS;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!told.isOver()) {
            String line = lines.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null) {
                told.hear(line);
            } else if (running.await(0)) {
                return ended(running, told);
            } else if (System.nanoTime() - end > 0) {
                running.kill();
                return "its JVM did not end within " + millis / 1_000 + " s and was killed";
            }
        }
        return "";
    }

    private String ended(ChildJvm running, Told told) throws InterruptedException, UnreadableException {
        int status = running.await();
        running.output(); // all of it has been heard then
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            told.hear(line);
        }
        // a terminal sends its interrupt to that JVM as well, perhaps before the sweep hears of it
        for (int waited = 0; status > SIGNALLED && !stopped && waited < STOP_MILLIS; waited += 10) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return "its JVM ended with status " + status + tail(running.errors());
    }

    /** What the JVM has told about a job. */
    private final class Told {
        private final SweepJob job;
        private final Map<Model, String> failed = new EnumMap<>(Model.class);
        private final List<Exploration> found = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        Told(SweepJob job) {
            this.job = job;
        }

        boolean isOver() {
            return found.size() + failed.size() == job.models().size();
        }

        void hear(String line) throws UnreadableException {
            if (line.startsWith(SweepChild.PART)) {
                text.append(line, SweepChild.PART.length(), line.length());
            } else if (line.equals(SweepChild.WHOLE)) {
                found.add(Json.parse(text.toString(), EXPLORATION, job.race().name()));
                text.setLength(0);
            } else if (line.startsWith(SweepChild.FAILED)) {
                String[] words = line.substring(SweepChild.FAILED.length()).split("\t", 2);
                failed.put(Model.valueOf(words[0]), words[1]);
            }
        }

        /** Says of each model that was to come why it did not; nothing if the sweep was stopped. */
        void fail(String why) {
            for (Model model : job.models()) {
                if (!stopped && !why.isEmpty() && found.stream().noneMatch(each -> each.model() == model)) {
                    failed.putIfAbsent(model, PlainText.of(why));
                }
            }
        }
    }

    private List<String> command() {
        List<String> command = ChildJvm.launcher();
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:MaxRAMPercentage=" + (double) MEMORY_PERCENT / processes));
        command.addAll(protocol.flags());
        command.add(SweepChild.class.getName());
        command.addAll(SweepChild.arguments(bounds));
        return command;
    }

    private static String tail(List<String> lines) {
        String text = String.join(" ", lines).strip();
        return text.isEmpty() ? "" : ": " + text.substring(Math.max(0, text.length() - TAIL));
    }
}
