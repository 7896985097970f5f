package dev.racewalk.core.iommu;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.Invariant;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The devices that share one page table, and what the driver does to keep their hardware up to date. Give it to
 * {@link dev.racewalk.core.pagetable.IoPageTable.Builder#hardware}. Devices may come and go at any time, also while the
 * top grows; before there is a table, and after it was closed, they are blocked.
 *
 * <p>Made by {@link Iommu#newDomain()}. Its lock lies between the top lock of the table and the lock of the command
 * queue.
 *
 * <p>Kernel: {@code struct protection_domain} of {@code drivers/iommu/amd}.
 */
public final class Domain implements IommuHardware {
    private final Iommu iommu;
    private final int id;
    private final SpinLock lock;

    /** Written under the lock, read without it. */
    private final List<Device> devices = new CopyOnWriteArrayList<>();

    /** The first word of the device table entry of each device. Under the lock. */
    private long entry = DeviceTableEntry.BLOCKED;

    Domain(Iommu iommu, PhysicalMemory memory, int id) {
        this.iommu = iommu;
        this.id = id;
        lock = memory.newLock("domain");
    }

    /**
     * Returns the number by which hardware knows the domain.
     *
     * @return 1 or more
     */
    public int id() {
        return id;
    }

    /**
     * Returns the queue through which the domain talks to hardware.
     *
     * @return the queue of its IOMMU
     */
    public CommandQueue queue() {
        return iommu.queue();
    }

    /**
     * Attaches a device: returns when its accesses are translated by the table of this domain, if there is one.
     *
     * @param device of the same IOMMU
     * @throws IllegalArgumentException if the device is of another IOMMU
     * @throws IllegalStateException if the device is attached to a domain already
     */
    public void attach(Device device) {
        if (!iommu.devices().contains(device)) {
            throw new IllegalArgumentException(device + " is of another IOMMU than " + this);
        }
        if (!device.claim(id)) {
            throw new IllegalStateException(device + " is attached already");
        }
        lock.lock();
        try {
            devices.add(device);
            device.storeEntry(entry);
            submitAndWait(queue -> queue.appendEntryInvalidation(device));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Detaches a device: returns when no walk of it can reach the table any more.
     *
     * @param device attached to this domain
     * @throws IllegalStateException if it is not attached to this domain
     */
    public void detach(Device device) {
        lock.lock();
        try {
            if (!devices.remove(device)) {
                throw new IllegalStateException(device + " is not attached to domain " + id);
            }
            device.storeEntry(DeviceTableEntry.BLOCKED);
            submitAndWait(queue -> {
                queue.appendEntryInvalidation(device);
                queue.appendPageInvalidation(this, 0, -1, true);
            });
            device.release();
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the domain has a table that was not closed
     */
    @Override
    public void attach(long tablePa, int topLevel) {
        lock.lock();
        try {
            if (entry != DeviceTableEntry.BLOCKED) {
                throw new IllegalStateException(this + " has a table already");
            }
            changeEntry(tablePa, topLevel);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void changeTop(long tablePa, int topLevel) {
        lock.lock();
        try {
            changeEntry(tablePa, topLevel);
        } finally {
            lock.unlock();
        }
    }

    private void changeEntry(long tablePa, int topLevel) {
        entry = DeviceTableEntry.of(tablePa, topLevel);
        iommu.steps().changeEntries(this, entry);
    }

    @Override
    public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
        submitAndWait(queue -> queue.appendPageInvalidation(this, firstIova, lastIova, tablePointers));
    }

    /** {@inheritDoc} The devices stay with the domain, blocked until there is a new table. */
    @Override
    public void detach() {
        lock.lock();
        try {
            entry = DeviceTableEntry.BLOCKED;
            storeEntries(entry);
            submitAndWait(queue -> {
                appendEntryInvalidations(queue);
                queue.appendPageInvalidation(this, 0, -1, true);
            });
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores the device table entry of every device attached, for {@link DriverSteps}.
     *
     * @param word the new entry
     */
    public void storeEntries(long word) {
        for (int i = 0; i < devices.size(); i++) {
            devices.get(i).storeEntry(word);
        }
    }

    /**
     * Appends a command for every device attached that makes hardware forget its device table entry, for {@link
     * DriverSteps}.
     *
     * @param queue where to, locked by this thread
     */
    public void appendEntryInvalidations(CommandQueue queue) {
        for (int i = 0; i < devices.size(); i++) {
            queue.appendEntryInvalidation(devices.get(i));
        }
    }

    /**
     * Waits for a completion wait, for {@link DriverSteps}. One that was overtaken is a violation, and ends the wait.
     *
     * @param number to wait for
     */
    public void awaitCompletion(long number) {
        if (!queue().await(number)) {
            String what = String.format("completion wait %d was overtaken: an earlier one was stored last", number);
            iommu.report(new Violation(Invariant.I9, "command queue", number, what));
        }
    }

    /**
     * Compares what hardware has cached of this domain with what it would read now.
     *
     * <p>Context: no other operation on the table or the domain is running, and each gather was synced.
     *
     * @return what should have been invalidated and was not; empty if all is well
     */
    public List<Violation> check() {
        List<Violation> violations = new ArrayList<>();
        check(new CacheCheck(iommu.reader(), violations));
        return violations;
    }

    void check(CacheCheck check) {
        List<Device> all = iommu.devices();
        lock.lock();
        try {
            for (int i = 0; i < all.size(); i++) {
                all.get(i).check(check, id, entry);
            }
        } finally {
            lock.unlock();
        }
    }

    private void submitAndWait(CommandQueue.Commands commands) {
        long number = iommu.steps().submit(queue(), commands);
        iommu.steps().awaitCompletion(this, number);
    }

    @Override
    public String toString() {
        return String.format("domain %d, %d devices", id, devices.size());
    }
}
