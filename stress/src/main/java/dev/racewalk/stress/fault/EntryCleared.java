package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.DriverSteps;

/** {@code entry-cleared}: a device is detached by an entry of zeros, whose V lets everything through. */
final class EntryCleared extends DriverSteps {
    @Override
    public void block(Device device) {
        device.storeEntry(0);
    }
}
