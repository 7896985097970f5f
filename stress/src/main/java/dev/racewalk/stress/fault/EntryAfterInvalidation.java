package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.DriverDomain;
import dev.racewalk.core.iommu.DriverSteps;

/**
 * {@code entry-after-invalidation}: hardware is told to forget device table entries before the new ones are stored, and may read
 * the old ones once more in between.
 */
final class EntryAfterInvalidation extends DriverSteps {
    @Override
    public void changeEntries(DriverDomain domain, long entry) {
        long number = submit(domain.queue(), domain::appendEntryInvalidations);
        storeEntries(domain, entry);
        awaitCompletion(domain, number);
    }

    @Override
    public void replace(DriverDomain former, DriverDomain next, Device device) {
        long number = submit(next.queue(), queue -> {
            queue.appendEntryInvalidation(device.id());
            queue.appendPageInvalidation(former.id(), 0, -1, true);
        });
        device.storeEntry(next.entry(), next.id());
        awaitCompletion(next, number);
    }
}
