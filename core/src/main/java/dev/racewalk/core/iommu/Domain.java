package dev.racewalk.core.iommu;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Level;
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

    /** VA width of the table; 0 without one. Under the lock. */
    private int vaLg2;

    /** What a domain needs of its IOMMU. */
    record Side(
            PhysicalMemory memory,
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

    @Override
    public int id() {
        return id;
    }

    @Override
    public CommandQueue queue() {
        return side.queue();
    }

    /**
     * Attaches a device: returns when its accesses are translated by the table of this domain, if there is one. If a step of
     * the driver throws, the device is blocked and attached to none.
     *
     * @param device of the same IOMMU
     * @throws IllegalArgumentException if the device is of another IOMMU, or translates fewer bits than the VA width of the table
     * @throws IllegalStateException if the device is attached to a domain already
     */
    public void attach(Device device) {
        requireOwn(device);
        if (!device.claim(id)) {
            throw new IllegalStateException(device + " is attached already");
        }
        try {
            side.steps().attach(this, device);
        } catch (RuntimeException e) {
            undoAttach(device);
            throw e;
        }
    }

    /** Blocks a device whose attachment has failed on its way; without the queue and the steps, which have. */
    private void undoAttach(Device device) {
        lock.lock();
        try {
            unlist(device);
            device.storeEntry(DeviceTableEntry.BLOCKED);
        } finally {
            lock.unlock();
        }
        forget(device);
        device.release();
    }

    /** Makes hardware forget what it has of this domain, where the way through the queue has failed. */
    private void forget(Device device) {
        device.invalidateEntry();
        device.invalidatePages(id, 0, Long.SIZE, true);
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
        requireOwn(device);
        requireFitting(device, vaLg2);
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

    private void requireOwn(Device device) {
        if (!side.has(device)) {
            throw new IllegalArgumentException(device + " is of another IOMMU than " + this);
        }
    }

    private static long bit(Device device) {
        return 1L << device.id();
    }

    /**
     * Detaches a device: returns when no walk of it can reach the table any more. If a step of the driver throws, it is
     * detached all the same.
     *
     * @param device attached to this domain
     * @throws IllegalArgumentException if the device is of another IOMMU
     * @throws IllegalStateException if it is not attached to this domain
     */
    public void detach(Device device) {
        requireOwn(device);
        lock.lock();
        try {
            int word = device.id() / Long.SIZE;
            long others = Access.loadPlain(listed, word) & ~bit(device);
            if (others == Access.loadPlain(listed, word)) {
                throw new IllegalStateException(device + " is not attached to domain " + id);
            }
            Access.storePlain(listed, word, others);
            side.steps().block(device);
            tellOfDetached(device);
            device.release();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a device of this domain to another one, in one step: each access is translated by the table of this domain or by that
     * of the other, and none is blocked in between. Returns when none is translated by this one's, and hardware has forgotten
     * what it had cached of it. If a step of the driver throws, the device is still this domain's.
     *
     * <p>Kernel: {@code iommu_group_replace_domain()}.
     *
     * @param next of the same IOMMU; where it has no table, the device is blocked
     * @param device attached to this domain
     * @throws IllegalArgumentException if {@code next} is this domain or of another IOMMU, the device is of another IOMMU, or it
     *     translates fewer bits than the VA width of the next table
     * @throws IllegalStateException if the device is not attached to this domain
     */
    public void replaceBy(Domain next, Device device) {
        if (next.id == id || !next.side.equals(side)) {
            throw new IllegalArgumentException(next + ": must be another domain of the IOMMU of " + this);
        }
        requireOwn(device);
        Domain first = id < next.id ? this : next;
        Domain second = id < next.id ? next : this;
        first.lock();
        second.lock();
        try {
            if (!isListed(device)) {
                throw new IllegalStateException(device + " is not attached to domain " + id);
            }
            next.list(device);
            unlist(device);
            replaceEntry(next, device);
        } finally {
            second.unlock();
            first.unlock();
        }
    }

    private void replaceEntry(Domain next, Device device) {
        try {
            side.steps().replace(this, next, device);
        } catch (RuntimeException e) {
            next.unlist(device);
            list(device);
            device.storeEntry(entry(), id);
            forget(device);
            next.forget(device);
            throw e;
        }
    }

    private boolean isListed(Device device) {
        return (Access.loadPlain(listed, device.id() / Long.SIZE) & bit(device)) != 0;
    }

    private void unlist(Device device) {
        int word = device.id() / Long.SIZE;
        Access.storePlain(listed, word, Access.loadPlain(listed, word) & ~bit(device));
    }

    private void tellOfDetached(Device device) {
        try {
            submitAndWait(queue -> {
                queue.appendEntryInvalidation(device.id());
                queue.appendPageInvalidation(id, 0, -1, true);
            });
        } catch (RuntimeException e) {
            forget(device);
            device.release();
            throw e;
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if there is no table of level 1..5 at that address, or a device of the domain translates
     *     fewer bits
     * @throws IllegalStateException if the domain has a table that was not closed
     */
    @Override
    public void attach(long tablePa, int topLevel, int tableVaLg2) {
        requireTable(tablePa, topLevel);
        lock.lock();
        try {
            if (entry() != DeviceTableEntry.BLOCKED) {
                throw new IllegalStateException(this + " has a table already");
            }
            forEachDevice(device -> requireFitting(device, tableVaLg2));
            changeEntry(tablePa, topLevel);
            vaLg2 = tableVaLg2;
        } finally {
            lock.unlock();
        }
    }

    private void requireFitting(Device device, int tableVaLg2) {
        if (!side.steps().fits(device, tableVaLg2)) {
            throw new IllegalArgumentException(String.format(
                    "%s translates %d bits: the table of %s has a VA width of %d",
                    device, device.addressBits(), this, tableVaLg2));
        }
    }

    private void requireTable(long tablePa, int topLevel) {
        if (tablePa % PhysicalMemory.FRAME_BYTES != 0
                || !side.memory().contains(tablePa)
                || topLevel < 1
                || topLevel > Level.MAX) {
            throw new IllegalArgumentException(String.format(
                    "tablePa = 0x%x, topLevel = %d: must be a frame of the memory, and 1..%d",
                    tablePa, topLevel, Level.MAX));
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(PhysicalMemory memory) {
        return side.memory() == memory;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if there is no table of level 1..5 at that address
     */
    @Override
    public void changeTop(long tablePa, int topLevel) {
        requireTable(tablePa, topLevel);
        lock.lock();
        try {
            changeEntry(tablePa, topLevel);
        } finally {
            lock.unlock();
        }
    }

    /** Changes what entries begin with; if a step of the driver throws, they begin as before. */
    private void changeEntry(long tablePa, int topLevel) {
        long before = entry();
        long word = DeviceTableEntry.of(tablePa, topLevel);
        entry.storePlain(word);
        try {
            side.steps().changeEntries(this, word);
        } catch (RuntimeException e) {
            entry.storePlain(before);
            storeEntries(before);
            forEachDevice(this::forget);
            throw e;
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     */
    @Override
    public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
        CommandQueue.requireRange(firstIova, lastIova);
        submitAndWait(queue -> queue.appendPageInvalidation(id, firstIova, lastIova, tablePointers));
    }

    /** {@inheritDoc} The devices stay with the domain, blocked until there is a new table. */
    @Override
    public void detach() {
        lock.lock();
        try {
            vaLg2 = 0;
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
    @SuppressWarnings("ReferenceEquality")
    public void appendEntryInvalidations(CommandQueue queue) {
        if (queue != side.queue()) {
            throw new IllegalArgumentException("queue: must be that of the IOMMU of " + this);
        }
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
