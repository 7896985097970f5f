package dev.racewalk.results.cli;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.Sentences;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.fault.ProtocolInUse;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what an invariant, a fault or a schedule is about. */
@Command(
        name = "explain",
        sortOptions = false,
        description = "Says what an invariant, a fault or a schedule is about.",
        footerHeading = "%nThe invariants:%n")
final class ExplainCommand extends ProjectCommand {
    private static final int WIDTH = 100;
    private static final int LABEL = 10;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            description = "I1 to I16, the id of a fault (list shows them), or a file that explore --save wrote"
                    + " (default: all invariants)")
    private @Nullable String what;

    /** Makes the command. */
    ExplainCommand() {}

    /** The invariants with their sentences, for the help. */
    static String[] invariants() {
        return Stream.of(Invariant.values())
                .flatMap(each -> labelled("  " + each.name(), each.sentence() + ".").stream())
                .map(line -> line.replace("%", "%%"))
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws IOException {
        String asked = what;
        PrintWriter out = input().out();
        if (asked == null) {
            Stream.of(Invariant.values())
                    .forEach(
                            each -> labelled(each.name(), each.sentence() + ".").forEach(out::println));
            out.flush();
            return 0;
        }
        Invariant invariant = find(Invariant.values(), Invariant::name, asked);
        SeededFault fault = find(SeededFault.values(), SeededFault::id, asked);
        if (invariant != null) {
            explain(invariant, out);
            faults(invariant, out);
        } else if (fault != null) {
            explain(fault, out);
        } else if (Files.isRegularFile(Path.of(asked))) {
            explain(Path.of(asked), out);
        } else {
            throw usage(
                    asked + ": must be I1 to I" + Invariant.values().length
                            + ", a fault that list shows, or a file that explore --save wrote",
                    null);
        }
        out.flush();
        return 0;
    }

    private static <T> @Nullable T find(T[] all, Function<T, String> name, String asked) {
        return Arrays.stream(all)
                .filter(each -> name.apply(each).equalsIgnoreCase(asked))
                .findFirst()
                .orElse(null);
    }

    private static void explain(Invariant invariant, PrintWriter out) {
        labelled(invariant.name(), invariant.sentence() + ".").forEach(out::println);
        labelled("protects", invariant.protects() + ".").forEach(out::println);
        labelled("checked", invariant.checked() + ".").forEach(out::println);
    }

    private static void faults(Invariant invariant, PrintWriter out) {
        String faults = Stream.of(SeededFault.values())
                .filter(fault -> fault.invariant() == invariant)
                .map(SeededFault::id)
                .collect(Collectors.joining(", "));
        labelled("broken by", faults.isEmpty() ? "no seeded fault is about it alone" : faults)
                .forEach(out::println);
    }

    private static void explain(SeededFault fault, PrintWriter out) {
        out.println(fault.id());
        labelled("wrong", fault.what() + ".").forEach(out::println);
        labelled("from", fault.from()).forEach(out::println);
        labelled("caught", caught(fault)).forEach(out::println);
        if (!fault.reason().isEmpty()) {
            labelled("hidden", fault.reason()).forEach(out::println);
        }
        if (fault.kind() != FaultKind.CHECK) {
            String model = fault.kind() == FaultKind.HIDDEN ? " --model weak" : "";
            command(
                            "see it",
                            Program.name() + " explore " + fault.catcher() + "$ --fault " + fault.id() + model
                                    + " --html FILE")
                    .forEach(out::println);
        }
        explain(fault.invariant(), out);
    }

    private static String caught(SeededFault fault) {
        return switch (fault.kind()) {
            case CHECK -> "by a check with a single thread, " + fault.catcher();
            case HIDDEN -> "by the explorer under its weak model, in " + fault.catcher() + "; x86 hides it";
            case RACE, OWN, OWN_RIGHT -> "fastest by the race " + fault.catcher();
        };
    }

    /** Runs a schedule, and says what it shows. */
    private void explain(Path file, PrintWriter out) throws IOException {
        ScheduleFile schedule;
        try {
            schedule = ScheduleFile.read(file);
            ProtocolInUse.set(schedule.protocol());
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), e);
        }
        Race race = Races.named(schedule.race());
        labelled("race", race.simpleName() + ": " + race.description()).forEach(out::println);
        labelled("model", schedule.model().id()).forEach(out::println);
        String seeded = schedule.protocol().fault();
        if (seeded != null) {
            labelled("fault", seeded + ": " + SeededFault.of(seeded).what() + ".")
                    .forEach(out::println);
        }
        if (schedule.protocol().steps() != null) {
            labelled("steps", schedule.protocol().steps() + ", instead of those of the protocol.")
                    .forEach(out::println);
        }
        if (schedule.protocol().table() != null) {
            labelled("table", schedule.protocol().table() + ", in place of core's.")
                    .forEach(out::println);
        }
        out.println();
        out.flush();
        try (Explorer explorer = new Explorer(race, schedule.model(), Bounds.USUAL, schedule.protocol())) {
            Exploration.Failure failure = explorer.replay(schedule.caseName(), schedule.steps());
            failure.trace().forEach(out::println);
            out.println();
            labelled("ends in", failure.outcome() + ": " + failure.violation()).forEach(out::println);
            Sentences.brokenIn(List.of(failure.violation(), failure.outcome()))
                    .forEach(invariant -> explain(invariant, out));
        } catch (IllegalArgumentException e) {
            throw usage(file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> labelled(String label, String text) {
        return labelled(label, Columns.wrap(text, WIDTH - LABEL));
    }

    private static List<String> command(String label, String command) {
        return labelled(label, Quoted.lines(command, WIDTH - LABEL));
    }

    private static List<String> labelled(String label, List<String> lines) {
        return IntStream.range(0, lines.size())
                .mapToObj(i -> String.format("%-" + LABEL + "s%s", i == 0 ? label : "", lines.get(i)))
                .toList();
    }
}
