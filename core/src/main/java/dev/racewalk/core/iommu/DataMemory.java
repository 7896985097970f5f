package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;

/**
 * What devices read and write where their translations lead: pages of data of 4 KiB, which somebody owns as long as devices
 * may reach them.
 *
 * <p>Context: any thread, at any time.
 */
public interface DataMemory {
    /** What {@link #owner} returns for a page that nobody has. */
    int NOBODY = -1;

    /**
     * Makes the data of frames, of the same memory as tables or of another.
     *
     * @param memory where the frames lie
     * @param frames where owners get them from, and give them back to
     * @return data memory
     * @throws IllegalArgumentException if the frames are of another memory
     */
    static DataMemory of(PhysicalMemory memory, FrameAllocator frames) {
        if (!frames.isOf(memory)) {
            throw new IllegalArgumentException("frames: must be of the memory given, and are of another");
        }
        return new DataFrames(memory, frames);
    }

    /**
     * Tells whether there is data at an address.
     *
     * @param oa output address, a multiple of 8
     * @return false if no memory lies there
     */
    boolean contains(long oa);

    /**
     * Reads a word, opaque.
     *
     * @param oa output address, contained
     * @return the word
     */
    long load(long oa);

    /**
     * Writes a word, opaque.
     *
     * @param oa output address, contained
     * @param value the new word
     */
    void store(long oa, long value);

    /**
     * Tells who has a page.
     *
     * @param oa output address in the page, contained
     * @return a number, 0 or more, that is another one when the page was given back and taken again; or {@link #NOBODY}
     */
    int owner(long oa);
}
