package dev.racewalk.stress.fault;

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
}
