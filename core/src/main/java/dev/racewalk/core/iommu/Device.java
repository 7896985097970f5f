package dev.racewalk.core.iommu;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A device and the part of the hardware that serves it: its entry in the device table, its caches, its walker.
 *
 * <p>The walker holds the device's lock from the first to the last read of a walk, and a command that invalidates
 * something of the device takes the same lock. So once such a command is done, no walk that began before it is under
 * way, and no access to data that it has translated. Software takes this lock for nothing that it does to the tables: each
 * single read of a walk races with it.
 *
 * <p>Made by {@link Iommu#newDevice()}.
 */
public final class Device {
    /** {@code access}: the device reads. */
    public static final int READ = 1;

    /** {@code access}: the device writes. */
    public static final int WRITE = 2;

    private static final long NOBODY = 0;
    private static final int PAGE_WORDS = PhysicalMemory.FRAME_WORDS;

    private final int id;
    private final int addressBits;
    private final SpinLock lock;

    /* The device table entry: two words, of which the second changes only while the first translates nothing. */
    private final SharedWord entry;
    private final SharedWord owner;

    private final Walker walker;

    Device(PhysicalMemory memory, TableReader reader, DataPort data, int id, int addressBits, CachePolicy policy) {
        this.id = id;
        this.addressBits = addressBits;
        lock = memory.newLock("device");
        entry = memory.newWord("device table entry", DeviceTableEntry.BLOCKED);
        owner = memory.newWord("domain of device", NOBODY);
        walker = new Walker(reader, data, id, addressBits, entry, owner, memory.newState("caches of device"), policy);
    }

    /**
     * Returns the number of the device.
     *
     * @return its index in the device table, 0 or more
     */
    public int id() {
        return id;
    }

    /**
     * Returns how wide the addresses are that the device translates. A table that is wider is none for it: {@link Domain#attach}.
     *
     * @return bits of an input address, 13 to 64
     */
    public int addressBits() {
        return addressBits;
    }

    /**
     * Translates an address as hardware does for an access of the device; a write sets D in memory first, if the device table
     * entry says so (HAD).
     *
     * <p>Context: any thread, at any time. The answer holds for the moment of the call: what the caller does with it
     * afterwards is not fenced by an invalidation.
     *
     * <p>Linearizes at: the read of the item that decides, which may have been an earlier call's if it was cached.
     *
     * @param iova any input address
     * @param access {@link #READ}, {@link #WRITE} or both. Hardware knows accesses of neither, reads of no byte, but they ask
     *     for the permission to read as others do: here none are made
     * @return output address below 2^52, or a negative number: the code of a {@link TranslationFault}
     * @throws IllegalArgumentException if {@code access} is neither of them
     */
    public long translate(long iova, int access) {
        if (access < READ || access > (READ | WRITE)) {
            throw new IllegalArgumentException("access = " + access + ": must be READ (1), WRITE (2) or both (3)");
        }
        lock.lock();
        try {
            return walker.translate(iova, access);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads words of data as the device does by DMA: translates each page as {@link #translate} does, and reads there.
     *
     * <p>Context: any thread, at any time. The reads of one page lie within one access: an invalidation is done only when the
     * accesses that began before it are over (I14). Those of further pages are accesses of their own.
     *
     * <p>Linearizes at: each word by itself.
     *
     * @param iova input address of the first word, a multiple of 8
     * @param data takes the words, 1 or more; after a fault, those of the pages before it
     * @return output address of the first word below 2^52, or a negative number: the code of a {@link TranslationFault}
     * @throws IllegalArgumentException if the address is no multiple of 8, there is no word, or the last one lies beyond 2^64
     */
    public long read(long iova, long[] data) {
        return move(iova, false, data);
    }

    /**
     * Writes words of data as the device does by DMA: translates each page as {@link #translate} does, which sets D, and writes
     * there.
     *
     * <p>Context: as {@link #read}.
     *
     * <p>Linearizes at: each word by itself.
     *
     * @param iova input address of the first word, a multiple of 8
     * @param data the words, 1 or more; after a fault, those of the pages before it were written
     * @return output address of the first word below 2^52, or a negative number: the code of a {@link TranslationFault}
     * @throws IllegalArgumentException as for {@link #read}
     */
    public long write(long iova, long[] data) {
        return move(iova, true, data);
    }

    private long move(long iova, boolean writes, long[] data) {
        long lastOffset = (data.length - 1L) * Long.BYTES;
        if (iova % Long.BYTES != 0 || data.length == 0 || Long.compareUnsigned(iova + lastOffset, iova) < 0) {
            throw new IllegalArgumentException(String.format(
                    "iova = 0x%x, words = %d: must be a multiple of 8, at least one word, and end within 64 bits",
                    iova, data.length));
        }
        long result = 0;
        for (int done = 0; done < data.length; ) {
            long at = iova + (long) done * Long.BYTES;
            int index = (int) (at >>> 3) & (PAGE_WORDS - 1);
            int words = Math.min(data.length - done, PAGE_WORDS - index);
            long oa = moveInPage(at, writes, data, done, words);
            if (oa < 0) {
                return oa;
            }
            result = done == 0 ? oa : result;
            done += words;
        }
        return result;
    }

    private long moveInPage(long iova, boolean writes, long[] data, int from, int words) {
        lock.lock();
        try {
            return walker.move(iova, writes, data, from, words);
        } finally {
            lock.unlock();
        }
    }

    /** Reports each cached translation that leads to some pages; returns how many did. */
    int reportTranslationsTo(long first, long last, Consumer<Violation> violations) {
        lock.lock();
        try {
            return walker.reportTranslationsTo(first, last, violations);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the last fault.
     *
     * @return what and where, or null if there was none
     */
    public @Nullable FaultRecord lastFault() {
        lock.lock();
        try {
            return walker.lastFault();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads the first word of the device table entry in memory.
     *
     * @return what the software stored last
     */
    public long entry() {
        return entry.loadAcquire();
    }

    /**
     * Stores the first word of the device table entry, which hardware need not notice before the entry is invalidated.
     *
     * @param word the new word, as {@link DeviceTableEntry} makes it
     */
    public void storeEntry(long word) {
        entry.storeRelease(word); // release: the root's contents and the owner before it; pairs with the walker's load
    }

    /**
     * Stores the whole device table entry in one piece, as software does that writes 128 bits at once: a walk finds the first word
     * and the domain of one entry. Hardware need not notice before the entry is invalidated.
     *
     * <p>It waits for a walk that is under way, since the lock of the device is what makes two words one here; such a walk has read
     * the entry before.
     *
     * @param word the new first word
     * @param domain number of the domain that has the device from now on, 1 or more
     * @throws IllegalArgumentException if {@code domain < 1}
     */
    public void storeEntry(long word, int domain) {
        if (domain < 1) {
            throw new IllegalArgumentException("domain = " + domain + ": must be at least 1");
        }
        lock.lock();
        try {
            owner.storeRelease(domain);
            storeEntry(word);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether hardware has cached the device table entry.
     *
     * @return true if the next walk may start without reading it
     */
    public boolean hasCachedEntry() {
        lock.lock();
        try {
            return walker.hasCachedEntry();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts what is cached.
     *
     * @param domain number of the domain whose translations to count
     * @return translations in the IOTLB
     */
    public int cachedTranslations(int domain) {
        return count(domain, false);
    }

    /**
     * Counts what is cached.
     *
     * @param domain number of the domain whose table pointers to count
     * @return table pointers in the page-walk cache
     */
    public int cachedPointers(int domain) {
        return count(domain, true);
    }

    private int count(int domain, boolean pointers) {
        lock.lock();
        try {
            DomainCaches caches = walker.lookForCaches(domain);
            if (caches == null) {
                return 0;
            }
            return pointers ? caches.pointers.size() : caches.translations.size();
        } finally {
            lock.unlock();
        }
    }

    /** Makes a domain the owner of a device that has none. */
    boolean claim(int domain) {
        return owner.casVolatile(NOBODY, domain);
    }

    boolean isOwnedBy(int domain) {
        return owner.readOnce() == domain;
    }

    /** Gives the device back; it translates nothing and hardware knows. */
    void release() {
        owner.storeRelease(NOBODY);
    }

    /** Hardware's side of INVALIDATE_DEVTAB_ENTRY. */
    void invalidateEntry() {
        lock.lock();
        try {
            walker.invalidateEntry();
        } finally {
            lock.unlock();
        }
    }

    /** Hardware's side of INVALIDATE_IOMMU_PAGES. */
    void invalidatePages(int domain, long base, int lg2, boolean tablePointers) {
        lock.lock();
        try {
            walker.invalidatePages(domain, base, lg2, tablePointers);
        } finally {
            lock.unlock();
        }
    }

    /** Drops all that is cached. */
    void reset() {
        lock.lock();
        try {
            walker.reset();
        } finally {
            lock.unlock();
        }
    }

    /** Compares what is cached with what the tables hold now. */
    void check(CacheCheck check, int domain, long domainEntry) {
        lock.lock();
        try {
            if (isOwnedBy(domain)) {
                check.entry(id, domainEntry, entry.loadAcquire(), walker);
            }
            DomainCaches caches = walker.lookForCaches(domain);
            if (caches != null) {
                check.caches(id, domainEntry, caches);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells what is cached, without the lock. */
    void addCachedWords(List<CachedWord> words) {
        walker.addCachedWords(words);
    }

    @Override
    public String toString() {
        return String.format("device %d, %s", id, entry);
    }
}
