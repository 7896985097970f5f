package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** A device, a domain and a page table over a poisoned pool. */
final class Rig {
    static final long PAGE = 4096;
    static final long MIB2 = 2L << 20;
    static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    final PhysicalMemory memory;
    final FramePool pool;
    final Iommu iommu;
    final Domain domain;
    final Device device;

    Rig() {
        this(DriverSteps.RIGHT);
    }

    Rig(DriverSteps steps) {
        memory = new PhysicalMemory(2048);
        pool = new FramePool(memory, 1, 2047, true);
        iommu = Iommu.builder(memory).frames(pool).steps(steps).build();
        domain = iommu.newDomain();
        device = iommu.newDevice();
        domain.attach(device);
    }

    IoPageTable table(int startingLevel, int vaLg2) {
        return table(startingLevel, vaLg2, ProtocolSteps.RIGHT);
    }

    IoPageTable table(int startingLevel, int vaLg2, ProtocolSteps steps) {
        return IoPageTable.builder(memory, pool)
                .startingLevel(startingLevel)
                .vaLg2(vaLg2)
                .hardware(domain)
                .steps(steps)
                .build();
    }

    static void unmap(IoPageTable table, long iova, long pages) {
        IotlbGather gather = table.newGather();
        table.unmapPages(iova, PAGE, pages, gather);
        table.sync(gather);
    }

    TranslationFault fault(long iova) {
        return TranslationFault.of(device.translate(iova, Device.READ));
    }
}
