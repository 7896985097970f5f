package dev.racewalk.stress.machine;

import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** The machines of one race, used again and again: one cached per thread, which suffices while a thread arbitrates. */
public final class MachinePool {
    /** Overflow; small, so that jcstress sees what a state costs when it measures it. */
    private static final int SHARED = 256;

    private final Setup setup;
    private final int caseNumber;
    private final @Nullable String caseName;
    private final ThreadLocal<Slot> slots = ThreadLocal.withInitial(Slot::new);
    private final MpmcVarHandleArrayQueue<Machine> shared = new MpmcVarHandleArrayQueue<>(SHARED);

    /** What a thread keeps. */
    private static final class Slot {
        @Nullable
        Machine machine;

        /** What it was given last. */
        @Nullable
        Machine last;
    }

    /**
     * Makes an empty pool.
     *
     * @param setup how to make machines
     */
    public MachinePool(Setup setup) {
        this(setup, 0, null);
    }

    /** Makes an empty pool for one of the cases of a race. */
    MachinePool(Setup setup, int caseNumber, @Nullable String caseName) {
        this.setup = setup;
        this.caseNumber = caseNumber;
        this.caseName = caseName;
        Caught.watch();
    }

    Setup setup() {
        return setup;
    }

    int caseNumber() {
        return caseNumber;
    }

    /** Null for a race without cases. */
    @Nullable
    String caseName() {
        return caseName;
    }

    /**
     * Takes a machine.
     *
     * @return a machine as new
     */
    public Machine take() {
        MachineParts parts = MachineParts.substitute();
        if (parts != null) {
            return new Machine(setup, this, parts);
        }
        Slot slot = slots.get();
        Machine machine = slot.machine;
        if (machine != null) {
            slot.machine = null;
            return machine;
        }
        machine = shared.poll();
        return machine != null ? machine : new Machine(setup, this, MachineParts.REAL);
    }

    void give(Machine machine) {
        if (MachineParts.substitute() != null) {
            return;
        }
        Slot slot = slots.get();
        Machine before = slot.last;
        if (before != null) {
            before.isFollowedBy(machine);
        }
        slot.last = machine;
        if (slot.machine == null && caseName == null) { // of many cases, each would lose one whenever a thread ends
            slot.machine = machine;
        } else {
            shared.offer(machine);
        }
    }
}
