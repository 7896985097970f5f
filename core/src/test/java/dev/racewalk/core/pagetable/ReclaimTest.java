package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reclaim of empty tables: which go, in which order, and who is waited for. */
class ReclaimTest {
    private static final long KI4 = 0x1000;
    private static final long MI2 = 1L << 21;
    private static final long GI = 1L << 30;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    private static PooledTable open(UnaryOperator<PageTableBuilder> configuration) {
        return new PooledTable(64, b -> configuration.apply(b.vaLg2(64).reclaim(true)));
    }

    @Test
    void tablesThatPagesLeftEmptyGoWithThoseAboveThem() {
        try (PooledTable t = open(b -> b.startingLevel(3))) {
            t.table.mapPages(5 * GI, 0, KI4, 1, PROT);
            t.table.mapPages(5 * GI + MI2, 0, KI4, 1, PROT);
            assertThat(t.table.liveTables()).isEqualTo(5);
            assertThat(t.table.reclaim(10)).as("none is empty").isZero();

            t.unmap(5 * GI, KI4);
            assertThat(t.table.listedTables()).isEqualTo(1);
            assertThat(t.table.reclaim(10)).isEqualTo(1);
            assertThat(t.table.iovaToPhys(5 * GI + MI2)).isZero();

            t.unmap(5 * GI + MI2, KI4);
            assertThat(t.table.reclaim(10)).isEqualTo(3);
            assertThat(t.table.liveTables()).as("the top").isEqualTo(1);
            assertThat(t.table.mapPages(5 * GI, KI4, KI4, 1, PROT)).isEqualTo(KI4);
            t.verify();
        }
    }

    @Test
    void noMoreGoThanWereAskedForAndTheLongestEmptyFirst() {
        try (PooledTable t = open(b -> b)) {
            for (int i = 0; i < 4; i++) {
                t.table.mapPages(i * MI2, 0, KI4, 1, PROT);
            }
            for (int i : new int[] {2, 0, 3, 1}) {
                t.unmap(i * MI2, KI4);
            }
            assertThat(t.table.reclaim(0)).isZero();
            assertThat(t.table.reclaim(2)).isEqualTo(2);
            t.pool.failAllocations(1, Long.MAX_VALUE);
            assertThat(MapResult.refusal(t.table.tryMapPages(2 * MI2, 0, KI4, 1, PROT)))
                    .isEqualTo(Refusal.NO_FRAME);
            assertThat(MapResult.refusal(t.table.tryMapPages(0, 0, KI4, 1, PROT)))
                    .isEqualTo(Refusal.NO_FRAME);
            assertThat(MapResult.isMapped(t.table.tryMapPages(3 * MI2, 0, KI4, 1, PROT)))
                    .isTrue();
            assertThat(MapResult.isMapped(t.table.tryMapPages(MI2, 0, KI4, 1, PROT)))
                    .isTrue();
            t.verify();
        }
    }

    @Test
    void aTableThatIsUsedAgainStays() {
        try (PooledTable t = open(b -> b)) {
            t.table.mapPages(0, 0, KI4, 1, PROT);
            t.unmap(0, KI4);
            t.table.mapPages(KI4, 0, KI4, 1, PROT);
            assertThat(t.table.reclaim(10)).isZero();
            assertThat(t.table.listedTables()).as("looked at and taken off").isZero();
            t.unmap(KI4, KI4);
            assertThat(t.table.listedTables()).isEqualTo(1);
        }
    }

    @Test
    void theTablesOfAMapThatFailedGo() {
        try (PooledTable t = open(b -> b.startingLevel(4))) {
            t.pool.failAllocations(4, Long.MAX_VALUE);
            assertThat(MapResult.refusal(t.table.tryMapPages(1L << 50, 0, KI4, 1, PROT)))
                    .isEqualTo(Refusal.NO_FRAME);
            assertThat(t.table.liveTables()).isEqualTo(4);
            t.verify();
            assertThat(t.table.reclaim(10)).isEqualTo(3);
        }
    }

    @Test
    void anOldTopGoesWhenItIsEmptyAndTheNewOneStays() {
        try (PooledTable t = open(b -> b.startingLevel(1))) {
            assertThat(t.table.reclaim(10)).as("the top alone").isZero();
            t.table.mapPages(1L << 50, 0, KI4, 1, PROT);
            assertThat(t.table.topLevel()).isEqualTo(4);
            assertThat(t.table.reclaim(10)).as("three old tops").isEqualTo(3);
            assertThat(t.table.iovaToPhys(1L << 50)).isZero();
            assertThat(t.table.mapPages(0, KI4, KI4, 1, PROT)).isEqualTo(KI4);
            assertThat(t.table.iovaToPhys(0)).isEqualTo(KI4);
        }
    }

    @Test
    void theTablesOfACutAreCounted() {
        try (PooledTable t = open(b -> b)) {
            t.table.mapPages(GI, 0, GI, 1, PROT);
            t.table.cutMapping(GI + KI4);
            t.verify();
            t.unmap(GI, MI2);
            assertThat(t.table.liveTables())
                    .as("the unmap covers the lower table")
                    .isEqualTo(2);
            t.unmap(GI + MI2, GI - MI2);
            assertThat(t.table.reclaim(10)).isEqualTo(1);
        }
    }

    @Test
    void anOvermapAndAnUnmapTakeTheirTablesOffTheList() {
        try (PooledTable t = open(b -> b)) {
            t.table.mapPages(GI, 0, KI4, 1, PROT);
            t.unmap(GI, KI4);
            t.table.mapPages(GI, 0, GI, 1, PROT); // over two empty tables
            assertThat(t.table.listedTables()).isZero();
            t.unmap(GI, GI);
            t.table.mapPages(GI, 0, KI4, 1, PROT);
            t.unmap(GI, KI4);
            t.table.mapPages(GI, 0, MI2, 2, PROT);
            t.unmap(GI, 2 * MI2);
            t.verify();
            assertThat(t.table.reclaim(10)).isEqualTo(1);
        }
    }

    @Test
    void hardwareForgetsWhatWasSeveredBeforeItIsFreed() {
        List<String> told = new ArrayList<>();
        IommuHardware hardware = new InvalidationLog(told);
        ProtocolSteps steps = new ProtocolSteps() {
            @Override
            public void severTable(long[] words, int slot, long tableItem) {
                told.add("sever");
                super.severTable(words, slot, tableItem);
            }

            @Override
            public void awaitReaders(ReadSections sections) {
                told.add("await");
                super.awaitReaders(sections);
            }
        };
        try (PooledTable t = open(b -> b.hardware(hardware).steps(steps))) {
            t.table.mapPages(GI, 0, KI4, 1, PROT);
            t.table.unmapPages(GI, KI4, 1, t.gather);
            told.clear();
            assertThat(t.table.reclaim(10)).isEqualTo(2);
            assertThat(told).containsExactly("sever", "sever", "await", "0x40000000..0x7fffffff true");
        }
    }

    @Test
    void anOperationThatHasBegunIsWaitedForAndOneThatBeginsLaterIsNot() throws InterruptedException {
        AtomicBoolean reclaimed = new AtomicBoolean();
        CountDownLatch goLater = new CountDownLatch(1);
        CountDownLatch severed = new CountDownLatch(1);
        CountDownLatch insideLater = new CountDownLatch(1);
        AtomicBoolean holds = new AtomicBoolean();
        ProtocolSteps holding = new ProtocolSteps() {
            @Override
            public boolean installTable(long[] words, int slot, long seen, long tableItem) {
                if (holds.get()) {
                    insideLater.countDown();
                    awaitUninterruptibly(goLater);
                }
                return super.installTable(words, slot, seen, tableItem);
            }

            @Override
            public void awaitReaders(ReadSections sections) {
                severed.countDown();
                super.awaitReaders(sections);
            }
        };
        try (PooledTable t = open(b -> b.steps(holding))) {
            t.table.mapPages(GI, 0, KI4, 1, PROT);
            t.unmap(GI, KI4);
            holds.set(true);
            Thread maps = new Thread(() -> t.table.mapPages(2 * GI, 0, KI4, 1, PROT), "maps");
            maps.start();
            insideLater.await();
            Thread reclaims = new Thread(
                    () -> {
                        t.table.reclaim(10);
                        reclaimed.set(true);
                    },
                    "reclaims");
            reclaims.start();
            severed.await();
            assertThat(t.table.iovaToPhys(0)).as("a later operation ends").isEqualTo(IoPageTable.NO_TRANSLATION);
            assertThat(reclaimed).isFalse();
            goLater.countDown();
            maps.join();
            reclaims.join();
            assertThat(reclaimed).isTrue();
            assertThat(t.table.iovaToPhys(2 * GI)).isZero();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void threadsThatMapUnmapAndReclaimLoseNothing() throws InterruptedException {
        try (PooledTable t = open(b -> b.startingLevel(1))) {
            List<Throwable> failures = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                long base = i * MI2 / 2; // halves of the same tables
                threads.add(new Thread(() -> keep(failures, () -> mapAndUnmap(t, base)), "maps " + i));
            }
            Thread shrinker = new Thread(
                    () -> keep(failures, () -> {
                        while (!over.get()) {
                            t.table.reclaim(3);
                        }
                    }),
                    "reclaims");
            threads.forEach(Thread::start);
            shrinker.start();
            for (Thread thread : threads) {
                thread.join();
            }
            over.set(true);
            shrinker.join();
            assertThat(failures).isEmpty();
            t.table.reclaim(Integer.MAX_VALUE);
            t.verify();
            assertThat(t.table.liveTables()).as("all but the top").isEqualTo(1);
        }
    }

    private static void keep(List<Throwable> failures, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | AssertionError e) {
            synchronized (failures) {
                failures.add(e);
            }
        }
    }

    private static void mapAndUnmap(PooledTable t, long base) {
        IotlbGather gather = t.table.newGather();
        for (int round = 0; round < 3000; round++) {
            long iova = base + (round % 3) * GI * 513;
            long pa = (round % 7) * KI4;
            assertThat(t.table.mapPages(iova, pa, KI4, 1 + round % 3, PROT)).isPositive();
            assertThat(t.table.iovaToPhys(iova)).isEqualTo(pa);
            assertThat(t.table.unmapPages(iova, KI4, 1 + round % 3, gather)).isEqualTo(KI4 * (1 + round % 3));
            assertThat(t.table.iovaToPhys(iova)).isEqualTo(IoPageTable.NO_TRANSLATION);
            t.table.sync(gather);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void aNegativeNumberOfTablesIsRefused(int most) {
        try (PooledTable t = open(b -> b)) {
            assertThatThrownBy(() -> t.table.reclaim(most))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("most = " + most + ": must be 0 or more");
        }
    }

    @Test
    void aTableBuiltWithoutItRefuses() {
        try (PooledTable t = PooledTable.of(2, 48, 52)) {
            assertThat(t.table.reclaims()).isFalse();
            assertThatThrownBy(() -> t.table.reclaim(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reclaim(true)");
            assertThatThrownBy(() -> t.table.listedTables()).isInstanceOf(IllegalStateException.class);
        }
    }
}
