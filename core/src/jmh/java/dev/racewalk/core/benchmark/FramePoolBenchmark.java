package dev.racewalk.core.benchmark;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link FramePool}: one allocation and one free of a frame, by one thread and by two. Unit: ns for both, a thread.
 *
 * <p>{@code queue*} is the simple alternative, one {@link MpmcVarHandleArrayQueue} of frame numbers without any check,
 * and frames that are known to be zero: to be held against {@code pool*} with {@code zeroed}. {@code zeroFrame} and
 * {@code fillFrame} are what the contents cost, in a frame that the caches hold. No row of the Speed table stands
 * against this, but the rows that build tables contain it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class FramePoolBenchmark {
    private static final int FRAMES = 4096;

    /** The pool. */
    @State(Scope.Benchmark)
    public static class Pool {
        /** Whether a frame is given back zeroed, must be zeroed, or is poisoned, checked and zeroed. */
        @Param({"zeroed", "dirty", "poisoned"})
        public String frames;

        private FramePool pool;
        private boolean zeroed;

        /** Makes the pool. */
        @Setup
        public void make() {
            pool = new FramePool(new PhysicalMemory(FRAMES), 1, FRAMES - 1, "poisoned".equals(frames));
            zeroed = "zeroed".equals(frames);
        }

        long allocateAndFree() {
            long pa = pool.allocate();
            if (zeroed) {
                pool.freeZeroed(pa);
            } else {
                pool.free(pa);
            }
            return pa;
        }
    }

    /** The alternative. */
    @State(Scope.Benchmark)
    public static class Queue {
        private final MpmcVarHandleArrayQueue<Integer> queue = new MpmcVarHandleArrayQueue<>(FRAMES);

        /** Fills the queue. */
        @Setup
        public void fill() {
            for (int frame = 1; frame < FRAMES; frame++) {
                queue.offer(frame);
            }
        }

        Integer allocateAndFree() {
            Integer frame = queue.poll();
            queue.offer(frame);
            return frame;
        }
    }

    /** Memory of frames that are written over and over. */
    @State(Scope.Thread)
    public static class Memory {
        private final PhysicalMemory memory = new PhysicalMemory(2);
    }

    /**
     * The pool, one thread.
     *
     * @param pool state
     * @return the frame
     */
    @Benchmark
    @Threads(1)
    public long pool1(Pool pool) {
        return pool.allocateAndFree();
    }

    /**
     * The pool, two threads.
     *
     * @param pool state
     * @return the frame
     */
    @Benchmark
    @Threads(2)
    public long pool2(Pool pool) {
        return pool.allocateAndFree();
    }

    /**
     * One queue, one thread.
     *
     * @param queue state
     * @return the frame
     */
    @Benchmark
    @Threads(1)
    public Integer queue1(Queue queue) {
        return queue.allocateAndFree();
    }

    /**
     * One queue, two threads.
     *
     * @param queue state
     * @return the frame
     */
    @Benchmark
    @Threads(2)
    public Integer queue2(Queue queue) {
        return queue.allocateAndFree();
    }

    /**
     * Zeroes a frame with plain stores ({@link java.util.Arrays#fill}).
     *
     * @param state memory
     * @return the memory
     */
    @Benchmark
    public PhysicalMemory zeroFrame(Memory state) {
        state.memory.zero(PhysicalMemory.FRAME_WORDS, PhysicalMemory.FRAME_WORDS);
        return state.memory;
    }

    /**
     * Fills a frame with one value.
     *
     * @param state memory
     * @return the memory
     */
    @Benchmark
    public PhysicalMemory fillFrame(Memory state) {
        state.memory.fill(PhysicalMemory.FRAME_WORDS, PhysicalMemory.FRAME_WORDS, 0);
        return state.memory;
    }
}
