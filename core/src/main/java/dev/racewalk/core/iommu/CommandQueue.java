package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * The ring through which software tells hardware what to forget, in order (AMD specification 2.4). Software appends
 * under the lock; hardware executes from the head.
 *
 * <pre>{@code
 *   command   63:32 device or domain | 15:8 log2 of the range | 4 table pointers too | 3:0 opcode
 *   operand   number to store | first address of the range
 * }</pre>
 *
 * <p>The words of the ring are plain. {@code tail} is stored with release after a command and read with acquire before
 * it; {@code head} is stored with release after a command was executed and read with acquire before its place is
 * written again. So a reader that does not hold the lock is ordered by the tail alone.
 */
public final class CommandQueue {
    static final int COMPLETION_WAIT = 1;
    static final int INVALIDATE_DEVTAB_ENTRY = 2;
    static final int INVALIDATE_IOMMU_PAGES = 3;

    private static final int OPCODE_MASK = 15;
    private static final long TABLE_POINTERS = 1L << 4;
    private static final int LG2_SHIFT = 8;
    private static final int LG2_MASK = 0xFF;
    private static final int TARGET_SHIFT = 32;

    /** Ranges of this size and over are everything. */
    private static final int EVERYTHING_LG2 = 52;

    private static final int PAGE_LG2 = 12;

    private final IntConsumer hardware;
    private final IntSupplier devices;
    private final Append appending;
    private final long[] ring;
    private final int capacity;
    private final SpinLock lock;
    private final SharedWord head;
    private final SharedWord tail;
    private final SharedWord lastNumber;
    private final SharedWord completed;

    /** What a caller appends under the lock. */
    @FunctionalInterface
    public interface Commands {
        /**
         * Appends the commands.
         *
         * @param queue where to, locked by this thread
         */
        void appendTo(CommandQueue queue);
    }

    /** How a command gets to its place: {@link DriverSteps#appendCommand}. */
    @FunctionalInterface
    interface Append {
        void command(CommandQueue queue, long place, long command, long operand);
    }

    /**
     * Makes an empty queue.
     *
     * @param hardware lets hardware work for somebody who has waited for so many spins
     * @param devices how many devices there are
     * @param appending the step that writes a command and moves the tail
     */
    CommandQueue(PhysicalMemory memory, IntConsumer hardware, IntSupplier devices, Append appending, int capacity) {
        this.hardware = hardware;
        this.devices = devices;
        this.appending = appending;
        this.capacity = capacity;
        ring = memory.newWords("command", 2 * capacity);
        lock = memory.newLock("command queue");
        head = memory.newWord("command head", 0);
        tail = memory.newWord("command tail", 0);
        lastNumber = memory.newWord("last completion number", 0);
        completed = memory.newWord("completed", 0);
    }

    /** Takes the lock under which commands are appended. */
    public void lock() {
        lock.lock();
    }

    /** Releases the lock. */
    public void unlock() {
        lock.unlock();
    }

    /**
     * Takes the next number for a completion wait. To be right, that happens under the lock that queues it: else
     * numbers may be stored out of order.
     *
     * @return a number that nobody else gets, one more than the last
     */
    public long takeNumber() {
        while (true) {
            long last = lastNumber.readOnce();
            if (lastNumber.casVolatile(last, last + 1)) {
                return last + 1;
            }
        }
    }

    /**
     * Appends COMPLETION_WAIT: hardware stores a number when all commands before are done.
     *
     * <p>Context: the lock is held. While the ring is full, hardware is let work.
     *
     * @param number from {@link #takeNumber}
     * @throws IllegalArgumentException if {@code number < 1}
     */
    public void appendCompletionWait(long number) {
        require(number >= 1, "number", number, "at least 1");
        append(COMPLETION_WAIT, number);
    }

    /**
     * Appends INVALIDATE_DEVTAB_ENTRY: hardware forgets the entry of a device.
     *
     * <p>Context: the lock is held. While the ring is full, hardware is let work.
     *
     * @param device number of the device whose entry
     * @throws IllegalArgumentException if the IOMMU has no such device
     */
    public void appendEntryInvalidation(int device) {
        require(device >= 0 && device < devices.getAsInt(), "device", device, "a device of this IOMMU");
        append((long) device << TARGET_SHIFT | INVALIDATE_DEVTAB_ENTRY, 0);
    }

    /**
     * Appends INVALIDATE_IOMMU_PAGES: hardware forgets what it has cached of a domain in the smallest naturally aligned
     * power of two that covers a range, at least 4 KiB; from 2^52 bytes up that is everything.
     *
     * <p>Context: the lock is held. While the ring is full, hardware is let work.
     *
     * @param domain number of the domain
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @param tablePointers whether table pointers go too, or translations only
     * @throws IllegalArgumentException if {@code domain < 1}, or {@code firstIova} is above {@code lastIova}, unsigned
     */
    public void appendPageInvalidation(int domain, long firstIova, long lastIova, boolean tablePointers) {
        require(domain >= 1, "domain", domain, "at least 1");
        requireRange(firstIova, lastIova);
        int lg2 = coveringLg2(firstIova, lastIova);
        long base = lg2 == Long.SIZE ? 0 : firstIova & -(1L << lg2);
        long flag = tablePointers ? TABLE_POINTERS : 0;
        append((long) domain << TARGET_SHIFT | (long) lg2 << LG2_SHIFT | flag | INVALIDATE_IOMMU_PAGES, base);
    }

    private static void require(boolean holds, String name, long value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " = " + value + ": must be " + rule);
        }
    }

    /** Throws if a range is none. */
    static void requireRange(long firstIova, long lastIova) {
        if (Long.compareUnsigned(firstIova, lastIova) > 0) {
            throw new IllegalArgumentException(String.format(
                    "firstIova = 0x%x, lastIova = 0x%x: the first must not be above the last, which is inclusive",
                    firstIova, lastIova));
        }
    }

    /** Log2 of the smallest naturally aligned power of two that covers a range, as a command can name it. */
    static int coveringLg2(long first, long last) {
        int lg2 = Math.max(PAGE_LG2, Long.SIZE - Long.numberOfLeadingZeros(first ^ last));
        return lg2 < EVERYTHING_LG2 ? lg2 : Long.SIZE;
    }

    /**
     * Waits until hardware has stored a number, or a later one. Without a thread of its own, the waiter clocks
     * hardware.
     *
     * @param number of a completion wait that was queued
     * @return false if the number was overtaken: all commands are done, and an earlier number was stored last; hardware
     *     would wait forever, as with completion waits that were queued out of order
     */
    public boolean await(long number) {
        for (int spins = 0; completed.loadAcquire() < number; spins++) {
            if (isEmpty() && completed.loadAcquire() < number) {
                return false;
            }
            hardware.accept(spins);
        }
        return true;
    }

    /**
     * Returns the number that hardware stored last.
     *
     * @return the number of a completion wait; 0 if there was none
     */
    public long completed() {
        return completed.loadAcquire();
    }

    /**
     * Returns how many commands wait or are being executed.
     *
     * @return commands, 0 to {@link #capacity}
     */
    public int pending() {
        long first = head.loadAcquire();
        return (int) Math.max(0, Math.min(capacity, tail.loadAcquire() - first));
    }

    /**
     * Returns the size of the ring.
     *
     * @return commands that can wait
     */
    public int capacity() {
        return capacity;
    }

    private void append(long command, long operand) {
        long place = tail.readOnce();
        for (int spins = 0; place - head.loadAcquire() == capacity; spins++) { // pairs with advanceHead
            hardware.accept(spins);
        }
        appending.command(this, place, command, operand);
    }

    /**
     * Writes a command into the ring, for {@link DriverSteps}. Plain: hardware reads it after the tail.
     *
     * @param place how many commands were appended before it, of all time
     * @param command first word
     * @param operand second word
     * @throws IllegalArgumentException if {@code place} is negative
     */
    public void writeCommand(long place, long command, long operand) {
        require(place >= 0, "place", place, "0 or more");
        Access.storePlain(ring, index(place), command);
        Access.storePlain(ring, index(place) + 1, operand);
    }

    /**
     * Hands the commands before a place to hardware, for {@link DriverSteps}.
     *
     * @param place how many commands there are now, of all time
     */
    public void moveTail(long place) {
        tail.storeRelease(place); // release: the command, and what was stored before it; pairs with isEmpty
    }

    private int index(long place) {
        return 2 * (int) (place % capacity);
    }

    /**
     * Says what the first word of a command asks for.
     *
     * @param command any word
     * @return a few words; the word itself in hexadecimal digits if it is no command
     */
    public static String inWords(long command) {
        return switch (opcode(command)) {
            case COMPLETION_WAIT -> "completion wait";
            case INVALIDATE_DEVTAB_ENTRY -> "invalidate the entry of device " + target(command);
            case INVALIDATE_IOMMU_PAGES ->
                String.format(
                        "invalidate %s of domain %d%s",
                        rangeLg2(command) == Long.SIZE ? "all" : "2^" + rangeLg2(command) + " bytes",
                        target(command),
                        tablePointers(command) ? ", table pointers too" : "");
            default -> "0x" + Long.toHexString(command);
        };
    }

    /* Hardware's side, under the lock of the engine. */

    boolean isEmpty() {
        return head.loadAcquire() == tail.loadAcquire();
    }

    /** Drops what is queued. */
    void clear() {
        head.storeRelease(tail.loadAcquire());
    }

    long headCommand() {
        return Access.loadPlain(ring, index(head.readOnce()));
    }

    long headOperand() {
        return Access.loadPlain(ring, index(head.readOnce()) + 1);
    }

    void advanceHead() {
        head.storeRelease(head.readOnce() + 1); // release: the command was read; pairs with append
    }

    void complete(long number) {
        completed.storeRelease(number); // release: all commands before are done; pairs with await
    }

    static int opcode(long command) {
        return (int) command & OPCODE_MASK;
    }

    static int target(long command) {
        return (int) (command >>> TARGET_SHIFT);
    }

    static int rangeLg2(long command) {
        return (int) (command >>> LG2_SHIFT) & LG2_MASK;
    }

    static boolean tablePointers(long command) {
        return (command & TABLE_POINTERS) != 0;
    }
}
