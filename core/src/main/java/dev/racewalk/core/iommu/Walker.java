package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.GuardedState;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The hardware that translates for one device: it looks into the caches, walks where they do not help, and keeps all
 * that it reads.
 *
 * <p>Context: under the lock of the device.
 */
final class Walker {
    /** The cached translation was of no use. */
    private static final long UNUSABLE = Long.MIN_VALUE;

    private static final int TABLE_MASK = 511;

    private final int device;
    private final int addressBits;
    private final TableReader reader;
    private final DataPort data;
    private final CachePolicy policy;
    private final SharedWord entry;
    private final SharedWord owner;

    /** All that is cached, and the last fault. */
    private final GuardedState state;

    private final Walk walk;
    private final FaultRegister faults;
    private final List<DomainCaches> allCaches = new ArrayList<>(1);
    private boolean entryCached;
    private long cachedEntry;
    private int cachedOwner;
    private int rootGeneration;

    /** Whose page the last translation leads to. */
    private int pageOwner;

    Walker(
            TableReader reader,
            DataPort data,
            int device,
            int addressBits,
            SharedWord entry,
            SharedWord owner,
            GuardedState state,
            CachePolicy policy) {
        this.device = device;
        this.addressBits = addressBits;
        this.reader = reader;
        this.data = data;
        this.policy = policy;
        this.entry = entry;
        this.owner = owner;
        this.state = state;
        walk = new Walk(reader, device, addressBits);
        faults = new FaultRegister(device);
    }

    /** The output address, or the code of a fault. */
    long translate(long iova, int access) {
        state.change();
        loadEntry();
        TranslationFault fault = HardwareFormat.entryFault(cachedEntry, iova, addressBits);
        if (fault != null) {
            return faults.set(fault, iova, access, FaultRecord.DEVICE_TABLE, 0, cachedEntry);
        }
        DomainCaches caches = cachesOf(cachedOwner);
        int hit = caches.find(caches.translations, iova);
        long result = hit == CacheTable.NONE ? UNUSABLE : useCached(caches.translations, hit, iova, access);
        return result == UNUSABLE ? walk(caches, iova, access) : result;
    }

    /** Translates an address, and moves words of its page; the output address, or the code of a fault. */
    long move(long iova, boolean writes, long[] words, int from, int count) {
        int access = writes ? Device.WRITE : Device.READ;
        long oa = translate(iova, access);
        if (oa < 0) {
            return oa;
        }
        if (!data.contains(oa)) {
            return faults.set(TranslationFault.NO_DATA, iova, access, FaultRecord.DATA, oa, 0);
        }
        data.move(device, iova, oa, pageOwner, writes, words, from, count);
        return oa;
    }

    /** Reports each cached translation that leads to some pages; returns how many did. */
    int reportTranslationsTo(long first, long last, Consumer<Violation> violations) {
        state.look();
        int found = 0;
        for (int i = 0; i < allCaches.size(); i++) {
            CacheTable translations = allCaches.get(i).translations;
            for (int index = 0; index < translations.indices(); index++) {
                if (translations.isUsed(index) && leadsTo(translations, index, first, last)) {
                    found++;
                    violations.accept(ViolationLog.violation(
                            Invariant.I14,
                            device,
                            translations.first(index),
                            translations.word(index),
                            "cached translation of a page that is given back"));
                }
            }
        }
        return found;
    }

    private static boolean leadsTo(CacheTable translations, int index, long first, long last) {
        long oa = outputAddress(translations, index, translations.first(index));
        return oa <= last && oa + (1L << translations.lg2(index)) > first;
    }

    private static long outputAddress(CacheTable translations, int index, long iova) {
        long item = translations.word(index);
        return HardwareFormat.outputAddress(item, HardwareFormat.leafLg2(item, translations.level(index)), iova);
    }

    /** Tells what is cached, although another thread may hold the lock. */
    void addCachedWords(List<CachedWord> words) {
        if (entryCached) {
            int level = HardwareFormat.tableLevel(cachedEntry) + 1;
            words.add(new CachedWord(device, CachedWord.Kind.ENTRY, 0, Long.SIZE, cachedEntry, level, -1));
        }
        for (DomainCaches caches : allCaches) {
            addCachedWords(caches.pointers, CachedWord.Kind.POINTER, words);
            addCachedWords(caches.translations, CachedWord.Kind.TRANSLATION, words);
        }
    }

    private void addCachedWords(CacheTable cache, CachedWord.Kind kind, List<CachedWord> words) {
        IntStream.range(0, cache.indices())
                .filter(cache::isUsed)
                .mapToObj(i -> new CachedWord(
                        device, kind, cache.first(i), cache.lg2(i), cache.word(i), cache.level(i), cache.slot(i)))
                .sorted((one, other) -> Long.compareUnsigned(one.iova(), other.iova()))
                .forEach(words::add);
    }

    private void loadEntry() {
        if (entryCached && !policy.drops()) {
            return;
        }
        cachedEntry = entry.loadAcquire(); // one word (I5); acquire: the root's contents (I2), and the owner
        cachedOwner = (int) owner.readOnce();
        rootGeneration = reader.generation(HardwareFormat.address(cachedEntry));
        entryCached = true;
    }

    private long useCached(CacheTable translations, int hit, long iova, int access) {
        long item = translations.word(hit);
        int level = translations.level(hit);
        if ((access & ~translations.permissions(hit)) != 0) {
            long address = (long) translations.slot(hit) << 3;
            return faults.set(TranslationFault.PERMISSION, iova, access, level, address, item);
        }
        boolean needsDirty = (access & Device.WRITE) != 0
                && (item & HardwareFormat.DIRTY) == 0
                && HardwareFormat.setsDirty(cachedEntry);
        if (needsDirty && !markDirty(translations, hit, iova)) {
            translations.remove(hit);
            return UNUSABLE;
        }
        pageOwner = translations.owner(hit);
        return outputAddress(translations, hit, iova);
    }

    /**
     * Sets D in memory for a translation that was cached without it, in the one item that translates the address; false
     * if that item is not what was cached any more.
     */
    private boolean markDirty(CacheTable translations, int hit, long iova) {
        int level = translations.level(hit);
        int slot = (translations.slot(hit) & ~TABLE_MASK) + HardwareFormat.index(iova, level);
        long cached = translations.word(hit);
        while (true) {
            long item = reader.read(device, slot, translations.generation(hit), iova);
            if (((item ^ cached) & ~HardwareFormat.DIRTY) != 0) {
                return false;
            }
            if ((item & HardwareFormat.DIRTY) != 0 || reader.setDirty(slot, item)) {
                translations.update(hit, cached | HardwareFormat.DIRTY, slot);
                return true;
            }
        }
    }

    private long walk(DomainCaches caches, long iova, int access) {
        TranslationFault fault = start(caches, iova);
        if (fault != null) {
            return faults.set(fault, iova, access, FaultRecord.DEVICE_TABLE, 0, cachedEntry);
        }
        while (fault == null) {
            fault = walk.readItem();
            if (fault != null) {
                break;
            }
            if (!walk.isAtLeaf()) {
                fault = walk.descend();
                if (fault == null) {
                    caches.addPointer(walk, iova);
                }
            } else if ((access & ~walk.allowed()) != 0) {
                addTranslation(caches, iova);
                fault = TranslationFault.PERMISSION;
            } else if (walk.markDirty(access, cachedEntry)) { // else it has changed: read it again
                addTranslation(caches, iova);
                return walk.outputAddress();
            }
        }
        return faults.set(fault, iova, access, walk.level(), (long) walk.slot() << 3, walk.item());
    }

    private void addTranslation(DomainCaches caches, long iova) {
        pageOwner = data.owner(walk.outputAddress() & -Long.BYTES); // after the leaf: what that leads to is somebody's
        caches.addTranslation(walk, iova, pageOwner);
    }

    /** Stands in the lowest table that a cached pointer leads to, or else in the root. */
    private @Nullable TranslationFault start(DomainCaches caches, long iova) {
        CacheTable pointers = caches.pointers;
        int hit = caches.find(pointers, iova);
        if (hit != CacheTable.NONE) {
            walk.enter(iova, pointers.word(hit), pointers.permissions(hit), pointers.generation(hit));
        } else if (!reader.contains(HardwareFormat.address(cachedEntry))) {
            return TranslationFault.BAD_ADDRESS;
        } else {
            walk.enter(iova, cachedEntry, HardwareFormat.permissions(cachedEntry), rootGeneration);
        }
        return null;
    }

    private DomainCaches cachesOf(int domain) {
        DomainCaches caches = findCaches(domain);
        if (caches == null) {
            caches = new DomainCaches(domain, policy);
            allCaches.add(caches);
        }
        return caches;
    }

    /** What is cached of a domain, or null if nothing ever was. For who only looks. */
    @Nullable
    DomainCaches lookForCaches(int domain) {
        state.look();
        return findCaches(domain);
    }

    private @Nullable DomainCaches findCaches(int domain) {
        for (int i = 0; i < allCaches.size(); i++) {
            if (allCaches.get(i).domain() == domain) {
                return allCaches.get(i);
            }
        }
        return null;
    }

    void invalidateEntry() {
        state.change();
        entryCached = false;
    }

    void reset() {
        invalidateEntry();
        for (int i = 0; i < allCaches.size(); i++) {
            allCaches.get(i).invalidate(0, Long.SIZE, true);
        }
    }

    void invalidatePages(int domain, long base, int lg2, boolean tablePointers) {
        state.change();
        DomainCaches caches = findCaches(domain);
        if (caches != null) {
            caches.invalidate(base, lg2, tablePointers);
        }
    }

    boolean hasCachedEntry() {
        state.look();
        return entryCached;
    }

    long cachedEntry() {
        return cachedEntry;
    }

    @Nullable
    FaultRecord lastFault() {
        state.look();
        return faults.read();
    }
}
