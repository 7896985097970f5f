package dev.racewalk.stress.scenario.text;

/** What an operation of a scenario does. */
public enum OpKind {
    /** Maps pages of one size. */
    MAP("map"),
    /** Maps a range by pages of several sizes. */
    MAP_RANGE("maprange"),
    /** Unmaps a range, and leaves what must be flushed in the gather of its actor. */
    UNMAP("unmap"),
    /** Cuts an entry in two. */
    CUT("cut"),
    /** Takes empty tables away. */
    RECLAIM("reclaim"),
    /** Syncs the gather of its actor. */
    SYNC("sync"),
    /** Looks an address up as a thread does. */
    LOOK("look"),
    /** Sets D as a thread does. */
    DIRTY("dirty"),
    /** Reads and clears D, and leaves what must be flushed in the gather of its actor. */
    CLEAN("clean"),
    /** Has a device read. */
    READ("read"),
    /** Has a device write. */
    WRITE("write"),
    /** Lets hardware execute a command, if there is one. */
    CLOCK("clock"),
    /** Attaches a device. */
    ATTACH("attach"),
    /** Detaches a device. */
    DETACH("detach"),
    /** Interrupts an actor, if that has begun. */
    INTERRUPT("interrupt"),
    /** Closes the table. */
    CLOSE("close"),
    /** Puts empty tables there; before the actors start only. */
    EMPTY("empty");

    private final String word;

    OpKind(String word) {
        this.word = word;
    }

    /**
     * Returns what a line of the operation begins with.
     *
     * @return one word
     */
    public String word() {
        return word;
    }

    /**
     * Tells whether the operation is one on a range of the table, for which callers hold the range lock.
     *
     * @return true if so
     */
    public boolean isOnRange() {
        return isExclusive() || this == LOOK || this == DIRTY || this == CLEAN;
    }

    /**
     * Tells whether callers hold the range lock exclusively.
     *
     * @return true for maps, unmaps and cuts
     */
    public boolean isExclusive() {
        return this == MAP || this == MAP_RANGE || this == UNMAP || this == CUT;
    }

    /**
     * Tells whether a device translates an address.
     *
     * @return true for reads and writes
     */
    public boolean isAccess() {
        return this == READ || this == WRITE;
    }

    /**
     * Tells whether the operation fills the gather of its actor.
     *
     * @return true if a sync must follow
     */
    public boolean gathers() {
        return this == UNMAP || this == CLEAN;
    }
}
