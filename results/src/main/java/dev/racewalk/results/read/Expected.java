package dev.racewalk.results.read;

import dev.racewalk.results.model.Shards;
import dev.racewalk.results.model.Source;
import dev.racewalk.stress.record.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/** Tells whether the runs of all shards are there, each once. */
final class Expected {
    private Expected() {}

    static void check(List<Part> parts, int shards) throws UnreadableException {
        List<String> wrong = new ArrayList<>();
        for (Part part : parts) {
            if (part.source().kind() == Source.Kind.JCSTRESS_FILE) {
                wrong.add(part.path() + " does not tell which shard it is");
            }
        }
        for (Shards each : Shards.of(parts.stream().map(Part::source).toList())) {
            if (each.count() == shards) {
                if (!each.missing().isEmpty()) {
                    wrong.add(each.missingInWords());
                }
                wrong.addAll(each.repeatedInWords());
            } else {
                String names = String.join(
                        ", ",
                        each.runs().values().stream().flatMap(List::stream).toList());
                wrong.add((each.count() == 1 ? "undivided" : "divided in " + each.count()) + ": " + names);
            }
        }
        if (!wrong.isEmpty()) {
            throw new UnreadableException("--expect-shards " + shards + ": " + String.join("; ", wrong));
        }
    }
}
