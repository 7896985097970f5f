package dev.racewalk.stress.scenario.text;

import dev.racewalk.stress.machine.Addresses;

/**
 * An operation of a scenario.
 *
 * @param kind what it does
 * @param iova first input address; 0 where there is none
 * @param size bytes: of each page for {@link OpKind#MAP}, of the range for others, of a page where there is one address only
 * @param count pages of {@link OpKind#MAP}; else 1
 * @param oa output address of a map; 0 for other operations
 * @param device number of the device, or of the actor that is interrupted, from 0; 0 where there is none
 * @param request how it asks for its range
 * @param line where it stands in its file, from 1; 0 if nowhere
 */
public record ScriptOp(OpKind kind, long iova, long size, int count, long oa, int device, Request request, int line) {
    private static final long PAGE = 1L << Addresses.PAGE;

    /**
     * Makes an operation without an address.
     *
     * @param kind what it does
     * @return the operation
     */
    public static ScriptOp plain(OpKind kind) {
        return new ScriptOp(kind, 0, 0, 1, 0, 0, Request.WAITS, 0);
    }

    /**
     * Makes a map of pages to {@link Addresses#oa}.
     *
     * @param iova input address of the first
     * @param size bytes of each
     * @param count how many
     * @return the operation
     */
    public static ScriptOp map(long iova, long size, int count) {
        return new ScriptOp(OpKind.MAP, iova, size, count, Addresses.oa(iova), 0, Request.WAITS, 0);
    }

    /**
     * Makes a map of a range to {@link Addresses#oa}.
     *
     * @param iova first input address
     * @param length bytes
     * @return the operation
     */
    public static ScriptOp mapRange(long iova, long length) {
        return new ScriptOp(OpKind.MAP_RANGE, iova, length, 1, Addresses.oa(iova), 0, Request.WAITS, 0);
    }

    /**
     * Makes an operation on a range.
     *
     * @param kind what it does
     * @param iova first input address
     * @param length bytes
     * @return the operation
     */
    public static ScriptOp on(OpKind kind, long iova, long length) {
        return new ScriptOp(kind, iova, length, 1, 0, 0, Request.WAITS, 0);
    }

    /**
     * Makes an operation on one address.
     *
     * @param kind what it does
     * @param iova input address
     * @param device number of the device, from 0; 0 where there is none
     * @return the operation
     */
    public static ScriptOp at(OpKind kind, long iova, int device) {
        return new ScriptOp(kind, iova, kind.isAccess() || kind.isOnRange() ? PAGE : 0, 1, 0, device, Request.WAITS, 0);
    }

    /**
     * Says where the operation stands.
     *
     * @param where line of a file, from 1
     * @return the same operation otherwise
     */
    public ScriptOp atLine(int where) {
        return new ScriptOp(kind, iova, size, count, oa, device, request, where);
    }

    /**
     * Changes the output address.
     *
     * @param other output address
     * @return a new operation
     */
    public ScriptOp to(long other) {
        return new ScriptOp(kind, iova, size, count, other, device, request, line);
    }

    /**
     * Changes how it asks for its range.
     *
     * @param other the way
     * @return a new operation
     */
    public ScriptOp asking(Request other) {
        return new ScriptOp(kind, iova, size, count, oa, device, other, line);
    }

    /**
     * Returns how many bytes the operation is about.
     *
     * @return the length of its range
     */
    public long length() {
        return size * count;
    }

    /**
     * Returns the last address of the range.
     *
     * @return inclusive
     */
    public long last() {
        return iova + length() - 1;
    }

    /**
     * Tells whether an address lies in the range.
     *
     * @param address any input address
     * @return true if so
     */
    public boolean covers(long address) {
        return Long.compareUnsigned(iova, address) <= 0 && Long.compareUnsigned(address, last()) <= 0;
    }
}
