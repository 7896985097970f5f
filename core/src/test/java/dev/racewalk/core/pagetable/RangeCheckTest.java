package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class RangeCheckTest {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long PAGE = 4096;
    private static final long BASE = 0x10_0000;
    private static final String FIRST = "first thread";
    private static final String SECOND = "second thread";

    private final PhysicalMemory memory = new PhysicalMemory(64);
    private final FramePool pool = new FramePool(memory, 1, 63, true);

    /** The operations that are checked, as callers name them. */
    private enum Operation {
        MAP_PAGES("mapPages", true) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                table.mapPages(iova, iova, PAGE, length / PAGE, RW);
            }
        },
        TRY_MAP_PAGES("mapPages", true) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                table.tryMapPages(iova, iova, PAGE, length / PAGE, RW);
            }
        },
        MAP_RANGE("mapRange", true) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                table.mapRange(iova, iova, length, RW);
            }
        },
        TRY_MAP_RANGE("mapRange", true) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                table.tryMapRange(iova, iova, length, RW);
            }
        },
        UNMAP_PAGES("unmapPages", true) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                IotlbGather gather = table.newGather();
                table.unmapPages(iova, PAGE, length / PAGE, gather);
                table.sync(gather);
            }
        },
        IOVA_TO_PHYS("iovaToPhys", false) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                table.iovaToPhys(iova);
            }
        },
        SET_DIRTY("setDirty", false) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                try {
                    table.setDirty(iova);
                } catch (PageTableException e) {
                    assertThat(e.refusal()).isEqualTo(Refusal.NO_TRANSLATION);
                }
            }
        },
        READ_AND_CLEAR_DIRTY("readAndClearDirty", false) {
            @Override
            void run(IoPageTable table, long iova, long length) {
                IotlbGather gather = table.newGather();
                table.readAndClearDirty(iova, length, 0, (dirtyIova, dirtyLength) -> {}, gather);
                table.sync(gather);
            }
        };

        private final String reportedName;
        private final boolean exclusive;

        Operation(String reportedName, boolean exclusive) {
            this.reportedName = reportedName;
            this.exclusive = exclusive;
        }

        abstract void run(IoPageTable table, long iova, long length);

        String report(long iova, long length, String thread) {
            long last = this == IOVA_TO_PHYS || this == SET_DIRTY ? iova : iova + length - 1;
            String mode = exclusive ? "exclusive" : "shared";
            return String.format("%s of 0x%x..0x%x (%s) by thread '%s'", reportedName, iova, last, mode, thread);
        }

        boolean isMap() {
            return exclusive && this != UNMAP_PAGES;
        }
    }

    /** Where an operation is held. */
    private enum Place {
        READ_ITEM,
        ALLOCATE_TABLE,
        WRITE
    }

    /** Holds one thread at one place of the protocol. */
    private static final class Gate extends ProtocolSteps {
        private final Place place;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        Gate(Place place) {
            this.place = place;
        }

        private void pass(Place here) {
            if (here == place && Thread.currentThread().getName().equals(FIRST)) {
                reached.countDown();
                try {
                    assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        void awaitReached() throws InterruptedException {
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public long readItem(long[] words, int slot) {
            pass(Place.READ_ITEM);
            return super.readItem(words, slot);
        }

        @Override
        public long allocateTable(FrameAllocator frames) {
            pass(Place.ALLOCATE_TABLE);
            return super.allocateTable(frames);
        }

        @Override
        public void writeEntry(long[] words, int slot, int items, long item) {
            pass(Place.WRITE);
            super.writeEntry(words, slot, items, item);
        }

        @Override
        public boolean writeLeaf(long[] words, int slot, long item) {
            pass(Place.WRITE);
            return super.writeLeaf(words, slot, item);
        }

        @Override
        public int writeLeaves(long[] words, int slot, int count, long first, long size) {
            pass(Place.WRITE);
            return super.writeLeaves(words, slot, count, first, size);
        }
    }

    private IoPageTable table(ProtocolSteps steps, boolean checked) {
        return IoPageTable.builder(memory, pool)
                .steps(steps)
                .checkRanges(checked)
                .build();
    }

    private static FutureTask<Void> start(String name, Runnable action) {
        FutureTask<Void> task = new FutureTask<>(action, null);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Runs an action in a thread of that name, and throws here what it throws. */
    private static void runAs(String name, Runnable action) {
        finish(start(name, action));
    }

    private static void finish(FutureTask<Void> task) {
        try {
            task.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** All words of the memory, and how often frames were taken and given back. */
    private long[] everything() {
        long[] words = new long[memory.frames() * PhysicalMemory.FRAME_WORDS + 2];
        for (int word = 0; word < words.length - 2; word++) {
            words[word] = memory.readOnce(word);
        }
        words[words.length - 2] = pool.allocated();
        words[words.length - 1] = pool.freed();
        return words;
    }

    /** A neighbour of the range makes the tables; the range itself is mapped unless it is to be mapped. */
    private static void prepare(IoPageTable table, Operation first, long iova, long length) {
        table.mapRange(BASE, 0, PAGE, RW);
        if (!first.isMap()) {
            table.mapRange(iova, 0x4000_0000, length, RW);
        }
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Operation.values())
                .flatMap(first -> Stream.of(Operation.values()).map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest(name = "{0} during {1}")
    @MethodSource("pairs")
    void twoOperationsThatOverlapAreReportedUnlessBothAreShared(Operation second, Operation first) throws Exception {
        long iova = BASE + 3 * PAGE;
        Gate gate = new Gate(Place.READ_ITEM);
        IoPageTable table = table(gate, true);
        prepare(table, first, iova, 4 * PAGE);
        FutureTask<Void> held = start(FIRST, () -> first.run(table, iova, 4 * PAGE));
        gate.awaitReached();

        long[] before = everything();
        Runnable attempt = () -> second.run(table, iova, 2 * PAGE);
        if (first.exclusive || second.exclusive) {
            assertThatThrownBy(() -> runAs(SECOND, attempt))
                    .isInstanceOf(RangeLockViolation.class)
                    .hasMessage(second.report(iova, 2 * PAGE, SECOND) + " overlaps "
                            + first.report(iova, 4 * PAGE, FIRST) + ", which is still running: hold the range lock");
            assertThat(everything()).isEqualTo(before);
        } else {
            runAs(SECOND, attempt);
        }

        gate.open.countDown();
        finish(held);
        boolean isMapped = first != Operation.UNMAP_PAGES;
        assertThat(table.iovaToPhys(iova) != IoPageTable.NO_TRANSLATION)
                .as("what %s was to do is done", first)
                .isEqualTo(isMapped);
        if (!(second.isMap() && isMapped)) {
            runAs(SECOND, attempt); // alone, it is right
        }
        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
    }

    @ParameterizedTest(name = "{0} during {1}")
    @MethodSource("pairs")
    void operationsOnNeighbouringRangesAreNotReported(Operation second, Operation first) throws Exception {
        long iova = BASE + 16 * PAGE;
        Gate gate = new Gate(Place.READ_ITEM);
        IoPageTable table = table(gate, true);
        prepare(table, first, iova, 4 * PAGE);
        FutureTask<Void> held = start(FIRST, () -> first.run(table, iova, 4 * PAGE));
        gate.awaitReached();
        runAs(SECOND, () -> second.run(table, iova - 2 * PAGE, 2 * PAGE));
        runAs(SECOND, () -> second.run(table, iova + 4 * PAGE, 2 * PAGE));
        gate.open.countDown();
        finish(held);
        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
    }

    @ParameterizedTest
    @EnumSource
    void anOperationIsUnderWayAtEachOfItsSteps(Place place) throws Exception {
        Gate gate = new Gate(place);
        IoPageTable table = table(gate, true);
        FutureTask<Void> held = start(FIRST, () -> table.mapPages(BASE, BASE, PAGE, 1, RW));
        gate.awaitReached();
        assertThatThrownBy(() -> table.iovaToPhys(BASE + PAGE - 1)).isInstanceOf(RangeLockViolation.class);
        assertThat(table.iovaToPhys(BASE + PAGE)).isEqualTo(IoPageTable.NO_TRANSLATION);
        gate.open.countDown();
        finish(held);
        assertThat(table.iovaToPhys(BASE + PAGE - 1)).isEqualTo(BASE + PAGE - 1);
        table.close();
    }

    @Test
    void aRecorderThatMapsInTheRangeThatIsReadIsReported() {
        IoPageTable table = table(ProtocolSteps.RIGHT, true);
        table.mapRange(BASE, 0, PAGE, RW);
        table.setDirty(BASE);
        IotlbGather gather = table.newGather();
        assertThatThrownBy(() -> table.readAndClearDirty(
                        BASE, 2 * PAGE, 0, (iova, length) -> table.mapRange(iova + length, 0, PAGE, RW), gather))
                .isInstanceOf(RangeLockViolation.class)
                .hasMessageContaining("mapRange of 0x101000..0x101fff")
                .hasMessageContaining("readAndClearDirty of 0x100000..0x101fff");
        assertThat(table.mapRange(BASE + PAGE, 0, PAGE, RW))
                .as("nothing is under way any more")
                .isEqualTo(PAGE);
        table.close();
    }

    @Test
    void anOperationThatFailsIsNotUnderWayAnyMore() {
        ProtocolSteps failing = new ProtocolSteps() {
            @Override
            public int writeLeaves(long[] words, int slot, int count, long first, long size) {
                throw new IllegalStateException("step failed");
            }
        };
        IoPageTable table = table(failing, true);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> table.mapRange(BASE, 0, PAGE, RW)).hasMessage("step failed");
            assertThatThrownBy(() -> table.mapPages(BASE, PAGE, PAGE, 3, RW)).hasMessage("step failed");
            assertThatThrownBy(() -> table.mapPages(BASE + 1, 0, PAGE, 1, RW)).isInstanceOf(PageTableException.class);
            assertThatThrownBy(() -> table.mapRange(-PAGE, 0, PAGE, RW)).isInstanceOf(PageTableException.class);
        }
        table.close();
    }

    @Test
    void rangesThatNoOperationTouchesAreNotChecked() throws Exception {
        Gate gate = new Gate(Place.READ_ITEM);
        IoPageTable table = table(gate, true);
        FutureTask<Void> held = start(FIRST, () -> table.mapRange(BASE, 0, 2 * PAGE, RW));
        gate.awaitReached();
        IotlbGather gather = table.newGather();
        assertThat(table.unmapPages(BASE + PAGE, PAGE, 0, gather)).as("empty").isZero();
        assertThat(table.unmapPages(BASE + PAGE, PAGE, 1L << 62, gather))
                .as("overflow")
                .isZero();
        gate.open.countDown();
        finish(held);
        table.close();
    }

    @Test
    void theLastAddressesAreCheckedAsUnsignedNumbers() throws Exception {
        Gate gate = new Gate(Place.READ_ITEM);
        IoPageTable table = IoPageTable.builder(memory, pool)
                .steps(gate)
                .startingLevel(5)
                .vaLg2(64)
                .checkRanges(true)
                .build();
        FutureTask<Void> held = start(FIRST, () -> table.mapRange(-2 * PAGE, 0, 2 * PAGE, RW));
        gate.awaitReached();
        assertThat(table.iovaToPhys(0)).isEqualTo(IoPageTable.NO_TRANSLATION);
        assertThat(table.iovaToPhys(-2 * PAGE - 1)).isEqualTo(IoPageTable.NO_TRANSLATION);
        assertThatThrownBy(() -> table.iovaToPhys(-1)).isInstanceOf(RangeLockViolation.class);
        assertThatThrownBy(() -> table.unmapPages(PAGE, PAGE, (1L << 52) - 1, table.newGather()))
                .isInstanceOf(RangeLockViolation.class);
        gate.open.countDown();
        finish(held);
        table.close();
    }

    @Test
    void aTableThatWasNotAskedToCheckDoesNot() throws Exception {
        Gate gate = new Gate(Place.READ_ITEM);
        IoPageTable table = table(gate, false);
        FutureTask<Void> held = start(FIRST, () -> table.mapRange(BASE, BASE, PAGE, RW));
        gate.awaitReached();
        assertThat(table.iovaToPhys(BASE)).isEqualTo(IoPageTable.NO_TRANSLATION);
        gate.open.countDown();
        finish(held);
        table.close();
    }

    /** Threads that work on random ranges of a few pages; what they throw comes back. */
    private List<Throwable> race(IoPageTable table, boolean lockRanges, long millis) throws Exception {
        IovaRangeLock lock = new IovaRangeLock();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        long seed = Long.getLong("racewalk.seed", System.nanoTime());
        System.out.println("RangeCheckTest: -Dracewalk.seed=" + seed);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            threads.add(new Thread(
                    () -> {
                        try {
                            while (System.nanoTime() - end < 0 && failures.isEmpty()) {
                                raceOnce(table, lockRanges ? lock : null, random);
                            }
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    },
                    "race " + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive())
                    .as(() -> thread + " hangs: " + Arrays.toString(thread.getStackTrace()))
                    .isFalse();
        }
        return failures;
    }

    @SuppressWarnings("try") // the range is held, not used
    private static void raceOnce(IoPageTable table, IovaRangeLock lock, Random random) {
        List<Operation> operations = List.of(
                Operation.TRY_MAP_PAGES,
                Operation.TRY_MAP_RANGE,
                Operation.UNMAP_PAGES,
                Operation.IOVA_TO_PHYS,
                Operation.SET_DIRTY,
                Operation.READ_AND_CLEAR_DIRTY);
        Operation operation = operations.get(random.nextInt(operations.size()));
        long iova = BASE + random.nextInt(16) * PAGE;
        long length = (1 + random.nextInt(4)) * PAGE;
        if (lock == null) {
            operation.run(table, iova, length);
            return;
        }
        // An entry in which an unmap ends goes whole: no larger one than 64 KiB fits here.
        long last = operation == Operation.UNMAP_PAGES ? (iova + length - 1) | 0xffff : iova + length - 1;
        try (IovaRangeLock.Held held =
                operation.exclusive ? lock.lockExclusive(iova, last) : lock.lockShared(iova, last)) {
            operation.run(table, iova, length);
        }
    }

    /** Gives the other threads a chance in the middle of each operation. */
    private static final class Yielding extends ProtocolSteps {
        @Override
        @SuppressWarnings("ThreadPriorityCheck") // to be overtaken is the purpose
        public long readItem(long[] words, int slot) {
            Thread.yield();
            return super.readItem(words, slot);
        }
    }

    @Test
    void threadsThatHoldTheRangeLockAreNeverReported() throws Exception {
        IoPageTable table = table(new Yielding(), true);
        assertThat(race(table, true, 500)).isEmpty();
        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void theSameThreadsWithoutTheRangeLockAreReported() throws Exception {
        assertThat(race(table(new Yielding(), true), false, 5_000))
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(RangeLockViolation.class));
    }
}
