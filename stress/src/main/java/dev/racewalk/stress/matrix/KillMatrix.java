package dev.racewalk.stress.matrix;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.fault.SequentialCheck;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.own.OwnSteps;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs races and checks against known bugs and against the correct code, and tells which catches which. Each race runs
 * in a JVM of its own, for one fault, until the first forbidden outcome. A fault that the processor hides is explored
 * as well: under x86-TSO, to see that it is hidden, and under a weak memory model, to see that the race would catch it.
 *
 * <p>That the correct code survives a race counts only if it was raced for as many samples as the catch of any of the
 * faults by that race took: it goes on until it has them, or the limit is reached; then it is {@link
 * MatrixVerdict#INCONCLUSIVE}. So is an exploration that does not end in time.
 */
public final class KillMatrix {
    private static final long MILLIS_RIGHT_SHORT = 1_000;

    /** Families without a page table, which no fault reaches. */
    private static final Set<String> WITHOUT_TABLE = Set.of("litmus", "pool");

    private final long limitMillis;
    private final @Nullable Collection<String> races;
    private final Consumer<String> progress;
    private final RaceProcess process = new RaceProcess();

    private KillMatrix(long limitMillis, @Nullable Collection<String> races, Consumer<String> progress) {
        this.limitMillis = limitMillis;
        this.races = races;
        this.progress = progress;
    }

    /**
     * Makes the short form: each fault meets only the race that the catalogue names, and the correct code each of these
     * for a second, or as long as a survival takes that counts.
     *
     * @param limitMillis racing against one fault, at most
     * @param progress takes a line after each run
     * @return the matrix to run
     */
    public static KillMatrix shortForm(long limitMillis, Consumer<String> progress) {
        return new KillMatrix(limitMillis, null, progress);
    }

    /**
     * Makes the full form: each fault meets each of some races.
     *
     * @param races names
     * @param limitMillis racing of one race against one fault, at most
     * @param progress takes a line after each run
     * @return the matrix to run
     */
    public static KillMatrix fullForm(Collection<String> races, long limitMillis, Consumer<String> progress) {
        return new KillMatrix(limitMillis, List.copyOf(races), progress);
    }

    /**
     * Lists the races that this machine can run against faults.
     *
     * @return names of the races with as many actors as processors or fewer, and with a page table: no fault reaches the others
     */
    public static List<String> races() {
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        return Races.all().stream()
                .filter(race ->
                        !WITHOUT_TABLE.contains(race.family()) && race.actors().size() <= processors)
                .map(Race::name)
                .toList();
    }

    /**
     * Finds the race that belongs to a fault.
     *
     * @param fault of a kind other than {@code CHECK}
     * @return its name
     * @throws IllegalStateException if there is none of the name in the catalogue
     */
    public static String raceOf(SeededFault fault) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(fault.catcher()))
                .map(Race::name)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(fault.id() + ": no race " + fault.catcher()));
    }

    /**
     * Stops the matrix: {@link #run} returns soon, with the rows that are complete. May be called by any thread, at any time.
     */
    public void interrupt() {
        process.stop();
    }

    /**
     * Runs all that belongs to some faults, and then the correct code.
     *
     * @param faults in the order of the rows
     * @return one row each, the correct code last; fewer, if it was interrupted
     * @throws IOException if a JVM cannot be started
     * @throws InterruptedException if this thread is interrupted; a JVM that was started is ended
     */
    public Matrix run(Collection<SeededFault> faults) throws IOException, InterruptedException {
        return run(faults, List.of());
    }

    /**
     * Steps of a class of the user's, which get a row of their own.
     *
     * @param steps on the class path in use
     * @param areRight whether the user says that they are right, and no race may catch them
     */
    public record Own(OwnSteps steps, boolean areRight) {}

    /**
     * Runs the same, and the steps of the user's before it.
     *
     * @param faults in the order of the rows
     * @param own in the order of the rows, which are the first
     * @return one row each, the correct code last; fewer, if it was interrupted
     * @throws IOException if a JVM cannot be started
     * @throws InterruptedException if this thread is interrupted; a JVM that was started is ended
     */
    public Matrix run(Collection<SeededFault> faults, List<Own> own) throws IOException, InterruptedException {
        List<MatrixRow> rows = new ArrayList<>();
        try {
            for (Own each : own) {
                rows.add(row(each));
            }
            for (SeededFault fault : faults) {
                rows.add(row(fault));
            }
            rows.add(right(faults, rows));
        } catch (RaceProcess.StoppedException e) {
            // the row that was under way is left out: what it lacks would look like what escaped
        }
        String java = System.getProperty("java.vm.name") + " " + Runtime.version();
        Boolean cutShort = rows.size() <= own.size() + faults.size() ? true : null;
        return new Matrix(
                java, Runtime.getRuntime().availableProcessors(), limitMillis / 1e3, List.copyOf(rows), cutShort);
    }

    private MatrixRow row(SeededFault fault) throws IOException, InterruptedException {
        List<MatrixRun> runs = new ArrayList<>();
        if (fault.kind() == FaultKind.CHECK) {
            runs.add(check(fault));
        }
        if (fault.kind() == FaultKind.HIDDEN && isChosen(raceOf(fault))) {
            runs.add(race(Means.EXPLORER_TSO, fault, raceOf(fault), Effort.of(limitMillis))
                    .against(0));
            runs.add(race(Means.EXPLORER_WEAK, fault, raceOf(fault), Effort.of(limitMillis)));
        }
        Collection<String> chosen = races;
        if (chosen == null) {
            chosen = fault.kind() == FaultKind.RACE ? List.of(raceOf(fault)) : List.of();
        }
        for (String race : chosen) {
            runs.add(race(Means.RACE, fault, race, Effort.of(limitMillis)));
        }
        return new MatrixRow(
                fault.id(),
                fault.what(),
                fault.from(),
                fault.kind(),
                fault.invariant(),
                fault.catcher(),
                fault.reason(),
                sorted(runs));
    }

    /**
     * In the short form, the steps of the user's meet the races that the user brings, and then those that catch faults, until one
     * has caught them.
     */
    private MatrixRow row(Own own) throws IOException, InterruptedException {
        String name = own.steps().name();
        List<MatrixRun> runs = new ArrayList<>();
        Collection<String> chosen = races == null ? quickRaces() : races;
        long millis = races == null && own.areRight() ? MILLIS_RIGHT_SHORT : limitMillis;
        for (String race : chosen) {
            MatrixRun run = process.run(Means.RACE, Protocol.ofSteps(name), race, Effort.of(millis));
            show(name, run);
            runs.add(run);
            if (races == null && MatrixRow.isCatch(run.verdict())) {
                break;
            }
        }
        return new MatrixRow(
                name,
                own.steps().what(),
                "",
                own.areRight() ? FaultKind.OWN_RIGHT : FaultKind.OWN,
                null,
                "",
                "",
                sorted(runs));
    }

    private static List<String> quickRaces() {
        Set<String> own = Set.copyOf(ClassPath.inUse().classNames());
        Set<String> quick = new LinkedHashSet<>();
        Set<String> able = Set.copyOf(races());
        Races.all().stream()
                .filter(race -> own.contains(race.binaryName()) && able.contains(race.name()))
                .forEach(race -> quick.add(race.name()));
        quick.addAll(racesOf(List.of(SeededFault.values()), FaultKind.RACE));
        quick.retainAll(able);
        return List.copyOf(quick);
    }

    private boolean isChosen(String race) {
        return races == null || races.contains(race);
    }

    private MatrixRow right(Collection<SeededFault> faults, List<MatrixRow> rows)
            throws IOException, InterruptedException {
        List<MatrixRun> runs = new ArrayList<>();
        for (String race : racesOf(faults, FaultKind.HIDDEN)) {
            if (isChosen(race)) {
                runs.add(race(Means.EXPLORER_WEAK, null, race, Effort.of(limitMillis))
                        .against(0));
            }
        }
        Collection<String> chosen = races;
        long millis = limitMillis;
        if (chosen == null) {
            chosen = racesOf(faults, FaultKind.RACE);
            millis = MILLIS_RIGHT_SHORT;
        }
        for (String race : chosen) {
            long needed = samplesOfCatches(rows, race);
            runs.add(race(Means.RACE, null, race, Effort.against(needed, millis, limitMillis))
                    .against(needed));
        }
        return new MatrixRow(MatrixRow.RIGHT, "the protocol as it should be", "", null, null, "", "", sorted(runs));
    }

    /** The samples that the slowest catch by a race took. */
    static long samplesOfCatches(List<MatrixRow> rows, String race) {
        return rows.stream()
                .flatMap(row -> row.runs().stream())
                .filter(run ->
                        run.means() == Means.RACE && run.by().equals(race) && run.verdict() == MatrixVerdict.CAUGHT)
                .mapToLong(MatrixRun::samples)
                .max()
                .orElse(0);
    }

    private static List<String> racesOf(Collection<SeededFault> faults, FaultKind kind) {
        return faults.stream()
                .filter(fault -> fault.kind() == kind)
                .map(KillMatrix::raceOf)
                .distinct()
                .toList();
    }

    /** Those that caught first, fastest first. */
    private static List<MatrixRun> sorted(List<MatrixRun> runs) {
        return runs.stream()
                .sorted(Comparator.comparing((MatrixRun run) -> !MatrixRow.isCatch(run.verdict()))
                        .thenComparing(MatrixRun::seconds))
                .toList();
    }

    private MatrixRun race(Means means, @Nullable SeededFault fault, String race, Effort effort)
            throws IOException, InterruptedException {
        MatrixRun run = process.run(means, protocol(fault), race, effort);
        show(fault == null ? MatrixRow.RIGHT : fault.id(), run);
        return run;
    }

    private static Protocol protocol(@Nullable SeededFault fault) {
        return fault == null ? Protocol.RIGHT : Protocol.ofFault(fault.id());
    }

    /** Runs a check with the right steps, which must pass, and with the faulty ones. */
    private MatrixRun check(SeededFault fault) {
        SequentialCheck check = SequentialCheck.valueOf(fault.catcher());
        String wrong = check.find(ProtocolSteps.RIGHT, DriverSteps.RIGHT);
        if (wrong != null) {
            throw new IllegalStateException(check.title() + ": the right steps do not pass: " + wrong);
        }
        long start = System.nanoTime();
        String saw = check.find(fault.newProtocolSteps(), fault.newDriverSteps(new PhysicalMemory(1)));
        double seconds = (System.nanoTime() - start) / 1e9;
        MatrixVerdict verdict = saw == null ? MatrixVerdict.SURVIVED : MatrixVerdict.CAUGHT;
        String outcome = saw == null ? "" : saw;
        MatrixRun run = new MatrixRun(
                Means.CHECK, check.title(), verdict, outcome, ChildReport.broken(outcome), "", "", 1, seconds);
        show(fault.id(), run);
        return run;
    }

    private void show(String id, MatrixRun run) {
        progress.accept(String.format(
                "%-25s %-44.44s %-12s %5.2f s %s",
                id,
                run.inWords(),
                run.verdict(),
                run.seconds(),
                run.verdict() == MatrixVerdict.DIED ? run.detail() : run.outcome()));
    }
}
