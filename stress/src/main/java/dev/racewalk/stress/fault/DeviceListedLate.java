package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.DriverDomain;
import dev.racewalk.core.iommu.DriverSteps;

/**
 * {@code device-listed-late}: a device gets the entry of the top as it is, and is put on the list of those that learn of a new top
 * only after the lock was released in between.
 */
final class DeviceListedLate extends DriverSteps {
    @Override
    public void attach(DriverDomain domain, Device device) {
        domain.lock();
        try {
            enter(domain, device);
        } finally {
            domain.unlock();
        }
        domain.lock();
        try {
            domain.list(device);
        } finally {
            domain.unlock();
        }
    }
}
