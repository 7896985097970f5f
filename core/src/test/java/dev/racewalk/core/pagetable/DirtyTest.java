package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D: set on one item, it makes its entry dirty; cleared, all its items are clean. */
class DirtyTest {
    private static final long KI4 = 0x1000;
    private static final long RUN = 0x1_0000;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 16, 20, 21, 22, 25, 29, 30, 31, 38})
    void onAnyItemItMakesTheWholeEntryDirtyAndIsClearedFromAll(int sizeLg2) {
        long size = 1L << sizeLg2;
        int itemLg2 = 12 + 9 * ((sizeLg2 - 12) / 9);
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapPages(size, 0, size, 1, PROT);
            for (long item = 0; item < 1L << (sizeLg2 - itemLg2); item++) {
                t.table.setDirty(size + (item << itemLg2) + 5);
                assertThat(dirtyItems(t)).isOne();

                assertThat(clean(t, size, size, IoPageTable.NO_CLEAR)).containsExactly(range(size, size));
                assertThat(t.gather.isEmpty()).isTrue();
                assertThat(clean(t, size, size, 0)).as("item %d", item).containsExactly(range(size, size));
                assertThat(t.gather.firstIova()).isEqualTo(size);
                assertThat(t.gather.lastIova()).isEqualTo(2 * size - 1);
                assertThat(dirtyItems(t)).isZero();
                assertThat(clean(t, size, size, 0)).isEmpty();
                t.table.sync(t.gather);
            }
        }
    }

    @Test
    void onAllItemsItIsReportedOnceAndClearedFromAll() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapPages(RUN, 0, RUN, 1, PROT);
            for (int item = 0; item < 16; item++) {
                t.table.setDirty(RUN + item * KI4);
                t.table.setDirty(RUN + item * KI4); // set already: no change
            }
            assertThat(dirtyItems(t)).isEqualTo(16);
            assertThat(clean(t, RUN, RUN, 0)).containsExactly(range(RUN, RUN));
            assertThat(dirtyItems(t)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x10000, 0x10000, 0x10000, 0x10000",
        "0x10000, 0x1, 0x10000, 0x1",
        "0x1ffff, 0x1, 0x1ffff, 0x1",
        "0x13000, 0x2000, 0x13000, 0x2000",
        "0x13123, 0x456, 0x13123, 0x456",
        "0x0, 0x10001, 0x10000, 0x1",
        "0x0, 0x1f000, 0x10000, 0xf000",
        "0x1f000, 0x5000, 0x1f000, 0x1000",
        "0x0, 0x8000000, 0x10000, 0x10000"
    })
    void ofAnEntryThatLiesPartlyInTheRangeThatPartIsReportedAndAllIsCleared(
            String iova, String length, String dirty, String dirtyLength) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapPages(RUN, 0, RUN, 1, PROT);
            t.table.setDirty(RUN + 7 * KI4);

            assertThat(clean(t, Long.decode(iova), Long.decode(length), 0))
                    .containsExactly(range(Long.decode(dirty), Long.decode(dirtyLength)));
            assertThat(dirtyItems(t)).isZero();
            assertThat(t.gather.firstIova()).isEqualTo(RUN);
            assertThat(t.gather.lastIova()).isEqualTo(2 * RUN - 1);
        }
    }

    @Test
    void outsideTheRangeItIsLeftAlone() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            for (long iova : new long[] {0x1000, 0x3000, 0x20_0000, 1L << 30}) {
                t.table.mapPages(iova, 0, KI4, 1, PROT);
                t.table.setDirty(iova);
            }
            assertThat(clean(t, 0x2000, 0x1000, 0)).isEmpty();
            assertThat(t.gather.isEmpty()).isTrue();
            assertThat(clean(t, 0x2000, 0x1f_f000, 0)).containsExactly(range(0x3000, KI4), range(0x20_0000, KI4));
            assertThat(t.gather.firstIova()).isEqualTo(0x3000);
            assertThat(t.gather.lastIova()).isEqualTo(0x20_0fff);
            assertThat(clean(t, 0, 1L << 39, 0)).containsExactly(range(0x1000, KI4), range(1L << 30, KI4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 0x7ffffffe})
    void otherFlagsHaveNoEffect(int flags) {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapPages(RUN, 0, RUN, 1, PROT);
            t.table.setDirty(RUN);
            assertThat(clean(t, RUN, RUN, flags | IoPageTable.NO_CLEAR)).hasSize(1);
            assertThat(dirtyItems(t)).isOne();
            assertThat(clean(t, RUN, RUN, flags)).hasSize(1);
            assertThat(dirtyItems(t)).isZero();
        }
    }

    @Test
    void itChangesNoTranslation() {
        try (PooledTable t = PooledTable.of(2, 64, 52)) {
            t.table.mapRange(RUN - KI4, 5 * RUN - KI4, 2 * RUN, IoPageTable.WRITE);
            List<PooledTable.Entry> before = t.entries();
            t.table.setDirty(RUN);
            assertThat(t.entries()).isEqualTo(before);
            assertThat(t.table.iovaToPhys(RUN + 3 * KI4 + 1)).isEqualTo(5 * RUN + 3 * KI4 + 1);
            assertThat(clean(t, 0, 1L << 30, 0)).hasSize(1);
            assertThat(t.entries()).isEqualTo(before);
        }
    }

    @Test
    void aBitmapHasABitForEachPageThatIsDirtyInPart() {
        DirtyBitmap bitmap = new DirtyBitmap(0x10_0000, 12, 16);
        bitmap.record(0x10_1fff, 2);
        bitmap.record(0x10_f000, 0x1000);

        assertThat(bitmap.dirtyPages()).isEqualTo(3);
        for (int page = 0; page < 16; page++) {
            boolean dirty = page == 1 || page == 2 || page == 15;
            assertThat(bitmap.isDirty(0x10_0000 + page * KI4)).isEqualTo(dirty);
            assertThat(bitmap.isDirty(0x10_0fff + page * KI4)).isEqualTo(dirty);
        }
        assertThat(bitmap.isDirty(0xf_ffff)).isFalse();
        assertThat(bitmap.isDirty(0x11_0000)).isFalse();
        assertThat(bitmap.isDirty(-1)).isFalse();
        bitmap.clear();
        assertThat(bitmap.dirtyPages()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0xfffff, 1", "0xff000, 4096", "0x110000, 1", "0x10f000, 0x1001", "0x100000, 0", "0, -1", "0x100000, -1"
    })
    void aBitmapRefusesWhatLiesOutsideIt(String iova, String length) {
        DirtyBitmap bitmap = new DirtyBitmap(0x10_0000, 12, 16);

        assertThatThrownBy(() -> bitmap.record(Long.decode(iova), Long.decode(length)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("iova = 0x" + Long.toHexString(Long.decode(iova)));
        assertThat(bitmap.dirtyPages()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 11, 1, pageLg2 = 11",
        "0, 52, 1, pageLg2 = 52",
        "0, 12, 0, pages = 0:",
        "0x1000, 12, 0, pages = 0:",
        "0, 12, -1, pages = -1",
        "0x800, 12, 1, iova = 0x800",
        "-4096, 12, 2, iova = 0xfffffffffffff000",
        "0x1000, 13, 1, iova = 0x1000"
    })
    void aBitmapThatCannotBeIsRefused(String iova, int pageLg2, int pages, String message) {
        assertThatThrownBy(() -> new DirtyBitmap(Long.decode(iova), pageLg2, pages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aBitmapReachesTheLastPageOf64Bits() {
        DirtyBitmap bitmap = new DirtyBitmap(-0x2000, 12, 2);
        bitmap.record(-1, 1);

        assertThat(bitmap.isDirty(-1)).isTrue();
        assertThat(bitmap.isDirty(-0x1001)).isFalse();
    }

    private static List<String> clean(PooledTable t, long iova, long length, int flags) {
        List<String> dirty = new ArrayList<>();
        t.table.readAndClearDirty(iova, length, flags, (first, bytes) -> dirty.add(range(first, bytes)), t.gather);
        return dirty;
    }

    private static String range(long iova, long length) {
        return String.format("0x%x+0x%x", iova, length);
    }

    private static int dirtyItems(PooledTable t) {
        int[] count = new int[1];
        TableWalk.items(t.table, (path, item) -> {
            count[0] += (item & Item.DIRTY) != 0 ? 1 : 0;
            return true;
        });
        return count[0];
    }
}
