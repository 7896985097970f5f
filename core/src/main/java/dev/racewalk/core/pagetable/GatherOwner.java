package dev.racewalk.core.pagetable;

/** Whose gathers these are: what gathering a range asks of its table. {@link IoPageTable} is the one. */
public interface GatherOwner {
    /**
     * Returns how gathers of this table take a further range.
     *
     * @return the mode
     */
    GatherMode gatherMode();

    /**
     * Flushes what a gather holds, frees the tables on it and empties it. Does nothing for an empty gather.
     *
     * @param gather of this table
     * @throws IllegalArgumentException if the gather is of another table
     */
    void sync(IotlbGather gather);
}
