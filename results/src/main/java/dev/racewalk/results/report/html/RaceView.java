package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One race, as the page shows it.
 *
 * @param id anchor
 * @param race its results
 * @param mark what happened to it as a whole
 * @param rates how fast, and how often its threads met
 * @param actors what runs against what
 * @param outcomes what happened
 * @param modes where
 * @param explored what the explorer says
 * @param bad forks to look at
 * @param commands how to run just this
 */
record RaceView(
        String id,
        RaceResults race,
        Mark mark,
        Rates rates,
        TimeTable actors,
        Outcomes outcomes,
        Modes modes,
        Explored explored,
        List<BadFork> bad,
        List<Command> commands) {
    private static final int MOST_FORKS = 12;
    private static final int MOST_LINES = 60;
    private static final Pattern SPECIAL = Pattern.compile("[\\\\.\\[\\](){}*+?^$|]");

    /**
     * A fork that failed or saw something wrong.
     *
     * @param head which one, and how it ended
     * @param flags of its JVM
     * @param lines what was said, by jcstress, the race and the JVM
     */
    record BadFork(String head, String flags, List<String> lines) {}

    /**
     * A command to copy.
     *
     * @param label what it does
     * @param text for a shell
     */
    record Command(String label, String text) {}

    static RaceView of(String id, RaceResults race, Results results, @Nullable String path) {
        List<Exploration> explorations = results.explorations().stream()
                .filter(each -> each.race().equals(race.name()))
                .toList();
        return new RaceView(
                id,
                race,
                Mark.of(race.verdict()),
                Rates.of(race),
                TimeTable.of(race.name(), race.actors()),
                Outcomes.of(race, explorations),
                Modes.of(race),
                Explored.of(race, explorations),
                race.bad().stream()
                        .limit(MOST_FORKS)
                        .map(each -> badFork(each, results))
                        .toList(),
                commands(race, results, path));
    }

    private static BadFork badFork(SourcedFork sourced, Results results) {
        ForkRecord fork = sourced.fork();
        List<String> head = new ArrayList<>();
        head.add("fork " + fork.fork());
        if (results.sources().size() > 1) {
            head.add(results.sources().get(sourced.source()).name());
        }
        head.add(fork.mode());
        head.add(fork.strides().toString());
        if (fork.status() != ForkStatus.NORMAL) {
            head.add(fork.status().inWords());
        }
        if (fork.forbidden() > 0) {
            head.add(Words.count(fork.forbidden()) + " forbidden: "
                    + fork.outcomes().stream()
                            .filter(outcome -> outcome.grade().isWrong() && outcome.count() > 0)
                            .map(OutcomeRecord::id)
                            .collect(Collectors.joining("; ")));
        }
        List<String> lines = new ArrayList<>(fork.messages());
        fork.output().stream().filter(line -> !fork.messages().contains(line)).forEach(lines::add);
        List<String> shown = lines.size() <= MOST_LINES ? lines : new ArrayList<>(lines.subList(0, MOST_LINES));
        if (lines.size() > MOST_LINES) {
            shown.add("... " + (lines.size() - MOST_LINES) + " more lines in forks.jsonl");
        }
        return new BadFork(String.join(" · ", head), String.join(" ", fork.jvmFlags()), shown);
    }

    private static List<Command> commands(RaceResults race, Results results, @Nullable String path) {
        Source source = results.sources().get(race.forks().get(0).source());
        String regex = Words.quoted("^" + SPECIAL.matcher(race.name()).replaceAll("\\\\$0") + "$");
        if (source.kind() != Source.Kind.RUN || source.run() == null) {
            return List.of(new Command("Race it again, in its own suite", "java -jar jcstress.jar -t " + regex));
        }
        List<Command> commands = new ArrayList<>();
        if (race.tally().bad().size() > 0 && results.sources().size() == 1) {
            commands.add(new Command(
                    "Repeat what went wrong in this run, with the same seeds",
                    HtmlReport.PROGRAM + " run --again " + shellWord(path == null ? source.name() : path) + " -t "
                            + regex));
        }
        commands.add(new Command("Race just this", HtmlReport.PROGRAM + " run quick -t " + regex));
        if (race.actors().size() == 2) {
            commands.add(
                    new Command("Explore every interleaving", HtmlReport.PROGRAM + " explore --model sc,tso " + regex));
        }
        return commands;
    }

    private static String shellWord(String path) {
        return path.matches("[A-Za-z0-9_./-]+") ? path : Words.quoted(path);
    }

    /** Forks that are not shown. */
    int moreBad() {
        return race.bad().size() - bad.size();
    }

    /** Samples in one number. */
    String observed() {
        return Words.scaled(race.tally().samples()) + " samples in "
                + Words.plural(race.tally().forks(), "fork");
    }

    /** What the search looks in. */
    String searched() {
        return String.join(
                " ",
                race.name(),
                race.description(),
                String.join(" ", race.actors()),
                race.outcomes().stream().map(OutcomeRecord::id).collect(Collectors.joining(" ")));
    }

    /** How the filter names its state. */
    String state() {
        return neverMet() ? mark.style() + " nevermet" : mark.style();
    }

    /** Tells whether the threads could meet and never did. Where something forbidden happened, they did. */
    boolean neverMet() {
        return rates.meets() && race.tally().met() == 0 && race.tally().forbidden() == 0;
    }

    /** How often the threads met. */
    String met() {
        return rates.meets() ? Words.scaled(race.tally().met()) : "-";
    }

    /** The same for a script to sort by. */
    String metKey() {
        return rates.meets() ? String.valueOf(race.tally().met()) : "-1";
    }

    /** Outcomes that were seen. */
    long outcomesSeen() {
        return race.outcomes().stream().filter(outcome -> outcome.count() > 0).count();
    }
}
