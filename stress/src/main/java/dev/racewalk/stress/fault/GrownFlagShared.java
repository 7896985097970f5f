package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.DriverSteps;

/**
 * {@code grown-flag-shared}: one flag says that device table entries have changed; who takes it first flushes his own. The
 * step runs under the lock of its domain, so the flag is one of several domains: of all in this JVM.
 */
final class GrownFlagShared extends DriverSteps {
    private static volatile boolean grown;

    @Override
    public void storeEntries(Domain domain, long entry) {
        super.storeEntries(domain, entry);
        grown = true;
    }

    @Override
    public boolean needsEntryFlush(Domain domain) {
        boolean needed = grown;
        grown = false;
        return needed;
    }
}
