package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.MIB;
import static dev.racewalk.core.benchmark.Machine.PAGE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Candidates for the layout of emulated physical memory: what a bare walk costs in each. Unit: ns a walk, from the
 * root through three levels (acquire loads), then a load or an opaque store of the leaf.
 *
 * <p>All candidates run on JDK 17 and 25 without a warning, which rules out {@code sun.misc.Unsafe} and, for release
 * 17, {@code MemorySegment}. The working set is named by what is mapped in 4-KiB pages: 64 MiB are 128 KiB of leaf
 * tables, 1 GiB are 2 MiB, 64 GiB are 128 MiB.
 *
 * <table>
 * <caption>ns a walk, JDK 17.0.15 / Temurin 25.0.3</caption>
 * <tr><th>layout</th><th>leaf</th><th>64 MiB, sequential</th><th>64 MiB, random</th><th>1 GiB, sequential</th>
 *     <th>1 GiB, random</th><th>64 GiB, sequential</th><th>64 GiB, random</th></tr>
 * <tr><td>flat</td><td>load</td>
 *     <td>4.2 / 3.9</td> <td>6.4 / 4.2</td> <td>4.9 / 4.9</td> <td>10.3 / 8.0</td> <td>5.5 / 4.4</td> <td>52.5 / 42.1</td></tr>
 * <tr><td>flatMasked</td><td>load</td>
 *     <td>6.0 / 5.9</td> <td>7.3 / 6.2</td> <td>6.3 / 6.3</td> <td>12.6 / 12.7</td> <td>6.9 / 5.6</td> <td>61.9 / 72.1</td></tr>
 * <tr><td>arrayPerFrame</td><td>load</td>
 *     <td>7.0 / 4.4</td> <td>10.3 / 5.0</td> <td>6.6 / 4.4</td> <td>11.0 / 10.7</td> <td>4.8 / 4.6</td> <td>49.8 / 52.0</td></tr>
 * <tr><td>chunks</td><td>load</td>
 *     <td>6.1 / 7.2</td> <td>7.3 / 6.2</td> <td>6.0 / 5.8</td> <td>11.6 / 10.3</td> <td>6.3 / 6.6</td> <td>55.0 / 50.0</td></tr>
 * <tr><td>directBuffer</td><td>load</td>
 *     <td>7.2 / 5.9</td> <td>6.7 / 6.2</td> <td>7.1 / 6.2</td> <td>12.2 / 10.8</td> <td>6.3 / 6.3</td> <td>52.9 / 60.9</td></tr>
 * <tr><td>flat</td><td>store</td>
 *     <td>4.4 / 5.1</td> <td>4.1 / 4.2</td> <td>5.3 / 3.8</td> <td>6.3 / 4.1</td> <td>4.0 / 4.0</td> <td>18.3 / 20.4</td></tr>
 * <tr><td>flatMasked</td><td>store</td>
 *     <td>4.2 / 6.5</td> <td>4.6 / 6.1</td> <td>4.5 / 5.4</td> <td>4.7 / 8.9</td> <td>4.4 / 5.7</td> <td>17.8 / 25.1</td></tr>
 * <tr><td>arrayPerFrame</td><td>store</td>
 *     <td>4.7 / 4.9</td> <td>5.0 / 4.9</td> <td>5.1 / 5.5</td> <td>6.7 / 6.2</td> <td>5.2 / 5.0</td> <td>32.8 / 31.5</td></tr>
 * <tr><td>chunks</td><td>store</td>
 *     <td>5.8 / 5.9</td> <td>6.2 / 6.2</td> <td>6.1 / 6.1</td> <td>7.4 / 6.5</td> <td>6.4 / 6.2</td> <td>22.5 / 22.7</td></tr>
 * <tr><td>directBuffer</td><td>store</td>
 *     <td>6.4 / 5.7</td> <td>8.1 / 6.5</td> <td>7.2 / 5.9</td> <td>7.2 / 6.9</td> <td>6.1 / 6.3</td> <td>23.7 / 22.2</td></tr>
 * </table>
 *
 * <p>Measured on 2 processors of an Intel Xeon (model 207, 2 MiB of second-level cache each, 4-KiB host pages) that
 * other work kept busy: each figure is the best of 20 iterations of 50 ms, and differences below a fifth mean nothing.
 * {@code walk.c} in the same minutes, best: 3.9 sequential, 7.2 random in 1 GiB. The command: {@code java -jar
 * core/target/benchmarks.jar MemoryLayoutBenchmark -wi 6 -w 60ms -i 20 -r 50ms -rf json}.
 *
 * <p>Random walks over 64 GiB wait for the caches and the TLB of the host in every layout.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx4g", "-XX:MaxDirectMemorySize=1g"})
@State(Scope.Benchmark)
public class MemoryLayoutBenchmark {
    /** Random ones touch 64 MiB of leaf items: more than a second-level cache, and far more than the TLB. */
    private static final int WALKS = 1 << 20;

    private static final int TOP_LEVEL = 2;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** Which candidate. */
    @Param({"flat", "flatMasked", "arrayPerFrame", "chunks", "directBuffer"})
    public String layout;

    /** What is mapped. */
    @Param({"64", "1024", "65536"})
    public long mappedMiB;

    /** How addresses follow each other: from the start, or all over what is mapped. */
    @Param({"sequential", "random"})
    public String order;

    private Layout words;
    private int root;
    private int frames;
    private long[] addresses;

    /** Words addressed by frame and index. */
    interface Layout {
        long loadAcquire(int frame, int index);

        void writeOnce(int frame, int index, long value);
    }

    /** One array of all words, by word number: what core uses. */
    static final class Flat implements Layout {
        private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
        private final long[] words;

        Flat(int frames) {
            words = new long[frames << 9];
        }

        @Override
        public long loadAcquire(int frame, int index) {
            return (long) WORD.getAcquire(words, frame << 9 | index);
        }

        @Override
        public void writeOnce(int frame, int index, long value) {
            WORD.setOpaque(words, frame << 9 | index, value);
        }
    }

    /** As {@link Flat}, a power of two long, with a mask in place of the bounds check: a bad pointer is not noticed. */
    static final class FlatMasked implements Layout {
        private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
        private final long[] words;

        FlatMasked(int frames) {
            words = new long[Integer.highestOneBit(frames - 1) << 1 + 9];
        }

        @Override
        public long loadAcquire(int frame, int index) {
            long[] w = words;
            return (long) WORD.getAcquire(w, (frame << 9 | index) & w.length - 1);
        }

        @Override
        public void writeOnce(int frame, int index, long value) {
            long[] w = words;
            WORD.setOpaque(w, (frame << 9 | index) & w.length - 1, value);
        }
    }

    /** One array a frame. */
    static final class ArrayPerFrame implements Layout {
        private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
        private final long[][] words;

        ArrayPerFrame(int frames) {
            words = new long[frames][512];
        }

        @Override
        public long loadAcquire(int frame, int index) {
            return (long) WORD.getAcquire(words[frame], index);
        }

        @Override
        public void writeOnce(int frame, int index, long value) {
            WORD.setOpaque(words[frame], index, value);
        }
    }

    /** Arrays of 512 frames each, which lifts the bound of one array. */
    static final class Chunks implements Layout {
        private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
        private final long[][] words;

        Chunks(int frames) {
            words = new long[(frames >>> 9) + 1][1 << 18];
        }

        @Override
        public long loadAcquire(int frame, int index) {
            return (long) WORD.getAcquire(words[frame >>> 9], (frame & 511) << 9 | index);
        }

        @Override
        public void writeOnce(int frame, int index, long value) {
            WORD.setOpaque(words[frame >>> 9], (frame & 511) << 9 | index, value);
        }
    }

    /** One direct buffer, at most 2 GiB. */
    static final class DirectBuffer implements Layout {
        private static final VarHandle WORD =
                MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
        private final ByteBuffer words;

        DirectBuffer(int frames) {
            words = ByteBuffer.allocateDirect(frames << 12 | 8).alignedSlice(8);
        }

        @Override
        public long loadAcquire(int frame, int index) {
            return (long) WORD.getAcquire(words, frame << 12 | index << 3);
        }

        @Override
        public void writeOnce(int frame, int index, long value) {
            WORD.setOpaque(words, frame << 12 | index << 3, value);
        }
    }

    /** Builds the tables. */
    @Setup
    public void build() {
        long pages = mappedMiB * MIB / PAGE;
        int capacity = (int) (pages / 512 + pages / 512 / 512 + 16);
        words = switch (layout) {
            case "flat" -> new Flat(capacity);
            case "flatMasked" -> new FlatMasked(capacity);
            case "arrayPerFrame" -> new ArrayPerFrame(capacity);
            case "chunks" -> new Chunks(capacity);
            case "directBuffer" -> new DirectBuffer(capacity);
            default -> throw new IllegalArgumentException(layout);
        };
        frames = 1;
        root = frames++;
        for (long va = 0; va < pages * PAGE; va += PAGE) {
            map(va);
        }
        addresses = "random".equals(order) ? Machine.randomPages(0, pages, WALKS) : sequential(pages);
    }

    private static long[] sequential(long pages) {
        long[] result = new long[WALKS];
        for (int i = 0; i < WALKS; i++) {
            result[i] = i % pages * PAGE;
        }
        return result;
    }

    private void map(long va) {
        int frame = root;
        for (int level = TOP_LEVEL; level > 0; level--) {
            long item = words.loadAcquire(frame, index(va, level));
            if (item == 0) {
                item = (long) frames++ << 12 | 1;
                words.writeOnce(frame, index(va, level), item);
            }
            frame = (int) ((item & ADDRESS) >>> 12);
        }
        words.writeOnce(frame, index(va, 0), va | 1);
    }

    private static int index(long va, int level) {
        return (int) (va >>> (12 + 9 * level)) & 511;
    }

    private int leafTable(Layout memory, long va) {
        int frame = root;
        for (int level = TOP_LEVEL; level > 0; level--) {
            long item = memory.loadAcquire(frame, index(va, level));
            if ((item & 1) == 0) {
                throw new IllegalStateException("a hole at " + va);
            }
            frame = (int) ((item & ADDRESS) >>> 12);
        }
        return frame;
    }

    /**
     * Walk and load.
     *
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(WALKS)
    public long load() {
        Layout memory = words;
        long sum = 0;
        for (long va : addresses) {
            sum += memory.loadAcquire(leafTable(memory, va), index(va, 0));
        }
        return sum;
    }

    /** Walk and store. */
    @Benchmark
    @OperationsPerInvocation(WALKS)
    public void store() {
        Layout memory = words;
        for (long va : addresses) {
            memory.writeOnce(leafTable(memory, va), index(va, 0), va | 1);
        }
    }
}
