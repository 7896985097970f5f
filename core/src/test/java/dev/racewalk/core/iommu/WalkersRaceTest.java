package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.Rig.MIB2;
import static dev.racewalk.core.iommu.Rig.PAGE;
import static dev.racewalk.core.iommu.Rig.RW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Free-running walkers against a thread that maps, unmaps, overmaps, collects dirty pages and grows. All mappings are
 * the identity, so any other address is garbage. It cannot see what needs particular timing: jcstress and the
 * interleaving tests are for that.
 */
class WalkersRaceTest {
    private static final long[] BASES = {0, 1L << 31, 1L << 40, 1L << 49};
    private static final int PAGES = 1024;

    private final Rig rig = new Rig();
    private final AtomicBoolean stop = new AtomicBoolean();

    @ParameterizedTest(name = "drops one in {0}, hardware free-running: {1}")
    @CsvSource({"0, false", "0, true", "4, false", "4, true"})
    void walkersSeeNothingThatIsNotMapped(int dropsOneIn, boolean freeRunning) throws Exception {
        Device second =
                rig.iommu.newDevice(dropsOneIn == 0 ? CachePolicy.KEEP_ALL : CachePolicy.dropping(1, dropsOneIn));
        rig.domain.attach(second);
        if (freeRunning) {
            rig.iommu.start();
        }
        long walks = race(second, ProtocolSteps.RIGHT, TimeUnit.MILLISECONDS.toNanos(500));
        rig.iommu.close();

        assertThat(rig.iommu.check()).isEmpty();
        assertThat(walks).isPositive();
        assertThat(rig.pool.inUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void walkersNoticeTablesThatAreFreedBeforeTheyAreForgotten(boolean freeRunning) throws Exception {
        if (freeRunning) {
            rig.iommu.start();
        }
        ProtocolSteps keepsPointers = new ProtocolSteps() {
            @Override
            public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
                boolean noPointers = false;
                hardware.invalidate(gather.firstIova(), gather.lastIova(), noPointers);
                gather.clearRange();
                for (long table = gather.tables().poll();
                        table != FrameAllocator.NONE;
                        table = gather.tables().poll()) {
                    frames.free(table);
                }
            }
        };
        try {
            race(rig.device, keepsPointers, TimeUnit.SECONDS.toNanos(10));
        } catch (AssertionError | IllegalStateException expected) {
            // a walker or the pool may notice first
        }
        rig.iommu.close();

        assertThat(rig.iommu.violationCount()).isPositive();
    }

    private long race(Device second, ProtocolSteps steps, long nanos) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> walkers = new ArrayList<>();
            walkers.add(threads.submit(() -> walk(rig.device, 1)));
            walkers.add(threads.submit(() -> walk(second, 2)));
            try {
                change(steps, System.nanoTime() + nanos);
            } finally {
                stop.set(true);
            }
            long walks = 0;
            for (Future<Long> walker : walkers) {
                walks += walker.get();
            }
            return walks;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Walks at random; returns how many walks found something. */
    private long walk(Device device, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long found = 0;
        while (!stop.get()) {
            long iova = BASES[random.nextInt(BASES.length)] + random.nextLong(PAGES * PAGE);
            long oa = device.translate(iova, random.nextInt(1, 4));
            if (oa >= 0) {
                assertThat(oa).isEqualTo(iova);
                found++;
            } else {
                assertThat(TranslationFault.of(oa))
                        .isIn(TranslationFault.NOT_PRESENT, TranslationFault.BEYOND_ROOT, TranslationFault.BLOCKED);
            }
        }
        return found;
    }

    private void change(ProtocolSteps steps, long deadline) {
        SplittableRandom random = new SplittableRandom(3);
        while (System.nanoTime() < deadline && rig.iommu.violationCount() == 0) {
            try (IoPageTable table = rig.table(1, 64, steps)) {
                for (int i = 0; i < 100; i++) {
                    // Bases are reached one after the other, so that the top grows while walkers are at work.
                    change(table, BASES[random.nextInt(1 + i / 25)], random);
                }
                for (long base : BASES) {
                    unmapAll(table, base);
                }
            }
        }
    }

    private void change(IoPageTable table, long base, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> mapSome(table, base + random.nextInt(PAGES - 16) * PAGE, random.nextInt(1, 16));
            case 2 -> {
                unmapAll(table, base);
                mapSome(table, base + random.nextInt(2) * MIB2, 512); // over empty tables, if there are any
            }
            case 3 -> table.tryMapPages(base, base, MIB2, 2, RW);
            case 4 -> readDirty(table, base);
            default -> unmapAll(table, base);
        }
    }

    private static void readDirty(IoPageTable table, long base) {
        if (table.iovaToPhys(base) == base) {
            IotlbGather gather = table.newGather();
            table.readAndClearDirty(base, PAGE, 0, new DirtyBitmap(base, 12, 1), gather);
            table.sync(gather);
        }
    }

    private void mapSome(IoPageTable table, long iova, int pages) {
        table.tryMapRange(iova, iova, pages * PAGE, RW);
        if (table.iovaToPhys(iova) == iova) {
            assertThat(rig.device.translate(iova, Device.WRITE)).isEqualTo(iova);
        }
    }

    /** Unmaps page by page or in large pieces, which leaves empty tables or frees them. */
    private void unmapAll(IoPageTable table, long base) {
        IotlbGather gather = table.newGather();
        for (long iova = base; iova < base + PAGES * PAGE; ) {
            long done = table.unmapPages(iova, PAGE, 1, gather);
            iova += Math.max(done, PAGE);
        }
        table.sync(gather);
        assertThat(TranslationFault.of(rig.device.translate(base, Device.READ)))
                .isIn(TranslationFault.NOT_PRESENT, TranslationFault.BEYOND_ROOT);
    }
}
