package dev.racewalk.core.iommu;

import org.jspecify.annotations.Nullable;

/**
 * One walk through tables: the table it stands in and the item it has read there. It decides from one read of each item
 * (I4) and reuses its object.
 *
 * <p>Context: one walk at a time, under the lock of its device.
 */
final class Walk {
    private final TableReader reader;
    private final int device;
    private final int addressBits;
    private long iova;
    private long table;
    private int level;
    private int generation;
    private int permissions;
    private int slot;
    private long item;

    Walk(TableReader reader, int device, int addressBits) {
        this.reader = reader;
        this.device = device;
        this.addressBits = addressBits;
    }

    /**
     * Stands in the table that a word leads to.
     *
     * @param word table item or device table entry, checked, of an address inside the memory
     * @param allowed what was allowed on the way to that table
     * @param frameGeneration of the table when the word was read
     */
    void enter(long input, long word, int allowed, int frameGeneration) {
        iova = input;
        table = HardwareFormat.address(word);
        level = HardwareFormat.tableLevel(word);
        permissions = allowed;
        generation = frameGeneration;
    }

    /** Stands in the root of a device table entry that nobody has cached. */
    @Nullable
    TranslationFault enterRoot(long input, long entry) {
        TranslationFault fault = HardwareFormat.entryFault(entry, input, addressBits);
        if (fault != null) {
            return fault;
        }
        long root = HardwareFormat.address(entry);
        if (!reader.contains(root)) {
            return TranslationFault.BAD_ADDRESS;
        }
        enter(input, entry, HardwareFormat.permissions(entry), reader.generation(root));
        return null;
    }

    /** Reads the item for the address in the table where the walk stands. */
    @Nullable
    TranslationFault readItem() {
        slot = (int) (table >>> 3) + HardwareFormat.index(iova, level);
        item = reader.read(device, slot, generation, iova);
        return HardwareFormat.itemFault(item, level, iova);
    }

    boolean isAtLeaf() {
        return HardwareFormat.isLeaf(item);
    }

    /** Goes on to the table that the item leads to; the item read last stays readable. */
    @Nullable
    TranslationFault descend() {
        if (!reader.contains(HardwareFormat.address(item))) {
            return TranslationFault.BAD_ADDRESS;
        }
        enter(iova, item, allowed(), reader.generation(HardwareFormat.address(item)));
        return null;
    }

    /**
     * Sets D if the access needs it; false if the item has changed since it was read.
     *
     * @param entry of the device, which says whether hardware sets D
     */
    boolean markDirty(int access, long entry) {
        if ((access & Device.WRITE) == 0 || !HardwareFormat.setsDirty(entry) || (item & HardwareFormat.DIRTY) != 0) {
            return true;
        }
        boolean set = reader.setDirty(slot, item);
        item |= set ? HardwareFormat.DIRTY : 0;
        return set;
    }

    /** Walks to the leaf without any cache. */
    @Nullable
    TranslationFault toLeaf(long input, long entry) {
        TranslationFault fault = enterRoot(input, entry);
        while (fault == null) {
            fault = readItem();
            if (fault != null || isAtLeaf()) {
                return fault;
            }
            fault = descend();
        }
        return fault;
    }

    /** Walks without any cache until it stands in a table of a level or below; false if there is none on the way. */
    boolean toTable(long input, long entry, int lowest) {
        TranslationFault fault = enterRoot(input, entry);
        while (fault == null && level > lowest) {
            fault = readItem();
            if (fault == null && isAtLeaf()) {
                return false;
            }
            fault = fault == null ? descend() : fault;
        }
        return fault == null;
    }

    long table() {
        return table;
    }

    int level() {
        return level;
    }

    int generation() {
        return generation;
    }

    /** What the device table entry and the items above the table allow. */
    int permissions() {
        return permissions;
    }

    /** The same and the item. */
    int allowed() {
        return permissions & HardwareFormat.permissions(item);
    }

    int slot() {
        return slot;
    }

    long item() {
        return item;
    }

    int leafLg2() {
        return HardwareFormat.leafLg2(item, level);
    }

    long outputAddress() {
        return HardwareFormat.outputAddress(item, leafLg2(), iova);
    }
}
