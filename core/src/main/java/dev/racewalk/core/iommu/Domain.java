package dev.racewalk.core.iommu;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The devices that share one page table, and what the driver does to keep their hardware up to date. Give it to
 * {@link dev.racewalk.core.pagetable.PageTableBuilder#hardware}. Devices may come and go at any time, also while the
 * top grows; before there is a table, and after it was closed, they are blocked.
 *
 * <p>Made by {@link Iommu#newDomain()}. Its lock lies between the top lock of the table and the lock of the command
 * queue.
 *
 * <p>Kernel: {@code struct protection_domain} of {@code drivers/iommu/amd}.
 */
public final class Domain implements DriverDomain, IommuHardware {
    private final Side side;
    private final int id;
    private final SpinLock lock;

    /** One bit for each device of the IOMMU, by its number: whether it is attached. Under the lock. */
    private final long[] listed;

    /** The first word of the device table entry of each device. Under the lock. */
    private final SharedWord entry;

    /** What a domain needs of its IOMMU. */
    record Side(
            CommandQueue queue,
            DriverSteps steps,
            List<Device> devices,
            TableReader reader,
            DataPort data,
            Consumer<Violation> violations) {
        boolean has(Device device) {
            return device.id() < devices.size() && devices.get(device.id()).equals(device);
        }
    }

    Domain(Side side, PhysicalMemory memory, int id) {
        this.side = side;
        this.id = id;
        lock = memory.newLock("domain");
        listed = memory.newWords("devices of domain", Iommu.MAX_DEVICES / Long.SIZE);
        entry = memory.newWord("entry of domain", DeviceTableEntry.BLOCKED);
    }

    /**
     * Returns the number by which hardware knows the domain.
     *
     * @return 1 or more
     */
    public int id() {
        return id;
    }

    @Override
    public CommandQueue queue() {
        return side.queue();
    }

    /**
     * Attaches a device: returns when its accesses are translated by the table of this domain, if there is one.
     *
     * @param device of the same IOMMU
     * @throws IllegalArgumentException if the device is of another IOMMU
     * @throws IllegalStateException if the device is attached to a domain already
     */
    public void attach(Device device) {
        if (!side.has(device)) {
            throw new IllegalArgumentException(device + " is of another IOMMU than " + this);
        }
        if (!device.claim(id)) {
            throw new IllegalStateException(device + " is attached already");
        }
        side.steps().attach(this, device);
    }

    @Override
    public void lock() {
        lock.lock();
    }

    @Override
    public void unlock() {
        lock.unlock();
    }

    @Override
    public void list(Device device) {
        int word = device.id() / Long.SIZE;
        Access.storePlain(listed, word, Access.loadPlain(listed, word) | bit(device));
    }

    @Override
    public boolean hasDevices() {
        long any = 0;
        for (int word = 0; word * Long.SIZE < side.devices().size(); word++) {
            any |= Access.loadPlain(listed, word);
        }
        return any != 0;
    }

    @Override
    public long entry() {
        return entry.loadPlain();
    }

    private static long bit(Device device) {
        return 1L << device.id();
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
            int word = device.id() / Long.SIZE;
            long others = Access.loadPlain(listed, word) & ~bit(device);
            if (!side.has(device) || others == Access.loadPlain(listed, word)) {
                throw new IllegalStateException(device + " is not attached to domain " + id);
            }
            Access.storePlain(listed, word, others);
            device.storeEntry(DeviceTableEntry.BLOCKED);
            submitAndWait(queue -> {
                queue.appendEntryInvalidation(device.id());
                queue.appendPageInvalidation(id, 0, -1, true);
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
            if (entry() != DeviceTableEntry.BLOCKED) {
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
        long word = DeviceTableEntry.of(tablePa, topLevel);
        entry.storePlain(word);
        side.steps().changeEntries(this, word);
    }

    @Override
    public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
        submitAndWait(queue -> queue.appendPageInvalidation(id, firstIova, lastIova, tablePointers));
    }

    /** {@inheritDoc} The devices stay with the domain, blocked until there is a new table. */
    @Override
    public void detach() {
        lock.lock();
        try {
            entry.storePlain(DeviceTableEntry.BLOCKED);
            storeEntries(DeviceTableEntry.BLOCKED);
            submitAndWait(queue -> {
                appendEntryInvalidations(queue);
                queue.appendPageInvalidation(id, 0, -1, true);
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void storeEntries(long word) {
        forEachDevice(device -> device.storeEntry(word));
    }

    private void forEachDevice(Consumer<Device> action) {
        List<Device> all = side.devices();
        for (int word = 0; word * Long.SIZE < all.size(); word++) {
            for (long left = Access.loadPlain(listed, word); left != 0; left &= left - 1) {
                action.accept(all.get(word * Long.SIZE + Long.numberOfTrailingZeros(left)));
            }
        }
    }

    @Override
    public void appendEntryInvalidations(CommandQueue queue) {
        forEachDevice(device -> queue.appendEntryInvalidation(device.id()));
    }

    @Override
    public void awaitCompletion(long number) {
        if (!queue().await(number)) {
            String what = String.format("completion wait %d was overtaken: an earlier one was stored last", number);
            side.violations().accept(new Violation(Invariant.I9, "command queue", number, what));
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
        check(new CacheCheck(side.reader(), side.data(), violations));
        return violations;
    }

    void check(CacheCheck check) {
        List<Device> all = side.devices();
        lock.lock();
        try {
            for (int i = 0; i < all.size(); i++) {
                all.get(i).check(check, id, entry());
            }
        } finally {
            lock.unlock();
        }
    }

    private void submitAndWait(CommandQueue.Commands commands) {
        side.steps().submitAndWait(this, commands);
    }

    @Override
    public String toString() {
        return "domain " + id;
    }
}
