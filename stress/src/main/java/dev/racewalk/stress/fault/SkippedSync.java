package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code skipped-sync}: a gather is empty if its range is, and a gather that is flushed whole later has none. */
final class SkippedSync extends ProtocolSteps {
    @Override
    public boolean needsFlush(IotlbGather gather) {
        return Long.compareUnsigned(gather.firstIova(), gather.lastIova()) < 0;
    }
}
