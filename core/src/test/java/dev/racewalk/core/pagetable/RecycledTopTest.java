package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thread has read the top and is about to build on it; others grow the table, unmap all that the older top covers, and
 * sync: the older top is freed. Now the first thread gets that very frame for its chain, loses, and must give it back.
 */
class RecycledTopTest {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long PAGE = 4096;

    private final PhysicalMemory memory = new PhysicalMemory(64);
    private final FramePool pool = new FramePool(memory, 1, 63, true);

    /** Overtakes the first growth that is asked to go beyond the second top. */
    private static final class Overtaken extends ProtocolSteps {
        private IoPageTable table;
        private long olderTop;
        private boolean isOvertaken = true;

        @Override
        public long allocateTable(FrameAllocator frames) {
            if (isOvertaken) {
                isOvertaken = false;
                freeOlderTop();
                return take(frames, olderTop);
            }
            return super.allocateTable(frames);
        }

        /** What another thread, on a disjoint range, does in the meantime. */
        private void freeOlderTop() {
            table.mapRange(1L << 30, 0, PAGE, RW); // grows to level 2
            table.mapRange(0, 1L << 21, 1L << 30, RW); // 512 leaves of 2 MiB in the older top
            IotlbGather gather = table.newGather();
            assertThat(table.unmapPages(0, PAGE, 1L << 18, gather)).isEqualTo(1L << 30);
            assertThat(gather.tableCount()).isEqualTo(1);
            table.sync(gather);
        }

        private static long take(FrameAllocator frames, long wanted) {
            List<Long> others = new ArrayList<>();
            long frame = frames.allocate();
            while (frame != wanted) {
                others.add(frame);
                frame = frames.allocate();
            }
            others.forEach(frames::free);
            return frame;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3L << 30, 1L << 39, 1L << 48})
    void aChainThatWasOvertakenComesBackWholeThoughItsFirstFrameWasTheOlderTop(long iova) {
        Overtaken steps = new Overtaken();
        IoPageTable table = IoPageTable.builder(memory, pool)
                .startingLevel(1)
                .vaLg2(64)
                .steps(steps)
                .build();
        steps.table = table;
        steps.olderTop = TopOfTable.address(table.topOfTable());
        table.mapRange(iova, PAGE, PAGE, RW);
        assertThat(table.iovaToPhys(iova)).isEqualTo(PAGE);
        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
        assertThat(pool.inUse()).isZero();
    }
}
