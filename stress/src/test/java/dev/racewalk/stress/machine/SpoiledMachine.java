package dev.racewalk.stress.machine;

import static dev.racewalk.stress.machine.Addresses.PAGE;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;
import java.util.Objects;

/** A machine of a test that spoils it by hand, and the words and frames that it is made of. */
final class SpoiledMachine implements AutoCloseable {
    /** The first actor. */
    static final int FIRST = 0;

    /** The second actor. */
    static final int SECOND = 1;

    /** What {@link #verdict} returns of a machine that is as it should be. */
    static final String FINE = "fine";

    private final Captured parts = new Captured();
    final Machine machine;
    final PhysicalMemory memory;
    final MachineFrames frames;

    private static final class Captured extends MachineParts {
        MachineFrames frames;

        @Override
        protected MachineFrames frames(PhysicalMemory memory, Setup setup) {
            frames = super.frames(memory, setup);
            return frames;
        }
    }

    SpoiledMachine(Setup setup) {
        MachineParts.substitute(parts);
        Caught.forget();
        machine = new MachinePool(setup).take();
        memory = machine.table().memory();
        frames = Objects.requireNonNull(parts.frames);
    }

    @Override
    public void close() {
        MachineParts.substitute(null);
    }

    /** The first item of the window. */
    int window() {
        return (int) (machine.item(0, 0) >>> PAGE);
    }

    long page(int index) {
        return machine.item(1, 0) + machine.item(0, index);
    }

    /** Maps an entry as the first actor, and expects it. */
    void map(long iova, int lg2) {
        machine.first().begin();
        act(FIRST, machine.first().map(iova, lg2));
        machine.expect(iova, lg2);
    }

    /** Lets an actor end with a result. */
    void act(int actor, int result) {
        Lane lane = actor == FIRST ? machine.first() : machine.second();
        lane.begin();
        lane.end(result);
    }

    long top() {
        return TopOfTable.address(machine.table().topOfTable());
    }

    /** The table of a level on the way to an address. */
    long table(long iova, int level) {
        long pa = top();
        for (int above = TopOfTable.level(machine.table().topOfTable()); above > level; above--) {
            pa = Item.tableAddress(memory.readOnce(slot(pa, Level.index(iova, above))));
        }
        return pa;
    }

    /** The slot of the item of a level on the way to an address. */
    int slot(long iova, int level, int beside) {
        return slot(table(iova, level), Level.index(iova, level) + beside);
    }

    int slot(long tablePa, int index) {
        return memory.word(tablePa) + index;
    }

    void write(int slot, long word) {
        memory.writeOnce(slot, word);
    }

    /** Ends the sample. */
    String verdict() {
        frames.prepare();
        return machine.atRest(FINE);
    }

    /** Ends samples in which nothing happens. */
    void rest(int samples) {
        for (int i = 0; i < samples; i++) {
            String verdict = verdict();
            if (!verdict.equals(FINE)) {
                throw new AssertionError(verdict + ": " + Caught.last());
            }
        }
    }
}
