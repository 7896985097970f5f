package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.search.Schedule;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.InputFile;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutputFile;
import dev.racewalk.stress.record.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in a file, so that somebody else can repeat it: a first line that says what it is, then a line each of
 * {@code race}, {@code case} if it has several, {@code model}, {@code fault} if one was seeded, {@code own-steps} if a class
 * replaces steps of the protocol or {@code table} if it is the page table, and {@code steps}.
 *
 * @param race name of the race's class
 * @param caseName the case of the race, null if it has no cases
 * @param model memory model
 * @param protocol that the machines followed
 * @param steps the schedule, as {@link Exploration.Failure#schedule} has it
 */
public record ScheduleFile(String race, @Nullable String caseName, Model model, Protocol protocol, String steps) {
    private static final String FIRST_LINE = "racewalk schedule 1";
    private static final String OWN = "own-steps";
    private static final String TABLE = "table";
    private static final List<String> KEYS = List.of("race", "case", "model", "fault", OWN, TABLE, "steps");
    private static final int MOST_BYTES = 1 << 20;

    /**
     * Writes the file; one that is there is replaced in one step.
     *
     * @param file where to
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("race ").append(race).append('\n');
        if (caseName != null) {
            text.append("case ").append(caseName).append('\n');
        }
        text.append("model ").append(model.id()).append('\n');
        if (protocol.fault() != null) {
            text.append("fault ").append(protocol.fault()).append('\n');
        }
        if (protocol.steps() != null) {
            text.append(OWN + " ").append(protocol.steps()).append('\n');
        }
        if (protocol.table() != null) {
            text.append(TABLE + " ").append(protocol.table()).append('\n');
        }
        text.append("steps ").append(steps).append('\n');
        OutputFile.write(file, text.toString());
    }

    /**
     * Reads a file.
     *
     * @param file what {@link #write} wrote
     * @return its content
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is something else; the message names the line and the rule
     */
    public static ScheduleFile read(Path file) throws IOException {
        List<String> lines = InputFile.text(file, MOST_BYTES).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE)) {
            throw new IllegalArgumentException(file + ", line 1: must be '" + FIRST_LINE + "'");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ", 2);
            if (!KEYS.contains(words[0]) || words.length < 2 || values.put(words[0], words[1]) != null) {
                throw new IllegalArgumentException(file + ", line " + (i + 1)
                        + ": must be race, case, model, fault, own-steps, table or steps, each once, with a value");
            }
        }
        return new ScheduleFile(
                required(file, values, "race"),
                values.get("case"),
                Model.of(required(file, values, "model")),
                new Protocol(values.get("fault"), values.get(OWN), values.get(TABLE)),
                Schedule.parse(required(file, values, "steps")).toString());
    }

    private static String required(Path file, Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(file + ": must have a line '" + key + "'");
        }
        return value;
    }
}
