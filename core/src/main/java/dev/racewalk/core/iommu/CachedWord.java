package dev.racewalk.core.iommu;

/**
 * A word that hardware has cached, as {@link Iommu#cachedWords} tells it.
 *
 * @param device number of the device that has cached it
 * @param kind what it is
 * @param iova first address that it is used for; 0 for a device table entry
 * @param lg2 log2 of the bytes that it is used for, 12 to 57; 64 for a device table entry
 * @param word what was read
 * @param level of the table where it was read; one above the top for a device table entry
 * @param at number of the word of the memory where it was read; -1 for a device table entry
 */
public record CachedWord(int device, Kind kind, long iova, int lg2, long word, int level, int at) {
    /** Which cache holds it. */
    public enum Kind {
        /** The entry of the device in the device table. */
        ENTRY,
        /** A pointer to a table, in the page-walk cache. */
        POINTER,
        /** A translation, in the IOTLB. */
        TRANSLATION
    }
}
