package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock-free I/O page table in the AMDv1 format. The page {@code core/docs/protocol.md}
 * specifies what it does, and {@linkplain dev.racewalk.core.pagetable the package} describes how.
 *
 * <p>Addresses and lengths are in bytes and taken as unsigned 64-bit numbers; {@code last} is inclusive.
 *
 * <p>Context: operations on disjoint IOVA ranges may run concurrently. On overlapping ranges the caller holds a range lock
 * ({@link IovaRangeLock} is one): exclusive for {@link #mapPages}, {@link #mapRange}, {@link #unmapPages} and {@link #cutMapping}, shared for
 * {@link #iovaToPhys}, {@link #readAndClearDirty} and {@link #setDirty}. {@link PageTableBuilder#checkRanges} makes the table
 * report callers who do not.
 */
public final class IoPageTable implements GatherOwner, AutoCloseable {
    /** {@code prot}: devices may read. */
    public static final int READ = 1;

    /** {@code prot}: devices may write. */
    public static final int WRITE = 2;

    /** {@code flags} of {@link #readAndClearDirty}: leave D as it is. */
    public static final int NO_CLEAR = 1;

    /** What {@link #iovaToPhys} returns for an address that nothing translates; 0 is a real address. */
    public static final long NO_TRANSLATION = -1;

    private static final long GRANULE = 1L << Level.GRANULE_LG2;

    private final PhysicalMemory memory;
    private final long[] words;
    private final TableFrames frames;
    private final ProtocolSteps steps;
    private final IommuHardware hardware;
    private final GatherMode gatherMode;
    private final Limits limits;
    private final RefusalWording wording;
    private final long leafAttributes;
    private final int startingLevel;
    private final @Nullable RangeCheck rangeCheck;
    private final TopGrowth growth;
    /** Null where every operation goes the full path. */
    private final @Nullable SinglePages shortWay;

    private final LeafMapper mapper;
    private final Unmapper unmapper;
    private final DirtyReader dirtyReader;
    private final EntryCutter cutter;
    /** Null where empty tables stay. */
    private final @Nullable UseCounts counts;

    private final @Nullable Reclaimer reclaimer;

    IoPageTable(PageTableBuilder builder) {
        memory = builder.memory;
        words = memory.words();
        frames = new TableFrames(builder.frames, builder.countTables);
        steps = builder.steps;
        hardware = builder.hardware;
        gatherMode = builder.gatherMode;
        limits = builder.limits();
        leafAttributes = Item.PRESENT | (builder.forceCoherence ? Item.FORCE_COHERENCE : 0);
        startingLevel = builder.startingLevel;
        rangeCheck = builder.checkRanges ? new RangeCheck(memory) : null;
        counts = builder.reclaim ? new UseCounts(memory) : null;
        growth = new TopGrowth(memory, frames, steps, hardware, limits, startingLevel, builder.topWord, counts);
        wording = new RefusalWording(limits, growth);
        boolean hasShortWay = builder.fastPath
                && rangeCheck == null
                && counts == null
                && steps.supportsSinglePages(limits.pageSizes());
        shortWay = hasShortWay ? newShortWay() : null;
        mapper = new LeafMapper(memory, frames, steps, hardware, limits);
        reclaimer = counts == null ? null : new Reclaimer(memory, frames, steps, hardware, counts, growth.top());
        unmapper = counts == null || reclaimer == null
                ? new Unmapper(words, steps)
                : new ReclaimingUnmapper(words, steps, counts, reclaimer);
        dirtyReader = new DirtyReader(words, steps);
        cutter = new EntryCutter(words, frames, steps, hardware, limits, counts);
    }

    private SinglePages newShortWay() {
        return steps == ProtocolSteps.RIGHT
                ? new SinglePages(words, growth.top(), limits, leafAttributes)
                : new SinglePages.WithSteps(words, steps, growth.top(), limits, leafAttributes);
    }

    /**
     * Begins the configuration of a table.
     *
     * @param memory where tables lie
     * @param frames where tables come from: frames of that memory
     * @return a builder with the defaults
     * @throws IllegalArgumentException if the frames are of another memory
     */
    public static PageTableBuilder builder(PhysicalMemory memory, FrameAllocator frames) {
        return new PageTableBuilder(memory, frames);
    }

    /**
     * Maps pages: {@code [iova, iova + pageSize * pageCount)} to {@code [pa, ...)}, with leaves as {@link #mapRange} chooses
     * them. By the rules of {@link LinuxRules#LINUX_6_19} all leaves have the best size for the whole range instead, if the
     * length is a multiple of it.
     *
     * <p>Context: range lock held for write over the range.
     *
     * <p>Linearizes at: each entry by itself, at the store of its items.
     *
     * <p>Kernel: {@code map_pages()} in {@code drivers/iommu/generic_pt/iommu_pt.h} of 6.19, {@code map_range()} of 7.1 and
     * later.
     *
     * @param iova first input address, a multiple of {@code pageSize}
     * @param pa first output address, a multiple of {@code pageSize} below 2^OA width
     * @param pageSize bytes of a page, one of {@link #pageSizes}
     * @param pageCount number of pages, unsigned
     * @param prot {@link #READ}, {@link #WRITE} or both; other bits have no effect
     * @return bytes mapped: {@code pageSize * pageCount}
     * @throws PageTableException the first that holds of: EINVAL (prot), ERANGE (pa), EINVAL (length 0), EOVERFLOW
     *     (length, then last IOVA), ERANGE (last output address), ENXIO (page size, then alignment), ERANGE (VA width),
     *     and, while mapping, ENOMEM or EADDRINUSE; {@link PageTableException#mappedBytes} tells what is mapped then
     * @throws IllegalStateException if the table is closed
     */
    public long mapPages(long iova, long pa, long pageSize, long pageCount, int prot) {
        long result = tryMapPages(iova, pa, pageSize, pageCount, prot);
        if (!MapResult.isMapped(result)) {
            throw wording.ofMapPages(result, iova, pa, pageSize, pageCount, prot);
        }
        return MapResult.bytes(result);
    }

    /**
     * Maps pages as {@link #mapPages} does, without an exception.
     *
     * <p>Context: as {@link #mapPages}.
     *
     * @param iova first input address
     * @param pa first output address
     * @param pageSize bytes of a page
     * @param pageCount number of pages, unsigned
     * @param prot {@link #READ}, {@link #WRITE} or both
     * @return a {@link MapResult}
     * @throws IllegalStateException if the table is closed
     */
    public long tryMapPages(long iova, long pa, long pageSize, long pageCount, int prot) {
        SinglePages shortWay = this.shortWay;
        if (shortWay != null) {
            long result = pageCount == 1 && pageSize == GRANULE
                    ? shortWay.map(iova, pa, prot)
                    : shortWay.map(iova, pa, pageSize, pageCount, prot);
            if (result != SinglePages.UNDECIDED) {
                return result;
            }
        }
        return mapPagesSlowly(iova, pa, pageSize, pageCount, prot);
    }

    /**
     * Maps a range of any arrangement, choosing the best size for each place in it.
     *
     * <p>Context: range lock held for write over the range.
     *
     * <p>Linearizes at: each entry by itself, at the store of its items.
     *
     * <p>Kernel: {@code map_range()} of 7.1 and later; what {@code iommu_map()} of 6.19 does by many calls of {@code
     * map_pages()}.
     *
     * @param iova first input address, a multiple of the smallest page size
     * @param pa first output address, likewise, below 2^OA width
     * @param length bytes, likewise, at least 1
     * @param prot {@link #READ}, {@link #WRITE} or both; other bits have no effect
     * @return bytes mapped: {@code length}
     * @throws PageTableException as for {@link #mapPages}; ENXIO for an address or length that is no multiple of the
     *     smallest page size
     * @throws IllegalStateException if the table is closed
     */
    public long mapRange(long iova, long pa, long length, int prot) {
        long result = tryMapRange(iova, pa, length, prot);
        if (!MapResult.isMapped(result)) {
            String call = String.format("mapRange(iova=0x%x, pa=0x%x, length=0x%x, prot=%d)", iova, pa, length, prot);
            throw wording.of(result, call, iova, pa, length, Long.lowestOneBit(pageSizes()), prot);
        }
        return MapResult.bytes(result);
    }

    /**
     * Maps a range as {@link #mapRange} does, without an exception.
     *
     * <p>Context: as {@link #mapRange}.
     *
     * @param iova first input address
     * @param pa first output address
     * @param length bytes
     * @param prot {@link #READ}, {@link #WRITE} or both
     * @return a {@link MapResult}
     * @throws IllegalStateException if the table is closed
     */
    public long tryMapRange(long iova, long pa, long length, int prot) {
        RangeCheck.@Nullable Operation operation = begin("mapRange", iova, length, true);
        try {
            Refusal refusal = limits.checkRange(iova, pa, length, prot);
            if (refusal != null) {
                return MapResult.refused(refusal);
            }
            return mapLeaves(iova, pa, length, prot, 0);
        } finally {
            end(operation);
        }
    }

    /**
     * Unmaps a range and gathers it for a flush; tables whose whole span lies in the range go to the gather.
     *
     * <p>Nothing is unmapped if {@code iova} is inside an entry but not at its start. An entry in which the range ends
     * goes whole. A hole, which an empty table is too, ends the operation. A range that is empty, overflows or lies
     * outside the current top unmaps nothing and leaves the gather untouched.
     *
     * <p>Context: range lock held for write over the range and over the entry in which it ends. What was unmapped may be
     * used by devices until {@link #sync} of the gather has returned.
     *
     * <p>Linearizes at: each entry by itself, at the clearing of its items.
     *
     * <p>Kernel: {@code unmap_pages()} in {@code drivers/iommu/generic_pt/iommu_pt.h}.
     *
     * @param iova first input address
     * @param pageSize bytes of a page
     * @param pageCount number of pages, unsigned
     * @param gather of this table; takes what must be flushed
     * @return bytes unmapped, unsigned; 2^64, which only a call whose last entry goes whole can reach, is returned as 0
     * @throws IllegalArgumentException if the gather is of another table
     * @throws IllegalStateException if the table is closed
     */
    public long unmapPages(long iova, long pageSize, long pageCount, IotlbGather gather) {
        gather.requireOwner(this);
        SinglePages shortWay = this.shortWay;
        if (shortWay != null && pageCount == 1 && pageSize == GRANULE && shortWay.unmap(iova, this, gather)) {
            return GRANULE;
        }
        return unmapSlowly(iova, Limits.length(pageSize, pageCount), gather);
    }

    /**
     * Flushes what a gather holds, frees the tables on it and empties it. Does nothing for an empty gather.
     *
     * <p>Kernel: {@code iommu_iotlb_sync()}.
     *
     * @param gather of this table
     * @throws IllegalArgumentException if the gather is of another table
     */
    @Override
    public void sync(IotlbGather gather) {
        gather.requireOwner(this);
        if (steps.needsFlush(gather)) {
            steps.flushThenFree(hardware, frames, gather);
        }
    }

    /**
     * Translates an address.
     *
     * <p>Context: range lock held for read over the address.
     *
     * <p>Linearizes at: the load of the item that decides.
     *
     * <p>Kernel: {@code iova_to_phys()} in {@code drivers/iommu/generic_pt/iommu_pt.h}.
     *
     * @param iova any input address
     * @return output address below 2^52, or {@link #NO_TRANSLATION}
     * @throws IllegalStateException if the table is closed
     */
    public long iovaToPhys(long iova) {
        SinglePages shortWay = this.shortWay;
        if (shortWay != null) {
            long item = shortWay.leaf(iova);
            if ((item & Item.KIND) == Item.PRESENT) {
                return (item & Item.ADDRESS) | (iova & (GRANULE - 1));
            }
        }
        return translateSlowly(iova);
    }

    /**
     * Reports each entry in which hardware set D, as far as it lies in the range, and clears D.
     *
     * <p>Of a contiguous entry all items count and all are cleared. (Linux's {@code record_dirty()} as of 6.19 leaves the
     * last item of such an entry out of the report; here the whole entry is reported.) Entries whose D was cleared are
     * added whole to the gather; hardware may go on without setting D again until that is synced.
     *
     * <p>Context: range lock held for read over the range.
     *
     * <p>Linearizes at: each item by itself, at the locked operation that clears D. A D set after an entry was looked at
     * stays for the next pass (I13).
     *
     * <p>Kernel: {@code read_and_clear_dirty()} in {@code drivers/iommu/generic_pt/iommu_pt.h}.
     *
     * @param iova first input address
     * @param length bytes, at least 1
     * @param flags 0 or {@link #NO_CLEAR}; other bits have no effect
     * @param recorder takes what is dirty, in ascending order; if it throws, the entry it was given is clean already
     * @param gather of this table; takes what must be flushed
     * @throws IllegalArgumentException if the gather is of another table
     * @throws PageTableException the first that holds of: EINVAL (length 0), EOVERFLOW (last IOVA), ERANGE (beyond the
     *     current top); then nothing was read
     * @throws IllegalStateException if the table is closed
     */
    public void readAndClearDirty(long iova, long length, int flags, DirtyRecorder recorder, IotlbGather gather) {
        Objects.requireNonNull(recorder, "recorder");
        gather.requireOwner(this);
        RangeCheck.@Nullable Operation operation = begin("readAndClearDirty", iova, length, false);
        int section = enter();
        try {
            Refusal refusal = Limits.checkInput(iova, length);
            long snapshot = growth.openTop();
            if (refusal == null && !reaches(snapshot, iova + length - 1)) {
                refusal = Refusal.ABOVE_TOP;
            }
            if (refusal != null) {
                String call = String.format("readAndClearDirty(iova=0x%x, length=0x%x, flags=%d)", iova, length, flags);
                throw wording.of(MapResult.refused(refusal), call, iova, 0, length, 0, 0);
            }
            int table = TopOfTable.slot(snapshot);
            boolean clear = (flags & NO_CLEAR) == 0;
            dirtyReader.read(table, TopOfTable.level(snapshot), iova, iova + length - 1, clear, recorder, gather);
        } finally {
            leave(section);
            end(operation);
        }
    }

    /**
     * Sets D in the one item that translates an address, as hardware does when a device writes there.
     *
     * <p>Context: range lock held for read over the address. The emulated hardware, for which {@link #sync} waits, needs
     * no lock; this method walks as a thread, for which nobody waits.
     *
     * <p>Linearizes at: the compare-and-set of the item.
     *
     * <p>Kernel: {@code set_dirty()} in {@code drivers/iommu/generic_pt/iommu_pt.h}.
     *
     * @param iova input address that was written to
     * @throws PageTableException ERANGE if the address is beyond the current top, ENOENT if nothing translates it
     * @throws IllegalStateException if the table is closed
     */
    public void setDirty(long iova) {
        RangeCheck.@Nullable Operation operation = begin("setDirty", iova, 1, false);
        int section = enter();
        try {
            long snapshot = growth.openTop();
            Refusal refusal = reaches(snapshot, iova) ? Refusal.NO_TRANSLATION : Refusal.ABOVE_TOP;
            if (refusal == Refusal.ABOVE_TOP || !setDirtyBelow(snapshot, iova)) {
                String call = String.format("setDirty(0x%x)", iova);
                throw wording.of(MapResult.refused(refusal), call, iova, 0, 1, 0, 0);
            }
        } finally {
            leave(section);
            end(operation);
        }
    }

    /**
     * Cuts the entry that an address lies in, so that one entry ends before the address and another begins there: a later unmap
     * can then begin or end there. Nothing changes where no entry begins before the address and ends behind it.
     *
     * <p>Each part has the best size for its place, so that an entry of 2 MiB that is cut at its second page becomes 4, 4, 8 and
     * so on up to 1024 KiB. The parts translate as the entry did, with its protection, and devices find every
     * address translated meanwhile: each item is replaced by one compare-and-set. If D was set in any item of the entry, it is
     * set in all parts when the call returns. The whole entry is flushed before that, since what is cached of it may be larger than
     * what a later flush of a part covers.
     *
     * <p>Context: range lock held for write over the whole entry; devices may read and write there. A look-up that does
     * not respect the lock finds the address translated as before; a pass over D that does not may miss one.
     *
     * <p>Linearizes at: each item by itself, at the compare-and-set that replaces it; what is translated does not change.
     *
     * <p>Kernel: {@code cut_mapping()}, in the series that brought {@code drivers/iommu/generic_pt}, not merged as of 7.3.
     *
     * @param iova input address where an entry shall begin, a multiple of the smallest page size
     * @return true if an entry was cut, false if nothing had to change
     * @throws PageTableException the first that holds of: ENXIO (alignment), ERANGE (VA width), ENOMEM (a table); then nothing
     *     has changed
     * @throws IllegalStateException if the table is closed
     */
    public boolean cutMapping(long iova) {
        RangeCheck.@Nullable Operation operation = begin("cutMapping", iova, 1, true);
        int section = enter();
        try {
            Refusal refusal = limits.checkCut(iova);
            long snapshot = growth.openTop();
            EntryCutter.Outcome outcome = EntryCutter.Outcome.NOTHING_TO_CUT;
            if (refusal == null && reaches(snapshot, iova)) {
                outcome = cutter.cut(snapshot, iova);
                refusal = outcome == EntryCutter.Outcome.NO_FRAME ? Refusal.NO_FRAME : null;
            }
            if (refusal != null) {
                String call = String.format("cutMapping(0x%x)", iova);
                throw wording.of(
                        MapResult.refused(refusal), call, iova, 0, 1, Long.lowestOneBit(limits.pageSizes()), 0);
            }
            return outcome == EntryCutter.Outcome.CUT;
        } finally {
            leave(section);
            end(operation);
        }
    }

    /**
     * Takes empty tables away and frees them, the longest empty first: those that unmaps page by page have left, or maps that
     * failed. Each is severed from the table above it, which may be empty then and go, too; the top stays. Then all operations
     * are waited for that may have met them, hardware is told to forget them, and they are freed.
     *
     * <p>Context: no range lock: it may run beside all operations but {@link #close}, and beside itself. Not within a
     * {@link DirtyRecorder}, for which it would wait.
     *
     * <p>Linearizes at: each table by itself, where its count of items in use goes from 0 to dead. What is translated does not change.
     *
     * <p>Kernel: a shrinker of a series of 2026, not merged as of 7.3.
     *
     * @param most tables to free, 0 or more
     * @return how many were freed
     * @throws IllegalArgumentException if {@code most} is negative
     * @throws IllegalStateException if the table was built without {@link PageTableBuilder#reclaim}, or is closed
     */
    public int reclaim(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most = " + most + ": must be 0 or more");
        }
        Reclaimer active = reclaimer;
        if (active == null) {
            throw new IllegalStateException("this page table was built without reclaim(true)");
        }
        growth.openTop();
        return active.reclaim(most);
    }

    /**
     * Tells whether the table counts which of its tables are empty.
     *
     * @return what {@link PageTableBuilder#reclaim} said
     */
    public boolean reclaims() {
        return counts != null;
    }

    /**
     * Returns how many items of a table are in use, as far as operations have counted.
     *
     * <p>Context: no operation is running, or the answer is old already.
     *
     * @param tablePa physical address of a table of this page table
     * @return items that are not empty or reserved; negative if the table was severed
     * @throws IllegalArgumentException if the address lies outside the memory
     * @throws IllegalStateException if the table was built without {@link PageTableBuilder#reclaim}
     */
    public long usedItems(long tablePa) {
        return counts().count(frame(tablePa));
    }

    private int frame(long pa) {
        return memory.word(pa) / PhysicalMemory.FRAME_WORDS;
    }

    /**
     * Tells whether a table is on the list of those that a reclaim looks at.
     *
     * <p>Context: no operation is running.
     *
     * @param tablePa physical address of a frame
     * @return true if it is, whether it is empty still or not
     * @throws IllegalArgumentException if the address lies outside the memory
     * @throws IllegalStateException if the table was built without {@link PageTableBuilder#reclaim}
     */
    public boolean isListed(long tablePa) {
        return counts().isListed(frame(tablePa));
    }

    /**
     * Returns how many tables are on the list of those that a reclaim looks at.
     *
     * <p>Context: no operation is running.
     *
     * @return tables, of which some may be in use again
     * @throws IllegalStateException if the table was built without {@link PageTableBuilder#reclaim}
     */
    public int listedTables() {
        return counts().listed();
    }

    private UseCounts counts() {
        if (counts == null) {
            throw new IllegalStateException("this page table was built without reclaim(true)");
        }
        return counts;
    }

    /**
     * Ends the table: fences hardware off, then frees every table.
     *
     * <p>Context: no other operation is running or follows. Closing twice does nothing.
     *
     * @throws IllegalStateException if tables of this page table are missing or were never freed: on a gather that
     *     was not synced, or leaked; all that could be reached were freed
     */
    @Override
    public void close() {
        long snapshot = growth.read();
        if (snapshot == TopOfTable.CLOSED) {
            return;
        }
        hardware.detach();
        growth.close();
        freeTables(TopOfTable.address(snapshot), TopOfTable.level(snapshot));
        if (frames.isCounted() && liveTables() != 0) {
            throw new IllegalStateException(
                    "closed with " + liveTables() + " tables not freed: on a gather that was not synced, or leaked");
        }
    }

    /**
     * Returns the top of the table.
     *
     * @return the word that {@link TopOfTable} takes apart
     * @throws IllegalStateException if the table is closed
     */
    public long topOfTable() {
        return growth.openTop();
    }

    /**
     * Returns the level of the top.
     *
     * @return 1..5
     * @throws IllegalStateException if the table is closed
     */
    public int topLevel() {
        return TopOfTable.level(growth.openTop());
    }

    /**
     * Returns the VA width.
     *
     * @return bits, 1..64
     */
    public int vaLg2() {
        return limits.vaLg2();
    }

    /**
     * Returns the OA width.
     *
     * @return bits, 1..52
     */
    public int oaLg2() {
        return limits.oaLg2();
    }

    /**
     * Returns the sizes that a leaf of this table can have.
     *
     * @return bitmap: bit <i>s</i> stands for 2^<i>s</i> bytes
     */
    public long pageSizes() {
        return limits.pageSizes();
    }

    /**
     * Returns the Linux release whose rules the table follows.
     *
     * @return the release
     */
    public LinuxRules rules() {
        return limits.rules();
    }

    /**
     * Returns the last address that may be mapped, the top having grown as far as it can.
     *
     * @return 2^VA width - 1
     */
    public long lastIova() {
        return ~limits.beyondVa();
    }

    /**
     * Returns how gathers of this table take a further range.
     *
     * @return the mode
     */
    @Override
    public GatherMode gatherMode() {
        return gatherMode;
    }

    /**
     * Returns how many tables this page table has: reachable ones and those on gathers.
     *
     * @return frames allocated and not freed; exact while no operation is running
     * @throws IllegalStateException if the table was built not to count them
     */
    public long liveTables() {
        return frames.live();
    }

    /**
     * Tells whether the table counts its own tables.
     *
     * @return what {@link PageTableBuilder#countTables} said
     */
    public boolean countsTables() {
        return frames.isCounted();
    }

    /**
     * Tells whether a frame is in use, as far as its allocator knows.
     *
     * @param pa physical address of a frame
     * @return true if it was allocated and not freed
     */
    public boolean isFrameInUse(long pa) {
        return frames.isInUse(pa);
    }

    /**
     * Returns the level of the first top.
     *
     * @return 1..5
     */
    public int startingLevel() {
        return startingLevel;
    }

    /**
     * Returns what every leaf carries, whatever its protection.
     *
     * @return bits of a leaf
     */
    public long leafAttributes() {
        return leafAttributes;
    }

    /**
     * Returns the memory that holds the tables.
     *
     * @return the memory
     */
    public PhysicalMemory memory() {
        return memory;
    }

    /**
     * Makes an empty gather for operations of this table.
     *
     * @return the gather
     */
    public IotlbGather newGather() {
        return new IotlbGather(memory, this, false);
    }

    /**
     * Makes an empty gather for operations of this table that are all flushed later, at once: it keeps no range, lists
     * tables, and forces no sync. {@link FlushQueue} collects such gathers.
     *
     * <p>Context: neither what was unmapped nor its input addresses may be used again before {@link #sync} of the gather, or
     * {@link FlushQueue#flush} of the queue that has taken it, has returned.
     *
     * <p>Kernel: a gather with {@code queued} set, as {@code drivers/iommu/dma-iommu.c} makes it in mode DMA-FQ.
     *
     * @return the gather
     */
    public IotlbGather newQueuedGather() {
        return new IotlbGather(memory, this, true);
    }

    /**
     * Makes a queue of unmapped ranges that wait for one flush of everything.
     *
     * @param capacity ranges that can wait, 1 to {@link FlushQueue#MAX_CAPACITY}
     * @param released is told of each range when it is flushed
     * @return an empty queue
     * @throws IllegalArgumentException if {@code capacity} is out of that range
     */
    public FlushQueue newFlushQueue(int capacity, FlushQueue.Released released) {
        if (capacity < 1 || capacity > FlushQueue.MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity = " + capacity + ": must be 1.." + FlushQueue.MAX_CAPACITY);
        }
        return new FlushQueue(this, memory, steps, capacity, Objects.requireNonNull(released, "released"));
    }

    @Override
    public String toString() {
        long snapshot = growth.read();
        return snapshot == TopOfTable.CLOSED
                ? "closed page table"
                : String.format(
                        "page table: top 0x%x at level %d, VA %d bits, OA %d bits, %d tables",
                        TopOfTable.address(snapshot), TopOfTable.level(snapshot), vaLg2(), oaLg2(), liveTables());
    }

    /** The full path by one call: with more of it inlined, compilers find a map of one page too large to inline. */
    private long mapPagesSlowly(long iova, long pa, long pageSize, long pageCount, int prot) {
        RangeCheck.@Nullable Operation operation = begin("mapPages", iova, Limits.length(pageSize, pageCount), true);
        try {
            return mapPagesFully(iova, pa, pageSize, pageCount, prot);
        } finally {
            end(operation);
        }
    }

    private long mapPagesFully(long iova, long pa, long pageSize, long pageCount, int prot) {
        Refusal refusal = limits.checkPages(iova, pa, pageSize, pageCount, prot);
        if (refusal != null) {
            return MapResult.refused(refusal);
        }
        long length = pageSize * pageCount;
        int uniformLg2 = pageCount == 1 ? Long.numberOfTrailingZeros(pageSize) : limits.uniformLg2(iova, pa, length);
        return mapLeaves(iova, pa, length, prot, uniformLg2);
    }

    /**
     * The full path, after the checks of arguments.
     *
     * @param uniformLg2 log2 of the size of every leaf, or 0 to choose the best for each place
     */
    private long mapLeaves(long iova, long pa, long length, int prot, int uniformLg2) {
        int leafLevel = uniformLg2 != 0 ? Level.ofSize(uniformLg2) : limits.highestLeafLevel(iova, pa, length);
        int section = enter();
        try {
            long result = growth.topFor(iova + length - 1, leafLevel);
            if (MapResult.isMapped(result)) {
                long attributes = Item.attributes(prot) | leafAttributes;
                result = mapper().map(result, iova, pa, length, attributes, uniformLg2);
            }
            return steps.report(result);
        } finally {
            leave(section);
        }
    }

    private LeafMapper mapper() {
        return counts == null || reclaimer == null
                ? mapper
                : new ReclaimingMapper(memory, frames, steps, hardware, limits, counts, reclaimer, growth.top());
    }

    private long unmapSlowly(long iova, long length, IotlbGather gather) {
        RangeCheck.@Nullable Operation operation = begin("unmapPages", iova, length, true);
        int section = enter();
        try {
            return unmapFully(iova, length, gather);
        } finally {
            leave(section);
            end(operation);
        }
    }

    private long unmapFully(long iova, long length, IotlbGather gather) {
        long last = iova + length - 1;
        long snapshot = growth.openTop();
        if (length == 0 || Long.compareUnsigned(last, iova) < 0 || !reaches(snapshot, last)) {
            return 0;
        }
        long unmapped = unmapper.unmap(snapshot, iova, last, gather);
        if (unmapped != 0 || !gather.retired().isEmpty()) { // 2^64 bytes are 0
            steps.gatherUnmapped(this, gather, iova, length, unmapped);
            steps.gatherRetired(frames, gather);
            gather.joinTouched();
        }
        return unmapped;
    }

    private boolean reaches(long snapshot, long va) {
        return TopOfTable.reaches(snapshot, va, limits.beyondVa());
    }

    private long translateSlowly(long iova) {
        RangeCheck.@Nullable Operation operation = begin("iovaToPhys", iova, 1, false);
        int section = enter();
        try {
            return translateFully(iova);
        } finally {
            leave(section);
            end(operation);
        }
    }

    private long translateFully(long iova) {
        long snapshot = growth.openTop();
        if (!reaches(snapshot, iova)) {
            return NO_TRANSLATION;
        }
        int table = TopOfTable.slot(snapshot);
        for (int level = TopOfTable.level(snapshot); ; level--) {
            long item = steps.readItem(words, table + Level.index(iova, level));
            if (!Item.isTable(item, level)) {
                return Item.isPresent(item) ? Item.translate(item, level, iova) : NO_TRANSLATION;
            }
            table = TopOfTable.slot(item);
        }
    }

    private boolean setDirtyBelow(long snapshot, long iova) {
        int table = TopOfTable.slot(snapshot);
        int level = TopOfTable.level(snapshot);
        while (true) {
            int slot = table + Level.index(iova, level);
            long item = steps.readItem(words, slot);
            if (Item.isTable(item, level)) {
                table = TopOfTable.slot(item);
                level--;
            } else if (!Item.isPresent(item)) {
                return false;
            } else if ((item & Item.DIRTY) != 0 || steps.setDirty(words, slot, item)) {
                return true;
            }
        }
    }

    /** Frees a table and all below it, cleared item by item: there are fewer items than zeros to write later. */
    private void freeTables(long tablePa, int level) {
        int first = TopOfTable.slot(tablePa);
        for (int slot = first; slot < first + Level.ITEMS; slot++) {
            long item = Access.readOnce(words, slot);
            if (Item.isTable(item, level)) {
                freeTables(Item.tableAddress(item), level - 1);
            }
            if (item != Item.EMPTY) {
                Access.writeOnce(words, slot, Item.EMPTY);
            }
        }
        frames.freeZeroed(tablePa);
    }

    /** Begins a walk, so that no table goes in which it may be; without a reclaim none does. */
    private int enter() {
        return reclaimer == null ? 0 : reclaimer.sections().enter();
    }

    private void leave(int section) {
        if (reclaimer != null) {
            reclaimer.sections().exit(section);
        }
    }

    private RangeCheck.@Nullable Operation begin(String name, long iova, long length, boolean exclusive) {
        if (rangeCheck == null || Limits.checkInput(iova, length) != null) {
            return null;
        }
        return rangeCheck.enter(name, iova, iova + length - 1, exclusive);
    }

    private void end(RangeCheck.@Nullable Operation operation) {
        if (rangeCheck != null && operation != null) {
            rangeCheck.exit(operation);
        }
    }
}
