package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.PhysicalMemory;

/**
 * What a table needs of the hardware that walks it. The emulated one is {@code dev.racewalk.core.iommu.Domain}.
 *
 * <p>Kernel: {@code change_top} of {@code struct pt_iommu_driver_ops}, {@code iommu_iotlb_sync()}.
 */
public interface IommuHardware {
    /** No hardware: nothing walks the table, nothing is cached. */
    IommuHardware NONE = new IommuHardware() {
        @Override
        public void changeTop(long tablePa, int topLevel) {
            // nobody to tell
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            // nothing cached
        }

        @Override
        public void detach() {
            // nothing attached
        }
    };

    /**
     * Tells whether hardware walks a memory, as far as it knows.
     *
     * @param memory where a table is to lie
     * @return false only if its walks read another memory
     */
    default boolean isOf(PhysicalMemory memory) {
        return true;
    }

    /**
     * Takes a new table.
     *
     * @param tablePa physical address of its top table, which is empty
     * @param topLevel its level, 1..5
     * @param vaLg2 its VA width: the bits that an input address can have once the top has grown
     * @throws IllegalArgumentException if hardware does not translate so many
     * @throws IllegalStateException if this hardware walks another table already
     */
    default void attach(long tablePa, int topLevel, int vaLg2) {
        changeTop(tablePa, topLevel);
    }

    /**
     * Makes every device of the domain start its walks at a new top: returns when none uses the old one as its root. If it
     * throws, all use the old one.
     *
     * <p>Context: called under the table's top lock, before the new top is published (I6); must not call back into the
     * table.
     *
     * @param tablePa physical address of the new top table; what it holds was written before the call
     * @param topLevel its level, 1..5
     */
    void changeTop(long tablePa, int topLevel);

    /**
     * Makes hardware forget a range: returns when no translation cached for it, no table pointer if those are included,
     * and no walk that began before can be used any more. What covers more than the range may stay: the range is at least as
     * large as each entry and each table that it is about.
     *
     * @param firstIova first input address
     * @param lastIova last input address, inclusive
     * @param tablePointers whether the walk cache is included: so when tables are to be freed
     */
    void invalidate(long firstIova, long lastIova, boolean tablePointers);

    /** Fences the table off from every device: returns when no walk can reach it any more. */
    void detach();
}
