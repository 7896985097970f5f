package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.pagetable.Errno;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.Refusal;
import org.jspecify.annotations.Nullable;

/** What one thread alone can see: short sequences of operations, each with the rule that it must end by. */
public enum SequentialCheck {
    /** Unmapping 4 KiB of an entry of 2 MiB takes the whole entry; the device has read it in two places. */
    PART_OF_A_LARGE_ENTRY("self-check of the IOTLB after part of a 2-MiB entry was unmapped") {
        @Override
        @Nullable
        String run(SequentialBench bench) {
            IoPageTable table = bench.table(GatherMode.FLUSH_RANGE, -1);
            mustMap(table, 0, MIB2, MIB2);
            bench.mustRead(0, MIB2);
            bench.mustRead(MIB2 / 2, MIB2 + MIB2 / 2);
            return bench.unmapAndCheck(table, 0);
        }
    },

    /** In mode NO_GAPS, too, what was unmapped is flushed. */
    GATHER_WITHOUT_GAPS("self-check of the IOTLB after two disjoint unmaps in mode NO_GAPS") {
        @Override
        @Nullable
        String run(SequentialBench bench) {
            IoPageTable table = bench.table(GatherMode.NO_GAPS, -1);
            mustMap(table, 0, MIB2, PAGE);
            mustMap(table, 8 * PAGE, 2 * MIB2, PAGE);
            bench.mustRead(0, MIB2);
            bench.mustRead(8 * PAGE, 2 * MIB2);
            return bench.unmapAndCheck(table, 0, 8 * PAGE);
        }
    },

    /** A page that is in use cannot be mapped again, and the caller is told. */
    MAP_OF_A_PAGE_IN_USE("error of a map of a page in use, alone and at the end of a range") {
        @Override
        @Nullable
        String run(SequentialBench bench) {
            IoPageTable table = bench.table(GatherMode.FLUSH_RANGE, -1);
            mustMap(table, 3 * PAGE, MIB2, PAGE);
            String alone = wrongError(table.tryMapPages(3 * PAGE, PAGE, PAGE, 1, RW), Errno.EADDRINUSE);
            return alone != null ? alone : wrongError(table.tryMapPages(0, PAGE, PAGE, 4, RW), Errno.EADDRINUSE);
        }
    },

    /** A table whose bitmap has no 4-KiB pages takes none, where there is a table for them already. */
    PAGE_OF_NO_SUPPORTED_SIZE("error of a map of 4 KiB in a table of 8-KiB pages") {
        @Override
        @Nullable
        String run(SequentialBench bench) {
            IoPageTable table = bench.table(GatherMode.FLUSH_RANGE, 2 * PAGE);
            mustMap(table, 0, MIB2, 2 * PAGE);
            return wrongError(table.tryMapPages(2 * PAGE, MIB2, PAGE, 1, RW), Errno.ENXIO);
        }
    },

    /** The device has written to one page of an entry of 16: all 16 are reported, and none at the second time. */
    DIRTY_CONTIGUOUS_ENTRY("bytes that are reported dirty of an entry of 16 items") {
        @Override
        @Nullable
        String run(SequentialBench bench) {
            IoPageTable table = bench.table(GatherMode.FLUSH_RANGE, -1);
            mustMap(table, 0, MIB2, 16 * PAGE);
            bench.mustWrite(3 * PAGE, MIB2 + 3 * PAGE);
            long first = bench.dirtyBytes(table, 16 * PAGE);
            long second = bench.dirtyBytes(table, 16 * PAGE);
            return first == 16 * PAGE && second == 0
                    ? null
                    : String.format("0x%x bytes of 0x%x are reported, then 0x%x", first, 16 * PAGE, second);
        }
    },

    /** A device of 39 bits is refused by the domain of a table of 48, or reads what is mapped above. */
    TABLE_WIDER_THAN_THE_DEVICE("reads above 2^39 by a device that translates 39 bits") {
        @Override
        @Nullable
        String run(SequentialBench bench) {
            IoPageTable table = bench.table(GatherMode.FLUSH_RANGE, -1);
            mustMap(table, 1L << 40, MIB2, PAGE);
            return bench.wrongReadOfNarrow(39, 1L << 40, MIB2);
        }
    };

    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long PAGE = 4096;
    private static final long MIB2 = 2L << 20;

    private final String title;

    SequentialCheck(String title) {
        this.title = title;
    }

    /**
     * Says what is checked.
     *
     * @return half a sentence
     */
    public String title() {
        return title;
    }

    /**
     * Runs the sequence.
     *
     * @param steps of the table
     * @param driver of the hardware
     * @return what was wrong; null if nothing was
     */
    public @Nullable String find(ProtocolSteps steps, DriverSteps driver) {
        return run(new SequentialBench(steps, driver));
    }

    abstract @Nullable String run(SequentialBench bench);

    private static void mustMap(IoPageTable table, long iova, long pa, long size) {
        long result = table.tryMapPages(iova, pa, size, 1, RW);
        if (!MapResult.isMapped(result)) {
            throw new IllegalStateException("map of 0x" + Long.toHexString(iova) + ": " + MapResult.refusal(result));
        }
    }

    private static @Nullable String wrongError(long result, Errno expected) {
        Refusal refusal = MapResult.refusal(result);
        return refusal != null && refusal.errno() == expected
                ? null
                : "the map ends with " + (refusal == null ? "success" : refusal.errno()) + " instead of " + expected;
    }
}
