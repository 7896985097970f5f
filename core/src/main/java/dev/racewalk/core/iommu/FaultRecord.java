package dev.racewalk.core.iommu;

/**
 * A fault and where it was found.
 *
 * @param fault what was wrong
 * @param device the device that asked
 * @param iova the input address it asked for
 * @param access what it wanted: {@link Device#READ}, {@link Device#WRITE} or both
 * @param level level of the item that decided, {@link #DEVICE_TABLE} or {@link #DATA}
 * @param address physical address of that item; 0 for the device table entry
 * @param word the item or device table entry, as hardware read or cached it
 */
public record FaultRecord(
        TranslationFault fault, int device, long iova, int access, int level, long address, long word) {
    /** {@link #level} of a fault in the device table entry. */
    public static final int DEVICE_TABLE = -1;

    /** {@link #level} of a fault where the translation leads; then {@link #address} is the output address, and the word 0. */
    public static final int DATA = -2;

    @Override
    public String toString() {
        if (level == DATA) {
            return String.format("%s: device %d, access %d of IOVA 0x%x at 0x%x", fault, device, access, iova, address);
        }
        String where = level == DEVICE_TABLE ? "its entry" : String.format("level %d item at 0x%x", level, address);
        return String.format(
                "%s: device %d, access %d of IOVA 0x%x: %s holds 0x%x", fault, device, access, iova, where, word);
    }
}
