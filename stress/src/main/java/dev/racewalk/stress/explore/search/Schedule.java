package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.record.PlainText;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who makes each step of an execution, and in which way. In text, {@code 1} is a step of process 1, {@code 1:2} one that goes the
 * third way; before the first, {@code w513} says that accesses to that word, beyond the window of the race, are steps.
 */
public final class Schedule implements Engine.Chooser {
    private static final int SAID = 40;

    private final BitSet words;
    private final int[] processes;
    private final int[] ways;
    private int next;

    private Schedule(BitSet words, int[] processes, int[] ways) {
        this.words = words;
        this.processes = processes;
        this.ways = ways;
    }

    /** The same, for an execution in which accesses to these words were steps too. */
    public Schedule withWords(BitSet others) {
        return new Schedule(others, processes, ways);
    }

    public BitSet words() {
        return words;
    }

    public int steps() {
        return processes.length;
    }

    /** Writes a schedule down while it is being made. */
    static final class Recorder {
        private int[] processes = new int[64];
        private int[] ways = new int[64];
        private int size;

        void clear() {
            size = 0;
        }

        int size() {
            return size;
        }

        void process(int process) {
            if (size == processes.length) {
                processes = Arrays.copyOf(processes, 2 * size);
                ways = Arrays.copyOf(ways, 2 * size);
            }
            processes[size] = process;
            ways[size++] = 0;
        }

        void way(int way) {
            ways[size - 1] = way;
        }

        Schedule schedule() {
            return new Schedule(new BitSet(), Arrays.copyOf(processes, size), Arrays.copyOf(ways, size));
        }
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Schedule parse(String text) {
        Recorder recorder = new Recorder();
        BitSet words = new BitSet();
        for (String step : text.trim().split("\\s+", -1)) {
            String[] parts = step.split(":", -1);
            try {
                if (step.matches("w\\d{1,7}")) {
                    words.set(Integer.parseInt(step.substring(1)));
                    continue;
                }
                recorder.process(number(parts[0]));
                if (parts.length == 2) {
                    recorder.way(number(parts[1]));
                } else if (parts.length > 2) {
                    throw new NumberFormatException(step);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "step '" + PlainText.of(step, SAID) + "': must be a number, or two with ':' between", e);
            }
        }
        return recorder.schedule().withWords(words);
    }

    private static int number(String digits) {
        int number = Integer.parseInt(digits);
        if (number < 0) {
            throw new NumberFormatException(digits);
        }
        return number;
    }

    int process(int step) {
        return processes[step];
    }

    int way(int step) {
        return ways[step];
    }

    public Schedule fromStart() {
        next = 0;
        return this;
    }

    @Override
    public int choose(Engine engine) {
        if (next == processes.length || processes[next] >= engine.processes() || !engine.isEnabled(processes[next])) {
            throw new IllegalArgumentException(
                    "step " + next + ": the race cannot go that way; the schedule is of other code");
        }
        return processes[next++];
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        int way = ways[next - 1];
        if (way >= choices) {
            throw new IllegalArgumentException(
                    "step " + (next - 1) + ": way " + way + " of " + choices + "; the schedule is of other code");
        }
        return way;
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        // it is known
    }

    @Override
    public String toString() {
        Stream<String> steps = IntStream.range(0, processes.length)
                .mapToObj(i -> ways[i] == 0 ? Integer.toString(processes[i]) : processes[i] + ":" + ways[i]);
        return Stream.concat(words.stream().mapToObj(word -> "w" + word), steps).collect(Collectors.joining(" "));
    }
}
