package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.PageSizes;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A configuration of the random tests. */
record TableConfiguration(
        int startingLevel,
        int vaLg2,
        int oaLg2,
        long onlySizes,
        GatherMode mode,
        boolean fastPath,
        boolean forceCoherence,
        int frames,
        LinuxRules rules,
        boolean queued,
        boolean reclaim) {

    static final List<TableConfiguration> ALL = List.of(
            of(2, 48, 52),
            of(2, 64, 52).gathering(GatherMode.NO_GAPS),
            of(1, 64, 52).without(true, false),
            of(1, 64, 52).queueing(),
            of(2, 48, 52).gathering(GatherMode.NO_GAPS).queueing(),
            of(2, 32, 52),
            of(2, 32, 40).gathering(GatherMode.NO_GAPS).without(true, true),
            of(5, 64, 52),
            of(1, 48, 48).sizes(1L << 12 | 1L << 21 | 1L << 30),
            of(2, 57, 52).sizes(1L << 16 | 1L << 21 | 1L << 25),
            of(3, 64, 40).without(false, true),
            of(2, 64, 52).withFrames(14),
            of(1, 40, 44).withFrames(15).gathering(GatherMode.NO_GAPS),
            of(1, 30, 52),
            of(1, 24, 22).without(true, false),
            of(2, 64, 52).of(LinuxRules.LINUX_6_19),
            of(2, 32, 52).of(LinuxRules.LINUX_6_19).without(true, false),
            of(1, 40, 44).of(LinuxRules.LINUX_6_19).gathering(GatherMode.NO_GAPS),
            of(1, 30, 52).of(LinuxRules.LINUX_6_19),
            of(2, 57, 52).of(LinuxRules.LINUX_6_19).sizes(1L << 12 | 1L << 16 | 1L << 21 | 1L << 25),
            of(2, 64, 52).reclaiming(),
            of(1, 64, 52).withFrames(15).gathering(GatherMode.NO_GAPS).reclaiming(),
            of(1, 48, 48).sizes(1L << 12 | 1L << 22 | 1L << 30).reclaiming());

    private static TableConfiguration of(int startingLevel, int vaLg2, int oaLg2) {
        return new TableConfiguration(
                startingLevel,
                vaLg2,
                oaLg2,
                PageSizes.ALL,
                GatherMode.FLUSH_RANGE,
                true,
                true,
                1000,
                LinuxRules.LINUX_7_3,
                false,
                false);
    }

    private TableConfiguration of(LinuxRules linux) {
        return new TableConfiguration(
                startingLevel, vaLg2, oaLg2, onlySizes, mode, fastPath, forceCoherence, frames, linux, queued, reclaim);
    }

    private TableConfiguration sizes(long only) {
        return new TableConfiguration(
                startingLevel, vaLg2, oaLg2, only, mode, fastPath, forceCoherence, frames, rules, queued, reclaim);
    }

    private TableConfiguration gathering(GatherMode gatherMode) {
        return new TableConfiguration(
                startingLevel,
                vaLg2,
                oaLg2,
                onlySizes,
                gatherMode,
                fastPath,
                forceCoherence,
                frames,
                rules,
                queued,
                reclaim);
    }

    private TableConfiguration without(boolean noFastPath, boolean noForceCoherence) {
        return new TableConfiguration(
                startingLevel,
                vaLg2,
                oaLg2,
                onlySizes,
                mode,
                !noFastPath,
                !noForceCoherence,
                frames,
                rules,
                queued,
                reclaim);
    }

    private TableConfiguration withFrames(int bound) {
        return new TableConfiguration(
                startingLevel, vaLg2, oaLg2, onlySizes, mode, fastPath, forceCoherence, bound, rules, queued, reclaim);
    }

    /** With a queued gather. */
    private TableConfiguration queueing() {
        return new TableConfiguration(
                startingLevel, vaLg2, oaLg2, onlySizes, mode, fastPath, forceCoherence, frames, rules, true, reclaim);
    }

    private TableConfiguration reclaiming() {
        return new TableConfiguration(
                startingLevel, vaLg2, oaLg2, onlySizes, mode, fastPath, forceCoherence, frames, rules, queued, true);
    }

    PageTableBuilder builder(PhysicalMemory memory, FrameAllocator pool) {
        return IoPageTable.builder(memory, pool)
                .startingLevel(startingLevel)
                .vaLg2(vaLg2)
                .oaLg2(oaLg2)
                .pageSizes(onlySizes)
                .rules(rules)
                .gatherMode(mode)
                .fastPath(fastPath)
                .reclaim(reclaim)
                .forceCoherence(forceCoherence);
    }

    boolean growsByItself() {
        return vaLg2 > 21 + 9 * startingLevel && !(startingLevel == 5);
    }

    boolean isShortOfFrames() {
        return frames < 100;
    }

    /** What cannot happen in this configuration; all else must, often. */
    Set<TableModel.Event> impossible() {
        Set<TableModel.Event> impossible = EnumSet.noneOf(TableModel.Event.class);
        if (!growsByItself()) {
            impossible.add(TableModel.Event.GREW_FOR_THE_RANGE);
            impossible.add(TableModel.Event.GREW_FOR_THE_LEAF_LEVEL);
        }
        boolean aLeafCanBeAsLargeAsATop = false;
        for (int tableLg2 = 21 + 9 * startingLevel; tableLg2 < vaLg2; tableLg2 += 9) {
            aLeafCanBeAsLargeAsATop |= (TableModel.supportedSizes(this) >>> tableLg2 & 1) == 1;
        }
        if (!aLeafCanBeAsLargeAsATop) { // a larger one would make the range need the growth
            impossible.add(TableModel.Event.GREW_FOR_THE_LEAF_LEVEL);
        }
        if (rules == LinuxRules.LINUX_6_19) {
            impossible.add(TableModel.Event.PAGES_WITH_LARGER_LEAVES_LATER);
        }
        if (vaLg2 == 64) {
            impossible.add(TableModel.Event.BEYOND_VA_WIDTH);
            impossible.add(TableModel.Event.CUT_BEYOND_VA_WIDTH);
        }
        if (vaLg2 == 64 && startingLevel == 5) {
            impossible.add(TableModel.Event.DIRTY_ABOVE_TOP);
            impossible.add(TableModel.Event.UNMAP_ABOVE_TOP);
        }
        if (onlySizes != PageSizes.ALL && sizesHaveLevelsOfTheirOwn()) {
            impossible.add(TableModel.Event.CUT_WITHOUT_TABLES);
        }
        if (!isShortOfFrames()) {
            impossible.add(TableModel.Event.NO_FRAME);
            impossible.add(TableModel.Event.CUT_WITHOUT_FRAMES);
        }
        if (!reclaim) {
            impossible.add(TableModel.Event.RECLAIMED);
            impossible.add(TableModel.Event.RECLAIMED_TABLES_ABOVE);
            impossible.add(TableModel.Event.NOTHING_TO_RECLAIM);
        }
        if (mode != GatherMode.NO_GAPS || queued) {
            impossible.add(TableModel.Event.GAP_SYNCED);
        }
        return impossible;
    }

    private boolean sizesHaveLevelsOfTheirOwn() {
        for (int s = 12; s < 51; s++) {
            for (int t = s + 1; t < 52 && TableModel.levelOf(s) == TableModel.levelOf(t); t++) {
                if ((onlySizes >>> s & onlySizes >>> t & 1) == 1) {
                    return false;
                }
            }
        }
        return true;
    }
}
