package dev.racewalk.results.cli;

import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Json;
import dev.racewalk.stress.record.OutputFile;
import dev.racewalk.stress.record.Protocol;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file of {@code explore --json}: written anew whenever a race has been explored, so that a kill loses little. */
final class ExploredFile {
    private final @Nullable Path file;
    private final List<Exploration> kept = new ArrayList<>();

    /**
     * @param file where to, null for nowhere
     */
    ExploredFile(@Nullable Path file) {
        this.file = file;
    }

    /** Says what is wrong with the place, or null: it is found out before hours are spent. */
    static @Nullable String complaint(Path file) {
        try {
            OutputFile.check(file);
            return null;
        } catch (FileSystemException e) {
            return Failure.notWritten(e);
        }
    }

    /**
     * Takes over what an earlier command wrote; what was not asked for this time stays in the file.
     *
     * @return null, or why it cannot be taken over
     */
    @Nullable
    String resume(ExploredSlots slots, Protocol protocol) throws IOException {
        if (file == null) {
            return "needs --json FILE, which holds what was explored before";
        }
        for (Exploration each : ResultsReader.explored(file)) {
            if (!each.protocol().equals(protocol)) {
                return file + ": holds explorations of " + each.protocol().inWords() + "; must hold only such of "
                        + protocol.inWords();
            }
            if (!slots.put(each)) {
                kept.add(each);
            }
        }
        return null;
    }

    /** Writes the first schedule that ends wrongly, if there is one and a place for it. */
    static void saveFirst(List<Exploration> wrong, Protocol protocol, @Nullable Path save) throws IOException {
        for (Exploration each : wrong) {
            Exploration.Failure failure = each.failure();
            if (failure != null && save != null) {
                new ScheduleFile(each.race(), failure.caseName(), each.model(), protocol, failure.schedule())
                        .write(save);
                return;
            }
        }
    }

    /** Writes what there is: the file is whole, or as it was before. */
    void write(List<Exploration> found) throws IOException {
        if (file == null) {
            return;
        }
        List<Exploration> all = new ArrayList<>(found);
        all.addAll(kept);
        OutputFile.write(file, Json.pretty(all));
    }
}
