package dev.racewalk.core.iommu;

/**
 * What one device has cached of one domain: table pointers (page-walk cache) and translations (IOTLB).
 *
 * <p>Context: under the lock of the device.
 */
final class DomainCaches {
    private final int domain;
    private final CachePolicy policy;

    /** Items that lead to tables, by the region that the table translates; never the root, which is in the entry. */
    final CacheTable pointers = new CacheTable();

    /**
     * Items of leaves, by the 4-KiB page, with the permissions of the whole walk. Hardware may keep a large translation
     * in pieces, each with its own D, or whole; an invalidation that is smaller than the leaf drops no piece of it: the least
     * that software may rely on.
     */
    final CacheTable translations = new CacheTable();

    DomainCaches(int domain, CachePolicy policy) {
        this.domain = domain;
        this.policy = policy;
    }

    int domain() {
        return domain;
    }

    /** A cached word for an address that the policy lets be used, or {@link CacheTable#NONE}. */
    int find(CacheTable cache, long iova) {
        int index = cache.find(iova);
        while (index != CacheTable.NONE && policy.drops()) {
            cache.remove(index);
            index = cache.find(iova);
        }
        return index;
    }

    /** Remembers the item that a walk has followed into the table where it stands. */
    void addPointer(Walk walk, long iova) {
        int lg2 = HardwareFormat.itemLg2(walk.level() + 1);
        pointers.put(iova, lg2, lg2, walk.item(), walk.level(), walk.permissions(), walk.slot(), walk.generation());
    }

    /** Remembers the leaf that a walk is at, and whose page that leads to. */
    void addTranslation(Walk walk, long iova, int owner) {
        int lg2 = HardwareFormat.itemLg2(0);
        int spanLg2 = walk.leafLg2();
        int index = translations.put(
                iova, lg2, spanLg2, walk.item(), walk.level(), walk.allowed(), walk.slot(), walk.generation());
        translations.own(index, owner);
    }

    void invalidate(long base, int lg2, boolean tablePointers) {
        translations.invalidate(base, lg2);
        if (tablePointers) {
            pointers.invalidate(base, lg2);
        }
    }
}
