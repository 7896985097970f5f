package dev.racewalk.core.memory;

import java.util.function.LongConsumer;

/**
 * A list of frames, linked through a side array of the pool so that putting a frame on it allocates nothing. This is
 * the free list of an IOTLB gather: frames wait on it until hardware has forgotten them.
 *
 * <p>Context: one thread at a time. A frame is on one list at most; each list checks that.
 */
public class FrameList {
    private static final int NOT_LINKED = 0;
    private static final int LAST = -1;

    private final int[] links;
    private int head = LAST;
    private int tail = LAST;
    private int size;

    /**
     * Makes an empty list.
     *
     * @param links for each frame what {@link #link(int, int)} has set; a subclass that keeps that itself needs none
     */
    protected FrameList(int[] links) {
        this.links = links;
    }

    /**
     * Returns what a frame is linked to.
     *
     * @param frame its number
     * @return what was set last
     */
    protected int link(int frame) {
        return links[frame];
    }

    /**
     * Links a frame. Plain: a frame is on one list at most, which belongs to one thread. A scheduler below this memory
     * overrides it, for callers who break that.
     *
     * @param frame its number
     * @param next number of another frame, or a mark
     */
    protected void link(int frame, int next) {
        links[frame] = next;
    }

    /**
     * Puts a frame at the end.
     *
     * @param pa physical address of the frame
     * @throws IllegalStateException if the frame is on a list already
     */
    public final void add(long pa) {
        int frame = (int) (pa >>> PhysicalMemory.FRAME_LG2);
        if (link(frame) != NOT_LINKED) {
            throw new IllegalStateException(String.format("frame 0x%x is on a free list already", pa));
        }
        link(frame, LAST);
        if (size++ == 0) {
            head = frame;
        } else {
            link(tail, frame);
        }
        tail = frame;
    }

    /**
     * Moves all frames of another list to the end of this one.
     *
     * @param other list to empty, of the same pool
     */
    public final void takeAll(FrameList other) {
        if (other.size == 0) {
            return;
        }
        if (size == 0) {
            head = other.head;
        } else {
            link(tail, other.head);
        }
        tail = other.tail;
        size += other.size;
        other.reset();
    }

    /**
     * Takes the frame that was added first.
     *
     * @return its physical address, or {@link FrameAllocator#NONE} if the list is empty
     */
    public final long poll() {
        if (size == 0) {
            return FrameAllocator.NONE;
        }
        int frame = head;
        head = link(frame);
        link(frame, NOT_LINKED);
        if (--size == 0) {
            reset();
        }
        return (long) frame << PhysicalMemory.FRAME_LG2;
    }

    /**
     * Hands each frame to an action and keeps the list.
     *
     * @param action what to do with a frame's physical address
     */
    public final void forEach(LongConsumer action) {
        for (int frame = head; frame != LAST; frame = link(frame)) {
            action.accept((long) frame << PhysicalMemory.FRAME_LG2);
        }
    }

    /**
     * Returns the number of frames on the list.
     *
     * @return frames, 0 or more
     */
    public final int size() {
        return size;
    }

    /**
     * Tells whether the list holds no frame.
     *
     * @return true if it is empty
     */
    public final boolean isEmpty() {
        return size == 0;
    }

    private void reset() {
        head = LAST;
        tail = LAST;
        size = 0;
    }
}
