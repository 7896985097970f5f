package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code flush-smaller-than-entry}: where no table is to be freed, two invalidations cover the range, each a half of it. An
 * entry that translates all of it is larger than either.
 */
final class FlushSmallerThanEntry extends ProtocolSteps {
    @Override
    public void flush(IommuHardware hardware, IotlbGather gather) {
        if (gather.tables().isEmpty()) {
            Halves.flush(hardware, gather, false);
        } else {
            super.flush(hardware, gather);
        }
    }
}
