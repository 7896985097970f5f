package dev.racewalk.stress.machine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cases of a race that differ in numbers only, in place of a class each. When it is raced, one sample after the other is of
 * the next case; the explorer explores each case for itself. Cases whose setup no page table of a user's own can have are not
 * raced with one.
 *
 * <pre>{@code
 * private static final Cases<Case> CASES = Cases.of(Case.all());
 * private final Machine machine = CASES.take();
 * private final Case c = CASES.of(machine);
 * }</pre>
 *
 * @param <C> what a case is
 */
public final class Cases<C extends RaceCase> {
    private final List<C> cases;
    private final List<String> names;
    private final MachinePool[] pools;

    /** Those that are raced. */
    private final MachinePool[] raced;

    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(this::firstTurn);

    /** Which case comes next, for one thread. */
    private static final class Turn {
        int next;

        Turn(int next) {
            this.next = next;
        }
    }

    private Cases(List<C> cases) {
        this.cases = List.copyOf(cases);
        names = this.cases.stream().map(RaceCase::name).toList();
        if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(
                    "cases " + names + ": must be one at least, each with a name of its own");
        }
        pools = new MachinePool[names.size()];
        for (int i = 0; i < pools.length; i++) {
            pools[i] = new MachinePool(this.cases.get(i).setup(), i, names.get(i));
        }
        raced = raced(pools);
    }

    private static MachinePool[] raced(MachinePool[] pools) {
        MachinePool[] fitting = Arrays.stream(pools)
                .filter(pool -> !OwnTable.isInUse() || OwnTable.whyUnfit(pool.setup()) == null)
                .toArray(MachinePool[]::new);
        return fitting.length == 0 ? pools : fitting;
    }

    /**
     * Makes a table of cases.
     *
     * @param cases of one race
     * @param <C> what a case is
     * @return the table
     * @throws IllegalArgumentException if there is none, or two have the same name
     */
    public static <C extends RaceCase> Cases<C> of(List<C> cases) {
        return new Cases<>(cases);
    }

    /** Threads come and go with each iteration; they begin at different cases. */
    private Turn firstTurn() {
        return new Turn(threads.getAndIncrement() % raced.length);
    }

    /**
     * Takes a machine of the next case.
     *
     * @return a machine as new
     */
    public Machine take() {
        MachineParts parts = MachineParts.substitute();
        if (parts != null) {
            return pools[parts.chooseCase(names)].take();
        }
        Turn turn = turns.get();
        int taken = turn.next;
        turn.next = taken + 1 == raced.length ? 0 : taken + 1;
        return raced[taken].take();
    }

    /**
     * Returns the case that a machine is of.
     *
     * @param machine from {@link #take}
     * @return one of the cases
     */
    public C of(Machine machine) {
        return cases.get(machine.caseNumber());
    }
}
