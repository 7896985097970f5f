package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class IovaRangeLockTest {
    private static final long MAX = -1L;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private final IovaRangeLock lock = new IovaRangeLock();
    private final List<Holder> holders = new ArrayList<>();

    /** The ways to take a range, each in both modes. */
    private enum Way {
        LOCK {
            @Override
            IovaRangeLock.Held take(IovaRangeLock lock, boolean exclusive, long first, long last) {
                return exclusive ? lock.lockExclusive(first, last) : lock.lockShared(first, last);
            }
        },
        INTERRUPTIBLY {
            @Override
            IovaRangeLock.Held take(IovaRangeLock lock, boolean exclusive, long first, long last)
                    throws InterruptedException {
                return exclusive
                        ? lock.lockExclusiveInterruptibly(first, last)
                        : lock.lockSharedInterruptibly(first, last);
            }
        },
        TIMED {
            @Override
            IovaRangeLock.Held take(IovaRangeLock lock, boolean exclusive, long first, long last)
                    throws InterruptedException {
                return exclusive
                        ? lock.tryLockExclusive(first, last, LONG_ENOUGH)
                        : lock.tryLockShared(first, last, LONG_ENOUGH);
            }
        },
        TRY {
            @Override
            IovaRangeLock.Held take(IovaRangeLock lock, boolean exclusive, long first, long last) {
                return exclusive ? lock.tryLockExclusive(first, last) : lock.tryLockShared(first, last);
            }
        };

        abstract IovaRangeLock.Held take(IovaRangeLock lock, boolean exclusive, long first, long last)
                throws InterruptedException;

        boolean takes(IovaRangeLock lock, boolean exclusive, long first, long last) throws InterruptedException {
            IovaRangeLock.Held held = take(lock, exclusive, first, last);
            if (held != null) {
                held.close();
            }
            return held != null;
        }
    }

    /** A thread that takes one range and keeps it until it is told to give it back. */
    private static final class Holder {
        private final Thread thread;
        private final CountDownLatch taken = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final FutureTask<Boolean> task;

        Holder(String name, Callable<IovaRangeLock.Held> take, Runnable whenTaken) {
            task = new FutureTask<>(() -> {
                try (IovaRangeLock.Held held = take.call()) {
                    if (held != null) {
                        whenTaken.run();
                        taken.countDown();
                        release.await();
                    }
                    return held != null;
                }
            });
            thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
        }

        Holder awaitTaken() throws Exception {
            assertThat(taken.await(10, TimeUnit.SECONDS))
                    .as("%s has its range", thread.getName())
                    .isTrue();
            return this;
        }

        /** Waits until the thread is parked inside the lock; it stays so over several looks. */
        Holder awaitParked() throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            for (int looks = 0; looks < 5; ) {
                assertThat(System.nanoTime() - deadline)
                        .as("%s is parked in the lock, not %s", thread.getName(), thread.getState())
                        .isNegative();
                looks = isParkedInLock() ? looks + 1 : 0;
                Thread.sleep(1);
            }
            return this;
        }

        boolean isParkedInLock() {
            Thread.State state = thread.getState();
            return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
                    && Arrays.stream(thread.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(IovaRangeLock.class.getName()));
        }

        /** Gives the range back, or what the attempt came to; its exception is thrown here. */
        boolean release() throws Exception {
            release.countDown();
            return join();
        }

        boolean join() throws Exception {
            try {
                return task.get(10, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError(
                        thread.getName() + " does not end: " + Arrays.toString(thread.getStackTrace()), e);
            }
        }
    }

    private Holder start(String name, Callable<IovaRangeLock.Held> take) {
        Holder holder = new Holder(name, take, () -> {});
        holders.add(holder);
        return holder;
    }

    private Holder hold(boolean exclusive, long first, long last) throws Exception {
        return start("holder", () -> Way.LOCK.take(lock, exclusive, first, last))
                .awaitTaken();
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        for (Holder holder : holders) {
            holder.release.countDown();
            holder.thread.interrupt();
            holder.thread.join(10_000);
        }
        assertThat(lock).hasToString("IOVA range lock");
        assertThat(Way.TRY.takes(lock, true, 0, MAX)).isTrue();
    }

    @ParameterizedTest(name = "{0}..{1} and {2}..{3} overlap: {4}")
    @CsvSource({
        "0x1000, 0x1fff, 0x1000, 0x1fff, true",
        "0x1000, 0x1fff, 0x1fff, 0x2fff, true",
        "0x1000, 0x1fff, 0x0, 0x1000, true",
        "0x1000, 0x1fff, 0x1800, 0x1800, true",
        "0x1000, 0x1fff, 0x0, 0xffffffffffffffff, true",
        "0x1000, 0x1fff, 0x2000, 0x2fff, false",
        "0x1000, 0x1fff, 0x0, 0xfff, false",
        "0x0, 0x0, 0x0, 0x0, true",
        "0x0, 0x0, 0x1, 0xffffffffffffffff, false",
        "0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, true",
        "0xffffffffffffffff, 0xffffffffffffffff, 0x0, 0xfffffffffffffffe, false",
        "0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000000, 0x9000000000000000, true",
        "0x7000000000000000, 0x7fffffffffffffff, 0x8000000000000000, 0x9000000000000000, false",
    })
    void twoRangesAreHeldAtOnceUnlessTheyOverlapAndOneIsExclusive(
            String first, String last, String otherFirst, String otherLast, boolean overlap) throws Exception {
        for (int modes = 0; modes < 4; modes++) {
            boolean exclusive = (modes & 1) != 0;
            boolean otherExclusive = (modes & 2) != 0;
            Holder holder = hold(exclusive, address(first), address(last));
            assertThat(Way.TRY.takes(lock, otherExclusive, address(otherFirst), address(otherLast)))
                    .as("exclusive %b and %b", exclusive, otherExclusive)
                    .isEqualTo(!overlap || !(exclusive || otherExclusive));
            holder.release();
            assertThat(Way.TRY.takes(lock, otherExclusive, address(otherFirst), address(otherLast)))
                    .isTrue();
        }
    }

    private static long address(String hex) {
        return Long.parseUnsignedLong(hex.substring(2), 16);
    }

    @ParameterizedTest
    @EnumSource
    void sharedRangesThatOverlapAndDisjointExclusiveOnesAreTakenWithoutWaiting(Way way) throws Exception {
        hold(false, 0x1000, 0x2fff);
        hold(true, 0x8000, 0x8fff);
        assertThat(way.takes(lock, false, 0x2000, 0x3fff)).isTrue();
        assertThat(way.takes(lock, true, 0x3000, 0x7fff)).isTrue();
        assertThat(way.takes(lock, true, 0x9000, MAX)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
    void aThreadThatWaitsIsParkedAndGoesOnWhenTheRangeIsFree(Way way) throws Exception {
        for (boolean exclusive : new boolean[] {false, true}) {
            Holder holder = hold(true, 0, 9);
            Holder waiter = start("waiter", () -> way.take(lock, exclusive, 9, 12));
            waiter.awaitParked();
            assertThat(lock.toString()).contains("holder").contains("waiter' (waits)");
            holder.release();
            waiter.awaitTaken();
            assertThat(Way.TRY.takes(lock, true, 12, 12)).isFalse();
            assertThat(waiter.release()).isTrue();
        }
    }

    @Test
    void conflictingRequestsAreServedInTheOrderInWhichTheyCame() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        Holder holder = hold(true, 0, 99);
        List<Holder> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "waiter " + i;
            Holder waiter = new Holder(name, () -> lock.lockExclusive(0, 9), () -> order.add(name));
            waiters.add(waiter.awaitParked());
            holders.add(waiter);
        }
        holder.release();
        for (Holder waiter : waiters) {
            waiter.awaitTaken().release();
        }
        assertThat(order).containsExactly("waiter 0", "waiter 1", "waiter 2", "waiter 3", "waiter 4", "waiter 5");
    }

    @Test
    void aRequestWaitsForAnEarlierOneThatStillWaitsAndForNothingElse() throws Exception {
        Holder holder = hold(true, 0, 4);
        Holder middle = start("middle", () -> lock.lockExclusive(3, 7)).awaitParked();
        Holder right = start("right", () -> lock.lockExclusive(6, 9)).awaitParked();
        assertThat(Way.TRY.takes(lock, true, 5, 5)).as("does not overtake").isFalse();
        assertThat(Way.TRY.takes(lock, true, 10, MAX))
                .as("has nothing to wait for")
                .isTrue();
        holder.release();
        middle.awaitTaken();
        right.awaitParked();
        middle.release();
        right.awaitTaken();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
    void aSharedRequestDoesNotOvertakeAnExclusiveOneThatWaits(Way way) throws Exception {
        Holder reader = hold(false, 0, 9);
        Holder writer = start("writer", () -> way.take(lock, true, 5, 9)).awaitParked();
        assertThat(Way.TRY.takes(lock, false, 9, 9)).isFalse();
        assertThat(Way.TRY.takes(lock, false, 4, 4)).isTrue();
        Holder late = start("late reader", () -> way.take(lock, false, 0, 5)).awaitParked();
        reader.release();
        writer.awaitTaken();
        late.awaitParked();
        writer.release();
        late.awaitTaken();
    }

    @Test
    void severalSharedRequestsAreServedTogether() throws Exception {
        Holder writer = hold(true, 0, 9);
        Holder first = start("first", () -> lock.lockShared(0, 5)).awaitParked();
        Holder second = start("second", () -> lock.lockShared(5, 9)).awaitParked();
        writer.release();
        first.awaitTaken();
        second.awaitTaken();
    }

    @Test
    void aRequestThatTimesOutLeavesNothingBehindForThoseThatWaitedForIt() throws Exception {
        Holder reader = hold(false, 0, 9);
        long start = System.nanoTime();
        Holder writer = start("writer", () -> lock.tryLockExclusive(0, 9, Duration.ofMillis(300)));
        writer.awaitParked();
        Holder late = start("late reader", () -> lock.lockShared(0, 9)).awaitParked();
        assertThat(writer.join()).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
        late.awaitTaken();
        reader.release();
        late.release();
    }

    @Test
    void aTimeoutOfZeroOrLessDoesNotWaitAndAnUnboundedOneIsNoOverflow() throws Exception {
        Holder reader = hold(false, 0, 9);
        assertThat(lock.tryLockExclusive(0, 9, Duration.ZERO)).isNull();
        assertThat(lock.tryLockExclusive(0, 9, Duration.ofSeconds(Long.MIN_VALUE)))
                .isNull();
        assertThat(lock.tryLockShared(0, 9, Duration.ZERO)).isNotNull().satisfies(IovaRangeLock.Held::close);
        Holder writer = start("writer", () -> lock.tryLockExclusive(0, 9, Duration.ofSeconds(Long.MAX_VALUE)));
        writer.awaitParked();
        assertThat(lock.tryLockShared(0, 9, Duration.ofMillis(10)))
                .as("behind the writer")
                .isNull();
        reader.release();
        writer.awaitTaken();
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERRUPTIBLY", "TIMED"})
    void aRequestThatIsInterruptedLeavesNothingBehindForThoseThatWaitedForIt(Way way) throws Exception {
        for (boolean exclusive : new boolean[] {true, false}) {
            Holder reader = hold(!exclusive, 0, 9);
            Holder waiter =
                    start("waiter", () -> way.take(lock, exclusive, 0, 9)).awaitParked();
            Holder late = start("late", () -> lock.lockExclusive(9, 19)).awaitParked();
            waiter.thread.interrupt();
            assertThatThrownBy(waiter::join).hasCauseInstanceOf(InterruptedException.class);
            late.awaitParked();
            reader.release();
            late.awaitTaken().release();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERRUPTIBLY", "TIMED"})
    void anInterruptedThreadTakesNothing(Way way) {
        for (boolean exclusive : new boolean[] {false, true}) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> way.take(lock, exclusive, 0, 9)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(lock).hasToString("IOVA range lock");
        }
    }

    @Test
    void aPlainLockWaitsThroughInterruptionWhichStaysPending() throws Exception {
        Holder holder = hold(true, 0, 9);
        AtomicBoolean pending = new AtomicBoolean();
        Holder waiter = start("waiter", () -> {
            IovaRangeLock.Held held = lock.lockShared(0, 9);
            pending.set(Thread.interrupted());
            return held;
        });
        waiter.awaitParked().thread.interrupt();
        waiter.awaitParked();
        holder.release();
        waiter.awaitTaken();
        assertThat(pending).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRangeWhoseFirstIsAboveItsLastIsRefused(Way way) {
        for (boolean exclusive : new boolean[] {false, true}) {
            assertThatThrownBy(() -> way.take(lock, exclusive, 0x2000, 0x1fff))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("firstIova = 0x2000, lastIova = 0x1fff:"
                            + " the first must not be above the last, which is inclusive");
            assertThatThrownBy(() -> way.take(lock, exclusive, MAX, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThreadThatWouldWaitForItselfIsRefusedAndKeepsWhatItHas(Way way) throws Exception {
        for (int modes = 0; modes < 4; modes++) {
            boolean exclusive = (modes & 1) != 0;
            Holder other;
            try (IovaRangeLock.Held held = Way.LOCK.take(lock, (modes & 2) != 0, 10, 19)) {
                assertThatThrownBy(() -> way.take(lock, exclusive, 19, 29))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("0x13..0x1d")
                        .hasMessageContaining(held.toString())
                        .hasMessageEndingWith("the lock is not reentrant");
                assertThat(way.takes(lock, exclusive, 20, 29)).isTrue();
                other = start("other", () -> lock.lockExclusive(10, 10)).awaitParked();
            }
            other.awaitTaken().release();
        }
    }

    @Test
    void closingTwiceHasNoEffectOnWhoeverTookTheRangeSince() throws Exception {
        IovaRangeLock.Held held = lock.lockExclusive(0, 9);
        held.close();
        Holder holder = hold(true, 0, 9);
        held.close();
        assertThat(Way.TRY.takes(lock, false, 0, 0)).isFalse();
        holder.release();
        held.close();
    }

    @Test
    void onlyTheThreadThatTookARangeCanGiveItBack() throws Exception {
        List<IovaRangeLock.Held> taken = new CopyOnWriteArrayList<>();
        Holder holder = start("holder", () -> {
            taken.add(lock.lockShared(0, 9));
            return taken.get(0);
        });
        holder.awaitTaken();
        assertThatThrownBy(taken.get(0)::close)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageStartingWith("shared 0x0..0x9 by thread 'holder' is released by thread '");
        assertThat(Way.TRY.takes(lock, true, 9, 9)).isFalse();
    }

    @Test
    void whatIsHeldTellsItsRangeAndMode() {
        try (IovaRangeLock.Held held = lock.lockExclusive(0x1000, MAX)) {
            assertThat(held.firstIova()).isEqualTo(0x1000);
            assertThat(held.lastIova()).isEqualTo(MAX);
            assertThat(held.isExclusive()).isTrue();
            assertThat(lock.toString()).contains("exclusive 0x1000..0xffffffffffffffff by thread");
        }
        try (IovaRangeLock.Held held = lock.lockShared(0, 0)) {
            assertThat(held.isExclusive()).isFalse();
        }
    }

    /** What the threads of the torture test do to pages, and what they found wrong. */
    private final class Torture {
        static final int PAGES = 40;
        private final AtomicIntegerArray users = new AtomicIntegerArray(PAGES);
        /** Plain on purpose: only the lock orders these. */
        private final long[] writes = new long[PAGES];

        private final AtomicIntegerArray expected = new AtomicIntegerArray(PAGES);
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final AtomicBoolean stop = new AtomicBoolean();

        void run(Random random) {
            try {
                while (!stop.get()) {
                    int first = random.nextInt(PAGES);
                    int last = Math.min(PAGES - 1, first + random.nextInt(6));
                    boolean exclusive = random.nextInt(3) != 0;
                    try (IovaRangeLock.Held held = take(random, exclusive, first, last)) {
                        if (held != null) {
                            use(exclusive, first, last);
                        }
                    } catch (InterruptedException e) {
                        // as the pest wants it
                    }
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        }

        /** Pages begin at 0, end at the last address, and lie on both sides of the sign bit. */
        private long iova(int page) {
            return (page < PAGES / 2 ? page : page - PAGES) * 4096L;
        }

        private IovaRangeLock.Held take(Random random, boolean exclusive, int first, int last)
                throws InterruptedException {
            long firstIova = iova(first);
            long lastIova = iova(last) | 0xfff;
            if (random.nextInt(4) == 0) {
                Duration timeout = Duration.ofNanos(random.nextInt(100_000));
                return exclusive
                        ? lock.tryLockExclusive(firstIova, lastIova, timeout)
                        : lock.tryLockShared(firstIova, lastIova, timeout);
            }
            List<Way> ways = List.of(Way.values());
            return ways.get(random.nextInt(ways.size())).take(lock, exclusive, firstIova, lastIova);
        }

        private void use(boolean exclusive, int first, int last) {
            for (int page = first; page <= last; page++) {
                int before = exclusive ? users.getAndSet(page, -1) : users.getAndIncrement(page);
                assertThat(before).as("users of page %d", page).isBetween(0, exclusive ? 0 : PAGES);
                if (exclusive) {
                    writes[page]++;
                    expected.incrementAndGet(page);
                }
            }
            for (int page = first; page <= last; page++) {
                if (exclusive) {
                    users.set(page, 0);
                } else {
                    assertThat(users.getAndDecrement(page)).isPositive();
                }
            }
        }
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // the pest leaves its processor to those it pesters
    void threadsThatTakeRandomRangesInEveryWayNeverMeet() throws Exception {
        long seed = Long.getLong("racewalk.seed", System.nanoTime());
        System.out.println("IovaRangeLockTest: -Dracewalk.seed=" + seed);
        Torture torture = new Torture();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            threads.add(new Thread(() -> torture.run(random), "torture " + i));
        }
        threads.forEach(Thread::start);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
        Random random = new Random(seed - 1);
        while (System.nanoTime() - end < 0 && torture.failures.isEmpty()) {
            threads.get(random.nextInt(threads.size())).interrupt();
            Thread.yield();
        }
        torture.stop.set(true);
        for (Thread thread : threads) {
            thread.join(5_000);
            assertThat(thread.isAlive())
                    .as(() -> thread + " hangs: " + Arrays.toString(thread.getStackTrace()) + lock)
                    .isFalse();
        }
        assertThat(torture.failures).as("seed %d", seed).isEmpty();
        long total = 0;
        for (int page = 0; page < Torture.PAGES; page++) {
            assertThat(torture.users.get(page)).isZero();
            assertThat(torture.writes[page]).as("page %d", page).isEqualTo(torture.expected.get(page));
            total += torture.writes[page];
        }
        assertThat(total).as("pages written").isGreaterThan(1_000);
    }
}
