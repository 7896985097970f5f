package dev.racewalk.stress.machine;

/** A page of data that its owner has unmapped, as {@link OwnerSteps} see it. */
public interface OwnedPage {
    /** Flushes what was unmapped. */
    void sync();

    /** Gives the page back: from then on it is somebody else's. */
    void giveBack();
}
