package dev.racewalk.results.cli;

import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.text.Terminal;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.sweep.SweepJob;
import dev.racewalk.stress.sweep.Swept;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows how a sweep goes, prints what it finds in the order of the races, writes it, and sums up. */
final class ExploreProgress implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final ExploredSlots slots;
    private final ExploredFile file;
    private final int processes;
    private final Duration time;

    private List<SweepJob> jobs = List.of();
    private @Nullable StatusLine line;
    private long startNanos;
    private int done;

    ExploreProgress(ExploredSlots slots, ExploredFile file, int processes, Duration time) {
        this.slots = slots;
        this.file = file;
        this.processes = processes;
        this.time = time;
    }

    synchronized void begin(List<SweepJob> open) {
        jobs = open;
        startNanos = System.nanoTime();
        int before = slots.found().size();
        if (before > 0) {
            System.err.println("Resumed: " + before + " of " + slots.size() + " were explored before.");
        }
        slots.tell(false, ExploreProgress::print);
        if (!open.isEmpty()) {
            line = new StatusLine(System.err, Terminal.isStderr(), this::text);
        }
    }

    /** Takes what came of a job. */
    void ended(int job, Swept swept) {
        StatusLine shown = take(job, swept);
        if (shown != null) {
            shown.above(this::tell);
        }
        try {
            file.write(slots.found());
        } catch (IOException e) {
            // it is written once more at the end, and said then
        }
    }

    private synchronized @Nullable StatusLine take(int job, Swept swept) {
        swept.found().forEach(slots::put);
        swept.failed().forEach((model, why) -> slots.fail(jobs.get(job).race(), model, why));
        done++;
        return line;
    }

    private synchronized void tell() {
        slots.tell(false, ExploreProgress::print);
    }

    private static void print(ExploredSlots.Slot slot) {
        Exploration found = slot.found();
        if (found != null) {
            ExplorePrint.show(slot.race(), found);
        } else {
            ExplorePrint.showFailed(slot.race(), slot.model(), String.valueOf(slot.failed()));
        }
    }

    private synchronized String text() {
        int wrong = wrong().size();
        return "%d of %d, %s left%s"
                .formatted(
                        done, jobs.size(), Durations.format(secondsLeft()), wrong == 0 ? "" : ", " + wrong + " wrong");
    }

    /** By what those that are done took; no more than all that is left may take. */
    private long secondsLeft() {
        double elapsed = (System.nanoTime() - startNanos) / NANOS;
        double most = 0;
        for (SweepJob job : jobs) {
            most += job.models().size() * time.toMillis() / 1e3 / processes;
        }
        double left =
                (jobs.size() - done) * (done == 0 ? most / jobs.size() : Math.min(most / jobs.size(), elapsed / done));
        return Math.max(1, Math.round(left));
    }

    @Override
    public void close() {
        StatusLine shown = line;
        if (shown != null) {
            shown.close();
        }
    }

    /**
     * Prints what is left to print and the sums, and writes the file.
     *
     * @return whether the file could be written
     */
    boolean finish(boolean complete) {
        slots.tell(true, ExploreProgress::print);
        List<Exploration> found = slots.found();
        long failed = slots.failed();
        ExplorePrint.sum(found, failed);
        if (!complete) {
            System.out.println("Interrupted: " + (slots.size() - found.size() - failed) + " of " + slots.size()
                    + " were not explored, or not to their end.");
        }
        System.out.flush();
        try {
            file.write(found);
            return true;
        } catch (IOException e) {
            System.err.println("--json: what was found cannot be written: " + Failure.inWords(e));
            return false;
        }
    }

    /** Those that ended wrongly, in order. */
    List<Exploration> wrong() {
        return slots.found().stream().filter(each -> !each.isClean()).toList();
    }
}
