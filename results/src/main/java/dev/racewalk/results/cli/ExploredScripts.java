package dev.racewalk.results.cli;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutputFile;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.scenario.PreparedScript;
import dev.racewalk.stress.scenario.ScriptExplorer;
import dev.racewalk.stress.scenario.ScriptRaces;
import dev.racewalk.stress.scenario.generate.Campaign;
import dev.racewalk.stress.scenario.generate.ScriptGenerator;
import dev.racewalk.stress.suite.Race;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explores races that are texts: one from a file, or generated ones.
 *
 * @param input for complaints
 * @param models one or more
 * @param protocol that machines follow
 * @param save where the first schedule that ends wrongly goes, or null
 * @param json where all that was found goes, or null
 * @param drawn where schedules are drawn
 */
record ExploredScripts(
        RunInput input,
        List<Model> models,
        Protocol protocol,
        @Nullable Path save,
        @Nullable Path json,
        DrawnSchedules drawn) {
    private static final int WRONG = 1;
    private static final int NOT_EXPLORED = 3;

    /** Explores one under each model. */
    int explore(PreparedScript script, Bounds bounds, LitmusOptions litmus) throws IOException, InterruptedException {
        Race race = ScriptRaces.of(script.script());
        List<Exploration> found = new ArrayList<>();
        int failed = 0;
        for (Model model : models) {
            try {
                Exploration exploration = ScriptExplorer.explore(script, model, bounds, protocol);
                found.add(exploration);
                ExplorePrint.show(race, exploration);
            } catch (IllegalStateException e) {
                failed++;
                ExplorePrint.showFailed(race, model, e);
            }
        }
        new ExploredFile(json).write(found);
        List<Exploration> wrong = found.stream().filter(each -> !each.isClean()).toList();
        ExploredFile.saveFirst(wrong, protocol, save);
        drawn.write(found);
        ExplorePrint.sum(found, failed);
        int status = !wrong.isEmpty() ? WRONG : failed > 0 ? NOT_EXPLORED : 0;
        if (!litmus.isAskedFor() || found.isEmpty()) {
            return status;
        }
        Exploration first = wrong.isEmpty() ? found.get(0) : wrong.get(0);
        int done = litmus.handOver(() -> ScriptExplorer.of(script, first.model(), bounds, protocol), first);
        return status == 0 ? done : status;
    }

    /** Repeats a schedule of one. */
    int replay(Path file, PreparedScript script, ScheduleFile schedule) throws IOException {
        Race race = ScriptRaces.of(script.script());
        if (!race.name().equals(schedule.race())) {
            throw input.usage(file + ": must be of " + race.name() + ", and is of " + schedule.race(), null);
        }
        try {
            Exploration.Failure failure =
                    ScriptExplorer.replay(script, schedule.model(), schedule.steps(), schedule.protocol());
            ExplorePrint.show(failure);
            drawn.write(schedule, failure);
            return race.grade(Map.of(failure.outcome(), 1L)).get(0).grade().isWrong() ? WRONG : 0;
        } catch (IllegalStateException e) {
            ExplorePrint.showFailed(race, schedule.model(), e);
            return NOT_EXPLORED;
        } catch (IllegalArgumentException e) {
            throw input.usage(file + ": " + e.getMessage(), e);
        }
    }

    /** Explores generated ones, and shrinks those that end wrongly. */
    int exploreGenerated(GenerateOptions options, long seed, Bounds bounds) throws IOException {
        ScriptGenerator generator = options.generator(input, seed);
        Campaign campaign = new Campaign(generator, models, bounds, protocol);
        List<Exploration> found = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < options.count(generator); i++) {
            Campaign.Caught caught = campaign.next(options.isMine(input, i));
            if (caught == null) {
                continue;
            }
            System.err.printf("%s is shrunk ...%n", caught.script().head().name());
            Campaign.Caught smallest = campaign.shrink(caught);
            System.out.println(smallest.script());
            ExplorePrint.show(ScriptRaces.of(smallest.script()), smallest.exploration());
            if (save != null && found.isEmpty()) {
                ExploredFile.saveFirst(List.of(smallest.exploration()), protocol, save);
                OutputFile.write(Path.of(save + ".scenario"), smallest.script().toString());
            }
            found.add(smallest.exploration());
        }
        new ExploredFile(json).write(found);
        drawn.write(found);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%,d scenarios, seed %d, in %.0f s (%,.0f an hour): %,d of %,d explorations complete, %,d executions, %d with a"
                        + " forbidden outcome or data race%s%n",
                campaign.scenarios(),
                seed,
                seconds,
                campaign.scenarios() / seconds * 3600,
                campaign.complete(),
                campaign.explorations(),
                campaign.executions(),
                found.size(),
                campaign.left() == 0 ? "" : ", " + campaign.left() + " too large for a machine");
        return found.isEmpty() ? 0 : WRONG;
    }
}
