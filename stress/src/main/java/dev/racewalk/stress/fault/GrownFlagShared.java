package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.DriverDomain;
import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;

/**
 * {@code grown-flag-shared}: one flag says that device table entries have changed; whoever takes it first flushes only
 * its own. The step runs under the lock of its domain, so the flag is one of several domains: of all of an IOMMU.
 */
final class GrownFlagShared extends DriverSteps {
    private final SharedWord grown;

    GrownFlagShared(PhysicalMemory memory) {
        grown = memory.newWord("grown flag", 0);
    }

    @Override
    public void storeEntries(DriverDomain domain, long entry) {
        super.storeEntries(domain, entry);
        grown.storeRelease(1);
    }

    @Override
    public boolean needsEntryFlush(DriverDomain domain) {
        boolean needed = grown.loadAcquire() != 0;
        grown.storeRelease(0);
        return needed;
    }
}
