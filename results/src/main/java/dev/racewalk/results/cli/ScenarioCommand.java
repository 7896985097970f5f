package dev.racewalk.results.cli;

import dev.racewalk.stress.scenario.RecordedRace;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints hand-written races as scenarios. */
@Command(
        name = "scenario",
        sortOptions = false,
        description = "Prints hand-written races as scenarios, where they can be told so.",
        footerHeading = "%n",
        footer = {
            "A race can be told if what its actors do does not depend on how it goes, and if there is an",
            "operation of scenarios for it. The allowed ends of a scenario are computed, so what the race says of",
            "its outcomes is not printed. Why a race or a case cannot be told is said on standard error.",
            "",
            "Exit status: 0 something was told; 1 nothing could be; 2 bad usage."
        })
final class ScenarioCommand extends ProjectCommand {
    /** Families that run on no machine with a table. */
    private static final Set<String> WITHOUT_TABLE = Set.of("litmus", "pool", "lock");

    @Parameters(paramLabel = "RACE", description = "regular expression for names")
    private String selection = "";

    /** Makes the command. */
    ScenarioCommand() {}

    @Override
    public Integer call() {
        RunInput input = input();
        List<Race> races = Races.matching(Races.all(), input.pattern(selection)).stream()
                .filter(race -> !WITHOUT_TABLE.contains(race.family()))
                .toList();
        if (races.isEmpty()) {
            throw usage(selection + ": selects no race with a table; see the command list", null);
        }
        PrintWriter out = input.out();
        PrintWriter err = input.err();
        int told = 0;
        int all = 0;
        for (Race race : races) {
            for (RecordedRace.Told each : RecordedRace.tell(race)) {
                all++;
                String name = race.simpleName() + (each.caseName() == null ? "" : ", case " + each.caseName());
                if (each.script() == null) {
                    err.println(name + " cannot be told: " + each.why());
                } else {
                    told++;
                    out.println("# " + name);
                    out.println(each.script());
                }
            }
        }
        out.flush();
        err.println(told + " of " + all + " told, the cases of a race one by one");
        err.flush();
        return told == 0 ? 1 : 0;
    }
}
