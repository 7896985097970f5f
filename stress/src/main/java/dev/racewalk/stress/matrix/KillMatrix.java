package dev.racewalk.stress.matrix;

import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.fault.Fault;
import dev.racewalk.stress.fault.SequentialCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs races and checks against known bugs and against the right code, and tells which catches which. Each race runs in a
 * JVM of its own, for one fault, until the first forbidden outcome.
 */
public final class KillMatrix {
    private static final long MILLIS_RIGHT_SHORT = 1_000;

    private final long limitMillis;
    private final @Nullable Collection<String> races;
    private final Consumer<String> progress;

    private KillMatrix(long limitMillis, @Nullable Collection<String> races, Consumer<String> progress) {
        this.limitMillis = limitMillis;
        this.races = races;
        this.progress = progress;
    }

    /**
     * Makes the short form: each fault meets only the race that the catalogue names, and the right code each of these for a
     * second at most.
     *
     * @param limitMillis racing against one fault, at most
     * @param progress takes a line before and after each run
     * @return the matrix to run
     */
    public static KillMatrix shortForm(long limitMillis, Consumer<String> progress) {
        return new KillMatrix(limitMillis, null, progress);
    }

    /**
     * Makes the full form: each fault meets each of some races.
     *
     * @param races binary names
     * @param limitMillis racing of one race against one fault, at most
     * @param progress takes a line before and after each run
     * @return the matrix to run
     */
    public static KillMatrix fullForm(Collection<String> races, long limitMillis, Consumer<String> progress) {
        return new KillMatrix(limitMillis, List.copyOf(races), progress);
    }

    /**
     * Lists the races of core that this machine can run.
     *
     * @return binary names of the races with as many actors as processors or fewer; not the litmus tests, which no fault
     *     reaches
     */
    public static List<String> races() {
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        return TestList.tests().stream()
                .filter(race -> !race.contains(".litmus."))
                .filter(race -> TestList.getInfo(race).threads() <= processors)
                .sorted()
                .toList();
    }

    /**
     * Finds the race that catches a fault.
     *
     * @param fault of kind {@link dev.racewalk.stress.fault.Fault.Kind#RACE}
     * @return its binary name
     * @throws IllegalStateException if there is none of the name in the catalogue
     */
    public static String raceOf(Fault fault) {
        return TestList.tests().stream()
                .filter(race -> race.endsWith("." + fault.catcher()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(fault.id() + ": no race " + fault.catcher()));
    }

    /**
     * Runs all that belongs to some faults, and then the right code.
     *
     * @param faults in the order of the rows
     * @return one row each, the right code last
     * @throws IOException if a JVM cannot be started
     * @throws InterruptedException if this thread is interrupted; a JVM that was started is ended
     */
    public Matrix run(Collection<Fault> faults) throws IOException, InterruptedException {
        List<MatrixRow> rows = new ArrayList<>();
        for (Fault fault : faults) {
            rows.add(row(fault));
        }
        rows.add(right(faults));
        String java = System.getProperty("java.vm.name") + " " + Runtime.version();
        return new Matrix(java, Runtime.getRuntime().availableProcessors(), limitMillis / 1e3, List.copyOf(rows));
    }

    private MatrixRow row(Fault fault) throws IOException, InterruptedException {
        List<MatrixRun> runs = new ArrayList<>();
        if (fault.kind() == Fault.Kind.CHECK) {
            runs.add(check(fault));
        }
        Collection<String> chosen = races;
        if (chosen == null) {
            chosen = fault.kind() == Fault.Kind.RACE ? List.of(raceOf(fault)) : List.of();
        }
        for (String race : chosen) {
            runs.add(race(fault, race, limitMillis));
        }
        runs.sort(Comparator.comparing((MatrixRun run) -> !MatrixRow.isCatch(run.verdict()))
                .thenComparing(MatrixRun::seconds));
        return new MatrixRow(
                fault.id(),
                fault.what(),
                fault.from(),
                fault.kind(),
                fault.invariant(),
                fault.catcher(),
                List.copyOf(runs));
    }

    private MatrixRow right(Collection<Fault> faults) throws IOException, InterruptedException {
        Collection<String> chosen = races;
        long millis = limitMillis;
        if (chosen == null) {
            chosen = faults.stream()
                    .filter(fault -> fault.kind() == Fault.Kind.RACE)
                    .map(KillMatrix::raceOf)
                    .distinct()
                    .toList();
            millis = Math.min(limitMillis, MILLIS_RIGHT_SHORT);
        }
        List<MatrixRun> runs = new ArrayList<>();
        for (String race : chosen) {
            runs.add(race(null, race, millis));
        }
        runs.sort(Comparator.comparing(run -> !MatrixRow.isCatch(run.verdict())));
        return new MatrixRow(MatrixRow.RIGHT, "the protocol as it should be", "", null, null, "", List.copyOf(runs));
    }

    private MatrixRun race(@Nullable Fault fault, String race, long millis) throws IOException, InterruptedException {
        TestInfo info = TestList.getInfo(race);
        String id = fault == null ? MatrixRow.RIGHT : fault.id();
        MatrixRun run = RaceProcess.run(fault, info.name(), millis);
        progress.accept(String.format(
                "%-24s %-40s %-8s %5.2f s %s",
                id,
                simpleName(race),
                run.verdict(),
                run.seconds(),
                run.verdict() == Verdict.DIED ? run.detail() : run.outcome()));
        return run;
    }

    /** Runs a check with the right steps, which must pass, and with the faulty ones. */
    private MatrixRun check(Fault fault) {
        SequentialCheck check = SequentialCheck.valueOf(fault.catcher());
        String wrong = check.find(ProtocolSteps.RIGHT);
        if (wrong != null) {
            throw new IllegalStateException(check.title() + ": the right steps do not pass: " + wrong);
        }
        long start = System.nanoTime();
        String saw = check.find(fault.newProtocolSteps());
        double seconds = (System.nanoTime() - start) / 1e9;
        Verdict verdict = saw == null ? Verdict.SURVIVED : Verdict.CAUGHT;
        progress.accept(String.format("%-24s %-40s %s", fault.id(), check.name(), verdict));
        String outcome = saw == null ? "" : saw;
        return new MatrixRun(check.title(), verdict, outcome, RaceChild.broken(outcome), "", "", 1, seconds);
    }

    static String simpleName(String race) {
        return race.substring(race.lastIndexOf('.') + 1);
    }
}
