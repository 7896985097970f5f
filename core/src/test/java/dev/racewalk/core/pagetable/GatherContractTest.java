package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import org.junit.jupiter.api.Test;

/** What a gather holds when an operation is extreme, fails half-way, or is of another table. */
class GatherContractTest {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long PAGE = 4096;
    private static final long LARGEST = 1L << 51;

    private final PhysicalMemory memory = new PhysicalMemory(1024);
    private final FramePool pool = new FramePool(memory, 1, 1023, true);

    @Test
    void anUnmapOfAll64BitsReturns0AndStillGathersEverything() {
        IoPageTable table =
                IoPageTable.builder(memory, pool).startingLevel(2).vaLg2(64).build();
        long iova = 0;
        do {
            table.mapPages(iova, 0, LARGEST, 1, RW);
            iova += LARGEST;
        } while (iova != 0);
        IotlbGather gather = table.newGather();

        assertThat(table.unmapPages(0, PAGE, (1L << 52) - 1, gather)).isZero();

        assertThat(gather.isEmpty()).isFalse();
        assertThat(gather.firstIova()).isZero();
        assertThat(gather.lastIova()).isEqualTo(-1);
        assertThat(TableVerifier.verify(table, gather)).isEmpty();
        assertThat(gather.tableCount()).isPositive();
        table.sync(gather);
        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void aRecorderThatThrowsFindsItsEntryGathered() {
        IoPageTable table = IoPageTable.builder(memory, pool).build();
        table.mapPages(0x10000, 0, 0x10000, 1, RW);
        table.setDirty(0x1f000);
        IotlbGather gather = table.newGather();
        DirtyBitmap tooSmall = new DirtyBitmap(0, 12, 1);

        assertThatThrownBy(() -> table.readAndClearDirty(0x10000, 0x10000, 0, tooSmall, gather))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x10000");

        assertThat(gather.firstIova()).isEqualTo(0x10000);
        assertThat(gather.lastIova()).isEqualTo(0x1ffff);
    }

    @Test
    void aGatherOfAnotherTableIsRefusedAndNothingHasChanged() {
        IoPageTable one = IoPageTable.builder(memory, pool).build();
        IoPageTable other = IoPageTable.builder(memory, pool).build();
        one.mapPages(0, 0, PAGE, 1, RW);
        one.setDirty(0);
        IotlbGather gather = other.newGather();

        assertThatThrownBy(() -> one.unmapPages(0, PAGE, 1, gather)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.sync(gather)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.readAndClearDirty(0, PAGE, 0, (iova, length) -> {}, gather))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(one.iovaToPhys(0)).isZero();
        DirtyBitmap dirty = new DirtyBitmap(0, 12, 1);
        one.readAndClearDirty(0, PAGE, 0, dirty, one.newGather());
        assertThat(dirty.dirtyPages()).isEqualTo(1);
        assertThat(gather.isEmpty()).isTrue();
    }

    @Test
    void aTableThatHardwareRefusesLeavesNoFrameBehind() {
        IommuHardware refusing = new IommuHardware() {
            @Override
            public void changeTop(long tablePa, int topLevel) {
                throw new IllegalStateException("no such top");
            }

            @Override
            public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
                throw new AssertionError("nothing to invalidate");
            }

            @Override
            public void detach() {
                throw new AssertionError("nothing to detach");
            }
        };
        PageTableBuilder builder = IoPageTable.builder(memory, pool).hardware(refusing);
        assertThatThrownBy(builder::build).hasMessage("no such top");
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void anOvermapThatFailsLaterHasFlushedAndFreedWhatItReplaced() {
        ProtocolSteps failing = new ProtocolSteps() {
            private int entries;

            @Override
            public void writeEntry(long[] words, int slot, int items, long item) {
                super.writeEntry(words, slot, items, item);
                if (items > 1 && ++entries == 2) {
                    throw new IllegalStateException("seeded");
                }
            }
        };
        IoPageTable table = IoPageTable.builder(memory, pool).steps(failing).build();
        IotlbGather gather = table.newGather();
        for (long iova = 0; iova < 4 << 21; iova += 1 << 21) { // four empty tables
            table.mapPages(iova, 0, PAGE, 1, RW);
            table.unmapPages(iova, PAGE, 1, gather);
        }
        table.sync(gather);

        assertThatThrownBy(() -> table.mapPages(0, 2 << 21, 2 << 21, 2, RW)).hasMessage("seeded");

        assertThat(TableVerifier.verify(table)).isEmpty();
        table.close();
        assertThat(pool.inUse()).isZero();
    }
}
