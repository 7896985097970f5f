package dev.racewalk.results.read;

import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Matrix;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run, read from one place. */
record Part(
        Path path,
        Source source,
        List<ForkRecord> forks,
        @Nullable Matrix faults,
        List<Exploration> explorations) {
    Part {
        forks = List.copyOf(forks);
        explorations = List.copyOf(explorations);
    }

    /** The same under another name, for a run that was merged under it. */
    Part named(String name) {
        Instant told = source.kind() == Source.Kind.JCSTRESS_FILE ? ForeignPart.begun(name) : null;
        Instant begun = told == null ? source.begun() : told;
        Source renamed =
                new Source(source.id(), name, source.kind(), source.run(), source.machine(), source.cutOff(), begun);
        return new Part(path, renamed, forks, faults, explorations);
    }
}
