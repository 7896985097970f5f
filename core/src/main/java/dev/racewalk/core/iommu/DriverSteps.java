package dev.racewalk.core.iommu;

import dev.racewalk.core.amdv1.DeviceTableEntry;

/**
 * The steps of the driver at which software and hardware meet. {@link Domain} decides what hardware must be told; how
 * it is told is decided here.
 *
 * <p>Every method here is right. A subclass that replaces one of them seeds a fault; give it to {@link
 * Iommu.Builder#steps}. The known bugs, by their id, and what to replace:
 *
 * <table>
 * <caption>Faults to seed</caption>
 * <tr><th>id</th><th>step</th><th>wrong version</th></tr>
 * <tr><td>hardware-not-awaited</td><td>{@link #awaitsEntryFlush}</td><td>returns false</td></tr>
 * <tr><td>grown-flag-shared</td><td>{@link #needsEntryFlush}</td><td>takes a flag that {@link #storeEntries} sets and
 *     that several threads share</td></tr>
 * <tr><td>completion-out-of-order</td><td>{@link #submit}</td><td>takes the number before the lock</td></tr>
 * <tr><td>entry-after-invalidation</td><td>{@link #changeEntries}, {@link #replace}</td><td>stores the entries after the
 *     command that invalidates them, which hardware may have executed by then</td></tr>
 * <tr><td>device-listed-late</td><td>{@link #attach}</td><td>lists the device after the lock was released and taken
 *     again: a top that grows in between passes the device by</td></tr>
 * <tr><td>replaced-with-gap</td><td>{@link #replace}</td><td>blocks the device before it gives it the other table</td></tr>
 * <tr><td>entry-cleared</td><td>{@link #block}</td><td>stores 0, whose V lets everything through</td></tr>
 * <tr><td>wide-table</td><td>{@link #fits}</td><td>returns true</td></tr>
 * <tr><td>command-before-written</td><td>{@link #appendCommand}</td><td>moves the tail first</td></tr>
 * </table>
 *
 * <p>To replace the order of the steps of a change of the top, override {@link #changeEntries}.
 */
public class DriverSteps {
    /** The driver as it should be. */
    public static final DriverSteps RIGHT = new DriverSteps();

    /** For subclasses: the driver as it should be, until they replace a step. */
    protected DriverSteps() {}

    /**
     * Attaches a device, which the domain has claimed: from then on it is told of each new top, and when this returns its
     * accesses are translated by the table of the domain.
     *
     * @param domain that has claimed the device
     * @param device to attach
     */
    public void attach(DriverDomain domain, Device device) {
        domain.lock();
        try {
            domain.list(device);
            enter(domain, device);
        } finally {
            domain.unlock();
        }
    }

    /**
     * Blocks a device: stores an entry that lets nothing through, which hardware is told of afterwards.
     *
     * <p>Context: the lock of the domain is held.
     *
     * @param device that is detached
     */
    public void block(Device device) {
        device.storeEntry(DeviceTableEntry.BLOCKED);
    }

    /**
     * Decides whether a device can walk a table.
     *
     * @param device to walk it
     * @param vaLg2 VA width of the table
     * @return true if the device translates all addresses that the table may map
     */
    public boolean fits(Device device, int vaLg2) {
        return device.addressBits() >= vaLg2;
    }

    /**
     * Stores the device table entry of a device, and returns when hardware uses no older one.
     *
     * <p>Context: the lock of the domain is held.
     *
     * @param domain whose table the device is to use
     * @param device whose entry
     */
    public void enter(DriverDomain domain, Device device) {
        device.storeEntry(domain.entry());
        submitAndWait(domain, queue -> queue.appendEntryInvalidation(device.id()));
    }

    /**
     * Makes a device use another domain's table: stores its entry in one piece, and returns when hardware uses no older one and has
     * forgotten what it had cached of the former domain.
     *
     * <p>Context: the locks of both domains are held.
     *
     * @param former whose table the device has used
     * @param next whose table it is to use
     * @param device whose entry
     */
    public void replace(DriverDomain former, DriverDomain next, Device device) {
        device.storeEntry(next.entry(), next.id());
        submitAndWait(next, queue -> {
            queue.appendEntryInvalidation(device.id());
            queue.appendPageInvalidation(former.id(), 0, -1, true);
        });
    }

    /**
     * Makes every device of a domain start its walks from a new word, and returns when none uses the old one (I6).
     *
     * <p>Context: the lock of the domain is held.
     *
     * @param domain whose devices
     * @param entry the new device table entry
     */
    public void changeEntries(DriverDomain domain, long entry) {
        storeEntries(domain, entry);
        if (needsEntryFlush(domain)) {
            long number = submit(domain.queue(), domain::appendEntryInvalidations);
            if (awaitsEntryFlush(domain)) {
                awaitCompletion(domain, number);
            }
        }
    }

    /**
     * Stores the device table entry of every device of a domain.
     *
     * @param domain whose devices
     * @param entry the new device table entry
     */
    public void storeEntries(DriverDomain domain, long entry) {
        domain.storeEntries(entry);
    }

    /**
     * Decides whether hardware must be told that entries have changed: if there are any, since it may have cached them.
     *
     * <p>Context: the lock of the domain is held.
     *
     * @param domain whose entries were stored
     * @return true to invalidate them
     */
    public boolean needsEntryFlush(DriverDomain domain) {
        return domain.hasDevices();
    }

    /**
     * Decides whether a change of entries waits until hardware has noticed.
     *
     * @param domain whose entries were invalidated
     * @return true to wait
     */
    public boolean awaitsEntryFlush(DriverDomain domain) {
        return true;
    }

    /**
     * Queues commands, and after them a completion wait whose number is taken under the lock that queues it: numbers
     * rise in the order of the queue.
     *
     * @param queue where to
     * @param commands what comes before the completion wait
     * @return the number to wait for
     */
    public long submit(CommandQueue queue, CommandQueue.Commands commands) {
        queue.lock();
        try {
            long number = queue.takeNumber();
            commands.appendTo(queue);
            queue.appendCompletionWait(number);
            return number;
        } finally {
            queue.unlock();
        }
    }

    /**
     * Puts a command into its place in the ring, and then moves the tail behind it.
     *
     * <p>Context: the lock of the queue is held, and the place is free.
     *
     * @param queue where to
     * @param place how many commands were appended before this one, of all time
     * @param command first word
     * @param operand second word
     */
    public void appendCommand(CommandQueue queue, long place, long command, long operand) {
        queue.writeCommand(place, command, operand);
        queue.moveTail(place + 1);
    }

    /**
     * Queues commands, and waits until hardware has done them.
     *
     * @param domain for which
     * @param commands what comes before the completion wait
     */
    public final void submitAndWait(DriverDomain domain, CommandQueue.Commands commands) {
        awaitCompletion(domain, submit(domain.queue(), commands));
    }

    /**
     * Waits until hardware has done all that came before a completion wait.
     *
     * @param domain for which it was queued
     * @param number what {@link #submit} returned
     */
    public void awaitCompletion(DriverDomain domain, long number) {
        domain.awaitCompletion(number);
    }
}
