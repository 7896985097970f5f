package dev.racewalk.core.memory;

import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A list of frames, linked through words of the memory beside the frames, so that putting a frame on it allocates nothing. This is
 * the free list of an IOTLB gather: frames wait on it until hardware has forgotten them.
 *
 * <p>Context: one thread at a time. A frame is on one list at most; each list checks that.
 */
public final class FrameList {
    private static final long NOT_LINKED = 0;
    private static final long LAST = -1;

    private final long[] links;
    private long head = LAST;
    private long tail = LAST;
    private int size;

    /** Makes an empty list over the links of a memory: for each frame the next one on its list, or a mark. */
    FrameList(long[] links) {
        this.links = links;
    }

    /* Plain: a frame is on one list at most, which belongs to one thread. */

    private long link(long frame) {
        return Access.loadPlain(links, (int) frame);
    }

    private void link(long frame, long next) {
        Access.storePlain(links, (int) frame, next);
    }

    /**
     * Puts a frame at the end.
     *
     * @param pa physical address of the frame
     * @throws IllegalArgumentException if it is no frame of the memory, or frame 0
     * @throws IllegalStateException if the frame is on a list already
     */
    public void add(long pa) {
        long frame = pa >>> PhysicalMemory.FRAME_LG2;
        if (frame << PhysicalMemory.FRAME_LG2 != pa || frame == 0 || frame >= links.length) {
            throw new IllegalArgumentException(String.format(
                    "pa = 0x%x: must be a frame of the memory, 0x1000 to 0x%x",
                    pa, (links.length - 1L) << PhysicalMemory.FRAME_LG2));
        }
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
     * @param other list to empty, another one of the same memory
     * @throws IllegalArgumentException if it is this list, or one of another memory
     */
    @SuppressWarnings("ReferenceEquality")
    public void takeAll(FrameList other) {
        if (other == this || other.links != links) {
            throw new IllegalArgumentException("other: must be another list of the same memory");
        }
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
    public long poll() {
        if (size == 0) {
            return FrameAllocator.NONE;
        }
        long frame = head;
        head = link(frame);
        link(frame, NOT_LINKED);
        if (--size == 0) {
            reset();
        }
        return frame << PhysicalMemory.FRAME_LG2;
    }

    /**
     * Hands each frame to an action and keeps the list.
     *
     * @param action what to do with a frame's physical address
     */
    public void forEach(LongConsumer action) {
        Objects.requireNonNull(action, "action");
        for (long frame = head; frame != LAST; frame = link(frame)) {
            action.accept(frame << PhysicalMemory.FRAME_LG2);
        }
    }

    /**
     * Returns the number of frames on the list.
     *
     * @return frames, 0 or more
     */
    public int size() {
        return size;
    }

    /**
     * Tells whether the list holds no frame.
     *
     * @return true if it is empty
     */
    public boolean isEmpty() {
        return size == 0;
    }

    private void reset() {
        head = LAST;
        tail = LAST;
        size = 0;
    }
}
