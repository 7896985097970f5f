package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code flush-smaller-than-table}: where tables are to be freed, two invalidations cover the range, each a half of it. A
 * table that translates all of it is larger than either.
 */
final class FlushSmallerThanTable extends ProtocolSteps {
    @Override
    public void flush(IommuHardware hardware, IotlbGather gather) {
        if (gather.tables().isEmpty()) {
            super.flush(hardware, gather);
        } else {
            Halves.flush(hardware, gather, true);
        }
    }
}
