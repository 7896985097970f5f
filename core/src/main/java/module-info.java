/**
 * A lock-free I/O page table in the AMDv1 format, the memory it lives in, and the hardware that walks it.
 *
 * <p>Dependencies point one way: {@link dev.racewalk.core.memory} &larr; {@link dev.racewalk.core.amdv1} &larr; {@link
 * dev.racewalk.core.pagetable} &larr; {@link dev.racewalk.core.iommu}, {@link dev.racewalk.core.trace}. Start
 * with {@link dev.racewalk.core.pagetable}.
 */
module dev.racewalk.core {
    requires static transitive org.jspecify;

    exports dev.racewalk.core.amdv1;
    exports dev.racewalk.core.iommu;
    exports dev.racewalk.core.memory;
    exports dev.racewalk.core.pagetable;
    exports dev.racewalk.core.pagetable.verify;
    exports dev.racewalk.core.trace;
}
