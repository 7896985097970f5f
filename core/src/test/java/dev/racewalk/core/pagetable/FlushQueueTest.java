package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One flush for many unmaps, and what may be used again after it. */
class FlushQueueTest {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long PAGE = 4096;
    private static final long MIB2 = 1L << 21;

    private final PhysicalMemory memory = new PhysicalMemory(64);
    private final FramePool pool = new FramePool(memory, 1, 63, true);

    /** What hardware was told and what was released, in order. */
    private final List<String> log = new ArrayList<>();

    /** Done by hardware while it flushes; once. */
    private Runnable meanwhile = () -> {};

    private final IoPageTable table = IoPageTable.builder(memory, pool)
            .gatherMode(GatherMode.NO_GAPS)
            .hardware(new Recorder())
            .build();
    private final IotlbGather gather = table.newQueuedGather();

    private final class Recorder implements IommuHardware {
        @Override
        public void changeTop(long tablePa, int topLevel) {
            // not what this is about
        }

        @Override
        public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
            log.add(String.format("flush 0x%x..0x%x %b", firstIova, lastIova, tablePointers));
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
        }

        @Override
        public void detach() {
            // not what this is about
        }
    }

    private FlushQueue queue(int capacity) {
        return table.newFlushQueue(
                capacity, (iova, length) -> log.add(String.format("release 0x%x+0x%x", iova, length)));
    }

    private void mapAndQueue(FlushQueue queue, long iova, long length) {
        table.mapRange(iova, 0x4000_0000, length, RW);
        assertThat(table.unmapPages(iova, PAGE, length / PAGE, gather)).isEqualTo(length);
        queue.add(iova, length, gather);
        assertThat(gather.isEmpty()).isTrue();
    }

    @Test
    void manyUnmapsAreFlushedAtOnceAndReleasedAfterwards() {
        FlushQueue queue = queue(4);
        mapAndQueue(queue, 0, PAGE);
        mapAndQueue(queue, 64 * MIB2, PAGE);
        mapAndQueue(queue, MIB2, PAGE);
        assertThat(log).as("apart, in mode NO_GAPS").isEmpty();
        assertThat(queue.size()).isEqualTo(3);
        queue.flush();

        assertThat(log)
                .containsExactly(
                        "flush 0x0..0xffffffffffffffff false",
                        "release 0x0+0x1000",
                        "release 0x8000000+0x1000",
                        "release 0x200000+0x1000");
        queue.flush();
        assertThat(log).as("nothing is left").hasSize(4);
        assertThat(queue).hasToString("flush queue, 0 of 4 ranges wait");
    }

    @Test
    void tablesWaitForTheFlushWhichThenTakesTablePointersToo() {
        FlushQueue queue = queue(4);
        table.mapRange(0, PAGE, MIB2, RW);
        long before = table.liveTables();
        table.unmapPages(0, PAGE, MIB2 / PAGE, gather);
        assertThat(gather.tableLevels()).isEqualTo(1);
        assertThat(gather.leafLevels()).isEqualTo(1);
        queue.add(0, MIB2, gather);
        assertThat(gather.tableLevels() | gather.leafLevels() | gather.tableCount())
                .isZero();
        assertThat(table.liveTables()).isEqualTo(before);
        queue.flush();

        assertThat(log).containsExactly("flush 0x0..0xffffffffffffffff true", "release 0x0+0x200000");
        assertThat(table.liveTables()).isEqualTo(before - 1);
        assertThat(TableVerifier.verify(table)).isEmpty();
        mapAndQueue(queue, 0, PAGE);
        queue.flush();
        assertThat(log).as("only what was touched since").contains("flush 0x0..0xffffffffffffffff false");
    }

    @Test
    void whatIsQueuedWhileAFlushIsUnderWayWaitsForTheNext() {
        FlushQueue queue = queue(4);
        mapAndQueue(queue, 0, PAGE);
        meanwhile = () -> mapAndQueue(queue, MIB2, PAGE);
        queue.flush();

        assertThat(log).containsExactly("flush 0x0..0xffffffffffffffff false", "release 0x0+0x1000");
        assertThat(queue.size()).isEqualTo(1);
        queue.flush();
        assertThat(log).hasSize(4).endsWith("release 0x200000+0x1000");
    }

    @Test
    void aFullQueueFlushesFirst() {
        FlushQueue queue = queue(2);
        for (int i = 0; i < 5; i++) {
            mapAndQueue(queue, i * MIB2, PAGE);
        }
        assertThat(log).filteredOn(line -> line.startsWith("flush")).hasSize(2);
        assertThat(log)
                .filteredOn(line -> line.startsWith("release"))
                .containsExactly(
                        "release 0x0+0x1000",
                        "release 0x200000+0x1000",
                        "release 0x400000+0x1000",
                        "release 0x600000+0x1000");
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void aFlushThatFailsReleasesNothingAndTheNextOneDoesItAll() {
        FlushQueue queue = queue(2);
        mapAndQueue(queue, 0, MIB2);
        meanwhile = () -> {
            throw new IllegalStateException("seeded");
        };
        assertThatThrownBy(queue::flush).hasMessage("seeded");
        assertThat(queue.size()).isEqualTo(1);
        assertThat(log).noneMatch(line -> line.startsWith("release"));
        queue.flush();

        assertThat(log).hasSize(3).endsWith("flush 0x0..0xffffffffffffffff false", "release 0x0+0x200000");
        table.close();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void aQueuedGatherIsSyncedByItselfToo() {
        table.mapRange(0, PAGE, MIB2, RW);
        table.unmapPages(0, PAGE, MIB2 / PAGE, gather);
        assertThat(gather).hasToString("gather of everything, 1 tables");
        assertThat(gather.isDisjoint(64 * MIB2, 64 * MIB2)).isFalse();
        table.sync(gather);
        table.sync(gather);

        assertThat(log).containsExactly("flush 0x0..0xffffffffffffffff true");
        assertThat(gather).hasToString("gather of nothing, 0 tables");
    }

    @Test
    void aGatherThatKeepsARangeOrIsOfAnotherTableIsRefused() {
        FlushQueue queue = queue(1);
        assertThatThrownBy(() -> queue.add(0, PAGE, table.newGather()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gather of nothing, 0 tables: must be a queued one");
        IoPageTable other = IoPageTable.builder(memory, pool).build();
        assertThatThrownBy(() -> queue.add(0, PAGE, other.newQueuedGather()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another page table");
        assertThatThrownBy(() -> queue(0)).hasMessage("capacity = 0: must be 1..1048576");
        assertThat(queue.size()).isZero();
    }
}
