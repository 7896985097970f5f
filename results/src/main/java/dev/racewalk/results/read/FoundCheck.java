package dev.racewalk.results.read;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells whether what lies beside a run is whole: what Jackson did not find is null, whatever the type says. */
final class FoundCheck {
    private FoundCheck() {}

    static void check(Matrix matrix) {
        present("java, rows", matrix.java(), matrix.rows());
        counts("processors, limitSeconds", matrix.processors(), matrix.limitSeconds());
        for (MatrixRow row : matrix.rows()) {
            present("rows", row);
            present(
                    "rows.id, what, from, catcher, reason, runs",
                    row.id(),
                    row.what(),
                    row.from(),
                    row.catcher(),
                    row.reason(),
                    row.runs());
            for (MatrixRun run : row.runs()) {
                present("rows.runs", run);
                present("rows.runs.means, by, verdict", run.means(), run.by(), run.verdict());
                present(
                        "rows.runs.outcome, invariant, detail, stride",
                        run.outcome(),
                        run.invariant(),
                        run.detail(),
                        run.stride());
                counts("rows.runs.samples, seconds", run.samples(), run.seconds());
            }
        }
    }

    static void check(List<Exploration> explored) {
        for (Exploration each : explored) {
            present("[]", each);
            present("race, model, outcomes, dataRaces", each.race(), each.model(), each.outcomes(), each.dataRaces());
            counts(
                    "executions, redundant, sampled, seconds",
                    each.executions(),
                    each.redundant(),
                    each.sampled(),
                    each.seconds());
            for (OutcomeRecord outcome : each.outcomes()) {
                present("outcomes", outcome);
                present("outcomes.id, grade, description", outcome.id(), outcome.grade(), outcome.description());
                counts("outcomes.count", outcome.count());
            }
            for (Exploration.DataRace race : each.dataRaces()) {
                present("dataRaces", race);
                present("dataRaces.earlier, later, place", race.earlier(), race.later(), race.place());
            }
            Exploration.Failure failure = each.failure();
            if (failure != null) {
                present(
                        "failure.outcome, violation, schedule",
                        failure.outcome(),
                        failure.violation(),
                        failure.schedule());
                present("failure.trace, table", failure.trace(), failure.table());
                present("failure.trace", failure.trace().toArray());
                present("failure.table", failure.table().toArray());
            }
        }
    }

    private static void present(String fields, @Nullable Object... values) {
        if (Stream.of(values).anyMatch(each -> each == null)) {
            throw new IllegalArgumentException("fields " + fields + ": must be there");
        }
    }

    private static void counts(String fields, Number... values) {
        for (Number each : values) {
            if (!(each.doubleValue() >= 0 && each.doubleValue() <= Long.MAX_VALUE)) {
                throw new IllegalArgumentException("fields " + fields + ": " + each + ": must be 0 at least");
            }
        }
    }
}
