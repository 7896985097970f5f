package dev.racewalk.stress.sweep;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out which races a page table of the user's can be raced with, by trying each case of each in the explorer before any of
 * them is raced: a sample that the table cannot do has no outcome, and would end the fork.
 */
public final class TableFit {
    private TableFit() {}

    /**
     * Tries races. One that the explorer cannot run, as the table waits for something that it cannot see, say, is taken to fit.
     *
     * @param races to be tried
     * @param protocol with the table
     * @return why a race does not fit, by its name; a race fits only if each of its cases does that is raced
     * @throws InterruptedException if this thread is interrupted
     */
    public static Map<String, String> unfit(List<Race> races, Protocol protocol) throws InterruptedException {
        Map<String, String> unfit = new TreeMap<>();
        List<SweepJob> jobs = races.stream()
                .map(race -> new SweepJob(race, List.of(Model.SC), true))
                .toList();
        Sweep sweep = new Sweep(
                jobs,
                Sweep.processors(),
                Bounds.USUAL,
                protocol,
                (job, swept) -> swept.found().stream()
                        .filter(Exploration::wasSkipped)
                        .forEach(each -> unfit.put(each.race(), each.whySkipped())));
        sweep.run();
        return unfit;
    }
}
