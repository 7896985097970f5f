package dev.racewalk.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The frame pool under several threads, until each has taken some frames: a sanity check of bound and account, no proof of
 * the order of its accesses.
 */
class FramePoolThreadsTest {
    private static final int THREADS = 4;

    /** What each thread takes before it stops. */
    private static final int TAKES = 20_000;

    private record Account(long taken, long exhausted) {}

    @ParameterizedTest(name = "{0} frames, {1} a thread, poison {2}")
    @CsvSource({"64, 15, false", "64, 15, true", "7, 1, false", "40, 20, false", "5, 2, true", "700, 170, false"})
    @Timeout(60)
    void noFrameIsHandedOutTwiceAndTheBoundIsExact(int capacity, int share, boolean poison) throws Exception {
        long seed = Seeds.choose("FramePoolThreadsTest");
        PhysicalMemory memory = new PhysicalMemory(capacity + 1);
        FramePool pool = new FramePool(memory, 1, capacity, poison);
        AtomicIntegerArray owners = new AtomicIntegerArray(capacity + 1);
        CountDownLatch started = new CountDownLatch(THREADS);

        List<Future<Account>> accounts = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        long taken = 0;
        long exhausted = 0;
        try {
            for (int thread = 1; thread <= THREADS; thread++) {
                int id = thread;
                SplittableRandom random = new SplittableRandom(seed + id);
                accounts.add(threads.submit(() -> takeAndGive(memory, pool, owners, id, share, random, started)));
            }
            for (Future<Account> account : accounts) {
                taken += account.get().taken();
                exhausted += account.get().exhausted();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(taken).isEqualTo(THREADS * (long) TAKES);
        assertThat(pool.allocated()).isEqualTo(taken);
        assertThat(pool.freed()).isEqualTo(taken);
        assertThat(pool.inUse()).isZero();
        if (THREADS * share < capacity) {
            assertThat(exhausted)
                    .as("refusals although a frame was free all the time")
                    .isZero();
        }
        for (int i = 0; i < capacity; i++) {
            assertThat(pool.allocate()).isNotEqualTo(FrameAllocator.NONE);
        }
        assertThat(pool.allocate()).isEqualTo(FrameAllocator.NONE);
    }

    private static Account takeAndGive(
            PhysicalMemory memory,
            FramePool pool,
            AtomicIntegerArray owners,
            int id,
            int share,
            SplittableRandom random,
            CountDownLatch started)
            throws InterruptedException {
        List<Long> held = new ArrayList<>();
        long taken = 0;
        long exhausted = 0;
        started.countDown();
        started.await();
        while (taken < TAKES && !Thread.currentThread().isInterrupted()) {
            if (held.size() < share && random.nextBoolean()) {
                long pa = pool.allocate();
                if (pa == FrameAllocator.NONE) {
                    exhausted++;
                } else {
                    int frame = (int) (pa >>> 12);
                    assertThat(owners.getAndSet(frame, id))
                            .as("owner of 0x%x", pa)
                            .isZero();
                    assertThat(memory.countMatching(memory.word(pa), 512, -1, 0))
                            .as("zeros")
                            .isEqualTo(512);
                    memory.fill(memory.word(pa), 512, id);
                    held.add(pa);
                    taken++;
                }
                assertThat(pool.inUse()).isLessThanOrEqualTo(pool.capacity());
            } else if (!held.isEmpty()) {
                giveBack(memory, pool, owners, id, held.remove(random.nextInt(held.size())));
            }
        }
        for (long pa : held) {
            giveBack(memory, pool, owners, id, pa);
        }
        return new Account(taken, exhausted);
    }

    private static void giveBack(PhysicalMemory memory, FramePool pool, AtomicIntegerArray owners, int id, long pa) {
        assertThat(memory.countMatching(memory.word(pa), 512, -1, id))
                .as("words of 0x%x", pa)
                .isEqualTo(512);
        assertThat(owners.getAndSet((int) (pa >>> 12), 0))
                .as("owner of 0x%x", pa)
                .isEqualTo(id);
        if ((pa & 0x1000) == 0) {
            memory.fill(memory.word(pa), 512, 0);
            pool.freeZeroed(pa);
        } else {
            pool.free(pa);
        }
    }
}
