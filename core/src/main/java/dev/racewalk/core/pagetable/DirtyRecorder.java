package dev.racewalk.core.pagetable;

/** Takes what {@link IoPageTable#readAndClearDirty} finds. {@link DirtyBitmap} is one. */
@FunctionalInterface
public interface DirtyRecorder {
    /**
     * Records that hardware wrote somewhere in a range. Calls come in ascending order and do not overlap.
     *
     * @param iova first input address
     * @param length bytes, at least 1
     */
    void record(long iova, long length);
}
