package dev.racewalk.core.readme;

import dev.racewalk.core.iommu.DataMemory;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import java.io.PrintStream;

/** What docs/library.md shows; {@link ReadmeTest} compares the two and runs this. */
final class LibraryExample {
    private LibraryExample() {}

    static void run(PrintStream out) {
        // library.md begins
        PhysicalMemory memory = new PhysicalMemory(1024); // frames of 4 KiB
        FramePool frames = new FramePool(memory);
        Iommu iommu = Iommu.builder(memory)
                .frames(frames)
                .data(DataMemory.of(memory, frames)) // what devices read and write lies there too
                .build();
        Domain domain = iommu.newDomain();
        Device device = iommu.newDevice();

        try (IoPageTable table = IoPageTable.builder(memory, frames)
                .startingLevel(2)
                .vaLg2(57)
                .hardware(domain)
                .build()) {
            domain.attach(device);

            // 256 pages, both addresses aligned to 1 MiB: one contiguous entry
            table.mapPages(0x10_0000, 0x7_0000_0000L, 0x1000, 256, IoPageTable.READ | IoPageTable.WRITE);
            out.printf("thread: 0x%x%n", table.iovaToPhys(0x12_3456));
            out.printf("device: 0x%x%n", device.translate(0x12_3456, Device.WRITE));

            // far above the top: it grows from level 2 to 4, and the device sees it
            table.mapPages(1L << 50, 0x9000, 0x1000, 1, IoPageTable.READ);
            out.printf("device: 0x%x at level %d%n", device.translate(1L << 50, Device.READ), table.topLevel());

            try {
                table.mapPages(0xf_f000, 0, 0x1000, 2, IoPageTable.READ);
            } catch (PageTableException e) {
                out.println(e.errno() + " after " + e.mappedBytes() + " bytes");
            }

            IotlbGather gather = table.newGather();
            long unmapped = table.unmapPages(0x10_0000, 0x1000, 256, gather);
            table.sync(gather); // only now may the pages be used for something else
            out.printf("unmapped 0x%x bytes%n", unmapped);

            long page = frames.allocate();
            table.mapPages(0x20_0000, page, 0x1000, 1, IoPageTable.READ | IoPageTable.WRITE);
            device.write(0x20_0008, new long[] {42});
            out.printf("memory: %d%n", memory.readOnce(memory.word(page + 8)));
            table.unmapPages(0x20_0000, 0x1000, 1, gather);
            table.sync(gather);
            frames.free(page); // before the sync, the device would reach it, and be reported

            out.println(TableVerifier.verify(table).size() + " violations at rest, "
                    + iommu.check().size() + " in the caches");
        }
        // library.md ends
    }
}
