package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.DriverDomain;
import dev.racewalk.core.iommu.DriverSteps;

/** {@code hardware-not-awaited}: nobody waits until hardware has noticed the new top. */
final class HardwareNotAwaited extends DriverSteps {
    @Override
    public boolean awaitsEntryFlush(DriverDomain domain) {
        return false;
    }
}
