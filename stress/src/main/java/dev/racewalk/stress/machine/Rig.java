package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is made of below its table.
 *
 * @param setup of the race
 * @param parts that made the rest
 * @param window first item of the window of each table
 * @param memory where tables lie
 * @param frames of the memory
 * @param top the word that holds the top of the table
 * @param hardware null if there is none
 */
record Rig(
        Setup setup,
        MachineParts parts,
        int window,
        PhysicalMemory memory,
        MachineFrames frames,
        SharedWord top,
        @Nullable Hardware hardware) {
    /** Makes the addresses of the items of the window. */
    Addresses addresses() {
        return new Addresses(window, setup);
    }

    static Rig of(Setup setup, MachineParts parts) {
        int window = setup.place() == Setup.ANYWHERE ? parts.window(setup) : setup.place();
        PhysicalMemory memory = parts.memory(setup, window);
        MachineFrames frames = parts.frames(memory, setup);
        frames.prepare();
        SharedWord top =
                OwnTable.isInUse() ? memory.newWord("top of no table", 0) : parts.topWord(memory); // that makes its own
        Hardware hardware = setup.hardware() ? new Hardware(setup, memory, frames) : null;
        if (hardware != null) {
            parts.madeHardware(hardware.iommu());
        }
        return new Rig(setup, parts, window, memory, frames, top, hardware);
    }
}
