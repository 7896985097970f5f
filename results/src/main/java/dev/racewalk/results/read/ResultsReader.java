package dev.racewalk.results.read;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.run.ForkRecord;
import dev.racewalk.stress.run.RunFolder;
import dev.racewalk.stress.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the results of a run. */
public final class ResultsReader {
    private ResultsReader() {}

    /**
     * Reads results.
     *
     * @param path of the folder of a run, or of a bare jcstress result file
     * @return the results
     * @throws IOException if it is neither, or cannot be read; the message is one line that names the file and the rule
     */
    public static Results read(Path path) throws IOException {
        RunRecord run = RunFolder.readRun(path);
        Map<String, List<SourcedFork>> races = new TreeMap<>();
        for (ForkRecord fork : RunFolder.readForks(path)) {
            races.computeIfAbsent(fork.family() + " " + fork.race(), key -> new ArrayList<>())
                    .add(new SourcedFork(0, fork));
        }
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        Source source = new Source(name, name, Source.Kind.RUN, run);
        return new Results(
                name,
                List.of(source),
                races.values().stream().map(RaceResults::new).toList(),
                null,
                List.of());
    }
}
