package dev.racewalk.core.memory;

/** Where page tables come from and go back to. All methods may be called by any thread at any time. */
public interface FrameAllocator {
    /** What {@link #allocate} returns when there is no frame: frame 0 is never handed out. */
    long NONE = 0;

    /**
     * Takes a frame.
     *
     * @return the physical address of a frame of zeros, a multiple of 4096; or {@link #NONE} if there is none
     */
    long allocate();

    /**
     * Gives a frame back.
     *
     * @param pa physical address that {@link #allocate} returned, not given back since
     * @throws IllegalStateException if it is no frame of this allocator or is not allocated
     */
    void free(long pa);

    /**
     * Gives a frame back that the caller knows to hold nothing but zeros, which may save zeroing it again. Whoever still
     * writes to it then breaks the promise of {@link #allocate} to somebody else.
     *
     * @param pa as for {@link #free}
     * @throws IllegalStateException as for {@link #free}
     */
    default void freeZeroed(long pa) {
        free(pa);
    }

    /**
     * Tells whether frames are those of a memory, as far as the allocator knows.
     *
     * @param memory where a caller wants to use them
     * @return false only if the frames lie in another memory
     */
    default boolean isOf(PhysicalMemory memory) {
        return true;
    }

    /**
     * Returns a number that changes whenever a frame is handed out or given back, as far as the allocator keeps one.
     *
     * @param pa any physical address in the frame
     * @return the frame's generation; 0 if the allocator keeps none
     */
    default int generation(long pa) {
        return 0;
    }

    /**
     * Tells whether a frame is handed out, as far as the allocator can tell.
     *
     * @param pa any physical address in the frame
     * @return false only if the frame is not in use
     */
    default boolean isInUse(long pa) {
        return true;
    }
}
