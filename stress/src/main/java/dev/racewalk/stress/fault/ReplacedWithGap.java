package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.DriverDomain;
import dev.racewalk.core.iommu.DriverSteps;

/** {@code replaced-with-gap}: a device is blocked before it gets the entry of the next domain, and hardware may read that in between. */
final class ReplacedWithGap extends DriverSteps {
    @Override
    public void replace(DriverDomain former, DriverDomain next, Device device) {
        block(device);
        former.unlock(); // as a detach and an attach would
        former.lock();
        super.replace(former, next, device);
    }
}
