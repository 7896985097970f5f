package dev.racewalk.core.pagetable.verify;

/** What must hold, whatever runs concurrently. The page {@code core/docs/protocol.md} specifies them. */
public enum Invariant {
    /** An item goes from empty to a table only by compare-and-set against the word that was loaded. */
    I1("an item goes from empty to a table only by compare-and-set against the loaded word"),
    /** The zeros of a new table are visible before any pointer to it: item, device table entry or top. */
    I2("a table's zeros are visible before any pointer to it"),
    /** Whoever loses an install frees its table exactly once, reloads and decides again. */
    I3("the loser of an install frees its table once, reloads and decides again"),
    /** One load per item per decision. */
    I4("one load per item per decision"),
    /** Top and level change together: every reader sees a pair that belonged together. */
    I5("every reader of the top sees an address and a level that belonged together"),
    /** Hardware starts from a new top before a mapping can be made that needs it. */
    I6("hardware reaches a new top before any mapping that needs it"),
    /** One of several expanding threads publishes; the others free their chains; no level is added in excess. */
    I7("exactly one expanding thread publishes, and no level is added that no range needs"),
    /** An entry is written whole or not at all; a refused map leaves every translation as it was. */
    I8("an entry is written whole or not at all"),
    /** A table is cleared from its item, then the walk cache is flushed, then it is freed; no walker reads it after. */
    I9("a table is freed only when no item, cache or walker leads to it"),
    /** Tables are freed only by an operation whose range covers their whole span. */
    I10("tables are freed only by an operation that covers their whole span"),
    /** At rest, the frames allocated are those reachable from the top and those on a gather. */
    I11("allocated frames are those reachable from the top and those on a gather"),
    /** No translation is lost, and none exists that nobody mapped. */
    I12("no translation is lost, and none exists that nobody mapped"),
    /** D set by hardware is reported by this pass or by the next. */
    I13("a D set by hardware is reported by this pass or the next"),
    /** A page of data is given back or used again only when no device reaches it: its unmap was synced. */
    I14("no device reaches a page of data after its unmap was synced"),
    /** At rest, a count is of the items in use; an empty table that is not the top is listed, and only tables in use are. */
    I15(
            "a table's count is of its items in use, and each empty table but the top, no freed one, is on the reclaim list"),
    /** A severed table is freed when nobody can be in it who found it before. */
    I16("a severed table is freed only after all operations that may have met it");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    /**
     * Returns the invariant in words.
     *
     * @return a short sentence
     */
    public String sentence() {
        return sentence;
    }
}
