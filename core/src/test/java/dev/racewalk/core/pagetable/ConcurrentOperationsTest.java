package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.PageSizes;
import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random threads on disjoint ranges of one table that share its interior tables, with growth under way and hardware that
 * walks all the time. Each thread compares what its operations answer with a model of its own range; at barriers the whole
 * table is compared with all models, verified, and its frames are accounted for.
 *
 * <p>What this cannot see: a race that needs more than luck and a few yields. The seed makes each thread do the same
 * operations again, not the same interleaving.
 *
 * <p>The same test body is run with faulty steps, and must report each of them.
 */
class ConcurrentOperationsTest {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long PAGE = 4096;
    private static final int PHASES = 12;
    private static final int OPERATIONS = 24;
    private static final long SEED = Long.getLong("racewalk.seed", System.nanoTime());

    /** The bits of an output address that tell whose it is. */
    private static final int OWNER_SHIFT = 46;

    /** What executes the commands of the hardware. */
    private enum Clock {
        NO_HARDWARE,
        WAITERS,
        OWN_THREAD
    }

    private record Setup(
            int threads, GatherMode gatherMode, boolean fastPath, Clock clock, ProtocolSteps steps, LinuxRules rules) {
        Setup(int threads, GatherMode gatherMode, boolean fastPath, Clock clock, ProtocolSteps steps) {
            this(threads, gatherMode, fastPath, clock, steps, LinuxRules.LINUX_7_3);
        }

        boolean hasHardware() {
            return clock != Clock.NO_HARDWARE;
        }

        @Override
        public String toString() {
            return String.format(
                    "%d threads, %s, fast path %b, %s, %s, %s",
                    threads, gatherMode, fastPath, clock, steps.getClass().getSimpleName(), rules);
        }
    }

    static Stream<Setup> setups() {
        return Stream.of(
                new Setup(2, GatherMode.FLUSH_RANGE, true, Clock.NO_HARDWARE, ProtocolSteps.RIGHT),
                new Setup(4, GatherMode.NO_GAPS, false, Clock.NO_HARDWARE, new Delayed()),
                new Setup(2, GatherMode.NO_GAPS, true, Clock.WAITERS, ProtocolSteps.RIGHT, LinuxRules.LINUX_6_19),
                new Setup(3, GatherMode.FLUSH_RANGE, true, Clock.OWN_THREAD, new Delayed()),
                new Setup(4, GatherMode.FLUSH_RANGE, false, Clock.WAITERS, new Delayed(), LinuxRules.LINUX_6_19));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void disjointRangesHoldWhatTheirThreadsMapped(Setup setup) throws Exception {
        System.out.println("ConcurrentOperationsTest: -Dracewalk.seed=" + SEED + ": " + setup);
        Race race = new Race(setup, SEED);
        race.run(500);
        assertThat(race.problems).as("-Dracewalk.seed=%d", SEED).isEmpty();
        assertThat(race.episodes).as("tables raced over").isPositive();
        assertThat(race.seen).as("what came about").containsExactlyInAnyOrderElementsOf(race.expectedToBeSeen());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theSameTestReportsEachSeededFault(SeededFault fault) throws Exception {
        Race race = new Race(new Setup(4, GatherMode.NO_GAPS, false, Clock.WAITERS, fault.steps), SEED);
        race.run(20_000);
        assertThat(race.problems).as("-Dracewalk.seed=%d", SEED).isNotEmpty();
        assertThat(String.join("\n", race.problems)).containsPattern(fault.symptom);
    }

    /** Right steps that take their time where threads meet. */
    private static class Delayed extends ProtocolSteps {
        @SuppressWarnings("ThreadPriorityCheck") // to be overtaken is the purpose
        static void delay() {
            int choice = ThreadLocalRandom.current().nextInt(32);
            if (choice == 0) {
                LockSupport.parkNanos(50_000);
            } else if (choice < 3) {
                Thread.yield();
            } else if (choice < 8) {
                for (int i = 0; i < 25 * choice; i++) {
                    Thread.onSpinWait();
                }
            }
        }

        /** For faulty steps: lets everybody else have the processor, that a busy machine shows the fault as well. */
        static void sleepInWindow(int oneIn) {
            if (ThreadLocalRandom.current().nextInt(oneIn) == 0) {
                LockSupport.parkNanos(500_000);
            }
        }

        @Override
        public long allocateTable(FrameAllocator frames) {
            delay(); // an item was seen empty, or the top too low
            return super.allocateTable(frames);
        }

        @Override
        public long reloadAfterLoss(long[] words, int slot, long seen, long tableItem) {
            delay();
            return super.reloadAfterLoss(words, slot, seen, tableItem);
        }

        @Override
        public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
            delay();
            super.publishTop(words, hardware, top, newTop);
        }

        @Override
        public void retireTable(long[] words, int slot, long tablePa, FrameList retired) {
            super.retireTable(words, slot, tablePa, retired);
            delay();
        }

        @Override
        public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
            delay();
            super.flushThenFree(hardware, frames, gather);
            delay();
        }
    }

    /** A fault that the test must report, and what it is to say. */
    private record SeededFault(Delayed steps, String symptom) {
        @Override
        public String toString() {
            return steps.getClass().getSimpleName();
        }
    }

    static Stream<SeededFault> faults() {
        return Stream.of(
                new SeededFault(new BlindInstall(), "I11|I12"),
                new SeededFault(new LockFreePush(), "I7|I11|I12"),
                new SeededFault(new UncheckedPush(), "I7|I11|I12"),
                new SeededFault(new TopBeforeHardware(), "hardware"),
                new SeededFault(new LoserLeak(), "I11"),
                new SeededFault(new LoserDoubleFree(), "is not in use|is not zeroed"),
                new SeededFault(new LoserNoReload(), "I11|I12|is not in use|poisoned"),
                new SeededFault(new FreeBeforeFlush(), "hardware"),
                new SeededFault(new WalkCacheNotFlushed(), "hardware"),
                new SeededFault(new EmptyGather(), "gather of .* does not cover"));
    }

    private static final class BlindInstall extends Delayed {
        @Override
        public boolean installTable(long[] words, int slot, long seen, long tableItem) {
            if (Access.readOnce(words, slot) != seen) {
                return false;
            }
            sleepInWindow(3);
            Access.storeRelease(words, slot, tableItem);
            return true;
        }
    }

    private static final class LockFreePush extends Delayed {
        @Override
        public void lockTop(SpinLock lock) {
            // no lock
        }

        @Override
        public void unlockTop(SpinLock lock) {
            // no lock
        }

        @Override
        public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
            sleepInWindow(1);
            super.publishTop(words, hardware, top, newTop);
        }
    }

    private static final class UncheckedPush extends Delayed {
        @Override
        public void lockTop(SpinLock lock) {
            sleepInWindow(1);
            super.lockTop(lock);
        }

        @Override
        public boolean mayPublish(long snapshot, long current, long newTop) {
            return newTop != 0;
        }
    }

    private static final class TopBeforeHardware extends Delayed {
        @Override
        public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
            top.storeRelease(newTop);
            LockSupport.parkNanos(2_000_000); // another thread maps by the new top, and hardware walks
            hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
        }
    }

    /** Right, but often late. */
    private abstract static class Losing extends Delayed {
        @Override
        public boolean installTable(long[] words, int slot, long seen, long tableItem) {
            sleepInWindow(3);
            return super.installTable(words, slot, seen, tableItem);
        }
    }

    private static final class LoserLeak extends Losing {
        @Override
        public void installLost(FrameAllocator frames, long tablePa) {
            // leaked
        }
    }

    private static final class LoserDoubleFree extends Losing {
        @Override
        public void installLost(FrameAllocator frames, long tablePa) {
            frames.free(tablePa);
            frames.free(tablePa);
        }
    }

    private static final class LoserNoReload extends Losing {
        @Override
        public long reloadAfterLoss(long[] words, int slot, long seen, long tableItem) {
            return tableItem;
        }
    }

    private static final class FreeBeforeFlush extends Delayed {
        @Override
        public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
            boolean tables = !gather.tables().isEmpty();
            for (long table = gather.tables().poll();
                    table != FrameAllocator.NONE;
                    table = gather.tables().poll()) {
                frames.free(table);
            }
            sleepInWindow(1);
            hardware.invalidate(gather.firstIova(), gather.lastIova(), tables);
            gather.clearRange();
        }
    }

    private static final class WalkCacheNotFlushed extends Delayed {
        @Override
        public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
            super.flushThenFree(
                    new IommuHardware() {
                        @Override
                        public void changeTop(long tablePa, int topLevel) {
                            hardware.changeTop(tablePa, topLevel);
                        }

                        @Override
                        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
                            hardware.invalidate(firstIova, lastIova, false);
                        }

                        @Override
                        public void detach() {
                            hardware.detach();
                        }
                    },
                    frames,
                    gather);
        }
    }

    private static final class EmptyGather extends Delayed {
        @Override
        public void gatherUnmapped(GatherOwner owner, IotlbGather gather, long iova, long asked, long unmapped) {
            // no range
        }
    }

    /** One translation of the model. */
    private static final class Translation {
        final long size;
        final long pa;
        final int prot;
        boolean dirty;

        Translation(long size, long pa, int prot) {
            this.size = size;
            this.pa = pa;
            this.prot = prot;
        }

        String describe(long iova, boolean withDirty) {
            return String.format(
                    "0x%x +0x%x -> 0x%x prot %d%s", iova, size, pa, prot, withDirty && dirty ? " dirty" : "");
        }
    }

    /** A range that one thread has for itself, and the model of what is mapped there, by the offset in the range. */
    private static final class Unit {
        final int owner;
        final long base;
        final long size;
        final NavigableMap<Long, Translation> model = new TreeMap<>();

        /** Whether the top is known to reach this range. */
        boolean reached;

        Unit(int owner, long base, long size) {
            this.owner = owner;
            this.base = base;
            this.size = size;
        }

        Map.Entry<Long, Translation> at(long offset) {
            Map.Entry<Long, Translation> below = model.floorEntry(offset);
            return below != null && offset < below.getKey() + below.getValue().size ? below : null;
        }

        boolean isFree(long offset, long length) {
            Long below = model.lowerKey(offset + length);
            return below == null || below + model.get(below).size <= offset;
        }

        /** Bytes mapped: all, or those before the first entry that is in use. */
        long map(long offset, long pa, long length, int prot, boolean oneSize) {
            long whole = best(offset, pa, length);
            boolean wholeFits = oneSize && length % whole == 0;
            long done = 0;
            while (done < length) {
                long size = wholeFits ? whole : best(offset + done, pa + done, length - done);
                if (!isFree(offset + done, size)) {
                    break;
                }
                model.put(offset + done, new Translation(size, pa + done, prot));
                done += size;
            }
            return done;
        }

        private long best(long offset, long pa, long length) {
            long best = PAGE;
            for (long size = PAGE; size <= length && size > 0; size <<= 1) {
                boolean divides = ((base + offset) & (size - 1)) == 0 && (pa & (size - 1)) == 0;
                if (divides && (size & PageSizes.ALL) != 0) {
                    best = size;
                }
            }
            return best;
        }

        long unmap(long offset, long length) {
            long done = 0;
            while (done < length) {
                Translation translation = model.remove(offset + done);
                if (translation == null) {
                    break;
                }
                done += translation.size;
            }
            return done;
        }

        long translate(long offset) {
            Map.Entry<Long, Translation> entry = at(offset);
            return entry == null ? IoPageTable.NO_TRANSLATION : entry.getValue().pa + offset - entry.getKey();
        }
    }

    /** What must come about in a run for it to mean something. */
    private enum Event {
        MAPPED,
        REFUSED,
        UNMAPPED,
        OVERMAPPED,
        TABLE_FREED,
        DIRTY,
        LEVEL_5,
        TRANSLATED_BY_HARDWARE,
        FAULTED
    }

    /** Starts threads together, and lets the last to arrive act before the next phase. */
    private static final class Meeting {
        private final int parties;
        private final AtomicInteger arrived = new AtomicInteger();
        private volatile int phase;

        Meeting(int parties) {
            this.parties = parties;
        }

        @SuppressWarnings("ThreadPriorityCheck") // spins, for a start as close together as can be
        void await(Race race, Runnable last) {
            int current = phase;
            if (arrived.incrementAndGet() == parties) {
                last.run();
                arrived.set(0);
                phase = current + 1;
                return;
            }
            for (int spins = 0; phase == current && !race.isOver(); spins++) {
                if (spins < 200) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }

    /** The test body. */
    private static final class Race {
        private final Setup setup;
        private final long seed;
        private final PhysicalMemory memory = new PhysicalMemory(1 << 13);
        private final FramePool pool = new FramePool(memory, 1, (1 << 13) - 1, true);
        private final List<String> problems = new CopyOnWriteArrayList<>();
        private final EnumSet<Event> seen = EnumSet.noneOf(Event.class);
        private int episodes;
        private volatile boolean stop;

        Race(Setup setup, long seed) {
            this.setup = setup;
            this.seed = seed;
        }

        EnumSet<Event> expectedToBeSeen() {
            return setup.hasHardware()
                    ? EnumSet.allOf(Event.class)
                    : EnumSet.complementOf(EnumSet.of(Event.TRANSLATED_BY_HARDWARE, Event.FAULTED));
        }

        boolean isOver() {
            return stop || !problems.isEmpty();
        }

        void report(String problem) {
            problems.add(problem);
        }

        synchronized void saw(Event event) {
            seen.add(event);
        }

        /**
         * Races over one table after the other, until a problem was found or the time is over; on a busy machine longer,
         * until everything came about that must.
         */
        void run(long millis) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            long atLast = end + TimeUnit.SECONDS.toNanos(20);
            while (problems.isEmpty()
                    && (System.nanoTime() - end < 0
                            || (!seen.containsAll(expectedToBeSeen()) && System.nanoTime() - atLast < 0))) {
                new Episode(this, seed + 1_000L * episodes).run();
                episodes++;
            }
        }
    }

    /** One table from first to last. */
    private static final class Episode {
        private final Race race;
        private final Setup setup;
        private final Iommu iommu;
        private final IoPageTable table;
        private final List<Device> devices = new ArrayList<>();
        private final List<Worker> workers = new ArrayList<>();
        private final Meeting meeting;
        private final ReentrantLock hardwareRuns = new ReentrantLock();
        /** Pairs of input and output address that stay mapped once they are here. */
        private final List<long[]> pinned = new CopyOnWriteArrayList<>();

        private volatile boolean hardwareStops;

        Episode(Race race, long seed) {
            this.race = race;
            setup = race.setup;
            iommu = Iommu.builder(race.memory).frames(race.pool).build();
            PageTableBuilder builder = IoPageTable.builder(race.memory, race.pool)
                    .startingLevel(1)
                    .vaLg2(64)
                    .rules(setup.rules)
                    .fastPath(setup.fastPath)
                    .gatherMode(setup.gatherMode)
                    .checkRanges(seed % 2 == 0)
                    .steps(setup.steps);
            if (setup.hasHardware()) {
                var domain = iommu.newDomain();
                devices.add(iommu.newDevice());
                devices.add(iommu.newDevice(CachePolicy.dropping(seed, 4)));
                devices.forEach(domain::attach);
                builder.hardware(domain);
            }
            table = builder.build();
            meeting = new Meeting(setup.threads);
            for (int i = 0; i < setup.threads; i++) {
                workers.add(new Worker(this, i, new Random(seed + i)));
            }
        }

        void run() throws InterruptedException {
            if (setup.clock == Clock.OWN_THREAD) {
                iommu.start();
            }
            List<Thread> threads = new ArrayList<>();
            for (Worker worker : workers) {
                threads.add(start("worker " + worker.number, worker::run));
            }
            Thread walker = devices.isEmpty() ? null : start("hardware", this::walk);
            join(threads);
            hardwareStops = true;
            if (walker != null) {
                join(List.of(walker));
            }
            iommu.close();
            if (race.problems.isEmpty()) {
                try {
                    end();
                } catch (IllegalStateException e) {
                    race.report("at the end: " + e);
                }
            }
        }

        private Thread start(String name, Runnable action) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            action.run();
                        } catch (Throwable e) {
                            StackTraceElement[] trace = e.getStackTrace();
                            race.report(name + ": " + e + (trace.length > 0 ? " at " + List.of(trace) : ""));
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private void join(List<Thread> threads) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                if (thread.isAlive()) {
                    StringBuilder dump = new StringBuilder(thread.getName() + " hangs");
                    Thread.getAllStackTraces()
                            .forEach((other, trace) -> dump.append(
                                    String.format("%n%s %s%n    %s", other, other.getState(), List.of(trace))));
                    race.report(dump.toString());
                    race.stop = true;
                }
            }
        }

        /** What hardware does all the time. */
        private void walk() {
            SplittableRandom random = new SplittableRandom(race.seed);
            List<Unit> units = new ArrayList<>();
            workers.forEach(worker -> units.addAll(worker.units));
            while (!hardwareStops && !race.isOver()) {
                hardwareRuns.lock();
                try {
                    for (int i = 0; i < 64; i++) {
                        Device device = devices.get(random.nextInt(devices.size()));
                        int access = random.nextBoolean() ? Device.READ : Device.WRITE;
                        int pins = pinned.size();
                        if (pins > 0 && random.nextInt(3) == 0) {
                            int newest = random.nextBoolean() ? pins - 1 : random.nextInt(pins);
                            walkPinned(device, pinned.get(newest), access);
                        } else {
                            Unit unit = units.get(random.nextInt(units.size()));
                            walkAnywhere(device, unit, random.nextLong(unit.size), access);
                        }
                    }
                } finally {
                    hardwareRuns.unlock();
                }
            }
        }

        private void walkPinned(Device device, long[] pin, int access) {
            long result = device.translate(pin[0], access);
            if (result != pin[1]) {
                race.report(String.format(
                        "hardware: I12: 0x%x is mapped to 0x%x, translated to 0x%x (%s)",
                        pin[0], pin[1], result, TranslationFault.of(result)));
            }
        }

        private void walkAnywhere(Device device, Unit unit, long offset, int access) {
            long result = device.translate(unit.base + offset, access);
            TranslationFault fault = TranslationFault.of(result);
            boolean possible = fault == null
                    ? result >>> OWNER_SHIFT == unit.owner + 1
                    : fault == TranslationFault.NOT_PRESENT
                            || fault == TranslationFault.BEYOND_ROOT
                            || fault == TranslationFault.PERMISSION;
            if (!possible) {
                race.report(String.format(
                        "hardware: 0x%x of worker %d: 0x%x (%s)", unit.base + offset, unit.owner, result, fault));
            }
            race.saw(fault == null ? Event.TRANSLATED_BY_HARDWARE : Event.FAULTED);
        }

        /** Compares everything with everything, while the workers rest. */
        private void check(boolean synced) {
            IotlbGather[] gathers =
                    workers.stream().map(worker -> worker.gather).toArray(IotlbGather[]::new);
            TableVerifier.verify(table, gathers).forEach(violation -> race.report(violation.toString()));
            if (race.pool.inUse() != table.liveTables()) {
                race.report(
                        "I11: the pool has " + race.pool.inUse() + " frames in use, the table " + table.liveTables());
            }
            List<String> expected = new ArrayList<>();
            for (Worker worker : workers) {
                worker.units.forEach(unit -> checkUnit(unit, expected));
                worker.pins.forEach(pin -> checkUnit(pin, expected));
            }
            Set<String> found = new HashSet<>();
            boolean exactDirty = devices.isEmpty();
            TableWalk.entries(table, (iova, lg2, item) -> {
                Translation translation = new Translation(1L << lg2, Item.leafAddress(item), Item.prot(item));
                translation.dirty = (item & Item.DIRTY) != 0;
                found.add(translation.describe(iova, exactDirty));
            });
            expected.stream()
                    .filter(entry -> !found.contains(entry))
                    .forEach(entry -> race.report("I12: lost: " + entry));
            if (found.size() != expected.size()) {
                race.report("I12: " + found.size() + " entries, " + expected.size() + " were mapped");
            }
            if (synced && !devices.isEmpty()) {
                hardwareRuns.lock();
                try {
                    iommu.check().forEach(violation -> race.report("hardware: " + violation));
                } finally {
                    hardwareRuns.unlock();
                }
            }
            if (table.topLevel() == 5) {
                race.saw(Event.LEVEL_5);
            }
        }

        private void checkUnit(Unit unit, List<String> expected) {
            unit.model.forEach((offset, translation) -> {
                long iova = unit.base + offset;
                long last = translation.size - 1;
                expected.add(translation.describe(iova, devices.isEmpty()));
                if (table.iovaToPhys(iova) != translation.pa
                        || table.iovaToPhys(iova + last) != translation.pa + last) {
                    race.report("I12: iovaToPhys does not find " + translation.describe(iova, false));
                }
            });
        }

        private void end() {
            check(true);
            table.close();
            if (race.pool.inUse() != 0) {
                race.report("I11: " + race.pool.inUse() + " frames in use after close()");
            }
        }
    }

    /** A thread and the ranges that are its own. */
    private static final class Worker {
        /** Largest block that is filled with leaves one by one: what the table of a level covers. */
        private static final List<Long> TABLE_SPANS = List.of(1L << 21, 1L << 30, 1L << 39);

        private final Episode episode;
        private final Race race;
        private final IoPageTable table;
        private final int number;
        private final Random random;
        private final IotlbGather gather;
        private final List<Unit> units = new ArrayList<>();
        /** A page for each line of units, mapped once and for all. */
        private final List<Unit> pins = new ArrayList<>();

        Worker(Episode episode, int number, Random random) {
            this.episode = episode;
            race = episode.race;
            table = episode.table;
            this.number = number;
            this.random = random;
            gather = table.newGather();
            addLine(0, 1L << 16);
            addLine(1L << 28, 1L << 24);
            addLine(1L << 30, 1L << 16); // needs level 2, and so on
            addLine(1L << 32, 1L << 30);
            addLine(1L << 39, 1L << 24);
            addLine(3L << 39, 1L << 16);
            addLine(1L << 48, 1L << 30);
            addLine(1L << 50, 1L << 42);
            addLine(0xF000_0000_0000_0000L, 1L << 16);
            addLine(0xF000_0000_1000_0000L, 1L << 24);
        }

        /** Two units and a pin in a line of units where neighbours belong to different threads. */
        private void addLine(long base, long size) {
            int threads = episode.setup.threads;
            units.add(new Unit(number, base + number * size, size));
            units.add(new Unit(number, base + (threads + number) * size, size));
            pins.add(new Unit(number, base + 2L * threads * size + number * PAGE, PAGE));
        }

        void run() {
            for (int phase = 0; phase < PHASES && !race.isOver(); phase++) {
                int lines = Math.min(pins.size(), phase + 1);
                if (phase < pins.size()) {
                    pin(pins.get(phase)); // all threads at once: here tops and tables meet
                }
                for (int i = 0; i < OPERATIONS && !race.isOver(); i++) {
                    int line = random.nextInt(3) == 0 ? random.nextInt(lines) : lines - 1;
                    operate(units.get(2 * line + random.nextInt(2)));
                }
                boolean synced = phase % 2 == 1;
                if (synced) {
                    table.sync(gather);
                }
                episode.meeting.await(race, () -> episode.check(synced));
            }
        }

        private void pin(Unit pin) {
            long pa = outputAddress(0, 0);
            long result = table.tryMapPages(pin.base, pa, PAGE, 1, RW);
            expect("map of a pin", pin.map(0, pa, PAGE, RW, true), MapResult.bytes(result), pin, 0, PAGE);
            episode.pinned.add(new long[] {pin.base + 8, pa + 8});
        }

        private void operate(Unit unit) {
            long granule =
                    Math.max(PAGE, unit.size >> List.of(63, 63, 4, 3, 1, 0).get(random.nextInt(6)));
            long offset;
            long length;
            if (granule == PAGE) {
                offset = unit.size / 16 * random.nextInt(16);
                length = PAGE * (1 + random.nextInt(8));
            } else {
                offset = granule * random.nextInt((int) (unit.size / granule));
                length = granule * (1 + random.nextInt(4));
            }
            length = Math.min(length, unit.size - offset);
            int choice = random.nextInt(100);
            if (choice < 35) {
                map(unit, offset, outputAddress(offset, shift(granule)), length);
            } else if (choice < 60) {
                unmap(unit, offset, length);
            } else if (choice < 72) {
                lookUp(unit, nextLong(unit.size));
            } else if (choice < 79) {
                setDirty(unit, nextLong(unit.size));
            } else if (choice < 88) {
                readDirty(unit, offset, length);
            } else if (choice < 92) {
                overmap(unit);
            } else if (choice < 96) {
                fillTableAndUnmap(unit);
            } else {
                table.sync(gather);
            }
        }

        private long nextLong(long bound) {
            return (random.nextLong() >>> 1) % bound;
        }

        /** What the output address is out of step with the input address by; never so that leaves become many. */
        private long shift(long granule) {
            return random.nextBoolean() ? 0 : Math.max(PAGE, granule / 32) * random.nextInt(32);
        }

        private long outputAddress(long offset, long shift) {
            return ((number + 1L) << OWNER_SHIFT) + ((long) random.nextInt(15) << 42) + offset + shift;
        }

        private void map(Unit unit, long offset, long pa, long length) {
            boolean pages = random.nextBoolean();
            int prot = 1 + random.nextInt(3);
            long iova = unit.base + offset;
            long result = pages
                    ? table.tryMapPages(iova, pa, PAGE, length / PAGE, prot)
                    : table.tryMapRange(iova, pa, length, prot);
            boolean oneSize = pages && table.rules() == LinuxRules.LINUX_6_19;
            long mapped = unit.map(offset, pa, length, prot, oneSize);
            expect("map", mapped, MapResult.bytes(result), unit, offset, length);
            Refusal refusal = mapped == length ? null : Refusal.IN_USE;
            if (MapResult.refusal(result) != refusal) {
                report("map ended with " + MapResult.refusal(result) + " instead of " + refusal, unit, offset, length);
            }
            unit.reached = true;
            race.saw(refusal == null ? Event.MAPPED : Event.REFUSED);
            if (refusal != null && mapped != 0 && random.nextBoolean()) {
                unmap(unit, offset, mapped); // back to where it was
            }
        }

        private void unmap(Unit unit, long offset, long length) {
            int tables = gather.tableCount();
            long unmapped = table.unmapPages(unit.base + offset, PAGE, length / PAGE, gather);
            expect("unmap", unit.unmap(offset, length), unmapped, unit, offset, length);
            if (unmapped != 0) {
                race.saw(Event.UNMAPPED);
                checkGathered(unit, offset, unmapped);
            }
            if (gather.tableCount() > tables) {
                race.saw(Event.TABLE_FREED);
            }
        }

        /** A cache that holds large entries by the piece would show it; the emulated one drops them whole. */
        private void checkGathered(Unit unit, long offset, long unmapped) {
            long iova = unit.base + offset;
            if (gather.isEmpty()
                    || Long.compareUnsigned(gather.firstIova(), iova) > 0
                    || Long.compareUnsigned(gather.lastIova(), iova + unmapped - 1) < 0) {
                report(gather + " does not cover what was unmapped", unit, offset, unmapped);
            }
        }

        private void lookUp(Unit unit, long offset) {
            expect("iovaToPhys", unit.translate(offset), table.iovaToPhys(unit.base + offset), unit, offset, 1);
        }

        private void setDirty(Unit unit, long offset) {
            Map.Entry<Long, Translation> entry = unit.at(offset);
            try {
                table.setDirty(unit.base + offset);
                if (entry == null) {
                    report("setDirty found a translation", unit, offset, 1);
                    return;
                }
                entry.getValue().dirty = true;
            } catch (PageTableException e) {
                if (entry != null) {
                    report("setDirty: " + e.getMessage(), unit, offset, 1);
                }
            }
        }

        private void readDirty(Unit unit, long offset, long length) {
            if (!unit.reached) {
                return;
            }
            List<String> expected = new ArrayList<>();
            List<String> possible = new ArrayList<>();
            boolean clear = random.nextInt(4) != 0;
            Map.Entry<Long, Translation> first = unit.at(offset);
            long from = first == null ? offset : first.getKey();
            unit.model.subMap(from, offset + length).forEach((start, translation) -> {
                long begin = Math.max(start, offset);
                long end = Math.min(start + translation.size, offset + length);
                String part = String.format("0x%x +0x%x", unit.base + begin, end - begin);
                possible.add(part);
                if (translation.dirty) {
                    expected.add(part);
                    translation.dirty = !clear;
                }
            });
            List<String> found = new ArrayList<>();
            table.readAndClearDirty(
                    unit.base + offset,
                    length,
                    clear ? 0 : IoPageTable.NO_CLEAR,
                    (iova, bytes) -> found.add(String.format("0x%x +0x%x", iova, bytes)),
                    gather);
            boolean right = episode.devices.isEmpty()
                    ? found.equals(expected)
                    : found.containsAll(expected) && possible.containsAll(found);
            if (!right) {
                report("I13: dirty are " + found + ", expected " + expected, unit, offset, length);
            }
            if (!expected.isEmpty()) {
                race.saw(Event.DIRTY);
            }
        }

        /** Leaves an empty table behind, page by page, and maps over it. */
        private void overmap(Unit unit) {
            long block = unit.size / (random.nextBoolean() ? 8 : 1);
            long offset = block * random.nextInt((int) (unit.size / block));
            if (!unit.isFree(offset, block)) {
                unmap(unit, offset, block);
                return;
            }
            long pages = Math.min(8, block / PAGE);
            for (int i = 0; i < 3; i++) {
                long page = offset + block / pages * random.nextInt((int) pages);
                if (unit.isFree(page, PAGE)) {
                    map(unit, page, outputAddress(page, 0), PAGE);
                }
            }
            for (long page = offset; page < offset + block; page += block / pages) {
                unmap(unit, page, PAGE);
            }
            map(unit, offset, outputAddress(offset, 0), block);
            race.saw(Event.OVERMAPPED);
        }

        /** Fills a whole table with small leaves and unmaps them at once, so that the table goes. */
        private void fillTableAndUnmap(Unit unit) {
            for (long span : TABLE_SPANS) {
                if (span <= unit.size && unit.size <= 8 * span) {
                    long offset = span * random.nextInt((int) (unit.size / span));
                    if (unit.isFree(offset, span)) {
                        map(unit, offset, outputAddress(offset, span / 512), span);
                    }
                    unmap(unit, offset, span);
                }
            }
        }

        private void expect(String operation, long expected, long actual, Unit unit, long offset, long length) {
            if (expected != actual) {
                report(
                        String.format("I12: %s gives 0x%x, expected 0x%x", operation, actual, expected),
                        unit,
                        offset,
                        length);
            }
        }

        private void report(String what, Unit unit, long offset, long length) {
            race.report(String.format("worker %d at 0x%x +0x%x: %s", number, unit.base + offset, length, what));
        }
    }
}
