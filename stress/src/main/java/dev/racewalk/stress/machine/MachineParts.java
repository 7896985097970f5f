package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What machines and arenas are made of: their memory, the frames of a machine, the place of its window, the case of its race. The
 * explorer chooses these, and puts frames in that make each hand-out and each return a step.
 */
public class MachineParts {
    static final MachineParts REAL = new MachineParts();

    private static @Nullable MachineParts substitute;

    private final AtomicInteger made = new AtomicInteger();

    /** For subclasses. */
    protected MachineParts() {}

    static @Nullable MachineParts substitute() {
        return substitute;
    }

    /**
     * Makes all machines of this JVM from other parts.
     *
     * <p>Context: before any race is made; not while races run.
     *
     * @param parts the other parts, or null for the real ones
     */
    public static void substitute(@Nullable MachineParts parts) {
        substitute = parts;
    }

    /**
     * Has all machines that are made from now on take other steps than those that a {@link StepsProvider} has brought.
     *
     * @param steps of their tables and drivers, or null for the right ones
     */
    public static void useSteps(@Nullable Steps steps) {
        StepsInUse.set(steps);
    }

    /**
     * Returns who is told what a race does.
     *
     * @return null for nobody
     */
    protected @Nullable OperationRecorder recorder() {
        return null;
    }

    /**
     * Chooses the case of a race that has several, for a sample that is about to be made.
     *
     * @param names of the cases
     * @return index of one of them
     */
    protected int chooseCase(List<String> names) {
        return 0;
    }

    /**
     * Chooses the place of the window, where the race leaves that open.
     *
     * @param setup of the race
     * @return the first item of each table that the race uses: another one for each machine, with free items on both sides
     */
    protected int window(Setup setup) {
        int places = Level.ITEMS / setup.window();
        return setup.window() * (1 + Math.floorMod(made.getAndIncrement(), places - 2));
    }

    /**
     * Makes a memory.
     *
     * @param setup of the race
     * @param window first item of the window of each table
     * @return memory of zeros
     */
    protected PhysicalMemory memory(Setup setup, int window) {
        return new PhysicalMemory(setup.frames());
    }

    /**
     * Makes the memory of an arena.
     *
     * @param frames of it
     * @return memory of zeros
     */
    protected PhysicalMemory memory(int frames) {
        return new PhysicalMemory(frames);
    }

    /**
     * Makes the word that holds the top of a table.
     *
     * @param memory of the machine
     * @return a word of the value 0
     */
    protected SharedWord topWord(PhysicalMemory memory) {
        return memory.newWord("top of table", 0);
    }

    /**
     * Makes the account of the frames.
     *
     * @param memory where they lie
     * @param setup of the race
     * @return all of them free
     */
    protected MachineFrames frames(PhysicalMemory memory, Setup setup) {
        return new MachineFrames(memory, setup);
    }

    /**
     * Says which hardware a machine has.
     *
     * @param iommu that was made
     */
    protected void madeHardware(Iommu iommu) {
        // it runs by itself
    }
}
