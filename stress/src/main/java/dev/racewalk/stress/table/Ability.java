package dev.racewalk.stress.table;

/** What a table can do beyond pages of 4 KiB below its first top. A race that needs what its table cannot do is skipped. */
public enum Ability {
    /** It grows: it maps addresses and sizes above its first top. Threads and devices see each top with its level. */
    GROWTH("growth"),

    /**
     * It maps pages as large as an item of an upper level, 2 MiB, 1 GiB and so on; where an empty table is in the way, it
     * replaces that.
     */
    LARGE_PAGES("pages of an upper level"),

    /** It maps pages of the sizes between, which take several items. */
    CONTIGUOUS("contiguous entries"),

    /** It reads and clears D, and sets it. */
    DIRTY("D"),

    /** The emulated hardware walks it: its tables are in the AMDv1 format, and it tells hardware of its top and of unmaps. */
    DEVICES("devices that walk the table");

    private final String what;

    Ability(String what) {
        this.what = what;
    }

    /**
     * Says what a race needs.
     *
     * @return a noun
     */
    public String inWords() {
        return what;
    }
}
