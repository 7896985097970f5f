package dev.racewalk.results.cli;

import dev.racewalk.stress.fault.Fault;
import dev.racewalk.stress.run.Race;
import dev.racewalk.stress.run.Races;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists what there is to run: the races by family, and the seeded faults. */
@Command(name = "list", description = "Lists the races and the seeded faults.", sortOptions = false)
final class ListCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "-t", paramLabel = "REGEX", description = "only races and faults whose name matches")
    private String selection = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    /** Makes the command. */
    ListCommand() {}

    @Override
    public Integer call() {
        List<Race> races = Races.matching(Races.all(), pattern());
        List<Fault> faults = List.of(Fault.values()).stream()
                .filter(fault -> pattern().matcher(fault.id()).find())
                .toList();
        if (races.isEmpty() && faults.isEmpty()) {
            throw usage("-t " + selection + ": selects no race and no fault");
        }
        int family = width(races.stream().map(Race::family).toList());
        int name = width(races.stream().map(Race::simpleName).toList());
        races.stream()
                .sorted(Comparator.comparing(Race::family).thenComparing(Race::simpleName))
                .forEach(race -> System.out.printf(
                        "%-" + family + "s  %-" + name + "s  %s%n",
                        race.family(),
                        race.simpleName(),
                        race.description()));
        int id = width(faults.stream().map(Fault::id).toList());
        faults.forEach(fault -> System.out.printf("fault  %-" + id + "s  %s%n", fault.id(), fault.what()));
        return 0;
    }

    private Pattern pattern() {
        try {
            return Pattern.compile(selection);
        } catch (PatternSyntaxException e) {
            throw usage("-t " + selection + ": " + e.getDescription());
        }
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private static int width(List<String> words) {
        return Math.max(1, words.stream().mapToInt(String::length).max().orElse(1));
    }
}
