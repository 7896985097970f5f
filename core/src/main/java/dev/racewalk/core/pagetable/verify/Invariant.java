package dev.racewalk.core.pagetable.verify;

/**
 * What must hold, whatever runs concurrently. The page {@code core/docs/protocol.md} specifies them; what is said of each here is
 * what programs print.
 */
public enum Invariant {
    /** An item goes from empty to a table only by compare-and-set against the word that was loaded. */
    I1(
            "an item goes from empty to a table only by compare-and-set against the loaded word",
            "the mappings below a table that another thread has installed meanwhile: a plain store would cut them off",
            "not at rest by itself: what breaks shows as a lost translation (I12) or a leaked table (I11)"),
    /** The zeros of a new table are visible before any pointer to it: item, device table entry or top. */
    I2(
            "a table's zeros are visible before any pointer to it",
            "readers of a new table: without it they take what the frame held before for translations",
            "at rest, poison in a table; while hardware walks, a poisoned item; the explorer under weak, by what is read"),
    /** Whoever loses an install frees its table exactly once, reloads and decides again. */
    I3(
            "the loser of an install frees its table once, reloads and decides again",
            "the frame of the loser, and its mapping, which belongs below the table of the winner",
            "at rest: two items that lead to one table, the account of frames (I11), each mapping (I12)"),
    /** One load per item per decision. */
    I4(
            "one load per item per decision",
            "decisions that must rest on one state of an item: two loads may see it empty and then as a table",
            "not at rest by itself: what breaks shows as I8, I11 or I12"),
    /** Top and level change together: every reader sees a pair that belonged together. */
    I5(
            "every reader of the top sees an address and a level that belonged together",
            "the start of each walk: an old table with a new level, or the reverse, leads elsewhere",
            "at rest, the level of the top; in races, walks and maps from a torn top"),
    /** Hardware starts from a new top before a mapping can be made that needs it. */
    I6(
            "hardware reaches a new top before any mapping that needs it",
            "devices: a map that has returned must not fault",
            "at rest, the entry of each device and the one that hardware has cached; in races, the answer of a device"),
    /** One of several expanding threads publishes; the others free their chains; no level is added in excess. */
    I7(
            "exactly one expanding thread publishes, and no level is added that no range needs",
            "the tops of other threads, and the number of levels of each walk",
            "at rest, the level of the top against what the maps needed"),
    /** An entry is written whole or not at all; a refused map leaves every translation as it was. */
    I8(
            "an entry is written whole or not at all",
            "translations that were there before a map that is refused, and contiguous entries, whose items must agree",
            "at rest, each item by itself and each run of a contiguous entry; the mappings of refused maps"),
    /** A table is cleared from its item, then the walk cache is flushed, then it is freed; no walker reads it after. */
    I9(
            "a table is freed only when no item, cache or walker leads to it",
            "the next owner of the frame, from hardware that still walks it",
            "while hardware walks, each frame that it reads; at rest, items and cached pointers to frames that are free"),
    /** Tables are freed only by an operation whose range covers their whole span. */
    I10(
            "tables are freed only by an operation that covers their whole span",
            "the mappings of neighbours in the same table",
            "at rest, the number of tables, and mappings that are lost with theirs"),
    /** At rest, the frames allocated are those reachable from the top and those on a gather. */
    I11(
            "allocated frames are those reachable from the top and those on a gather",
            "memory: each frame has one owner, and is given back once",
            "at rest, the account of frames against the tables that the top reaches"),
    /** No translation is lost, and none exists that nobody mapped. */
    I12(
            "no translation is lost, and none exists that nobody mapped",
            "every mapping that a caller was promised, and memory that nobody mapped",
            "at rest, each mapping by a walk, each item by what was mapped, and each translation that hardware has cached"),
    /** D set by hardware is reported by this pass or by the next. */
    I13(
            "a D set by hardware is reported by this pass or the next",
            "pages that a device wrote while a migration copies them",
            "at rest, each D that hardware set against what was reported; cached translations with D"),
    /** A page of data is given back or used again only when no device reaches it: its unmap was synced. */
    I14(
            "no device reaches a page of data after its unmap was synced",
            "the next owner of a page of data, from DMA",
            "while devices read and write, the owner of each page; when a page is given back, cached translations to it"),
    /** At rest, a count is of the items in use; an empty table that is not the top is listed, and only tables in use are. */
    I15(
            "a table's count is of its items in use, and each empty table but the top, no freed one, is on the reclaim list",
            "tables in use from a reclaim, and empty ones from being kept for ever",
            "at rest, each count and the reclaim list; in the explorer, each state"),
    /** A severed table is freed when nobody can be in it who found it before. */
    I16(
            "a severed table is freed only after all operations that may have met it",
            "operations that are inside a table when a reclaim takes it out",
            "at rest, what was written to tables that were freed (I9, I12); in the explorer, by each order");

    private final String sentence;
    private final String protects;
    private final String checked;

    Invariant(String sentence, String protects, String checked) {
        this.sentence = sentence;
        this.protects = protects;
        this.checked = checked;
    }

    /**
     * Returns the invariant in words.
     *
     * @return a short sentence, without a capital and a full stop
     */
    public String sentence() {
        return sentence;
    }

    /**
     * Returns who or what is hurt where it does not hold.
     *
     * @return words that go on from 'protects'
     */
    public String protects() {
        return protects;
    }

    /**
     * Returns where it is checked.
     *
     * @return words that go on from 'checked'
     */
    public String checked() {
        return checked;
    }
}
