package dev.racewalk.stress.table;

/** What a verifier is told of a table at rest. */
public interface TableView {
    /**
     * Shows a table in the AMDv1 format, with all tables below it and all entries, as the emulated hardware would walk it.
     *
     * @param topPa physical address of the top table
     * @param topLevel its level, 1 to 5
     */
    void amdv1(long topPa, int topLevel);

    /**
     * Shows a frame that the table has in use, once.
     *
     * @param pa physical address
     */
    void table(long pa);

    /**
     * Shows an entry: one for each page that was mapped and not unmapped.
     *
     * @param iova first input address
     * @param lg2 log2 of its bytes
     * @param oa first output address
     * @param dirty whether D is set
     */
    void entry(long iova, int lg2, long oa, boolean dirty);
}
