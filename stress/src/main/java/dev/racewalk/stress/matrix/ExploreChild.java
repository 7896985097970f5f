package dev.racewalk.stress.matrix;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.run.ParentJvm;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;

/** Explores one race under one memory model in this JVM: a JVM of its own for {@link KillMatrix}. */
final class ExploreChild {
    private ExploreChild() {}

    /** Arguments: name of the race, milliseconds, name of the model. */
    public static void main(String[] args) {
        ParentJvm.endWithIt();
        Model model = Model.valueOf(args[2]);
        try (Explorer explorer = new Explorer(
                Races.named(args[0]),
                model,
                bounds(Duration.ofMillis(Long.parseLong(args[1]))),
                Protocol.ofThisJvm())) {
            ChildReport.tell(run(explorer.explore(), model));
        }
    }

    private static Bounds bounds(Duration time) {
        Bounds usual = Bounds.USUAL;
        return new Bounds(usual.steps(), usual.executions(), time, usual.switches(), 0, usual.seed(), usual.reduce());
    }

    private static MatrixRun run(Exploration exploration, Model model) {
        Exploration.Failure failure = exploration.failure();
        return new MatrixRun(
                model == Model.TSO ? Means.EXPLORER_TSO : Means.EXPLORER_WEAK,
                exploration.race(),
                failure == null ? MatrixVerdict.SURVIVED : MatrixVerdict.CAUGHT,
                failure == null ? "" : failure.outcome(),
                failure == null ? "" : ChildReport.broken(failure.outcome()),
                failure == null ? "" : failure.violation(),
                exploration.complete() ? "all" : "",
                exploration.executions(),
                exploration.seconds());
    }
}
