package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.FrameList;

/** Unmaps in a table whose empty tables are reclaimed: it counts what it clears. */
final class ReclaimingUnmapper extends Unmapper {
    private final UseCounts counts;
    private final Reclaimer reclaimer;

    ReclaimingUnmapper(long[] words, ProtocolSteps steps, UseCounts counts, Reclaimer reclaimer) {
        super(words, steps);
        this.counts = counts;
        this.reclaimer = reclaimer;
    }

    @Override
    void cleared(int slot, int items) {
        counts.release(UseCounts.frameOfSlot(slot), items);
    }

    @Override
    void retire(int slot, long tablePa, FrameList retired) {
        reclaimer.retire(slot, tablePa, retired);
    }
}
