package dev.racewalk.results.read;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.PlainText;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the folder of one run of ours, and what lies beside it. */
final class RunFolderPart {
    static final String RUN = "run.json";
    static final String FORKS = "forks.jsonl";
    static final String FAULTS = "faults.json";
    static final String EXPLORED = "explored.json";

    private static final int LONGEST = 64 << 20;
    private static final TypeReference<Matrix> MATRIX = new TypeReference<>() {};
    private static final TypeReference<List<Exploration>> EXPLORATIONS = new TypeReference<>() {};

    private RunFolderPart() {}

    static Part read(Path folder) throws IOException {
        RunRecord run = RunFolder.readRun(folder);
        RunFolder.Forks forks = RunFolder.forks(folder);
        String id = Identity.of(run, forks.all()).id();
        String name =
                PlainText.of(String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
        Source source = new Source(id, name, Source.Kind.RUN, run, run.machine(), forks.cutOff(), run.startedAt());
        return new Part(
                folder, source, forks.all(), faults(folder.resolve(FAULTS)), explored(folder.resolve(EXPLORED)));
    }

    static @Nullable Matrix faults(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        Matrix matrix = Json.read(file, MATRIX, LONGEST);
        check(file, () -> FoundCheck.check(matrix));
        return matrix;
    }

    static List<Exploration> explored(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Exploration> explored = Json.read(file, EXPLORATIONS, LONGEST);
        check(file, () -> FoundCheck.check(explored));
        return explored;
    }

    private static void check(Path file, Runnable check) throws UnreadableException {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(file + ": " + e.getMessage(), e);
        }
    }
}
