package dev.racewalk.core.iommu;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.amdv1.PageSizes;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One emulated IOMMU: a device table, a command queue, the hardware that executes the commands, and a log of what it
 * noticed. How it works is described in {@linkplain dev.racewalk.core.iommu the package}.
 *
 * <p>At first the threads that wait for hardware clock it. {@link #start} gives it a thread of its own, and {@link
 * #setFreeRunning} leaves it to those who call {@link #clock}.
 *
 * <pre>{@code
 * Iommu iommu = Iommu.builder(memory).frames(pool).build();
 * Domain domain = iommu.newDomain();
 * Device device = iommu.newDevice();
 * domain.attach(device);
 * IoPageTable table = IoPageTable.builder(memory, pool).hardware(domain).build();
 * ...
 * long oa = device.translate(iova, Device.READ); // negative: the code of a TranslationFault
 * ...
 * assert iommu.check().isEmpty();
 * }</pre>
 */
public final class Iommu implements AutoCloseable {
    /** Commands that can wait in one queue at most, as in AMD's. */
    public static final int MAX_QUEUE_CAPACITY = 1 << 15;

    /** Devices of one IOMMU at most. */
    public static final int MAX_DEVICES = 1024;

    private final PhysicalMemory memory;
    private final ViolationLog log;
    private final TableReader reader;
    private final DataPort data;
    private final List<Device> devices = new CopyOnWriteArrayList<>();
    private final List<Domain> domains = new CopyOnWriteArrayList<>();
    private final CommandEngine engine;
    private final CommandQueue queue;
    private final Domain.Side side;

    /** Guarded by this object. */
    private @Nullable Thread hardware;

    private Iommu(Builder builder) {
        memory = builder.memory;
        log = new ViolationLog(memory);
        reader = new TableReader(memory, builder.frames, log);
        data = new DataPort(builder.data, log);
        engine = new CommandEngine(memory, devices, log);
        queue = new CommandQueue(
                memory, this::letWork, devices::size, builder.steps::appendCommand, builder.queueCapacity);
        side = new Domain.Side(memory, queue, builder.steps, devices, reader, data, log);
    }

    /**
     * Begins the configuration of an IOMMU.
     *
     * @param memory where tables lie
     * @return a builder with the defaults
     */
    public static Builder builder(PhysicalMemory memory) {
        return new Builder(memory);
    }

    /**
     * Makes a device that keeps all that it ever cached until it is told otherwise. It is blocked.
     *
     * @return the device
     * @throws IllegalStateException if there are {@value #MAX_DEVICES} already
     */
    public Device newDevice() {
        return newDevice(CachePolicy.KEEP_ALL);
    }

    /**
     * Makes a device. It is blocked.
     *
     * @param policy when it drops what it has cached
     * @return the device
     * @throws IllegalStateException if there are {@value #MAX_DEVICES} already
     */
    public Device newDevice(CachePolicy policy) {
        return newDevice(policy, Long.SIZE);
    }

    /**
     * Makes a device that translates addresses of some width only. It is blocked.
     *
     * @param policy when it drops what it has cached
     * @param addressBits bits of an input address, 13 to 64: {@link Device#addressBits}
     * @return the device
     * @throws IllegalArgumentException if {@code addressBits} is out of that range
     * @throws IllegalStateException if there are {@value #MAX_DEVICES} already
     */
    public synchronized Device newDevice(CachePolicy policy, int addressBits) {
        Objects.requireNonNull(policy, "policy");
        if (addressBits <= Level.GRANULE_LG2 || addressBits > Long.SIZE) {
            throw new IllegalArgumentException("addressBits = " + addressBits + ": must be 13..64");
        }
        if (devices.size() == MAX_DEVICES) {
            throw new IllegalStateException("there are " + MAX_DEVICES + " devices already");
        }
        Device device = new Device(memory, reader, data, devices.size(), addressBits, policy);
        devices.add(device);
        return device;
    }

    /**
     * Makes a domain without devices or table.
     *
     * @return the domain
     */
    public synchronized Domain newDomain() {
        Domain domain = new Domain(side, memory, domains.size() + 1);
        domains.add(domain);
        return domain;
    }

    /**
     * Returns the command queue.
     *
     * @return the queue
     */
    public CommandQueue queue() {
        return queue;
    }

    /**
     * Lets hardware execute one command.
     *
     * @return true if it did; false if there was none or another thread is clocking hardware
     */
    public boolean clock() {
        return engine.clock(queue);
    }

    /**
     * Gives hardware a thread of its own, a daemon, which executes commands until {@link #stop}. Does nothing if it has
     * one.
     */
    public synchronized void start() {
        if (hardware == null || !hardware.isAlive()) {
            engine.setFreeRunning(true);
            hardware = new Thread(this::run, "racewalk-iommu");
            hardware.setDaemon(true);
            hardware.start();
        }
    }

    /**
     * Says whether hardware is clocked by somebody who waits for nothing, by {@link #clock}: then those who wait for hardware
     * only wait, as they do while it has a thread of its own. For who is the hardware himself; not together with {@link #start}.
     *
     * <p>Context: whoever says so clocks until nobody waits any more.
     *
     * @param freeRunning false, as in the beginning: those who wait for hardware clock it
     */
    public void setFreeRunning(boolean freeRunning) {
        engine.setFreeRunning(freeRunning);
    }

    /** Stops the thread of the hardware, if it has one; from then on those who wait for hardware clock it again. */
    public synchronized void stop() {
        if (hardware == null) {
            return;
        }
        engine.setFreeRunning(false);
        boolean interrupted = false;
        while (hardware.isAlive()) {
            try {
                hardware.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        hardware = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops as {@link #stop} does. */
    @Override
    public void close() {
        stop();
    }

    private void run() {
        int idle = 0;
        try {
            while (engine.isFreeRunning()) {
                if (engine.clock(queue)) {
                    idle = 0;
                } else {
                    SpinLock.pause(idle++);
                }
            }
        } finally {
            engine.setFreeRunning(false); // if this thread fails, those who wait for hardware clock it
        }
    }

    /**
     * Returns what was noticed while hardware was running: reads of frames that are not in use, are poisoned or were
     * recycled, accesses to data that was given back, completion waits that were overtaken, and commands that are none.
     *
     * @return the first violations, in the order in which they were noticed
     */
    public List<Violation> violations() {
        return log.first();
    }

    /**
     * Returns how many violations were noticed while hardware was running.
     *
     * @return how many, those included that {@link #violations} leaves out
     */
    public long violationCount() {
        return log.count();
    }

    /**
     * Checks itself: what was noticed while hardware was running, and for each domain what {@link Domain#check} finds.
     *
     * <p>Context: no operation on a table or domain is running, and each gather was synced.
     *
     * @return violations; empty if all is well
     */
    public List<Violation> check() {
        List<Violation> found = new ArrayList<>(violations());
        CacheCheck check = new CacheCheck(reader, data, found);
        for (int i = 0; i < domains.size(); i++) {
            domains.get(i).check(check);
        }
        return found;
    }

    /**
     * Notes that pages of data are about to be given back: from here on no device may reach them (I14). Each cached translation
     * that leads there is a violation, which {@link #violations} tells; what the tables hold is not looked at.
     *
     * <p>Context: any thread, at any time, and none that holds a lock of the hardware.
     *
     * <p>Kernel: what {@code CONFIG_IOMMU_DEBUG_PAGEALLOC} asks of the page allocator, for caches instead of tables.
     *
     * @param pa output address of the first page
     * @param length bytes, 1 or more
     * @return how many cached translations lead there
     * @throws IllegalArgumentException if {@code length < 1}, or not all of it lies below 2^52
     */
    public int expectUnreached(long pa, long length) {
        long end = 1L << PageSizes.MAX_OA_LG2;
        if (length < 1) {
            throw new IllegalArgumentException("length = " + length + ": must be at least 1");
        }
        if (pa < 0 || pa >= end || length > end - pa) {
            throw new IllegalArgumentException(
                    String.format("pa = 0x%x, length = 0x%x: must end below 2^52", pa, length));
        }
        int found = 0;
        for (int i = 0; i < devices.size(); i++) {
            found += devices.get(i).reportTranslationsTo(pa, pa + length - 1, log);
        }
        return found;
    }

    /**
     * Resets the hardware: queued commands are dropped, and so is all that devices have cached. Device table entries in memory
     * stay as they are.
     *
     * <p>Context: no operation on a table, a domain or a device is running.
     */
    public void reset() {
        engine.drop(queue);
        for (int i = 0; i < devices.size(); i++) {
            devices.get(i).reset();
        }
    }

    /**
     * Tells what the devices have cached. It takes no lock and reads no shared word, so that a debugger or a scheduler of all
     * threads can look at any time.
     *
     * <p>Context: no other thread uses the hardware during the call: all are stopped, or over.
     *
     * @return by device, its entry first, then pointers to tables, then translations, each by address
     */
    public List<CachedWord> cachedWords() {
        List<CachedWord> words = new ArrayList<>();
        devices.forEach(device -> device.addCachedWords(words));
        return words;
    }

    private void letWork(int spins) {
        engine.letWork(queue, spins);
    }

    /** Configures an IOMMU. */
    public static final class Builder {
        private static final int DEFAULT_CAPACITY = 32;

        private final PhysicalMemory memory;
        private @Nullable FrameAllocator frames;
        private @Nullable DataMemory data;
        private DriverSteps steps = DriverSteps.RIGHT;
        private int queueCapacity = DEFAULT_CAPACITY;

        private Builder(PhysicalMemory memory) {
            this.memory = Objects.requireNonNull(memory, "memory");
        }

        /**
         * Makes hardware notice reads of frames that are not in use; default: it cannot tell.
         *
         * @param pool where all tables of this IOMMU come from
         * @return this
         * @throws IllegalArgumentException if its frames are of another memory
         */
        public Builder frames(FrameAllocator pool) {
            if (!pool.isOf(memory)) {
                throw new IllegalArgumentException("pool: must be of the memory of the IOMMU, and is of another");
            }
            frames = pool;
            return this;
        }

        /**
         * Gives devices data to read and write; default: their translations lead nowhere.
         *
         * @param memory what {@link Device#read} and {@link Device#write} reach
         * @return this
         */
        public Builder data(DataMemory memory) {
            data = Objects.requireNonNull(memory, "memory");
            return this;
        }

        /**
         * Replaces steps of the driver; default {@link DriverSteps#RIGHT}.
         *
         * @param driver the steps
         * @return this
         */
        public Builder steps(DriverSteps driver) {
            steps = Objects.requireNonNull(driver, "driver");
            return this;
        }

        /**
         * Sets the size of the command queue; default {@value #DEFAULT_CAPACITY}.
         *
         * @param commands how many can wait, 1 to {@value #MAX_QUEUE_CAPACITY}
         * @return this
         * @throws IllegalArgumentException if {@code commands} is out of that range
         */
        public Builder queueCapacity(int commands) {
            if (commands < 1 || commands > MAX_QUEUE_CAPACITY) {
                throw new IllegalArgumentException("commands = " + commands + ": must be 1.." + MAX_QUEUE_CAPACITY);
            }
            queueCapacity = commands;
            return this;
        }

        /**
         * Makes the IOMMU.
         *
         * @return an IOMMU without devices
         */
        public Iommu build() {
            return new Iommu(this);
        }
    }
}
