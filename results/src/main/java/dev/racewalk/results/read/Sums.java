package dev.racewalk.results.read;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds up runs that fit together. */
final class Sums {
    private Sums() {}

    static Results of(String name, List<Part> parts) {
        Map<String, List<SourcedFork>> races = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            for (ForkRecord fork : parts.get(i).forks()) {
                races.computeIfAbsent(fork.family() + " " + fork.race(), key -> new ArrayList<>())
                        .add(new SourcedFork(i, fork));
            }
        }
        List<Exploration> explorations =
                parts.stream().flatMap(part -> part.explorations().stream()).toList();
        return new Results(
                name,
                parts.stream().map(Part::source).toList(),
                races.values().stream().map(RaceResults::new).toList(),
                matrix(parts.stream().map(Part::faults).filter(Objects::nonNull).toList()),
                explorations);
    }

    private static @Nullable Matrix matrix(List<Matrix> matrices) {
        if (matrices.size() <= 1) {
            return matrices.isEmpty() ? null : matrices.get(0);
        }
        Map<String, MatrixRow> rows = new LinkedHashMap<>();
        matrices.forEach(matrix -> matrix.rows().forEach(row -> rows.merge(row.id(), row, Sums::row)));
        return new Matrix(
                matrices.stream().map(Matrix::java).distinct().collect(Collectors.joining("; ")),
                matrices.stream().mapToInt(Matrix::processors).max().orElseThrow(),
                matrices.stream().mapToDouble(Matrix::limitSeconds).max().orElseThrow(),
                List.copyOf(rows.values()),
                matrices.stream().anyMatch(Matrix::isIncomplete) ? true : null);
    }

    private static MatrixRow row(MatrixRow one, MatrixRow other) {
        List<MatrixRun> runs = Stream.concat(one.runs().stream(), other.runs().stream())
                .sorted(Comparator.comparing((MatrixRun run) -> !MatrixRow.isCatch(run.verdict()))
                        .thenComparing(MatrixRun::seconds))
                .toList();
        return new MatrixRow(
                one.id(), one.what(), one.from(), one.kind(), one.invariant(), one.catcher(), one.reason(), runs);
    }
}
