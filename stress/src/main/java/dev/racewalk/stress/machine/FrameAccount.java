package dev.racewalk.stress.machine;

/** What {@link MachineFrames} tell at rest: one bit for each frame. */
final class FrameAccount {
    /** Those in use. */
    int inUse;

    /** Those in use now or at any time since the reset. */
    int touched;

    /** Those that an actor took. */
    int takenByActors;

    /** Those that were given back twice; bit 0 stands for all that is no frame. */
    int freedTwice;

    /** Those that were given back as zeroed and were not. */
    int unzeroed;

    /** Those that had been written to when they were handed out. */
    int spoiled;
}
