package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.report.Durations;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.results.report.Overview;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.RunState;
import dev.racewalk.stress.record.Shard;
import dev.racewalk.stress.record.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Where results come from: on what machine, with what.
 *
 * @param name of the folder or file
 * @param kind who wrote it
 * @param facts in the order in which people ask
 */
record SourceView(String name, String kind, List<Fact> facts) {
    /** Above it the rates say little. */
    static final double SPOILED = 0.05;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    static List<SourceView> of(Results results) {
        List<SourceView> views = new ArrayList<>();
        for (int i = 0; i < results.sources().size(); i++) {
            views.add(of(results.sources().get(i), tally(results, i)));
        }
        return views;
    }

    /** Whether all machines keep to x86-TSO. */
    static boolean areX86(Results results) {
        return results.sources().stream()
                .map(Source::machine)
                .allMatch(machine -> machine != null && machine.arch().matches("(amd64|x86_64|x86|i\\d86)"));
    }

    private static Tally tally(Results results, int source) {
        Tally tally = new Tally();
        for (RaceResults race : results.races()) {
            race.forks().stream()
                    .filter(each -> each.source() == source)
                    .map(SourcedFork::fork)
                    .forEach((ForkRecord fork) -> tally.add(fork));
        }
        return tally;
    }

    private static SourceView of(Source source, Tally tally) {
        List<Fact> facts = new ArrayList<>();
        RunRecord run = source.run();
        HostRecord machine = source.machine();
        if (machine != null) {
            machine(machine, facts);
        }
        if (run != null) {
            others(tally, facts);
            run(run, facts);
        }
        facts.add(Fact.plain(
                "Result",
                Words.plural(tally.forks(), "fork") + ", " + Words.count(tally.samples()) + " samples, "
                        + Overview.forbidden(tally) + " forbidden, "
                        + Words.plural(tally.failed(), "failed fork")));
        if (run == null && source.begun() != null) {
            facts.add(Fact.plain("Begun", String.valueOf(source.begun())));
        }
        facts.add(Fact.plain("Identity", source.id()));
        String kind = source.kind() == Source.Kind.RUN
                ? "run folder"
                : "bare jcstress file: of times only when it began, and little about the machine, is known";
        return new SourceView(source.name(), kind, facts);
    }

    private static void machine(HostRecord machine, List<Fact> facts) {
        String model = machine.processor();
        facts.add(Fact.plain(
                "Processor",
                (model == null ? "unknown model" : model)
                        + (machine.processors() == 0 ? "" : ", " + Words.plural(machine.processors(), "processor"))));
        facts.add(Fact.plain(
                "System",
                machine.os() + ", " + machine.arch()
                        + (machine.memoryMb() == 0 ? "" : ", " + Words.count(machine.memoryMb()) + " MB")));
        facts.add(Fact.plain(
                "JVM",
                "Java " + machine.javaVersion() + ", " + machine.vmName() + " " + machine.vmVersion() + ", "
                        + machine.vmVendor()));
        if (!machine.environmentInWords().isEmpty()) {
            facts.add(Fact.plain("Environment adds", machine.environmentInWords()));
        }
    }

    private static void others(Tally tally, List<Fact> facts) {
        double others = tally.othersShare();
        boolean isSpoiled = others > SPOILED;
        facts.add(new Fact(
                "Other processes",
                Double.isNaN(others) ? "unknown" : Numbers.percent(others) + " of the CPU",
                isSpoiled ? "The rates above are too low." : "",
                isSpoiled ? Mark.WARNING.style() : ""));
    }

    private static void run(RunRecord run, List<Fact> facts) {
        Instant end = run.endedAt();
        String time = TIME.format(run.startedAt());
        facts.add(new Fact(
                "Time",
                end == null
                        ? time + ", end unknown"
                        : time + ", "
                                + Durations.format(
                                        Duration.between(run.startedAt(), end).toSeconds()),
                switch (run.state()) {
                    case COMPLETE -> "";
                    case INTERRUPTED -> "It was interrupted.";
                    case RUNNING -> "It was killed, or is still under way.";
                },
                run.state() == RunState.COMPLETE ? "" : Mark.WARNING.style()));
        String selection = run.selection();
        facts.add(Fact.plain(
                "Plan",
                run.preset() + (selection == null ? ", all races" : ", races " + selection)
                        + (run.shard().equals(Shard.WHOLE) ? "" : ", shard " + run.shard())
                        + ", modes " + String.join(", ", run.modes()) + ", affinity " + run.affinity() + ", seed "
                        + run.seed()));
        facts.add(Fact.plain("Command line", "racewalk " + String.join(" ", run.commandLine())));
        facts.add(Fact.plain("JVM flags", String.join(" ", run.jvmFlags())));
        facts.add(Fact.plain(
                "Versions",
                "racewalk " + run.versions().racewalk() + ", jcstress "
                        + run.versions().jcstress()));
        facts.add(Fact.plain("Raw result", run.jcstressFile()));
    }
}
