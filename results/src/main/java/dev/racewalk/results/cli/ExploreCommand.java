package dev.racewalk.results.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.racewalk.results.report.Columns;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.NotExploredException;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs races in every way that a memory model allows. */
@Command(
        name = "explore",
        sortOptions = false,
        description = "Runs races in every way that a memory model allows.",
        footerHeading = "%n",
        footer = {
            "Each execution makes one access at a time. A schedule that ends wrongly is shown, if there is",
            "one. Exit status: 0 nothing wrong; 1 something wrong; 2 bad usage; 3 a race could not be",
            "explored: for instance, an actor waits for something that the explorer cannot see."
        })
final class ExploreCommand extends ProjectCommand {
    private static final int NOT_EXPLORED = 3;

    @Parameters(
            arity = "0..1",
            paramLabel = "RACE",
            description = "regular expression for names (default: all races of two actors)")
    private String selection = "";

    @Option(
            names = "--model",
            split = ",",
            paramLabel = "MODEL",
            description = "sc, tso or weak, or several, separated by commas (default: sc)")
    private List<String> models = new ArrayList<>();

    @Option(names = "--fault", paramLabel = "ID", description = "seed this fault; list shows them")
    private @Nullable String fault;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "at most, for each race and model (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--executions",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "at most, for each race and model (default: ${DEFAULT-VALUE})")
    private long executions;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5000",
            description = "at most so many in one execution (default: ${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--switches",
            paramLabel = "N",
            description = "try schedules with 0, 1, ... N unforced context switches, unreduced")
    private @Nullable Integer switches;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20000",
            description = "executions to sample beyond a bound (default: ${DEFAULT-VALUE})")
    private long samples;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the samples (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--no-reduction", description = "also try orders that differ only in independent steps")
    private boolean unreduced;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "write the first schedule that ends in an error, or else wrongly, to a file")
    private @Nullable Path save;

    @Option(names = "--replay", paramLabel = "FILE", description = "repeat the schedule of a file, and nothing else")
    private @Nullable Path replay;

    @Option(names = "--json", paramLabel = "FILE", description = "write what was found to a file as well")
    private @Nullable Path json;

    /** Makes the command. */
    ExploreCommand() {}

    @Override
    public Integer call() throws IOException {
        return replay == null ? exploreAll() : replay(replay);
    }

    private int exploreAll() throws IOException {
        List<Race> races = races();
        List<Model> chosen = models();
        Bounds bounds = bounds();
        seed(fault);
        List<Exploration> found = new ArrayList<>();
        int failed = 0;
        for (Race race : races) {
            for (Model model : chosen) {
                System.err.printf("%s under %s ...%n", race.simpleName(), model.id());
                try (Explorer explorer = new Explorer(race, model, bounds, fault)) {
                    Exploration exploration = explorer.explore();
                    found.add(exploration);
                    show(race, exploration);
                } catch (IllegalStateException e) {
                    failed++;
                    showFailed(race, model, e);
                    if (e instanceof NotExploredException notExplored && failed == 1) {
                        showWay(race, model, notExplored);
                    }
                }
            }
        }
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), found);
        }
        List<Exploration> wrong = found.stream().filter(e -> !e.isClean()).toList();
        if (save != null && failed == 0) {
            saveFirst(wrong, save);
        }
        long complete = found.stream()
                .filter(Exploration::complete)
                .filter(Exploration::isClean)
                .count();
        System.out.printf(
                "%s: %d complete, %d cut short by a bound, %d with a forbidden outcome or data race%s%n",
                Columns.plural(found.size() + failed, "exploration"),
                complete,
                found.size() - complete - wrong.size(),
                wrong.size(),
                failed == 0 ? "" : ", " + failed + " not possible");
        if (failed > 0) {
            return NOT_EXPLORED;
        }
        return wrong.isEmpty() ? 0 : 1;
    }

    private void saveFirst(List<Exploration> wrong, Path file) throws IOException {
        for (Exploration each : wrong) {
            Exploration.Failure failure = each.failure();
            if (failure != null) {
                new ScheduleFile(each.race(), failure.caseName(), each.model(), fault, failure.schedule()).write(file);
                return;
            }
        }
    }

    /** Writes the schedule that leads to an error, to the file if there is one. */
    private void showWay(Race race, Model model, NotExploredException e) throws IOException {
        if (save == null) {
            System.err.printf("the schedule that leads there, for --replay: steps %s%n", e.schedule());
            return;
        }
        new ScheduleFile(race.name(), e.caseName(), model, fault, e.schedule()).write(save);
        System.err.printf("the schedule that leads there is in %s%n", save);
    }

    private static void showFailed(Race race, Model model, IllegalStateException e) {
        System.err.printf(
                "%s under %s cannot be explored: %s%s%n",
                race.simpleName(), model.id(), e.getMessage(), e.getCause() == null ? "" : ": " + e.getCause());
    }

    private int replay(Path file) throws IOException {
        ScheduleFile schedule;
        try {
            schedule = ScheduleFile.read(file);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), null);
        }
        seed(schedule.fault());
        try (Explorer explorer =
                new Explorer(Races.named(schedule.race()), schedule.model(), Bounds.USUAL, schedule.fault())) {
            Exploration.Failure failure = explorer.replay(schedule.caseName(), schedule.steps());
            show(failure);
            return explorer.isWrong(failure.outcome()) ? 1 : 0;
        } catch (IllegalStateException e) {
            showFailed(Races.named(schedule.race()), schedule.model(), e);
            return NOT_EXPLORED;
        } catch (IllegalArgumentException e) {
            throw usage(file + ": " + e.getMessage(), null);
        }
    }

    private static void show(Race race, Exploration exploration) {
        PrintStream out = System.out;
        out.printf(
                "%s under %s: %s, in %.2f s%n",
                race.simpleName(), exploration.model().id(), exploration.inWords(), exploration.seconds());
        for (OutcomeRecord outcome : exploration.outcomes()) {
            if (outcome.count() > 0) {
                String mark = outcome.grade().isWrong() ? "FORBIDDEN " : "";
                out.printf("  %,12d  %s%s%n", outcome.count(), mark, outcome.id());
            }
        }
        for (Exploration.DataRace dataRace : exploration.dataRaces()) {
            out.printf(
                    "  %sdata race at %s: %s; %s%n",
                    dataRace.wrong() ? "FORBIDDEN " : "", dataRace.place(), dataRace.earlier(), dataRace.later());
        }
        Exploration.Failure failure = exploration.failure();
        if (failure != null) {
            show(failure);
        }
    }

    private static void show(Exploration.Failure failure) {
        PrintStream out = System.out;
        out.println();
        failure.trace().forEach(out::println);
        out.println();
        out.println(failure.outcome() + ": " + failure.violation());
        failure.table().forEach(line -> out.println("  " + line));
        out.println();
    }

    private List<Race> races() {
        Pattern pattern;
        try {
            pattern = Pattern.compile(selection);
        } catch (PatternSyntaxException e) {
            throw usage(selection + ": " + e.getDescription(), null);
        }
        List<Race> races = Races.matching(Races.all(), pattern).stream()
                .filter(race -> !race.family().equals("litmus")) // on bare words, below no machine
                .filter(race -> !selection.isEmpty() || race.actors().size() == 2)
                .toList();
        if (races.isEmpty()) {
            throw usage(selection + ": selects no race that can be explored; see the command list", null);
        }
        return races;
    }

    private List<Model> models() {
        try {
            return models.isEmpty()
                    ? List.of(Model.SC)
                    : models.stream().map(Model::of).toList();
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), null);
        }
    }

    private Bounds bounds() {
        try {
            return new Bounds(
                    steps,
                    executions,
                    Duration.ofSeconds(seconds),
                    switches == null ? Integer.MAX_VALUE : switches,
                    samples,
                    seed,
                    !unreduced);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), null);
        }
    }

    private void seed(@Nullable String id) {
        try {
            MachineParts.useSteps(id == null ? null : SeededFault.of(id));
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), null);
        }
    }
}
