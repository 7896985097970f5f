package dev.racewalk.stress.sweep;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.NotExploredException;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.run.ParentJvm;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/**
 * Explores races in this JVM, one after the other, as {@link Sweep} sends them. It tells what it found on
 * standard output, in lines that are short enough for the parent, and in ASCII, whatever the locale is.
 */
final class SweepChild {
    /** Begins a line with a part of an exploration in JSON. */
    static final String PART = "racewalk-part\t";

    /** The line that follows the last part of an exploration. */
    static final String WHOLE = "racewalk-whole";

    /** Begins a line with a model, a tab, and why there is no exploration under it. */
    static final String FAILED = "racewalk-failed\t";

    private static final int LONGEST = 3_000;
    private static final int ASCII = 127;

    private SweepChild() {}

    static List<String> arguments(Bounds bounds) {
        return List.of(
                String.valueOf(bounds.steps()),
                String.valueOf(bounds.executions()),
                String.valueOf(bounds.time().toMillis()),
                String.valueOf(bounds.switches()),
                String.valueOf(bounds.samples()),
                String.valueOf(bounds.seed()),
                String.valueOf(bounds.reduce()));
    }

    /** How the parent sends a job: the race, whether it is only tried, and the models. */
    static String line(SweepJob job) {
        return job.race().name() + "\t" + job.onlyTried() + "\t"
                + job.models().stream().map(Model::name).collect(Collectors.joining("\t"));
    }

    /** Arguments: as {@link #arguments} makes them. Jobs come on standard input, until it ends. */
    public static void main(String[] args) throws InterruptedException {
        BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
        ParentJvm.listen(jobs::add);
        Bounds bounds = new Bounds(
                Integer.parseInt(args[0]),
                Long.parseLong(args[1]),
                Duration.ofMillis(Long.parseLong(args[2])),
                Integer.parseInt(args[3]),
                Long.parseLong(args[4]),
                Long.parseLong(args[5]),
                Boolean.parseBoolean(args[6]));
        while (true) {
            String[] words = jobs.take().split("\t", -1);
            for (int i = 2; i < words.length; i++) {
                explore(Races.named(words[0]), Model.valueOf(words[i]), bounds, Boolean.parseBoolean(words[1]));
            }
        }
    }

    private static void explore(Race race, Model model, Bounds bounds, boolean onlyTried) {
        try (Explorer explorer = new Explorer(race, model, bounds, Protocol.ofThisJvm())) {
            tell(onlyTried ? explorer.tryOut() : explorer.explore());
        } catch (IllegalStateException e) {
            String why = NotExploredException.inWords(e) + way(race, model, e);
            System.out.println(FAILED + model + "\t" + why.replaceAll("\\s+", " "));
        }
        System.out.flush();
    }

    /** Writes the schedule that leads to an error, and says where it is. */
    private static String way(Race race, Model model, IllegalStateException e) {
        if (!(e instanceof NotExploredException error) || error.schedule().isEmpty()) {
            return "";
        }
        try {
            Path file = Files.createTempFile("racewalk", ".schedule");
            new ScheduleFile(race.name(), error.caseName(), model, Protocol.ofThisJvm(), error.schedule()).write(file);
            return "; the schedule that leads there, for --replay, is in " + file;
        } catch (IOException unwritten) {
            return "; the schedule that leads there: " + error.schedule();
        }
    }

    private static void tell(Exploration exploration) {
        String text;
        try {
            text = ascii(Json.line(exploration));
        } catch (IOException e) {
            throw new IllegalStateException("an exploration cannot be written", e);
        }
        for (int i = 0; i < text.length(); i += LONGEST) {
            System.out.println(PART + text.substring(i, Math.min(text.length(), i + LONGEST)));
        }
        System.out.println(WHOLE);
    }

    /** In JSON, only texts hold other characters, and there they may be written by their numbers. */
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c < ASCII) {
                text.append((char) c);
            } else {
                text.append(String.format("\\u%04x", c));
            }
        });
        return text.toString();
    }
}
