package dev.racewalk.results.cli;

import dev.racewalk.results.report.Columns;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.fault.ProtocolInUse;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.Shard;
import dev.racewalk.stress.run.ShardChoice;
import dev.racewalk.stress.scenario.PreparedScript;
import dev.racewalk.stress.scenario.generate.Campaign;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import dev.racewalk.stress.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "one. Results come in the order of the races. Ctrl-C ends in order: what was found is summed up",
            "and written, and --resume goes on from there; it takes what the file holds as it is, also what",
            "a bound cut short.",
            "",
            "In a Kubernetes indexed job give --shards n; a Slurm array needs neither option. A shard for",
            "which no race is left is a success.",
            "",
            "What an outcome such as 'I12 broken' means: explain I12; explain alone says I1 to I16. What a",
            "saved schedule shows: explain FILE.",
            "",
            "A schedule knows --fault, --steps and --table; --replay needs --classpath if it has a class of yours.",
            "",
            "Exit status: 0 nothing wrong; 1 something wrong (with --expect wrong the other way round); 2 bad",
            "usage, or the file cannot be written; 3 a race could not be explored (an actor waits for something",
            "that the explorer cannot see, say, or its JVM died), or none says anything about",
            "the table of --table; 130 interrupted."
        })
final class ExploreCommand extends ProjectCommand {
    private static final int WRONG = 1;
    private static final int NOT_EXPLORED = 3;
    private static final int NOT_WRITTEN = 2;

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

    @Mixin
    private final ClassPathOption classPath = new ClassPathOption();

    @Mixin
    private final ProtocolOption protocol = new ProtocolOption();

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "at most, for each race and model, samples included (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--executions",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "at most, for each race and model (default: ${DEFAULT-VALUE})")
    private long executions;

    @Option(
            names = "--max-steps",
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

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "write what was found to a file as well, anew after each race")
    private @Nullable Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "draw each schedule that ends wrongly, as a page that needs no network; if a race or two are"
                    + " explored and nothing is wrong, one schedule for each outcome")
    private @Nullable Path html;

    @Option(names = "--resume", description = "explore only what is not in the file of --json, if there is one")
    private boolean resume;

    @Option(names = "--shard", paramLabel = "i/n", description = "only the i-th of n parts, i from 1")
    private @Nullable String shard;

    @Option(names = "--shards", paramLabel = "n", description = "parts, where the environment holds the index")
    private @Nullable Integer shards;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "races at a time, in so many JVMs (default: as many as processors)")
    private @Nullable Integer processes;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "explore a race as text, and no other; stress/docs/scenarios.md has the format")
    private @Nullable Path scenario;

    @Mixin
    private final GenerateOptions generated = new GenerateOptions();

    @Mixin
    private final LitmusOptions litmus = new LitmusOptions();

    /** Makes the command. */
    ExploreCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Expectation expected = asked(protocol::expectation);
        asked(() -> {
            classPath.use();
            return protocol.protocol();
        });
        check("--json", json);
        check("--save", save);
        check("--html", html);
        litmus.check(input());
        if (litmus.isAskedFor() && (generated.isAskedFor() || replay != null)) {
            throw usage("--litmus excludes --generate and --replay", null);
        }
        int status = explore();
        boolean isWrongSeen = status == WRONG;
        if (expected == Expectation.WRONG && (isWrongSeen || status == 0)) {
            System.out.println(expected.inWords(isWrongSeen));
        }
        return expected.status(isWrongSeen, isWrongSeen ? 0 : status);
    }

    /** What the command line asks for; what does not fit is bad usage. */
    private <T> T asked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), e);
        }
    }

    private int explore() throws IOException, InterruptedException {
        if (generated.isAskedFor()) {
            if (scenario != null || replay != null || !selection.isEmpty()) {
                throw usage("--generate excludes RACE, --scenario and --replay", null);
            }
            requireCoresTable("--generate");
            return scripts().exploreGenerated(generated, seed, boundsOfGenerated());
        }
        if (scenario == null) {
            return replay == null ? exploreAll() : replay(replay);
        }
        if (!selection.isEmpty()) {
            throw usage("--scenario and " + selection + " exclude each other", null);
        }
        requireCoresTable("--scenario");
        PreparedScript script = input().scenario(ClassPathOption.file(scenario));
        return replay == null ? scripts().explore(script, bounds(), litmus) : replay(replay, script);
    }

    /** Before hours are spent: whether what is found can be written. */
    private void check(String option, @Nullable Path file) {
        String complaint = file == null ? null : ExploredFile.complaint(file);
        if (complaint != null) {
            throw usage(option + " " + complaint, null);
        }
    }

    private void requireCoresTable(String option) {
        asked(() -> ProtocolOption.requireCoresTable(option, protocol.protocol()));
    }

    private ExploredScripts scripts() {
        Protocol explored = follow(protocol.protocol());
        return new ExploredScripts(input(), models(), explored, save, json, drawn());
    }

    /** Bounds that suit many small scenarios, but for those that the command line names. */
    private Bounds boundsOfGenerated() {
        Bounds quick = Campaign.quick(seed);
        Bounds given = bounds();
        return new Bounds(
                given.steps(),
                isGiven("--executions") ? given.executions() : quick.executions(),
                isGiven("--time") ? given.time() : quick.time(),
                given.switches(),
                isGiven("--samples") ? given.samples() : quick.samples(),
                seed,
                given.reduce());
    }

    private boolean isGiven(String option) {
        return commandLine().getParseResult().hasMatchedOption(option);
    }

    private int exploreAll() throws IOException, InterruptedException {
        Shard part = part();
        List<Race> all = races();
        List<Race> races = Races.dealt(all, part);
        ExploredSlots slots = new ExploredSlots(races, models());
        Bounds bounds = bounds();
        Protocol explored = follow(protocol.protocol());
        int atOnce = processes == null ? Sweep.processors() : processes;
        if (atOnce < 1) {
            throw usage("--processes " + atOnce + ": must be 1 at least", null);
        }
        ExploredFile file = file(slots, explored);
        if (races.isEmpty()) {
            System.out.println("Shard " + part + " is empty: there " + (all.size() == 1 ? "is" : "are") + " only "
                    + Columns.plural(all.size(), "race") + ".");
        }
        DrawnSchedules drawn = drawn();
        ExploreProgress progress = new ExploreProgress(slots, file, atOnce, bounds.time());
        Sweep sweep = new Sweep(slots.open(), atOnce, bounds, explored, progress::ended);
        boolean complete;
        boolean written;
        try (Interruption interruption = new Interruption(sweep::interrupt)) {
            interruption.await();
            try (progress) {
                progress.begin(sweep.jobs());
                complete = sweep.run();
            }
            written = progress.finish(complete);
            ExploredFile.saveFirst(progress.wrong(), explored, save);
            drawn.write(slots.found(), bounds, explored);
        }
        int status = complete ? status(slots, progress.wrong(), written) : Interruption.STATUS;
        return complete && litmus.isAskedFor() ? handOver(slots, progress.wrong(), bounds, explored, status) : status;
    }

    /** Hands over the first exploration that ended wrongly, or else the first of all. */
    private int handOver(ExploredSlots slots, List<Exploration> wrong, Bounds bounds, Protocol explored, int status)
            throws IOException, InterruptedException {
        List<Exploration> found = wrong.isEmpty() ? slots.found() : wrong;
        if (found.isEmpty()) {
            return status;
        }
        Exploration first = found.get(0);
        int done =
                litmus.handOver(() -> new Explorer(Races.named(first.race()), first.model(), bounds, explored), first);
        return status == 0 ? done : status;
    }

    private static int status(ExploredSlots slots, List<Exploration> wrong, boolean written) {
        if (!wrong.isEmpty()) {
            return WRONG;
        }
        List<Exploration> found = slots.found();
        boolean fitsNone = !found.isEmpty() && found.stream().allMatch(Exploration::wasSkipped);
        if (slots.failed() > 0 || fitsNone) {
            return NOT_EXPLORED;
        }
        return written ? 0 : NOT_WRITTEN;
    }

    private Shard part() {
        try {
            return ShardChoice.choose(shard, shards, System.getenv());
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), null);
        }
    }

    private DrawnSchedules drawn() {
        return new DrawnSchedules(html, commandLine().getParseResult().originalArgs());
    }

    private ExploredFile file(ExploredSlots slots, Protocol explored) throws IOException {
        ExploredFile file = new ExploredFile(json);
        if (resume) {
            String complaint = file.resume(slots, explored);
            if (complaint != null) {
                throw usage("--resume " + complaint, null);
            }
        }
        return file;
    }

    private ScheduleFile schedule(Path file) throws IOException {
        ScheduleFile schedule;
        try {
            schedule = ScheduleFile.read(file);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), null);
        }
        if (protocol.isGiven() && !protocol.protocol().equals(schedule.protocol())) {
            throw usage(
                    file + ": is a schedule of " + schedule.protocol().inWords() + "; it cannot be of another", null);
        }
        asked(() -> follow(schedule.protocol()));
        return schedule;
    }

    private int replay(Path file, PreparedScript script) throws IOException {
        ScheduleFile schedule = schedule(file);
        return new ExploredScripts(input(), List.of(schedule.model()), schedule.protocol(), null, null, drawn())
                .replay(file, script, schedule);
    }

    private int replay(Path file) throws IOException {
        ScheduleFile schedule = schedule(file);
        DrawnSchedules drawn = drawn();
        try (Explorer explorer =
                new Explorer(Races.named(schedule.race()), schedule.model(), Bounds.USUAL, schedule.protocol())) {
            Exploration.Failure failure = explorer.replay(schedule.caseName(), schedule.steps());
            ExplorePrint.show(failure);
            drawn.write(schedule, failure);
            return explorer.isWrong(failure.outcome()) ? WRONG : 0;
        } catch (IllegalStateException e) {
            ExplorePrint.showFailed(Races.named(schedule.race()), schedule.model(), e);
            return NOT_EXPLORED;
        } catch (IllegalArgumentException e) {
            throw usage(file + ": " + e.getMessage(), null);
        }
    }

    private List<Race> races() {
        Pattern pattern;
        try {
            pattern = Pattern.compile(selection);
        } catch (PatternSyntaxException e) {
            throw usage(selection + ": " + e.getDescription(), null);
        }
        List<Race> races = Races.matching(Races.all(), pattern).stream()
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

    /** Has the machines of this JVM follow a protocol, and says so if it is not the right one. */
    private static Protocol follow(Protocol explored) {
        ProtocolInUse.set(explored);
        if (!explored.isAsItShouldBe()) {
            System.out.println(explored.banner());
        }
        return explored;
    }
}
