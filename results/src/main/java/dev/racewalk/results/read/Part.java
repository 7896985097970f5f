package dev.racewalk.results.read;

import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Matrix;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run, read from one place. */
record Part(
        Path path,
        Source source,
        List<ForkRecord> forks,
        @Nullable Matrix faults,
        List<Exploration> explorations) {
    private static final Pattern NAME =
            Pattern.compile(".*(\\d{4})-(\\d\\d)-(\\d\\d)-(\\d\\d)-(\\d\\d)-(\\d\\d)\\.bin\\.gz");

    Part {
        forks = List.copyOf(forks);
        explorations = List.copyOf(explorations);
    }

    /** The same under another name, for a run that was merged under it. */
    Part named(String name) {
        Instant told = source.kind() == Source.Kind.JCSTRESS_FILE ? begun(name) : null;
        Instant begun = told == null ? source.begun() : told;
        Source renamed =
                new Source(source.id(), name, source.kind(), source.run(), source.machine(), source.cutOff(), begun);
        return new Part(path, renamed, forks, faults, explorations);
    }

    /** When a file of this name was begun, null if the name does not tell. */
    static @Nullable Instant begun(String fileName) {
        Matcher name = NAME.matcher(fileName);
        if (name.matches()) {
            int[] parts = IntStream.rangeClosed(1, name.groupCount())
                    .map(i -> Integer.parseInt(name.group(i)))
                    .toArray();
            try {
                return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
                        .atZone(ZoneId.systemDefault())
                        .toInstant();
            } catch (DateTimeException e) {
                return null; // somebody else's numbers
            }
        }
        return null;
    }
}
