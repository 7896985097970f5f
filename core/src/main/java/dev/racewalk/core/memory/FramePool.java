package dev.racewalk.core.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/**
 * A bounded pool of the frames of one {@link PhysicalMemory}.
 *
 * <p>Frames come out zeroed. Giving back is exact: a frame given back twice, or one that was never handed out, is an
 * error. A thread takes from and gives to the stack of its stripe; stripes exchange magazines of {@value #MAGAZINE}
 * frames through a JCTools queue, so that threads rarely meet. The bound is exact all the same: {@link #allocate}
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

    private static final int MAGAZINE = 32;
    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(int[].class);

    /* The state of a frame: what it is in the two low bits, its generation above. */
    private static final int FREE_ZEROED = 0;
    private static final int FREE = 1;
    private static final int IN_USE = 2;
    private static final int KIND_BITS = 2;
    private static final int KIND = (1 << KIND_BITS) - 1;

    private final PhysicalMemory memory;
    private final boolean poison;
    private final int firstFrame;
    private final int lastFrame;
    private final int[] states;
    private final AtomicInteger freshFrame;
    private final MpmcVarHandleArrayQueue<int[]> fullMagazines;
    private final MpmcVarHandleArrayQueue<int[]> emptyMagazines;
    private final Stripe[] stripes;
    private final AtomicLong untilFailure = new AtomicLong();
    private volatile long failures;

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
        if (firstFrame < 1 || frames < 1 || frames > memory.frames() - firstFrame) {
            throw new IllegalArgumentException("firstFrame = " + firstFrame + ", frames = " + frames
                    + ": must be one or more of the frames 1.." + (memory.frames() - 1));
        }
        this.memory = memory;
        this.poison = poison;
        this.firstFrame = firstFrame;
        lastFrame = firstFrame + frames - 1;
        states = new int[lastFrame + 1];
        freshFrame = new AtomicInteger(firstFrame);
        int magazines = Math.max(2, frames / MAGAZINE + 1);
        fullMagazines = new MpmcVarHandleArrayQueue<>(magazines);
        emptyMagazines = new MpmcVarHandleArrayQueue<>(magazines);
        int processors = Runtime.getRuntime().availableProcessors();
        stripes = new Stripe[Integer.highestOneBit(4 * processors)];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(memory.newLock("frame pool stripe " + i));
        }
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
        if (failures != 0 && failureIsDue()) {
            return NONE;
        }
        int frame = stripe().take();
        if (frame == 0) {
            frame = search();
        }
        return frame == 0 ? NONE : handOut(frame);
    }

    @Override
    public void free(long pa) {
        giveBack(pa, FREE);
    }

    /**
     * {@inheritDoc} Under poisoning the frame is checked.
     *
     * @throws IllegalStateException as for {@link #free}, or if a check finds another word than zero
     */
    @Override
    public void freeZeroed(long pa) {
        giveBack(pa, FREE_ZEROED);
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
        failures = 0;
        untilFailure.set(first);
        failures = count;
    }

    /**
     * Returns the bound.
     *
     * @return how many frames can be in use at once
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
        for (Stripe stripe : stripes) {
            sum += stripe.taken.loadAcquire();
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
        for (Stripe stripe : stripes) {
            sum += stripe.given.loadAcquire();
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

    /**
     * {@inheritDoc}
     *
     * @return true if the pool has handed the frame out and not got it back
     */
    @Override
    public boolean isInUse(long pa) {
        long frame = pa >>> PhysicalMemory.FRAME_LG2;
        return isMember(frame) && (state((int) frame) & KIND) == IN_USE;
    }

    /**
     * {@inheritDoc}
     *
     * @return its generation; 0 for a frame that is not of this pool
     */
    @Override
    public int generation(long pa) {
        long frame = pa >>> PhysicalMemory.FRAME_LG2;
        return isMember(frame) ? state((int) frame) >>> KIND_BITS : 0;
    }

    private boolean isMember(long frame) {
        return frame >= firstFrame && frame <= lastFrame;
    }

    private int state(int frame) {
        return (int) STATE.getAcquire(states, frame);
    }

    private Stripe stripe() {
        long id = Thread.currentThread().getId();
        return stripes[(int) (id ^ id >>> 16) & stripes.length - 1];
    }

    private boolean failureIsDue() {
        long left = untilFailure.decrementAndGet();
        return left <= 0 && -left < failures;
    }

    /** The stripe's own sources are exhausted: take from the others, and give up only if all frames are in use. */
    private int search() {
        do {
            for (Stripe stripe : stripes) {
                int frame = stripe.take();
                if (frame != 0) {
                    return frame;
                }
            }
        } while (inUse() < capacity()); // a magazine was between two stripes
        return 0;
    }

    private long handOut(int frame) {
        int state = state(frame);
        int word = frame * PhysicalMemory.FRAME_WORDS;
        if ((state & KIND) == FREE) {
            if (poison) {
                expect(frame, POISON, "was written to while it was free");
            }
            memory.zero(word, PhysicalMemory.FRAME_WORDS);
        }
        STATE.setRelease(states, frame, nextGeneration(state) | IN_USE);
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
        int state = state(frame);
        boolean inUse = (state & KIND) == IN_USE;
        if (inUse && poison && kind == FREE_ZEROED) {
            expect(frame, 0, "is not zeroed");
        }
        int freeState = nextGeneration(state) | (poison ? FREE : kind);
        if (!inUse || !STATE.compareAndSet(states, frame, state, freeState)) {
            throw new IllegalStateException(String.format("free of 0x%x: the frame is not in use", pa));
        }
        if (poison) {
            memory.fill(frame * PhysicalMemory.FRAME_WORDS, PhysicalMemory.FRAME_WORDS, POISON);
        }
        stripe().give(frame);
    }

    private static int nextGeneration(int state) {
        return (state & ~KIND) + KIND + 1;
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

    /** The frames that the threads of one stripe take from and give to: two magazines, as in Bonwick's allocator. */
    private final class Stripe {
        private final SpinLock lock;
        /* Written under the lock, read without it. */
        private final SharedWord taken = memory.newWord("frames taken", 0);
        private final SharedWord given = memory.newWord("frames given", 0);
        private int[] loaded = new int[MAGAZINE];
        private int size;
        /** Full or empty, never between. */
        private int[] spare = new int[MAGAZINE];

        private boolean spareIsFull;

        Stripe(SpinLock lock) {
            this.lock = lock;
        }

        int take() {
            lock.lock();
            try {
                if (size == 0 && !reload()) {
                    return 0;
                }
                taken.storeRelease(taken.readOnce() + 1);
                return loaded[--size];
            } finally {
                lock.unlock();
            }
        }

        void give(int frame) {
            lock.lock();
            try {
                if (size == MAGAZINE) {
                    unload();
                }
                given.storeRelease(given.readOnce() + 1);
                loaded[size++] = frame;
            } finally {
                lock.unlock();
            }
        }

        private boolean reload() {
            if (spareIsFull) {
                swap();
                spareIsFull = false;
                size = MAGAZINE;
                return true;
            }
            int[] magazine = fullMagazines.poll();
            if (magazine != null) {
                emptyMagazines.offer(loaded); // if that is full, the array is garbage
                loaded = magazine;
                size = MAGAZINE;
                return true;
            }
            return claimFresh();
        }

        private boolean claimFresh() {
            if (freshFrame.get() > lastFrame) {
                return false;
            }
            int first = freshFrame.getAndUpdate(next -> Math.min(next + MAGAZINE, lastFrame + 1));
            while (first + size <= lastFrame && size < MAGAZINE) {
                loaded[size] = first + size;
                size++;
            }
            return size > 0;
        }

        private void unload() {
            if (spareIsFull) {
                if (!fullMagazines.offer(spare)) {
                    throw new AssertionError("more full magazines than frames");
                }
                int[] magazine = emptyMagazines.poll();
                spare = magazine == null ? new int[MAGAZINE] : magazine;
            }
            swap();
            spareIsFull = true;
            size = 0;
        }

        private void swap() {
            int[] other = loaded;
            loaded = spare;
            spare = other;
        }
    }
}
