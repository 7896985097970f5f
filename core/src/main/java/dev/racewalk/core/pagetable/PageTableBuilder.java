package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.amdv1.PageSizes;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Configures an {@link IoPageTable}, which {@link IoPageTable#builder} begins. */
public final class PageTableBuilder {
    final PhysicalMemory memory;
    final FrameAllocator frames;
    int startingLevel = 2;
    int vaLg2 = 48;
    int oaLg2 = 52;
    LinuxRules rules = LinuxRules.LINUX_7_3;
    long pageSizes = PageSizes.ALL;
    boolean forceCoherence = true;
    boolean fastPath = true;
    boolean checkRanges;
    boolean countTables = true;
    boolean reclaim;
    GatherMode gatherMode = GatherMode.FLUSH_RANGE;
    IommuHardware hardware = IommuHardware.NONE;
    ProtocolSteps steps = ProtocolSteps.RIGHT;

    @Nullable
    SharedWord topWord;

    PageTableBuilder(PhysicalMemory memory, FrameAllocator frames) {
        this.memory = Objects.requireNonNull(memory, "memory");
        this.frames = Objects.requireNonNull(frames, "frames");
        if (!frames.isOf(memory)) {
            throw new IllegalArgumentException("frames: must be of the memory of the table, and are of another");
        }
    }

    /**
     * Sets the level of the first top; default 2.
     *
     * @param level 1..5
     * @return this
     */
    public PageTableBuilder startingLevel(int level) {
        startingLevel = level;
        return this;
    }

    /**
     * Sets the VA width; default 48. The top grows by itself as far as this width needs.
     *
     * @param bits up to 64, and more than the log2 of what one item of the starting level spans: more than 21 for level 1, 30
     *     for 2, 39 for 3, 48 for 4, 57 for 5
     * @return this
     */
    public PageTableBuilder vaLg2(int bits) {
        vaLg2 = bits;
        return this;
    }

    /**
     * Sets the OA width; default 52.
     *
     * @param bits 1..52
     * @return this
     */
    public PageTableBuilder oaLg2(int bits) {
        oaLg2 = bits;
        return this;
    }

    /**
     * Restricts the sizes that a leaf can have; default all that the widths and the {@link #rules} allow.
     *
     * @param sizes bitmap: bit <i>s</i> stands for 2^<i>s</i> bytes; sizes that the format, the widths or the rules do not
     *     allow have no effect
     * @return this
     */
    public PageTableBuilder pageSizes(long sizes) {
        pageSizes = sizes;
        return this;
    }

    /**
     * Sets the Linux release whose rules the table follows where releases differ; default {@link LinuxRules#LINUX_7_3}.
     *
     * @param linux the release
     * @return this
     */
    public PageTableBuilder rules(LinuxRules linux) {
        rules = Objects.requireNonNull(linux, "linux");
        return this;
    }

    /**
     * Sets whether leaves carry FC; default true.
     *
     * @param on true to set FC on every leaf
     * @return this
     */
    public PageTableBuilder forceCoherence(boolean on) {
        forceCoherence = on;
        return this;
    }

    /**
     * Sets whether operations on one page, or on several of 4 KiB in one table, may take the short way; default true. Off
     * only shows what it gains.
     *
     * @param on true for the short way
     * @return this
     */
    public PageTableBuilder fastPath(boolean on) {
        fastPath = on;
        return this;
    }

    /**
     * Sets the checked mode; default false: operations that overlap in time and range although the range lock forbids
     * it throw {@link RangeLockViolation}, which names both. An unmap is checked over the range asked for, not over the
     * rest of the entry in which that ends.
     *
     * @param on true to check
     * @return this
     */
    public PageTableBuilder checkRanges(boolean on) {
        checkRanges = on;
        return this;
    }

    /**
     * Sets whether the table counts its own tables, for {@link IoPageTable#liveTables} and the check at {@link IoPageTable#close}; default
     * true. An allocator that keeps the account itself saves one locked operation for each table.
     *
     * @param on true to count
     * @return this
     */
    public PageTableBuilder countTables(boolean on) {
        countTables = on;
        return this;
    }

    /**
     * Sets whether {@link IoPageTable#reclaim} can take empty tables away while others work; default false. Each table then has a
     * count of the items in use, in words beside the frames (32 bytes for each frame of the memory), each operation registers while it
     * walks, and none takes the short way. Without it, nothing of that is done.
     *
     * @param on true to count
     * @return this
     */
    public PageTableBuilder reclaim(boolean on) {
        reclaim = on;
        return this;
    }

    /**
     * Sets how gathers take a further range; default {@link GatherMode#FLUSH_RANGE}.
     *
     * @param mode the mode
     * @return this
     */
    public PageTableBuilder gatherMode(GatherMode mode) {
        gatherMode = Objects.requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Sets the hardware that walks the table; default {@link IommuHardware#NONE}.
     *
     * @param iommu the hardware, told of the first top when the table is built
     * @return this
     * @throws IllegalArgumentException if it walks another memory
     */
    public PageTableBuilder hardware(IommuHardware iommu) {
        if (!iommu.isOf(memory)) {
            throw new IllegalArgumentException(
                    "iommu = " + iommu + ": must walk the memory of the table, and walks another");
        }
        hardware = iommu;
        return this;
    }

    /**
     * Replaces steps of the protocol; default {@link ProtocolSteps#RIGHT}.
     *
     * @param protocol the steps
     * @return this
     */
    public PageTableBuilder steps(ProtocolSteps protocol) {
        steps = Objects.requireNonNull(protocol, "protocol");
        return this;
    }

    /**
     * Keeps the top of the table in a word of the caller's, who can then look at it at any time; default: a word of its
     * own. It is written when the table is built, when its top grows and when it is closed.
     *
     * @param word of the same memory, which no other table uses
     * @return this
     */
    public PageTableBuilder topWord(SharedWord word) {
        topWord = Objects.requireNonNull(word, "word");
        return this;
    }

    /**
     * Makes the table, with an empty top.
     *
     * @return the table
     * @throws IllegalArgumentException if the hardware does not translate as many bits as the VA width has
     * @throws IllegalStateException if the hardware walks another table
     * @throws PageTableException EINVAL if the starting level, the VA width, the OA width or the page sizes are out of range or
     *     hold no page, if one item of the starting level spans the VA width, and says which; ENOMEM if there is no frame
     *     for the top
     */
    public IoPageTable build() {
        require(startingLevel >= 1 && startingLevel <= Level.MAX, "startingLevel", startingLevel, "1..5");
        require(vaLg2 >= 1 && vaLg2 <= Long.SIZE, "vaLg2", vaLg2, "1..64");
        require(oaLg2 >= 1 && oaLg2 <= PageSizes.MAX_OA_LG2, "oaLg2", oaLg2, "1..52");
        int itemLg2 = Level.itemLg2(startingLevel);
        require(
                vaLg2 > itemLg2,
                "vaLg2",
                vaLg2,
                String.format(
                        "more than %d: one item of startingLevel = %d spans 2^%1$d bytes", itemLg2, startingLevel));
        require(oaLg2 > Level.GRANULE_LG2, "oaLg2", oaLg2, "more than 12 to hold a page");
        if (limits().pageSizes() == 0) {
            throw new PageTableException(
                    Refusal.CONFIGURATION,
                    "build()",
                    String.format("pageSizes = 0x%x: must hold one of 0x%x", pageSizes, rules.pageSizes(vaLg2, oaLg2)),
                    0);
        }
        return new IoPageTable(this);
    }

    private static void require(boolean holds, String name, int value, String rule) {
        if (!holds) {
            throw new PageTableException(
                    Refusal.CONFIGURATION, "build()", name + " = " + value + ": must be " + rule, 0);
        }
    }

    Limits limits() {
        return new Limits(vaLg2, oaLg2, pageSizes & rules.pageSizes(vaLg2, oaLg2), rules);
    }
}
