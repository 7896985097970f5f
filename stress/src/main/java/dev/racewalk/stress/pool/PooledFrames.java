package dev.racewalk.stress.pool;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.machine.Arena;
import dev.racewalk.stress.suite.UnseenByExplorer;
import java.util.function.LongConsumer;

/** A frame pool in an arena of its own, and what actors do with it, in words. */
final class PooledFrames {
    static final int FIRST = Arena.FIRST;
    static final int SECOND = Arena.SECOND;
    static final int THIRD = Arena.THIRD;
    private static final int ACTORS = 3;

    static final String NONE = "none";
    static final String CAUGHT = "caught";
    static final String REFUSED = "refused";

    private final Arena arena;
    private final PhysicalMemory memory;
    private final FramePool pool;

    /** How often each frame is held, for each actor: written by it, and read at rest. */
    @UnseenByExplorer("each actor counts in a part of its own")
    private final int[][] held;

    /**
     * Makes a pool whose frames are all fresh.
     *
     * @param frames the bound
     * @param magazine frames of a magazine
     */
    static PooledFrames of(int frames, int magazine) {
        return new PooledFrames(frames, magazine, 2, false);
    }

    /** As {@link #of}; all actors are of one stripe. */
    static PooledFrames ofOneStripe(int frames, int magazine) {
        return new PooledFrames(frames, magazine, 1, false);
    }

    /** As {@link #of}; there is a stripe for a third actor too. */
    static PooledFrames ofFourStripes(int frames, int magazine) {
        return new PooledFrames(frames, magazine, 4, false);
    }

    /** As {@link #of}, under poison. */
    static PooledFrames poisoned(int frames, int magazine) {
        return new PooledFrames(frames, magazine, 2, true);
    }

    private PooledFrames(int frames, int magazine, int stripes, boolean poison) {
        arena = new Arena(frames + 1);
        memory = arena.memory();
        pool = arena.pool(stripes).magazine(magazine).poison(poison).build();
        held = new int[ACTORS][frames + 1];
    }

    PhysicalMemory memory() {
        return memory;
    }

    FramePool pool() {
        return pool;
    }

    void act(int actor) {
        arena.act(actor);
    }

    /** Takes a frame; its number, {@link #NONE}, or {@link #CAUGHT} if it was written to while it was free. */
    String take(int actor) {
        arena.act(actor);
        try {
            long pa = pool.allocate();
            if (pa == FrameAllocator.NONE) {
                return NONE;
            }
            int frame = (int) (pa >>> PhysicalMemory.FRAME_LG2);
            held[actor][frame]++;
            return String.valueOf(frame);
        } catch (IllegalStateException e) {
            return CAUGHT;
        } catch (RuntimeException e) {
            return arena.broken(e);
        }
    }

    /** As {@link #take}; if it is frame 1, also whether a word of it is zeroed. */
    String takeAndRead(int actor, int word) {
        String taken = take(actor);
        return taken.equals("1") ? (read(1, word) == 0 ? "1, zeroed" : "1, dirty") : taken;
    }

    /** Frees a frame that any actor holds; {@link #REFUSED} if the pool says that it is not in use. */
    String free(int actor, int frame) {
        return free(actor, () -> {
            pool.free(pa(frame));
            held[actor][frame]--;
        });
    }

    private String free(int actor, Runnable free) {
        arena.act(actor);
        try {
            free.run();
            return "freed";
        } catch (IllegalStateException e) {
            return REFUSED;
        } catch (RuntimeException e) {
            return arena.broken(e);
        }
    }

    /** As {@link #free}, of a frame that holds nothing but zeros. */
    void freeZeroed(int actor, int frame) {
        arena.act(actor);
        pool.freeZeroed(pa(frame));
        held[actor][frame]--;
    }

    /** Frees what may not be freed; false unless the pool refuses it. */
    boolean isRefused(int actor, LongConsumer free, long pa) {
        return free(actor, () -> free.accept(pa)).equals(REFUSED);
    }

    void write(int frame, int word, long value) {
        memory.writeOnce(word(frame, word), value);
    }

    long read(int frame, int word) {
        return memory.readOnce(word(frame, word));
    }

    private int word(int frame, int word) {
        return frame * PhysicalMemory.FRAME_WORDS + word;
    }

    static long pa(int frame) {
        return (long) frame << PhysicalMemory.FRAME_LG2;
    }

    /** Takes all that is left, and tells what the pool is worth. */
    String atRest() {
        int inUse = held();
        if (pool.inUse() != inUse || pool.allocated() - pool.freed() != inUse) {
            return "account wrong";
        }
        for (String frame = take(FIRST); !frame.equals(NONE); frame = take(FIRST)) {
            if (frame.equals(CAUGHT)) {
                return CAUGHT;
            }
            if (!isZeroed(Integer.parseInt(frame))) {
                return "not zeroed";
            }
            if (held() > pool.capacity()) {
                break;
            }
        }
        for (int frame = 1; frame <= pool.capacity(); frame++) {
            int times = held(frame);
            if (times != 1) {
                return times == 0 ? "frame lost" : "handed out twice";
            }
        }
        return "sound";
    }

    private boolean isZeroed(int frame) {
        return memory.countMatching(word(frame, 0), PhysicalMemory.FRAME_WORDS, -1, 0) == PhysicalMemory.FRAME_WORDS;
    }

    private int held() {
        int sum = 0;
        for (int frame = 1; frame <= pool.capacity(); frame++) {
            sum += held(frame);
        }
        return sum;
    }

    private int held(int frame) {
        return held[FIRST][frame] + held[SECOND][frame] + held[THIRD][frame];
    }
}
