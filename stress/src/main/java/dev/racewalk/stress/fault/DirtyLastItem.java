package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code dirty-last-item}: the last item of a contiguous entry is not reported. */
final class DirtyLastItem extends ProtocolSteps {
    @Override
    public long dirtyEntryLast(long firstIova, int sizeLg2, int level) {
        long last = super.dirtyEntryLast(firstIova, sizeLg2, level);
        return sizeLg2 == Level.itemLg2(level) ? last : last - (1L << Level.itemLg2(level));
    }
}
