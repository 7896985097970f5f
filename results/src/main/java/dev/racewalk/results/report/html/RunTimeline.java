package dev.racewalk.results.report.html;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.report.Durations;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Phases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A run as it went: a bar for each fork, from left to right and then line by line, and where the time went.
 *
 * @param name of the run
 * @param lines equal parts of the time, the earliest first
 * @param ticks on the time axis of each line
 * @param sums where the time went, over all forks
 * @param longest forks that took longest
 */
record RunTimeline(String name, List<Line> lines, List<LogAxis.Tick> ticks, List<Sum> sums, List<Longest> longest) {
    /** Units of the picture from its left to its right end. */
    static final int WIDTH = 1200;

    /** Height of a bar with the space below it, in which the share of other processes is drawn. */
    static final int LANE = 16;

    /** Height of the middle of a bar in its lane. */
    private static final int MIDDLE = 6;

    private static final int MOST_LINES = 12;
    private static final int NAMED = 5;

    /** The beginning of so many forks is marked; more are thinner than the mark. */
    private static final int MOST_MARKED = 500;

    private static final int TICKS = 5;
    private static final double MILLIS = 1e3;
    private static final long[] SECONDS = {5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400};

    /**
     * A part of the time.
     *
     * @param label when it begins
     * @param lanes forks that ran at the same time, at most
     * @param bars a path for each phase
     * @param forks for the script, which makes a link of each: number of the race on the page, height, beginning and length, in
     *     units, after a space each; a comma between two
     */
    record Line(String label, int lanes, List<Bar> bars, String forks) {
        int height() {
            return lanes * LANE;
        }
    }

    /**
     * One phase of all forks of a line.
     *
     * @param style class of the style sheet
     * @param path data of a path
     */
    record Bar(String style, String path) {}

    /**
     * Where some of the time went.
     *
     * @param phase what was done
     * @param millis milliseconds of a place to race in
     * @param share of all
     */
    record Sum(Phase phase, long millis, String share) {
        String seconds() {
            return Words.seconds(millis / MILLIS);
        }
    }

    /**
     * A fork that took long.
     *
     * @param race which it ran
     * @param text how long, and what with
     */
    record Longest(String race, String text) {}

    /** What a fork does. */
    enum Phase {
        STARTING("start", "the JVM starts"),
        WARMING("warming", "classes are loaded and checked, actors start and stop"),
        RACING("racing", "the actors race"),
        ENDING("end", "after the last result"),
        UNKNOWN("not told", "a fork that failed, or one of an older run"),
        BETWEEN("between", "no fork ran there");

        private final String word;
        private final String meaning;

        Phase(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        String word() {
            return word;
        }

        String meaning() {
            return meaning;
        }

        String style() {
            return "t-" + word.replace(' ', '-');
        }
    }

    /** A fork on its lane. */
    private record Placed(ForkRecord fork, int lane, long start) {
        long end() {
            return start + fork.durationMillis();
        }

        /** Milliseconds of each phase, in the order in which they are drawn. */
        long of(Phase phase) {
            Phases phases = fork.phases();
            if (phases == null) {
                return switch (phase) {
                    case RACING -> Math.min(fork.racingMillis(), fork.durationMillis());
                    case UNKNOWN -> fork.durationMillis() - of(Phase.RACING);
                    default -> 0;
                };
            }
            return switch (phase) {
                case STARTING -> phases.startingMillis();
                case WARMING -> fork.warmingMillis();
                case RACING -> Math.min(fork.racingMillis(), fork.durationMillis());
                case ENDING -> phases.endingMillis();
                case UNKNOWN, BETWEEN -> 0;
            };
        }
    }

    /**
     * Makes one for each source whose forks have times.
     *
     * @param results any
     * @param races as they stand on the page
     */
    static List<RunTimeline> of(Results results, List<RaceView> races) {
        Map<String, Integer> numbers = new HashMap<>();
        races.forEach(race -> numbers.put(race.race().name(), numbers.size()));
        List<RunTimeline> timelines = new ArrayList<>();
        for (int i = 0; i < results.sources().size(); i++) {
            int source = i;
            List<ForkRecord> forks = results.races().stream()
                    .flatMap(race -> race.forks().stream())
                    .filter(each -> each.source() == source)
                    .map(SourcedFork::fork)
                    .filter(fork -> fork.startedAt() != null && fork.durationMillis() > 0)
                    .sorted(Comparator.comparing(RunTimeline::start).thenComparing(ForkRecord::fork))
                    .toList();
            if (!forks.isEmpty()) {
                timelines.add(of(results.sources().get(i).name(), forks, numbers));
            }
        }
        return timelines;
    }

    private static Instant start(ForkRecord fork) {
        return Objects.requireNonNull(fork.startedAt());
    }

    private static RunTimeline of(String name, List<ForkRecord> forks, Map<String, Integer> races) {
        List<Placed> placed = placed(forks);
        long end = placed.stream().mapToLong(Placed::end).max().orElse(0);
        long slice = slice(end);
        int lanes = 1 + placed.stream().mapToInt(Placed::lane).max().orElse(0);
        List<Line> lines = new ArrayList<>();
        for (long from = 0; from < end; from += slice) {
            lines.add(line(placed, from, slice, lanes, races));
        }
        List<LogAxis.Tick> ticks = new ArrayList<>();
        for (int i = 0; i <= TICKS; i++) {
            String label = "+" + Words.seconds(slice * i / MILLIS / TICKS);
            ticks.add(new LogAxis.Tick(LogAxis.units((double) WIDTH * i / TICKS), label));
        }
        return new RunTimeline(name, lines, ticks, sums(placed, end * lanes), longest(placed));
    }

    private static List<Placed> placed(List<ForkRecord> forks) {
        Instant first = start(forks.get(0));
        List<Long> ends = new ArrayList<>();
        List<Placed> placed = new ArrayList<>();
        for (ForkRecord fork : forks) {
            long start = start(fork).toEpochMilli() - first.toEpochMilli();
            int lane = 0;
            while (lane < ends.size() && ends.get(lane) > start + 1) { // a start is cut to a millisecond
                lane++;
            }
            if (lane == ends.size()) {
                ends.add(0L);
            }
            ends.set(lane, start + fork.durationMillis());
            placed.add(new Placed(fork, lane, start));
        }
        return placed;
    }

    private static long slice(long millis) {
        for (long seconds : SECONDS) {
            if (millis <= seconds * MILLIS * MOST_LINES) {
                return (long) (seconds * MILLIS);
            }
        }
        return (long) Math.ceil((double) millis / MOST_LINES);
    }

    private static Line line(List<Placed> placed, long from, long slice, int lanes, Map<String, Integer> races) {
        List<Bar> bars = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            StringBuilder path = new StringBuilder();
            placed.forEach(each -> segment(each, phase, from, slice, path));
            add(bars, phase.style(), path);
        }
        StringBuilder others = new StringBuilder();
        StringBuilder starts = new StringBuilder();
        for (Placed each : placed) {
            Double share = each.fork().othersShare();
            if (share != null && share > SourceView.SPOILED) {
                long until = each.start() + Math.round(each.fork().durationMillis() * share);
                piece(each.lane(), each.start(), until, from, slice, LANE - 3, others);
            }
            if (placed.size() <= MOST_MARKED && each.start() >= from && each.start() < from + slice) {
                starts.append('M')
                        .append(x(each.start() - from, slice))
                        .append(' ')
                        .append(each.lane() * LANE + 1)
                        .append("v10");
            }
        }
        add(bars, "t-others", others);
        add(bars, "t-begin", starts);
        return new Line(Words.seconds(from / MILLIS), lanes, bars, forks(placed, from, slice, races));
    }

    private static String forks(List<Placed> placed, long from, long slice, Map<String, Integer> races) {
        return placed.stream()
                .filter(each -> each.start() < from + slice && each.end() > from)
                .map(each -> {
                    long left = Math.max(each.start(), from) - from;
                    long right = Math.min(each.end(), from + slice) - from;
                    long x = WIDTH * left / slice;
                    return races.get(each.fork().race()) + " " + (each.lane() * LANE + MIDDLE) + " " + x + " "
                            + Math.max(1, WIDTH * right / slice - x);
                })
                .collect(Collectors.joining(","));
    }

    private static void add(List<Bar> bars, String style, StringBuilder path) {
        if (path.length() > 0) {
            bars.add(new Bar(style, path.toString()));
        }
    }

    private static void segment(Placed fork, Phase phase, long from, long slice, StringBuilder path) {
        long start = fork.start();
        for (Phase before : Phase.values()) {
            if (before.compareTo(phase) < 0) {
                start += fork.of(before);
            }
        }
        piece(fork.lane(), start, Math.min(fork.end(), start + fork.of(phase)), from, slice, MIDDLE, path);
    }

    /** What of a time lies in a line. */
    private static void piece(int lane, long start, long end, long from, long slice, int below, StringBuilder path) {
        long left = Math.max(start, from);
        long right = Math.min(end, from + slice);
        if (left < right) {
            path.append('M')
                    .append(x(left - from, slice))
                    .append(' ')
                    .append(lane * LANE + below)
                    .append('h')
                    .append(x(right - left, slice));
        }
    }

    private static String x(long millis, long slice) {
        return LogAxis.units((double) WIDTH * millis / slice);
    }

    private static List<Sum> sums(List<Placed> placed, long all) {
        List<Sum> sums = new ArrayList<>();
        long rest = all;
        for (Phase phase : Phase.values()) {
            long millis = phase == Phase.BETWEEN
                    ? Math.max(0, rest)
                    : placed.stream().mapToLong(each -> each.of(phase)).sum();
            rest -= millis;
            if (millis > 0) {
                sums.add(new Sum(phase, millis, Words.share(millis, all)));
            }
        }
        return sums;
    }

    private static List<Longest> longest(List<Placed> placed) {
        return placed.stream()
                .sorted(Comparator.comparingLong((Placed each) -> -each.fork().durationMillis()))
                .limit(NAMED)
                .map(each -> new Longest(
                        each.fork().race(),
                        Words.seconds(each.fork().durationMillis() / MILLIS) + ", fork "
                                + each.fork().fork() + ", " + each.fork().mode() + ", "
                                + Durations.format(each.start() / 1000) + " after the start"))
                .toList();
    }
}
