package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import org.jspecify.annotations.Nullable;

/** Resets a machine to what it was, and brings near which is used after it. */
final class Recycling {
    /** After so many samples a machine is thrown away. */
    private static final int SAMPLES = 4096;

    /** From an end of the window to the word beyond its border. */
    private static final int BEYOND_BORDER = 2;

    private final Setup setup;
    private final PhysicalMemory memory;
    private final int window;
    private final MachineFrames frames;
    private final SharedWord top;
    private final @Nullable Hardware hardware;

    /** Of the machine that the thread that arbitrates reset after this one, the last time; likely it is so again. */
    private @Nullable Recycling follower;

    Recycling(Rig rig) {
        setup = rig.setup();
        memory = rig.memory();
        window = rig.window();
        frames = rig.frames();
        top = rig.top();
        hardware = rig.hardware();
    }

    /** Whether a machine is used again after so many samples. */
    static boolean isWorthwhile(int samples) {
        return samples < SAMPLES;
    }

    /** Makes all as it was. */
    void reset(long lastTop, long firstTop) {
        if (lastTop != firstTop) { // a store would take the line away from the other core
            top.writeOnce(firstTop);
        }
        if (hardware != null) {
            hardware.reset(lastTop, firstTop);
        }
        frames.reset();
    }

    void isFollowedBy(Recycling other) {
        if (follower != other) { // a store would take the line away from the other core
            follower = other;
        }
    }

    void bringFollowerNear() {
        if (follower != null && setup.bordered()) {
            follower.comeNear();
        }
    }

    /**
     * Has the cache lines brought near that actors have written, all together: each is asked for by a store that nobody waits
     * for. A load would hold up what comes after it. The store is to the word beyond the border, which is in the same line,
     * but for one machine in four, and not to the border, as it would hide there what an actor has stored beside the window.
     */
    private void comeNear() {
        int end = setup.framesOfTwo() * PhysicalMemory.FRAME_WORDS;
        for (int slot = PhysicalMemory.FRAME_WORDS + window; slot < end; slot += PhysicalMemory.FRAME_WORDS) {
            memory.writeOnce(slot - BEYOND_BORDER, Item.EMPTY);
            memory.writeOnce(slot + setup.window() - 1 + BEYOND_BORDER, Item.EMPTY);
        }
    }
}
