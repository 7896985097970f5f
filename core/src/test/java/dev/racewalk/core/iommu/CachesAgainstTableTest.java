package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.Rig.MIB2;
import static dev.racewalk.core.iommu.Rig.PAGE;
import static dev.racewalk.core.iommu.Rig.RW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All that a device has cached against the table, after each map and each sync of random operations: a device keeps all
 * that it reads, and reads wherever it might be told too little. What it cannot see is timing: all is done by one thread.
 */
class CachesAgainstTableTest {
    private static final int OPERATIONS = 1500;

    /** Some lie below the first top, and some in the spans of tables that others share. */
    private static final long[] BASES = {0, 4 * MIB2, 1L << 30, 5L << 30, 1L << 39, 1L << 48};

    private final Rig rig = new Rig();

    private enum Flush {
        /** A table is flushed in two halves, which cover all that it translates; leaves are flushed as they should be. */
        TABLES_BY_HALVES,
        /** Leaves are flushed in two halves, as long as there are no tables. */
        ENTRIES_BY_HALVES
    }

    /** Flushes what was gathered in two halves, and what is smaller as it should be. */
    private static final class ByHalves extends ProtocolSteps {
        private final Flush flush;

        ByHalves(Flush flush) {
            this.flush = flush;
        }

        @Override
        public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
            boolean tables = !gather.tables().isEmpty();
            if (tables == (flush == Flush.TABLES_BY_HALVES)) {
                long middle = gather.firstIova() + (gather.lastIova() - gather.firstIova()) / 2;
                hardware.invalidate(gather.firstIova(), middle, tables);
                hardware.invalidate(middle + 1, gather.lastIova(), tables);
                gather.clearRange();
            }
            super.flushThenFree(new OnlyIf(hardware, tables != (flush == Flush.TABLES_BY_HALVES)), frames, gather);
        }
    }

    private record OnlyIf(IommuHardware hardware, boolean holds) implements IommuHardware {
        @Override
        public void changeTop(long tablePa, int topLevel) {
            hardware.changeTop(tablePa, topLevel);
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            if (holds) {
                hardware.invalidate(firstIova, lastIova, tablePointers);
            }
        }

        @Override
        public void detach() {
            hardware.detach();
        }
    }

    @ParameterizedTest(name = "{0}, queued: {1}, seed {2}")
    @CsvSource({
        "FLUSH_RANGE, false, 1",
        "FLUSH_RANGE, false, 2",
        "FLUSH_RANGE, false, 3",
        "NO_GAPS, false, 1",
        "NO_GAPS, false, 2",
        "NO_GAPS, false, 3",
        "FLUSH_RANGE, true, 1",
        "NO_GAPS, true, 2"
    })
    void nothingIsCachedThatTheTableDoesNotHold(GatherMode mode, boolean queued, long seed) {
        assertThat(run(mode, queued, ProtocolSteps.RIGHT, seed)).isEmpty();
        assertThat(rig.iommu.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFlushThatIsSmallerThanWhatIsGoneIsNoticed(Flush flush) {
        assertThat(run(GatherMode.FLUSH_RANGE, false, new ByHalves(flush), 1)).isNotEmpty();
    }

    /** Returns what was wrong first. */
    private List<Violation> run(GatherMode mode, boolean queued, ProtocolSteps steps, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (IoPageTable table = IoPageTable.builder(rig.memory, rig.pool)
                .startingLevel(1)
                .vaLg2(57)
                .gatherMode(mode)
                .hardware(rig.domain)
                .steps(steps)
                .build()) {
            IotlbGather gather = queued ? table.newQueuedGather() : table.newGather();
            for (int i = 0; i < OPERATIONS; i++) {
                long base = BASES[random.nextInt(Math.min(BASES.length, 1 + i / 100))];
                boolean isMap = operate(table, base, gather, random);
                // A map is compared as it leaves the caches; what an unmap has gathered may be stale until the sync.
                if (!isMap || !gather.isEmpty()) {
                    table.sync(gather);
                }
                List<Violation> wrong = rig.iommu.check();
                if (!wrong.isEmpty()) {
                    return wrong;
                }
                for (int reads = 0; reads < 8; reads++) {
                    rig.device.translate(base + random.nextLong(5 * MIB2), 1 + random.nextInt(3));
                }
            }
        }
        return List.of();
    }

    /** Maps a range of mixed sizes, unmaps some that may end inside an entry, or collects D; returns whether it was a map. */
    private static boolean operate(IoPageTable table, long base, IotlbGather gather, SplittableRandom random) {
        long iova = base + random.nextInt(4) * MIB2 + (random.nextBoolean() ? 0 : random.nextInt(512) * PAGE);
        long length = random.nextBoolean() ? MIB2 << random.nextInt(2) : PAGE << random.nextInt(9);
        switch (random.nextInt(7)) {
            case 0, 1, 2 -> {
                table.tryMapRange(iova, iova, length, RW);
                return true;
            }
            case 3 -> {
                if (iova >>> (12 + 9 * (table.topLevel() + 1)) == 0) { // the top reaches it
                    table.readAndClearDirty(iova & -PAGE, PAGE, 0, new DirtyBitmap(iova & -PAGE, 12, 1), gather);
                }
            }
            case 4 -> table.unmapPages(base, PAGE, 5 * MIB2 / PAGE, gather);
            default -> {
                for (long done = 0; done < length; ) {
                    done += Math.max(PAGE, table.unmapPages(iova + done, PAGE, (length - done) / PAGE, gather));
                }
            }
        }
        return false;
    }
}
