package dev.racewalk.stress.machine;

/**
 * Is told what a race does to its machine, before it is done: for who tells the race in other words. Machines that are raced or
 * explored have none.
 */
public interface OperationRecorder {
    /**
     * Takes a map of pages of one size.
     *
     * @param iova first input address
     * @param pageSize bytes of each
     * @param count how many
     * @param oa first output address
     */
    void mapsPages(long iova, long pageSize, long count, long oa);

    /**
     * Takes an operation on a range.
     *
     * @param what {@code maprange}, {@code unmap}, {@code clean} or {@code empty}
     * @param iova first input address
     * @param length bytes
     */
    void onRange(String what, long iova, long length);

    /**
     * Takes an operation on one address.
     *
     * @param what {@code look} or {@code dirty}
     * @param iova input address
     */
    void at(String what, long iova);

    /**
     * Takes an access of a device.
     *
     * @param isFirst whether it is the one that is there from the beginning
     * @param writes whether it writes
     * @param iova input address
     */
    void accesses(boolean isFirst, boolean writes, long iova);

    /**
     * Takes an operation without an address.
     *
     * @param what {@code sync}, {@code close}, {@code attach} or {@code detach}
     */
    void plain(String what);

    /**
     * Takes the making of the second device.
     *
     * @param drops one cached word in so many is dropped; 0 for none
     * @param attached whether it is attached when a sample begins
     */
    void secondDevice(int drops, boolean attached);

    /**
     * Takes something that cannot be told.
     *
     * @param why half a sentence: what the race does
     */
    void other(String why);
}
