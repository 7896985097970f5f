package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Memory, a table and a device with caches, for one {@link SequentialCheck}. */
final class SequentialBench {
    private static final int FRAMES = 64;
    private static final long PAGE = 4096;

    private final PhysicalMemory memory = new PhysicalMemory(FRAMES);
    private final FramePool pool = new FramePool(memory, 1, FRAMES - 1, true);
    private final Iommu iommu;
    private final Domain domain;
    private final Device device;
    private final ProtocolSteps steps;

    SequentialBench(ProtocolSteps steps, DriverSteps driver) {
        this.steps = steps;
        iommu = Iommu.builder(memory).frames(pool).steps(driver).build();
        domain = iommu.newDomain();
        device = iommu.newDevice();
        domain.attach(device);
    }

    /** The only table of this bench. */
    IoPageTable table(GatherMode mode, long pageSizes) {
        return IoPageTable.builder(memory, pool)
                .gatherMode(mode)
                .pageSizes(pageSizes)
                .hardware(domain)
                .steps(steps)
                .build();
    }

    void mustRead(long iova, long oa) {
        must(iova, oa, Device.READ);
    }

    void mustWrite(long iova, long oa) {
        must(iova, oa, Device.WRITE);
    }

    private void must(long iova, long oa, int access) {
        long translated = device.translate(iova, access);
        if (translated != oa) {
            throw new IllegalStateException(
                    String.format("the device finds 0x%x at 0x%x instead of 0x%x", translated, iova, oa));
        }
    }

    /** What a device of few bits reads wrong, if the domain takes it at all. */
    @Nullable
    String wrongReadOfNarrow(int addressBits, long iova, long oa) {
        Device narrow = iommu.newDevice(CachePolicy.KEEP_ALL, addressBits);
        try {
            domain.attach(narrow);
        } catch (IllegalArgumentException e) {
            return null; // refused, as it should be
        }
        long translated = narrow.translate(iova, Device.READ);
        return translated == oa
                ? null
                : String.format("the device finds %s at 0x%x", TranslationFault.of(translated), iova);
    }

    /** Unmaps single pages with one gather and syncs it; returns what is wrong then. */
    @Nullable
    String unmapAndCheck(IoPageTable table, long... iovas) {
        IotlbGather gather = table.newGather();
        for (long iova : iovas) {
            table.unmapPages(iova, PAGE, 1, gather);
        }
        table.sync(gather);
        List<Violation> violations = new ArrayList<>(iommu.check());
        violations.addAll(TableVerifier.verify(table, gather));
        return violations.isEmpty() ? null : violations.get(0).toString();
    }

    /** How many bytes of [0, length) are reported dirty, and cleared. */
    long dirtyBytes(IoPageTable table, long length) {
        IotlbGather gather = table.newGather();
        long[] bytes = new long[1];
        table.readAndClearDirty(0, length, 0, (iova, recorded) -> bytes[0] += recorded, gather);
        table.sync(gather);
        return bytes[0];
    }
}
