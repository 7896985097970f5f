package dev.racewalk.core.misuse;

import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.CommandQueue;
import dev.racewalk.core.iommu.DataMemory;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.IovaRangeLock;
import dev.racewalk.core.pagetable.PageTableBuilder;
import dev.racewalk.core.trace.TraceReplay;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/** One of each thing that a user has, in use; and what tells whether any of it has changed. */
final class World {
    static final long PAGE = 0x1000;
    static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    final PhysicalMemory memory = new PhysicalMemory(32);
    final FramePool pool = new FramePool(memory, 1, 31, true);
    final FrameList list = memory.newFrameList();
    final Iommu iommu;
    final Domain domain;
    final Device device;
    final Device detached;
    final Device narrow;
    final IoPageTable table;
    final IotlbGather gather;
    final IotlbGather queuedGather;
    final FlushQueue flushQueue;
    final IovaRangeLock lock;
    final DirtyBitmap bitmap = new DirtyBitmap(0, 12, 64);
    final TraceReplay replay = new TraceReplay(2, builder -> builder);

    World() {
        this(DriverSteps.RIGHT);
    }

    World(DriverSteps steps) {
        iommu = Iommu.builder(memory)
                .frames(pool)
                .data(DataMemory.of(memory, pool))
                .steps(steps)
                .build();
        domain = iommu.newDomain();
        device = iommu.newDevice();
        detached = iommu.newDevice(CachePolicy.KEEP_ALL);
        narrow = iommu.newDevice(CachePolicy.KEEP_ALL, 47);
        domain.attach(device);
        table = builder().hardware(domain).reclaim(true).build();
        table.mapPages(PAGE, PAGE, PAGE, 1, RW);
        table.mapPages(0x20_0000, 0x20_0000, PAGE, 512, RW);
        device.translate(PAGE, Device.WRITE);
        gather = table.newGather();
        gather.add(PAGE, 2 * PAGE - 1);
        queuedGather = table.newQueuedGather();
        flushQueue = table.newFlushQueue(4, (iova, length) -> {});
        flushQueue.add(PAGE, PAGE, queuedGather);
        lock = new IovaRangeLock(memory);
        bitmap.record(PAGE, PAGE);
    }

    PageTableBuilder builder() {
        return IoPageTable.builder(memory, pool);
    }

    CommandQueue queue() {
        return iommu.queue();
    }

    /** What lies in frames that are in use. */
    private long[] usedWords() {
        return IntStream.range(0, memory.frames() * PhysicalMemory.FRAME_WORDS)
                .filter(word -> pool.isInUse(word * 8L))
                .mapToLong(memory::readOnce)
                .toArray();
    }

    /** All that a call which is refused must leave as it is. */
    String state() {
        return String.join(
                "\n",
                "words " + Arrays.hashCode(usedWords()),
                "frames " + pool.inUse(),
                "list " + list.size(),
                "table " + table + " " + table.pageSizes(),
                "gather " + gather + " " + gather.leafLevels() + " " + gather.tableLevels(),
                "queued " + queuedGather + " " + flushQueue,
                "commands " + queue().pending() + " " + queue().completed(),
                "violations " + iommu.violationCount(),
                "device " + device + " " + device.hasCachedEntry() + " " + device.cachedTranslations(domain.id()),
                "narrow " + narrow,
                "detached " + detached + " " + detached.hasCachedEntry(),
                "fault " + Objects.toString(device.lastFault()),
                "domain " + domain.hasDevices() + " " + domain.entry(),
                "lock " + lock,
                "bitmap " + bitmap.dirtyPages());
    }
}
