package dev.racewalk.core.memory;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * A bounded pool of the frames of one {@link PhysicalMemory}.
 *
 * <p>Frames come out zeroed. Giving back is exact: a frame given back twice, or one that was never handed out, is an
 * error. A thread takes from and gives to the stack of its stripe; stripes exchange magazines of frames through a depot, so
 * that threads rarely meet and a frame seldom goes from one cache to another. The bound is exact all the same: a thread
 * that finds no frame in its stripe and none in the depot looks into all stripes, under all of their locks, and {@link #allocate}
 * fails only if at one moment every frame was in use.
 *
 * <p>Two aids for tests. <em>Poison</em>: a free frame is filled with {@link #POISON}, a word that no table holds, so
 * that a late reader is caught, and checked when it is handed out again, so that a late writer is caught.
 * <em>Failure injection</em>: {@link #failAllocations} makes chosen allocations fail.
 *
 * <p>Each frame has a generation, which changes when it is handed out and when it is given back: hardware compares
 * it to notice that a frame it knows has been recycled.
 */
public final class FramePool implements FrameAllocator {
    /** What a free frame is filled with under poisoning: present, with reserved bits (58:52) set. */
    public static final long POISON = 0x07F0_DEAD_F8EE_0C01L;

    /** For each processor, so that two threads are seldom of the same stripe. */
    private static final int STRIPES_A_PROCESSOR = 4;

    /** Larger magazines are no faster: the tables that one thread has in its caches fit into two. */
    private static final int LARGEST_MAGAZINE = 512;

    private final PhysicalMemory memory;
    private final boolean poison;
    private final int firstFrame;
    private final int lastFrame;
    private final FrameStates states;
    private final FrameStripe[] stripes;
    private final IntSupplier stripeOfThread;
    private final OrderedFailures failures;

    /**
     * Makes a pool of all frames of a memory but frame 0, without poison.
     *
     * @param memory whose frames to hand out, at least 2
     * @throws IllegalArgumentException if the memory has one frame only
     */
    public FramePool(PhysicalMemory memory) {
        this(memory, 1, memory.frames() - 1, false);
    }

    /**
     * Makes a pool of some frames of a memory.
     *
     * @param memory whose frames to hand out
     * @param firstFrame number of the first frame, at least 1
     * @param frames how many frames, at least 1: the bound
     * @param poison whether free frames are poisoned and checked
     * @throws IllegalArgumentException if the frames are not all in the memory, or include frame 0
     */
    public FramePool(PhysicalMemory memory, int firstFrame, int frames, boolean poison) {
        this(builder(memory).frames(firstFrame, frames).poison(poison));
    }

    private FramePool(Builder builder) {
        builder.checkFrames();
        memory = builder.memory;
        poison = builder.poison;
        firstFrame = builder.firstFrame;
        lastFrame = firstFrame + builder.frames - 1;
        int magazine = builder.magazine();
        states = new FrameStates(memory, lastFrame);
        FrameDepot depot = new FrameDepot(memory, firstFrame, lastFrame, magazine);
        stripes = new FrameStripe[builder.stripes];
        Arrays.setAll(stripes, i -> new FrameStripe(memory, depot, magazine));
        stripeOfThread = builder.stripeOfThread;
        failures = new OrderedFailures(memory);
    }

    /**
     * Begins the configuration of a pool of all frames of a memory but frame 0, without poison.
     *
     * @param memory whose frames to hand out
     * @return a builder with the defaults
     */
    public static Builder builder(PhysicalMemory memory) {
        return new Builder(memory);
    }

    /**
     * Takes a frame; fails when an injected failure is due, or if at one moment during the call all frames were in
     * use.
     *
     * @return the physical address of a frame of zeros, or {@link #NONE}
     * @throws IllegalStateException under poisoning, if somebody wrote to the frame while it was free; it then counts as in
     *     use for good
     */
    @Override
    public long allocate() {
        if (failures.isDue()) {
            return NONE;
        }
        FrameStripe own = stripe();
        int frame = own.take();
        if (frame == 0) {
            frame = own.takeFromAny(stripes);
        }
        return frame == 0 ? NONE : handOut(frame);
    }

    @Override
    public void free(long pa) {
        giveBack(pa, FrameStates.FREE);
    }

    /**
     * {@inheritDoc} Under poisoning the frame is checked.
     *
     * @throws IllegalStateException as for {@link #free}, or if a check finds another word than zero
     */
    @Override
    public void freeZeroed(long pa) {
        giveBack(pa, FrameStates.FREE_ZEROED);
    }

    /**
     * Makes allocations fail, whoever asks. Replaces what an earlier call ordered.
     *
     * @param first which allocation fails first, counted from now: 1 is the next one
     * @param count how many fail from there on; 0 orders no failure, {@link Long#MAX_VALUE} lets all fail
     * @throws IllegalArgumentException if {@code first < 1} or {@code count < 0}
     */
    public void failAllocations(long first, long count) {
        if (first < 1 || count < 0) {
            throw new IllegalArgumentException(
                    "first = " + first + ", count = " + count + ": must be at least 1 and at least 0");
        }
        failures.order(first, count);
    }

    /**
     * Returns the bound.
     *
     * @return how many frames can be in use at the same time
     */
    public int capacity() {
        return lastFrame - firstFrame + 1;
    }

    /**
     * Returns how many frames were handed out since the pool was made.
     *
     * @return frames, counted each time
     */
    public long allocated() {
        long sum = 0;
        for (FrameStripe stripe : stripes) {
            sum += stripe.taken();
        }
        return sum;
    }

    /**
     * Returns how many frames were given back since the pool was made.
     *
     * @return frames, counted each time
     */
    public long freed() {
        long sum = 0;
        for (FrameStripe stripe : stripes) {
            sum += stripe.given();
        }
        return sum;
    }

    /**
     * Returns how many frames are in use. While other threads allocate and free, the answer is never more than were in use
     * at one moment of the call, and may be less.
     *
     * @return frames handed out and not given back
     */
    public long inUse() {
        long taken = allocated(); // before freed(): both only rise, so the difference errs downwards
        return Math.max(0, taken - freed());
    }

    @SuppressWarnings("ReferenceEquality")
    @Override
    public boolean isOf(PhysicalMemory other) {
        return memory == other;
    }

    /**
     * {@inheritDoc}
     *
     * @return true if the pool has handed the frame out and not got it back
     */
    @Override
    public boolean isInUse(long pa) {
        long frame = pa >>> PhysicalMemory.FRAME_LG2;
        return isMember(frame) && FrameStates.kind(states.load((int) frame)) == FrameStates.IN_USE;
    }

    /**
     * {@inheritDoc}
     *
     * @return its generation; 0 for a frame that is not of this pool
     */
    @Override
    public int generation(long pa) {
        long frame = pa >>> PhysicalMemory.FRAME_LG2;
        return isMember(frame) ? FrameStates.generation(states.load((int) frame)) : 0;
    }

    private boolean isMember(long frame) {
        return frame >= firstFrame && frame <= lastFrame;
    }

    private FrameStripe stripe() {
        return stripes[stripeOfThread.getAsInt() & stripes.length - 1];
    }

    private long handOut(int frame) {
        long state = states.load(frame);
        if (FrameStates.kind(state) == FrameStates.FREE) {
            if (poison) {
                expect(frame, POISON, "was written to while it was free");
            }
            memory.zero(frame * PhysicalMemory.FRAME_WORDS, PhysicalMemory.FRAME_WORDS);
        }
        states.handOut(frame, state);
        return (long) frame << PhysicalMemory.FRAME_LG2;
    }

    private void giveBack(long pa, int kind) {
        long number = pa >>> PhysicalMemory.FRAME_LG2;
        if ((pa & PhysicalMemory.FRAME_BYTES - 1) != 0 || !isMember(number)) {
            throw new IllegalStateException(String.format(
                    "free of 0x%x: not a frame of this pool, 0x%x..0x%x",
                    pa, (long) firstFrame << PhysicalMemory.FRAME_LG2, (long) lastFrame << PhysicalMemory.FRAME_LG2));
        }
        int frame = (int) number;
        long state = states.load(frame);
        boolean inUse = FrameStates.kind(state) == FrameStates.IN_USE;
        if (inUse && poison && kind == FrameStates.FREE_ZEROED) {
            expect(frame, 0, "is not zeroed");
        }
        if (!inUse || !states.giveBack(frame, state, poison ? FrameStates.FREE : kind)) {
            throw new IllegalStateException(String.format("free of 0x%x: the frame is not in use", pa));
        }
        if (poison) {
            memory.fill(frame * PhysicalMemory.FRAME_WORDS, PhysicalMemory.FRAME_WORDS, POISON);
        }
        stripe().give(frame);
    }

    private void expect(int frame, long value, String otherwise) {
        int first = frame * PhysicalMemory.FRAME_WORDS;
        for (int word = first; word < first + PhysicalMemory.FRAME_WORDS; word++) {
            long found = memory.readOnce(word);
            if (found != value) {
                throw new IllegalStateException(String.format(
                        "frame 0x%x %s: word %d holds 0x%x",
                        (long) frame << PhysicalMemory.FRAME_LG2, otherwise, word - first, found));
            }
        }
    }

    /** Configures a {@link FramePool}. */
    public static final class Builder {
        private final PhysicalMemory memory;
        private int firstFrame = 1;
        private int frames;
        private boolean poison;
        private int stripes =
                Integer.highestOneBit(STRIPES_A_PROCESSOR * Runtime.getRuntime().availableProcessors());
        private IntSupplier stripeOfThread = Builder::hashOfThread;
        private int magazine;

        private Builder(PhysicalMemory memory) {
            this.memory = Objects.requireNonNull(memory, "memory");
            frames = memory.frames() - 1;
        }

        /** Threads that were made one after the other have different ones. */
        private static int hashOfThread() {
            long id = Thread.currentThread().getId();
            return (int) (id ^ id >>> 16);
        }

        /**
         * Chooses the frames; all but frame 0 if this is not called.
         *
         * @param first number of the first frame, at least 1
         * @param count how many frames, at least 1: the bound
         * @return this
         */
        public Builder frames(int first, int count) {
            firstFrame = first;
            frames = count;
            return this;
        }

        /**
         * Chooses whether free frames are poisoned and checked; they are not if this is not called.
         *
         * @param isOn true for poison
         * @return this
         */
        public Builder poison(boolean isOn) {
            poison = isOn;
            return this;
        }

        /**
         * Chooses which threads share a stripe; a hash of the thread's number, and four stripes a processor or fewer, if
         * this is not called.
         *
         * @param count stripes, a power of two
         * @param ofThread which is the calling thread's: any number, of which the low bits count
         * @return this
         * @throws IllegalArgumentException if {@code count} is no power of two
         */
        public Builder stripes(int count, IntSupplier ofThread) {
            if (Integer.bitCount(count) != 1 || count < 1) {
                throw new IllegalArgumentException("stripes = " + count + ": must be a power of two");
            }
            stripeOfThread = Objects.requireNonNull(ofThread, "ofThread");
            stripes = count;
            return this;
        }

        /**
         * Chooses the size of a magazine: a stripe keeps up to two, and takes fresh frames by one. If this is not called,
         * such that all stripes together can keep all frames, but {@value #LARGEST_MAGAZINE} at most.
         *
         * @param size frames, at least 1
         * @return this
         * @throws IllegalArgumentException if {@code size < 1}
         */
        public Builder magazine(int size) {
            if (size < 1) {
                throw new IllegalArgumentException("magazine = " + size + ": must be at least 1");
            }
            magazine = size;
            return this;
        }

        private int magazine() {
            int share = frames / (2 * stripes);
            return magazine != 0 ? magazine : Math.max(1, Math.min(share, LARGEST_MAGAZINE));
        }

        /**
         * Makes the pool.
         *
         * @return all frames of it free
         * @throws IllegalArgumentException if the frames are not all in the memory, or include frame 0
         */
        public FramePool build() {
            return new FramePool(this);
        }

        private void checkFrames() {
            if (firstFrame < 1 || frames < 1 || frames > memory.frames() - firstFrame) {
                throw new IllegalArgumentException("firstFrame = " + firstFrame + ", frames = " + frames
                        + ": must be one or more of the frames 1.." + (memory.frames() - 1));
            }
        }
    }
}
