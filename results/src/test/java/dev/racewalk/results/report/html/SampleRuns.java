package dev.racewalk.results.report.html;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Phases;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.Strides;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Results that no run has written: of any size, and with any text. */
final class SampleRuns {
    static final String MET = "mapped, mapped, table of 2 stays";
    static final String APART = "mapped, mapped, apart";
    static final String BROKEN = "mapped, mapped, I12 broken";

    /** What a fork takes: 200 to start, 200 to warm, 1,000 to race, 100 to end. */
    static final long MILLIS = 1_500;

    /** How commands in a report of these call the program. */
    static final Repeat REPEAT = new Repeat("java -jar racewalk.jar", "runs/sample", null);

    private SampleRuns() {}

    static OutcomeRecord outcome(String id, long count, Grade grade) {
        return new OutcomeRecord(id, count, grade, "what " + id + " means");
    }

    static ForkRecord fork(int number, String race, String mode, String text, List<OutcomeRecord> outcomes) {
        long samples = outcomes.stream().mapToLong(OutcomeRecord::count).sum();
        long met = outcomes.stream()
                .filter(outcome -> outcome.grade().isMet())
                .mapToLong(OutcomeRecord::count)
                .sum();
        long wrong = outcomes.stream()
                .filter(outcome -> outcome.grade().isWrong())
                .mapToLong(OutcomeRecord::count)
                .sum();
        return new ForkRecord(
                RunFolder.SCHEMA,
                number,
                race,
                race.split("\\.", -1)[0],
                text,
                List.of("mapsPage1", "mapsPage2"),
                number % 2 == 0 ? new Strides(4, 64) : new Strides(256, 1),
                1,
                1_000,
                mode,
                List.of("-XX:" + mode),
                List.of("-XX:+UseParallelGC"),
                "unified",
                -1,
                "(PG 0, CG 0), (PG 0, CG 1)",
                "LOCAL",
                List.of(0, 1),
                "THREAD_SPIN_WAIT",
                Instant.EPOCH.plusSeconds(2L * number),
                Instant.EPOCH.plusSeconds(2L * number).plusMillis(MILLIS),
                MILLIS,
                samples,
                met,
                wrong,
                outcomes,
                ForkStatus.NORMAL,
                0,
                wrong > 0 ? List.of("racewalk: " + text) : List.of(),
                List.of(),
                JvmKind.OWN,
                null,
                new Phases(200, 100));
    }

    static RaceResults race(ForkRecord... forks) {
        List<SourcedFork> sourced = new ArrayList<>();
        for (ForkRecord fork : forks) {
            sourced.add(new SourcedFork(0, fork));
        }
        return new RaceResults(sourced);
    }

    static Results results(List<RaceResults> races, Matrix faults, List<Exploration> explored) {
        Source source = new Source("0123456789abcdef", "sample", Source.Kind.JCSTRESS_FILE, null);
        return new Results("sample", List.of(source), races, faults, explored);
    }

    /** One race of each kind: right, never met, forbidden. */
    static Results three() {
        RaceResults right = race(fork(
                1,
                "alpha.RightRace",
                "tiered",
                "Right.",
                List.of(outcome(APART, 900, Grade.ACCEPTABLE), outcome(MET, 100, Grade.ACCEPTABLE_INTERESTING))));
        RaceResults shy = race(fork(
                2,
                "beta.ShyRace",
                "tiered",
                "Shy.",
                List.of(outcome(APART, 5_000, Grade.ACCEPTABLE), outcome(MET, 0, Grade.ACCEPTABLE_INTERESTING))));
        RaceResults wrong = race(fork(
                3,
                "beta.WrongRace",
                "split",
                "Wrong.",
                List.of(
                        outcome(APART, 10, Grade.ACCEPTABLE),
                        outcome(MET, 5, Grade.ACCEPTABLE_INTERESTING),
                        outcome(BROKEN, 3, Grade.FORBIDDEN))));
        return results(List.of(right, shy, wrong), matrix(), List.of());
    }

    /** Races in which nothing is wrong. */
    static Results right(int races) {
        List<RaceResults> all = new ArrayList<>();
        for (int i = 0; i < races; i++) {
            all.add(race(
                    fork(2, "family.R" + i + "Race", "tiered", "", List.of(outcome(APART, 10L * i, Grade.ACCEPTABLE))),
                    fork(
                            3,
                            "family.R" + i + "Race",
                            "tiered",
                            "",
                            List.of(outcome(MET, 50_000, Grade.ACCEPTABLE_INTERESTING)))));
        }
        return results(all, null, List.of());
    }

    /** As much as a report must bear. */
    static Results many(int races, int modes) {
        List<RaceResults> all = new ArrayList<>();
        for (int i = 0; i < races; i++) {
            List<ForkRecord> forks = new ArrayList<>();
            for (int mode = 0; mode < modes; mode++) {
                List<OutcomeRecord> outcomes = new ArrayList<>();
                for (int k = 0; k < 6; k++) {
                    long count = (long) Math.pow(7, (i + mode + k) % 9);
                    outcomes.add(outcome(
                            "mapped, mapped, case " + k,
                            count,
                            k < 3 ? Grade.ACCEPTABLE : Grade.ACCEPTABLE_INTERESTING));
                }
                if (i % 20 == 7 && mode % 10 == 3) {
                    outcomes.add(outcome(BROKEN, 1 + i, Grade.FORBIDDEN));
                }
                forks.add(fork(
                        i * modes + mode,
                        "family" + i % 9 + ".Sample" + i + "InstallRace",
                        "mode-" + mode,
                        "Sample " + i,
                        outcomes));
            }
            all.add(race(forks.toArray(ForkRecord[]::new)));
        }
        return results(all, matrix(), List.of());
    }

    /** A race whose every text is an attack. */
    static Results hostile(String text) {
        ForkRecord fork = fork(1, "evil." + text, text, text, List.of(outcome(text, 1, Grade.FORBIDDEN)));
        Exploration.Failure failure =
                new Exploration.Failure(null, text, text, text, 0, List.of(text), List.of(text), null);
        Exploration explored = new Exploration(
                "evil." + text,
                Model.SC,
                null,
                null,
                null,
                false,
                text,
                1,
                0,
                0,
                List.of(outcome(text + 2, 1, Grade.FORBIDDEN)),
                failure,
                List.of(new Exploration.DataRace(text, text, text, false)),
                1);
        MatrixRow row = new MatrixRow(
                text,
                text,
                text,
                FaultKind.HIDDEN,
                Invariant.I2,
                text,
                text,
                List.of(new MatrixRun(Means.CHECK, text, MatrixVerdict.CAUGHT, text, text, text, text, 1, 1)));
        return new Results(
                text,
                List.of(new Source(text, text, Source.Kind.JCSTRESS_FILE, null)),
                List.of(race(fork)),
                new Matrix(text, 2, 5, List.of(row)),
                List.of(explored));
    }

    static Matrix matrix() {
        return new Matrix(
                "a JVM",
                2,
                5,
                List.of(
                        row("caught-one", FaultKind.RACE, MatrixVerdict.CAUGHT, Means.RACE, "alpha.RightRace"),
                        row("hidden-one", FaultKind.HIDDEN, MatrixVerdict.CAUGHT, Means.EXPLORER_WEAK, "beta.ShyRace"),
                        row("escaped-one", FaultKind.RACE, MatrixVerdict.SURVIVED, Means.RACE, "alpha.RightRace"),
                        row(MatrixRow.RIGHT, null, MatrixVerdict.SURVIVED, Means.RACE, "alpha.RightRace")));
    }

    /** One fault that one race caught. */
    static Matrix matrix(String fault, String race) {
        return new Matrix("a JVM", 2, 5, List.of(row(fault, FaultKind.RACE, MatrixVerdict.CAUGHT, Means.RACE, race)));
    }

    private static MatrixRow row(String id, FaultKind kind, MatrixVerdict verdict, Means means, String by) {
        String catcher = by.substring(by.indexOf('.') + 1);
        return new MatrixRow(
                id,
                "what is wrong with " + id,
                "",
                kind,
                kind == null ? null : Invariant.I12,
                catcher,
                kind == FaultKind.HIDDEN ? "x86 hides it." : "",
                List.of(new MatrixRun(means, by, verdict, BROKEN, "I12", "", "4x64", 128, 0.5)));
    }
}
