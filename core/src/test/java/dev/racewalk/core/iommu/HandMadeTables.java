package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.PhysicalMemory;

/** A device over tables whose words the test writes bit by bit, without any code of core's. */
final class HandMadeTables {
    static final long PR = 1L;
    static final long D = 1L << 6;
    static final long FC = 1L << 60;
    static final long IR = 1L << 61;
    static final long IW = 1L << 62;
    static final long RW = IR | IW;
    /** V, TV, and HAD, for D. */
    static final long V_TV = 3L | 3L << 7;

    static final int FRAMES = 16;

    final PhysicalMemory memory = new PhysicalMemory(FRAMES);
    final Iommu iommu = Iommu.builder(memory).build();
    final Device device = iommu.newDevice();

    static long item(long address, int nextLevel, long flags) {
        return address | (long) nextLevel << 9 | flags | PR;
    }

    /** Address of the one table of a level that {@link #chainTo} uses. */
    static long table(int level) {
        return (level + 1) * 4096L;
    }

    static int itemLg2(int level) {
        return 12 + 9 * level;
    }

    static int index(long iova, int level) {
        return (int) (iova >>> itemLg2(level)) & 511;
    }

    /** Word number of the item for an address in the table of a level. */
    static int slot(long iova, int level) {
        return (int) (table(level) / 8) + index(iova, level);
    }

    void entry(int mode, long flags) {
        device.storeEntry(table(mode - 1) | (long) mode << 9 | flags);
        device.invalidateEntry();
    }

    void put(long iova, int level, long word) {
        memory.writeOnce(slot(iova, level), word);
    }

    /** A chain of tables for an address from the root of level 5 down to the table of a level. */
    void chainTo(int level, long iova) {
        chainTo(5, level, iova);
    }

    void chainTo(int root, int level, long iova) {
        entry(root + 1, V_TV | RW);
        for (int at = root; at > level; at--) {
            put(iova, at, item(table(at - 1), at, RW));
        }
    }

    /** The item of a contiguous leaf, one bit after the other. */
    static long contiguous(long oa, int lg2, long flags) {
        long word = item(oa, 7, flags);
        for (int bit = 12; bit < lg2 - 1; bit++) {
            word |= 1L << bit;
        }
        return word;
    }
}
