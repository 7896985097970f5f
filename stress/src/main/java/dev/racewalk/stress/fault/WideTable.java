package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.DriverSteps;

/** {@code wide-table}: nobody asks how wide the addresses are that a device translates. */
final class WideTable extends DriverSteps {
    @Override
    public boolean fits(Device device, int vaLg2) {
        return true;
    }
}
