package dev.racewalk.core.iommu;

/** A domain as the steps of the driver see it: its lock, its devices and the way to hardware. {@link Domain} is one. */
public interface DriverDomain {
    /**
     * Returns the number by which hardware knows the domain.
     *
     * @return 1 or more
     */
    int id();

    /**
     * Returns the queue through which the domain talks to hardware.
     *
     * @return the queue of its IOMMU
     */
    CommandQueue queue();

    /** Takes the lock. */
    void lock();

    /** Releases the lock. */
    void unlock();

    /**
     * Puts a device on the list of those that are told of each new top.
     *
     * <p>Context: the lock is held.
     *
     * @param device claimed by this domain
     */
    void list(Device device);

    /**
     * Tells whether any device is on the list.
     *
     * <p>Context: the lock is held.
     *
     * @return false if nobody has an entry of this domain
     */
    boolean hasDevices();

    /**
     * Returns what the device table entry of each device begins with.
     *
     * <p>Context: the lock is held.
     *
     * @return the word that was stored last
     */
    long entry();

    /**
     * Stores the device table entry of every device attached.
     *
     * @param word the new entry
     */
    void storeEntries(long word);

    /**
     * Appends a command for every device attached that makes hardware forget its device table entry.
     *
     * @param queue where to, locked by this thread
     */
    void appendEntryInvalidations(CommandQueue queue);

    /**
     * Waits for a completion wait. One that was overtaken is a violation, and ends the wait.
     *
     * @param number to wait for
     */
    void awaitCompletion(long number);
}
