package dev.racewalk.stress.litmus;

/** Where the litmus tests on a frame have what they share: an item, and a table that it leads to. */
final class LitmusFrame {
    /** Word number of the item. */
    static final int ITEM = 0;

    /** Word number of the first item of the table: in another cache line. */
    static final int TABLE = 64;

    /** Items of the table: as many as a cache line has. */
    static final int ITEMS = 8;

    private LitmusFrame() {}
}
