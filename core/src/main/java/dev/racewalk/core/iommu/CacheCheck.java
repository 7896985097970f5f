package dev.racewalk.core.iommu;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.List;

/** Compares what hardware has cached with what it would read now, walking afresh and without caches. */
final class CacheCheck {
    private final TableReader reader;
    private final DataPort data;
    private final List<Violation> violations;

    CacheCheck(TableReader reader, DataPort data, List<Violation> violations) {
        this.data = data.reportingTo(violations::add);
        this.reader = reader.reportingTo(violations::add);
        this.violations = violations;
    }

    /** Checks the device table entry of a device. */
    void entry(int device, long expected, long stored, Walker walker) {
        if (stored != expected) {
            report(Invariant.I6, device, 0, stored, String.format("device table entry is not 0x%x", expected));
        }
        if (walker.hasCachedEntry() && walker.cachedEntry() != expected) {
            String what = String.format("cached device table entry is stale: 0x%x", expected);
            report(Invariant.I6, device, 0, walker.cachedEntry(), what);
        }
    }

    /** Checks all that a device has cached of a domain. */
    void caches(int device, long entry, DomainCaches caches) {
        Walk walk = new Walk(reader, device, Long.SIZE);
        for (int i = 0; i < caches.translations.indices(); i++) {
            if (caches.translations.isUsed(i)) {
                translation(device, entry, walk, caches.translations, i);
            }
        }
        for (int i = 0; i < caches.pointers.indices(); i++) {
            if (caches.pointers.isUsed(i)) {
                pointer(device, entry, walk, caches.pointers, i);
            }
        }
    }

    private void translation(int device, long entry, Walk walk, CacheTable cache, int index) {
        long iova = cache.first(index);
        long word = cache.word(index);
        if (!isTranslatedSo(device, entry, walk, cache, index, iova)) {
            return;
        }
        data.checkCached(device, iova, walk.outputAddress(), word, cache.owner(index));
        if (isWholeTranslatedSo(device, entry, walk, cache, index)
                && (word & HardwareFormat.DIRTY) != 0
                && isClean(device, cache, index)) {
            report(Invariant.I13, device, iova, word, "cached as dirty, and clean in the table");
        }
    }

    /** Whether the table translates all that a translation covers, of which a piece is cached, as that does. */
    private boolean isWholeTranslatedSo(int device, long entry, Walk walk, CacheTable cache, int index) {
        long size = 1L << cache.spanLg2(index);
        long first = cache.first(index) & -size;
        long done = 0;
        while (done != size) {
            if (!isTranslatedSo(device, entry, walk, cache, index, first + done)) {
                return false;
            }
            done = Math.min(size, (((first + done) | ((1L << walk.leafLg2()) - 1)) + 1) - first);
        }
        return true;
    }

    /** Whether the table translates an address as a cached word does, and permits as much; else that is reported. */
    private boolean isTranslatedSo(int device, long entry, Walk walk, CacheTable cache, int index, long iova) {
        long word = cache.word(index);
        TranslationFault fault = walk.toLeaf(iova, entry);
        if (fault != null) {
            String what = "cached translation of what the table does not translate: " + fault;
            report(Invariant.I12, device, iova, word, what);
            return false;
        }
        int lg2 = HardwareFormat.leafLg2(word, cache.level(index));
        boolean same = walk.outputAddress() == HardwareFormat.outputAddress(word, lg2, iova)
                && (cache.permissions(index) & ~walk.allowed()) == 0;
        if (!same) {
            String what = String.format("cached translation is stale: the table holds 0x%x", walk.item());
            report(Invariant.I12, device, iova, word, what);
        }
        return same;
    }

    /** Whether D is clear in the item in which hardware last saw it set. */
    private boolean isClean(int device, CacheTable cache, int index) {
        long item = reader.read(device, cache.slot(index), cache.generation(index), cache.first(index));
        return (item & HardwareFormat.DIRTY) == 0;
    }

    private void pointer(int device, long entry, Walk walk, CacheTable cache, int index) {
        long iova = cache.first(index);
        long word = cache.word(index);
        int level = HardwareFormat.tableLevel(word);
        long table = HardwareFormat.address(word);
        if (!reader.isLive(table, cache.generation(index))) {
            report(Invariant.I9, device, iova, word, "cached pointer to a table that was freed");
        } else if (!walk.toTable(iova, entry, level) || walk.level() != level || walk.table() != table) {
            report(Invariant.I9, device, iova, word, "cached pointer to a table that is not there any more");
        } else if ((cache.permissions(index) & ~walk.permissions()) != 0) {
            report(Invariant.I12, device, iova, word, "cached pointer permits more than the table");
        }
    }

    private void report(Invariant invariant, int device, long iova, long word, String what) {
        violations.add(ViolationLog.violation(invariant, device, iova, word, what));
    }
}
