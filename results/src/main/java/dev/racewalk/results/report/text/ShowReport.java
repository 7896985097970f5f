package dev.racewalk.results.report.text;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.MatrixTable;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Overview;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RaceName;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Tally;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results for a terminal: the verdict, what went wrong, a line a race, details of some, and where it was run. */
public final class ShowReport {
    /** Below so many columns a row has no rates, and below so many no forks. */
    private static final int WITH_RATES = 95;

    private static final int WITH_FORKS = 75;
    private static final int SKYLINE = 8;

    /** So few races are shown in detail without being asked for. */
    private static final int FEW = 3;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Results results;
    private final Overview overview;
    private final Ink ink;
    private final PrintWriter out;
    private final RaceDetails details;

    /**
     * Prepares it.
     *
     * @param results to show
     * @param repeat how to repeat something
     * @param ink what the terminal can show
     * @param out where it goes
     */
    public ShowReport(Results results, Repeat repeat, Ink ink, PrintWriter out) {
        this.results = results;
        this.ink = ink;
        this.out = out;
        this.overview = new Overview(results);
        this.details = new RaceDetails(results, repeat, ink, out);
    }

    /**
     * Prints it.
     *
     * @param chosen races to show at all
     * @param isDetailed whether to show all of them in detail; those that went wrong are in any case, and so are a few
     */
    public void print(Predicate<RaceResults> chosen, boolean isDetailed) {
        verdict();
        List<RaceResults> races = results.races().stream().filter(chosen).toList();
        List<RaceResults> bad =
                races.stream().filter(race -> !race.bad().isEmpty()).toList();
        bad.stream()
                .sorted((one, other) -> other.verdict().compareTo(one.verdict()))
                .forEach(details::print);
        table(races);
        if (isDetailed || races.size() <= FEW) {
            races.stream().filter(race -> race.bad().isEmpty()).forEach(details::print);
        }
        skipped();
        sources();
        out.println();
        sentence();
        out.flush();
    }

    /** First, and last: where one looks in a long output. */
    private void sentence() {
        for (String line : Columns.wrap(overview.sentence(), ink.width())) {
            out.println(ink.verdict(overview.verdict(), line));
        }
    }

    private void banners() {
        for (String banner : overview.banners()) {
            Columns.wrap(Columns.line(banner), ink.width()).forEach(line -> out.println(ink.warning(line)));
        }
    }

    private void verdict() {
        banners();
        sentence();
        if (overview.isSpoiled()) {
            String others =
                    "Other processes used " + Numbers.percent(overview.tally().othersShare())
                            + " of the CPU: rates and shares are lower than on a quiet machine.";
            Columns.wrap(others, ink.width()).forEach(line -> out.println(ink.warning(line)));
        }
        out.println();
    }

    private void table(List<RaceResults> races) {
        if (races.isEmpty()) {
            return;
        }
        out.println(ink.bold(row("race", "forks", "samples", "samples/s", "met", "met/s", "", "outcomes")));
        String family = "";
        List<String> names = Columns.distinct(
                races.stream().map(race -> Columns.line(race.simpleName())).toList(), nameWidth() - 2);
        int next = 0;
        for (RaceResults race : races) {
            if (!race.family().equals(family)) {
                family = race.family();
                out.println(ink.bold(Columns.cut(Columns.line(family), ink.width())));
            }
            raceRow(race, names.get(next++));
        }
        String hint =
                "samples/s with long strides, met/s with short ones, a second of racing; met: how often the threads met"
                        + " in the window of the race, a hyphen if it cannot tell; weak: that is less than "
                        + Numbers.count(Meetings.ENOUGH) + " times; outcomes: one character each, most frequent first, "
                        + (ink.blocks() ? "height" : "a dot is few and # all,") + " on a log scale";
        Columns.wrap(hint, ink.width()).forEach(line -> out.println(ink.faint(line)));
        boolean isForeign = results.sources().stream().allMatch(source -> source.run() == null);
        totals(isForeign ? "all" : "page tables, pools and locks", overview.pageTables());
        totals("litmus patterns", overview.litmus());
        out.println();
    }

    private void totals(String what, Tally some) {
        if (some.forks() > 0) {
            print(what + ": " + Numbers.scaled((double) some.samples()) + " samples"
                    + (some == overview.pageTables() && some.tells()
                            ? ", met " + Numbers.scaled((double) some.met()) + " times"
                            : ""));
        }
    }

    private void raceRow(RaceResults race, String name) {
        Tally tally = race.tally();
        String line = row(
                "  " + name,
                String.valueOf(tally.forks()),
                Numbers.scaled((double) tally.samples()),
                Numbers.scaled(tally.samplesPerSecond()),
                tally.tells() ? Numbers.scaled((double) tally.met()) : "-",
                Numbers.scaled(tally.metPerSecond()),
                race.verdict().word(),
                "");
        String skyline = ink.skyline(
                race.outcomes().stream()
                        .map(OutcomeRecord::count)
                        .filter(count -> count > 0)
                        .sorted((one, other) -> Long.compare(other, one))
                        .limit(SKYLINE),
                tally.samples());
        out.println((ink.verdict(race.verdict(), line) + skyline).stripTrailing());
    }

    private int nameWidth() {
        return ink.width() - (ink.width() >= WITH_RATES ? 64 : ink.width() >= WITH_FORKS ? 45 : 39);
    }

    /** As many cells as fit. */
    private String row(String... cells) {
        String rates = ink.width() >= WITH_RATES ? "%4$9s %5$8s %6$8s" : "%5$8s";
        String forks = ink.width() >= WITH_FORKS ? "%2$5s " : "";
        return String.format(
                "%1$-" + nameWidth() + "s " + forks + "%3$8s " + rates + " %7$-10s %8$s", (Object[]) cells);
    }

    private void skipped() {
        for (Map.Entry<String, Set<String>> each : overview.skipped().entrySet()) {
            out.println(ink.warning("Skipped, " + Columns.cut(Columns.line(each.getKey()), ink.width() - 11) + ":"));
            String names = String.join(
                    ", ", each.getValue().stream().map(RaceName::simple).toList());
            Columns.wrap(names, ink.width() - 4).forEach(line -> out.println("    " + line));
            out.println();
        }
    }

    private void sources() {
        boolean isMerged = results.sources().size() > 1;
        if (isMerged) {
            out.println(ink.bold("Added up from " + results.sources().size() + " runs:"));
        }
        for (int i = 0; i < results.sources().size(); i++) {
            source(i, results.sources().get(i));
        }
        besides();
    }

    /** What lies beside the run, with its verdict. */
    private void besides() {
        Matrix faults = results.faults();
        if (faults != null) {
            print("Kill matrix beside the run: " + MatrixTable.sentence(faults));
        }
        List<Exploration> explored = results.explorations().stream()
                .filter(each -> each.protocol().isAsItShouldBe())
                .toList();
        if (!explored.isEmpty()) {
            String wrong = explored.stream()
                    .filter(each -> !each.isClean())
                    .map(each -> RaceName.simple(each.race()) + " under "
                            + each.model().id())
                    .collect(Collectors.joining(", "));
            print("Explored beside the run: " + Columns.plural(explored.size(), "exploration")
                    + (wrong.isEmpty() ? ", none ends wrongly." : "; wrong: " + wrong + "."));
        }
    }

    private void source(int index, Source source) {
        Tally tally = new Tally();
        results.races().stream()
                .flatMap(race -> race.forks().stream())
                .filter(fork -> fork.source() == index)
                .forEach(fork -> tally.add(fork.fork()));
        RunRecord run = source.run();
        String what = run == null
                ? " in a result file of jcstress" + begun(source.begun())
                        + ", which knows neither how long they took nor the command line; rates are by the time that was planned"
                : of(run) + raced(run, tally);
        print(source.name() + ": " + Columns.plural(tally.forks(), "fork") + what + ".");
        if (source.cutOff()) {
            print("    The last line was cut off, and the fork that it was about is left out.");
        }
        HostRecord machine = source.machine();
        if (machine != null) {
            print("    " + machine(machine) + others(tally));
            print("    " + machine.vmName() + " " + machine.javaVersion() + " (" + machine.vmVersion() + ")");
            if (!machine.environmentInWords().isEmpty()) {
                print("    The environment adds to each JVM: " + machine.environmentInWords());
            }
        }
        if (run != null) {
            print("    racewalk " + run.versions().racewalk() + ", jcstress "
                    + run.versions().jcstress() + "; JVM modes: " + String.join(", ", run.modes()));
        }
    }

    private static String begun(@Nullable Instant time) {
        return time == null ? "" : " of " + TIME.format(time);
    }

    /** How long the actors raced, and which share of the run that is; more than all of it where forks run side by side. */
    private static String raced(RunRecord run, Tally tally) {
        Instant ended = run.endedAt();
        long millis =
                ended == null ? 0 : Duration.between(run.startedAt(), ended).toMillis();
        return millis <= 0
                ? ""
                : "; the actors raced for " + Durations.format(Math.round(tally.racingMillis() / 1e3)) + ", "
                        + Math.round(100.0 * tally.racingMillis() / millis) + " % of that time";
    }

    private static String of(RunRecord run) {
        Integer planned = run.forksPlanned();
        Instant ended = run.endedAt();
        String took = ended == null
                ? "; it wrote no end"
                : " in "
                        + Durations.format(
                                Duration.between(run.startedAt(), ended).toSeconds());
        return (planned == null ? "" : " of " + planned + " that were planned") + took
                + ", " + run.preset() + (run.shard().count() == 1 ? "" : ", shard " + run.shard())
                + ", " + TIME.format(run.startedAt()) + ", "
                + run.state().name().toLowerCase(Locale.ROOT);
    }

    private static String machine(HostRecord machine) {
        return (machine.processor() == null ? "" : machine.processor() + ", ")
                + (machine.processors() == 0 ? "" : Columns.plural(machine.processors(), "processor") + ", ")
                + (machine.memoryMb() == 0 ? "" : machine.memoryMb() + " MB, ")
                + machine.os() + " " + machine.arch();
    }

    private static String others(Tally tally) {
        return Double.isNaN(tally.othersShare())
                ? "; the system does not tell how much of the CPU other processes used"
                : "; other processes used " + Numbers.percent(tally.othersShare()) + " of the CPU";
    }

    private void print(String text) {
        String indent = text.startsWith("    ") ? "    " : "";
        List<String> lines = Columns.wrap(text, ink.width() - 4);
        for (int i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? indent : "    ") + lines.get(i));
        }
    }
}
