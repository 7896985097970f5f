package dev.racewalk.stress.scenario.text;

import dev.racewalk.core.pagetable.GatherMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario runs on.
 *
 * @param name by which results know it: letters, digits and hyphens
 * @param startingLevel level of the first top, 1 to 5
 * @param vaLg2 log2 of the bytes that the table may span
 * @param gatherMode of all gathers
 * @param queued whether gathers keep no range, so that each sync flushes everything
 * @param locked whether each operation on a range holds the range lock
 * @param contractBroken whether actors work on overlapping ranges without a lock
 * @param frames null for as many as are needed, each actor with a store of its own
 * @param devices none, one or two
 * @param queue commands that the queue has room for
 */
public record ScriptHead(
        String name,
        int startingLevel,
        int vaLg2,
        GatherMode gatherMode,
        boolean queued,
        boolean locked,
        boolean contractBroken,
        @Nullable ScriptFrames frames,
        List<ScriptDevice> devices,
        int queue) {
    /** Room for commands if nothing is said. */
    public static final int QUEUE = 32;

    /** Log2 of what the table may span if nothing is said. */
    public static final int VA_LG2 = 57;

    /** Makes the lists unmodifiable. */
    public ScriptHead {
        devices = List.copyOf(devices);
    }

    /**
     * Makes a head of the usual kind: no hardware, no lock, frames enough.
     *
     * @param name of the scenario
     * @param startingLevel level of the first top
     * @return a head
     */
    public static ScriptHead of(String name, int startingLevel) {
        return new ScriptHead(
                name, startingLevel, VA_LG2, GatherMode.FLUSH_RANGE, false, false, false, null, List.of(), QUEUE);
    }

    /**
     * Changes the name.
     *
     * @param other name
     * @return a new head
     */
    public ScriptHead named(String other) {
        return new ScriptHead(
                other, startingLevel, vaLg2, gatherMode, queued, locked, contractBroken, frames, devices, queue);
    }

    /**
     * Changes the devices.
     *
     * @param others devices
     * @return a new head
     */
    public ScriptHead with(ScriptDevice... others) {
        return new ScriptHead(
                name, startingLevel, vaLg2, gatherMode, queued, locked, contractBroken, frames, List.of(others), queue);
    }

    /**
     * Changes the mode of gathers, which keep a range.
     *
     * @param mode of all gathers
     * @return a new head
     */
    public ScriptHead with(GatherMode mode) {
        return new ScriptHead(name, startingLevel, vaLg2, mode, false, locked, contractBroken, frames, devices, queue);
    }

    /**
     * Has gathers keep no range, so that each sync flushes everything.
     *
     * @return a new head
     */
    public ScriptHead withQueuedGathers() {
        return new ScriptHead(
                name, startingLevel, vaLg2, gatherMode, true, locked, contractBroken, frames, devices, queue);
    }

    /**
     * Changes the frames.
     *
     * @param few null for as many as are needed
     * @return a new head
     */
    public ScriptHead with(@Nullable ScriptFrames few) {
        return new ScriptHead(
                name, startingLevel, vaLg2, gatherMode, queued, locked, contractBroken, few, devices, queue);
    }

    /**
     * Changes the width.
     *
     * @param lg2 log2 of the bytes that the table may span
     * @return a new head
     */
    public ScriptHead withVaLg2(int lg2) {
        return new ScriptHead(
                name, startingLevel, lg2, gatherMode, queued, locked, contractBroken, frames, devices, queue);
    }

    /**
     * Changes the room of the command queue.
     *
     * @param commands that it has room for
     * @return a new head
     */
    public ScriptHead withQueue(int commands) {
        return new ScriptHead(
                name, startingLevel, vaLg2, gatherMode, queued, locked, contractBroken, frames, devices, commands);
    }

    /**
     * Changes how actors may overlap.
     *
     * @param takesLock whether each operation on a range holds the range lock
     * @param breaksContract whether ranges may overlap without it
     * @return a new head
     */
    public ScriptHead overlapping(boolean takesLock, boolean breaksContract) {
        return new ScriptHead(
                name, startingLevel, vaLg2, gatherMode, queued, takesLock, breaksContract, frames, devices, queue);
    }
}
