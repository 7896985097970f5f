package dev.racewalk.results.cli;

import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.own.OwnSteps;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what there is to run: the races by family, and the seeded faults. */
@Command(
        name = "list",
        description = "Lists the races by family, and the seeded faults; and what --classpath brings.",
        sortOptions = false)
final class ListCommand extends ProjectCommand {
    private static final int NAME = 32;

    @Option(names = "-t", paramLabel = "REGEX", description = "only races and faults whose name matches")
    private String selection = "";

    @Mixin
    private final ClassPathOption classPath = new ClassPathOption();

    /** Makes the command. */
    ListCommand() {}

    @Override
    public Integer call() {
        RunInput input = input();
        use();
        Pattern pattern = input.pattern(selection);
        List<Race> races = Races.matching(Races.all(), pattern);
        List<SeededFault> faults = Stream.of(SeededFault.values())
                .filter(fault -> pattern.matcher(fault.id()).find())
                .toList();
        List<OwnSteps> steps = OwnSteps.all().stream()
                .filter(each -> pattern.matcher(each.name()).find())
                .toList();
        List<String> scenarios = ClassPath.inUse().scenarios().stream()
                .filter(name -> pattern.matcher(name).find())
                .toList();
        if (races.isEmpty() && faults.isEmpty() && steps.isEmpty() && scenarios.isEmpty()) {
            throw input.usage("-t " + selection + ": selects no race and no fault", null);
        }
        PrintWriter out = input.out();
        Ink ink = Ink.ofStdout();
        Map<String, Map<String, String>> families = new TreeMap<>();
        for (Race race : races) {
            families.computeIfAbsent(race.family(), key -> new TreeMap<>()).put(race.simpleName(), race.description());
        }
        families.forEach((family, some) -> {
            out.println(ink.bold(family + ", " + Columns.plural(some.size(), "race")));
            entries(some, ink.width(), out);
        });
        if (!faults.isEmpty()) {
            out.println(ink.bold("seeded faults, " + faults.size()));
            Map<String, String> some = new LinkedHashMap<>();
            faults.forEach(fault -> some.put(fault.id(), fault.what()));
            entries(some, ink.width(), out);
        }
        if (!steps.isEmpty()) {
            out.println(ink.bold("own steps, " + steps.size()));
            Map<String, String> some = new TreeMap<>();
            steps.forEach(each -> some.put(each.name(), each.what()));
            entries(some, ink.width(), out);
        }
        if (!scenarios.isEmpty()) {
            out.println(ink.bold("own scenarios, " + scenarios.size()));
            scenarios.forEach(name -> out.println("  " + name));
        }
        out.flush();
        return 0;
    }

    private void use() {
        try {
            classPath.use();
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage(), e);
        }
    }

    private static void entries(Map<String, String> entries, int width, PrintWriter out) {
        entries.forEach((name, what) -> {
            String left = String.format("  %-" + NAME + "s", name);
            List<String> lines = Columns.wrap(what, width - NAME - 3);
            for (int i = 0; i < lines.size(); i++) {
                out.println((i == 0 ? left : " ".repeat(left.length())) + " " + lines.get(i));
            }
        });
    }
}
