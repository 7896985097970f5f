package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.TableWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cuts: which parts an entry becomes, and what hardware does between two steps of one. */
class CutTest {
    private static final long KI4 = 0x1000;
    private static final long MI2 = 1L << 21;
    private static final long GI = 1L << 30;
    private static final int PROT = IoPageTable.READ | IoPageTable.WRITE;

    @ParameterizedTest
    @CsvSource({
        // log2 of the entry, where it is cut, log2 of each part
        "13, 0x1000, 12 12",
        "16, 0x8000, 15 15",
        "16, 0x1000, 12 12 13 14 15",
        "16, 0x5000, 14 12 12 13 15",
        "21, 0x100000, 20 20",
        "21, 0x1000, 12 12 13 14 15 16 17 18 19 20",
        "21, 0x1ff000, 20 19 18 17 16 15 14 13 12 12",
        "22, 0x200000, 21 21",
        "22, 0x300000, 21 20 20",
        "30, 0x200000, 21 21 22 23 24 25 26 27 28 29",
        "30, 0x1000, 12 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29",
        "40, 0x8000000000, 38 38 38 38"
    })
    void anEntryBecomesTheLargestPartsThatRespectTheCut(int lg2, String offset, String parts) {
        long entry = 1L << lg2;
        try (PooledTable t = PooledTable.of(4, 64, 52)) {
            t.table.mapPages(entry, 2 * entry, entry, 1, IoPageTable.READ);

            assertThat(t.table.cutMapping(entry + Long.decode(offset))).isTrue();

            List<PooledTable.Entry> expected = new ArrayList<>();
            long done = 0;
            for (String part : parts.split(" ", -1)) {
                int partLg2 = Integer.parseInt(part);
                expected.add(new PooledTable.Entry(entry + done, partLg2, 2 * entry + done, IoPageTable.READ));
                done += 1L << partLg2;
            }
            assertThat(done).isEqualTo(entry);
            assertThat(t.entries()).isEqualTo(expected);
            t.verify();
            assertThat(t.table.cutMapping(entry + Long.decode(offset)))
                    .as("cut again")
                    .isFalse();
        }
    }

    @Test
    void withFewSizesTheSmallerOnesFillTheGaps() {
        try (PooledTable t = new PooledTable(64, b -> b.pageSizes(1L << 12 | 1L << 22))) {
            t.table.mapPages(1L << 22, 0, 1L << 22, 1, PROT);
            assertThat(t.table.cutMapping((1L << 22) + MI2)).isTrue();
            assertThat(t.entries()).hasSize(1024).allMatch(entry -> entry.sizeLg2() == 12);
            assertThat(t.table.liveTables()).isEqualTo(1 + 1 + 2); // both items of the entry lead to tables
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, MI2, 2 * MI2, 3 * MI2 - KI4, 8 * GI, 1L << 39, 1L << 47})
    void whereNoEntryIsCutNothingChanges(long iova) {
        try (PooledTable t = PooledTable.of(2, 48, 52)) {
            t.table.mapPages(MI2, 0, MI2, 1, PROT);
            t.table.mapPages(3 * MI2 - KI4, 0, KI4, 1, PROT);
            Map<Long, Long> before = t.dump();
            assertThat(t.table.cutMapping(iova)).isFalse();
            assertThat(t.dump()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 0x8000", "16, 0x1000", "21, 0x1000", "25, 0x1000", "25, 0x800000"})
    void aDirtyEntryBecomesDirtyPartsAndACleanOneCleanParts(int lg2, String offset) {
        long entry = 1L << lg2;
        for (long dirtyAt : new long[] {-1, 0, entry - 1}) {
            try (PooledTable t = PooledTable.of(2, 64, 52)) {
                t.table.mapPages(entry, 0, entry, 1, PROT);
                if (dirtyAt >= 0) {
                    t.table.setDirty(entry + dirtyAt);
                }
                t.table.cutMapping(entry + Long.decode(offset));
                List<Boolean> dirty = new ArrayList<>();
                TableWalk.entries(t.table, (iova, size, item) -> dirty.add((item & Item.DIRTY) != 0));
                assertThat(dirty).hasSizeGreaterThan(1).containsOnly(dirtyAt >= 0);
            }
        }
    }

    /** Hardware that sets D in an item of the entry just before a certain item is replaced. */
    private static final class WritesBetween extends ProtocolSteps {
        private final int before;
        private final int writesTo;
        private int replaced;

        WritesBetween(int before, int writesTo) {
            this.before = before;
            this.writesTo = writesTo;
        }

        @Override
        public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
            if (replaced++ == before) {
                int other = slot - before + writesTo;
                long item = readItem(words, other);
                assertThat(setDirty(words, other, item)).isTrue();
            }
            return super.replaceLeaf(words, slot, seen, part);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16, 0x8000, 0, 0",
        "16, 0x8000, 0, 15",
        "16, 0x1000, 15, 15",
        "16, 0x1000, 3, 9",
        "21, 0x1000, 0, 0",
        "24, 0x1000, 0, 7"
    })
    void aDThatHardwareSetsMeanwhileIsCarriedToAllParts(int lg2, String offset, int before, int writesTo) {
        long entry = 1L << lg2;
        try (PooledTable t = new PooledTable(64, b -> b.steps(new WritesBetween(before, writesTo)))) {
            t.table.mapPages(entry, 0, entry, 1, PROT);
            assertThat(t.table.cutMapping(entry + Long.decode(offset))).isTrue();
            TableWalk.entries(
                    t.table,
                    (iova, size, item) ->
                            assertThat(item & Item.DIRTY).as("D of 0x%x", iova).isEqualTo(Item.DIRTY));
        }
    }

    /** Looks up the whole entry between all steps of a cut. */
    private static final class LooksBetween extends ProtocolSteps {
        IoPageTable table;
        long first;
        long last;
        int looks;

        @Override
        public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
            look();
            boolean replaced = super.replaceLeaf(words, slot, seen, part);
            look();
            return replaced;
        }

        private void look() {
            looks++;
            for (long iova = first; iova <= last; iova += KI4) {
                assertThat(table.iovaToPhys(iova + 5)).isEqualTo(iova - first + 5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 0x8000, 32", "16, 0x1000, 32", "21, 0x1000, 2", "22, 0x1000, 4"})
    void betweenAnyTwoStepsTheWholeEntryIsTranslated(int lg2, String offset, int looks) {
        long entry = 1L << lg2;
        LooksBetween steps = new LooksBetween();
        try (PooledTable t = new PooledTable(64, b -> b.steps(steps))) {
            t.table.mapPages(entry, 0, entry, 1, PROT);
            steps.table = t.table;
            steps.first = entry;
            steps.last = 2 * entry - 1;
            assertThat(t.table.cutMapping(entry + Long.decode(offset))).isTrue();
            assertThat(steps.looks).isEqualTo(looks);
        }
    }

    @Test
    void theWholeEntryIsFlushedAfterItsLastItemWasReplaced() {
        List<String> told = new ArrayList<>();
        IommuHardware hardware = new InvalidationLog(told);
        ProtocolSteps steps = new ProtocolSteps() {
            @Override
            public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
                told.add("replace");
                return super.replaceLeaf(words, slot, seen, part);
            }
        };
        try (PooledTable t = new PooledTable(64, b -> b.hardware(hardware).steps(steps))) {
            t.table.mapPages(1L << 22, 0, 1L << 22, 1, PROT);
            t.table.cutMapping((1L << 22) + KI4);
            assertThat(told).containsExactly("replace", "replace", "0x400000..0x7fffff false");
        }
    }

    @Test
    void afterACutAnUnmapEndsWhereItWasCut() {
        try (PooledTable t = PooledTable.of(2, 48, 52)) {
            t.table.mapPages(MI2, 0, MI2, 1, PROT);
            t.table.cutMapping(MI2 + 3 * KI4);
            assertThat(t.unmap(MI2, 3 * KI4)).isEqualTo(3 * KI4);
            assertThat(t.table.iovaToPhys(MI2 + 3 * KI4)).isEqualTo(3 * KI4);
            assertThat(t.unmap(MI2 + 3 * KI4, MI2 - 3 * KI4)).isEqualTo(MI2 - 3 * KI4);
        }
    }

    @Test
    void aCutThatMeetsAnotherOperationOnItsAddressIsReported() {
        PhysicalMemory memory = new PhysicalMemory(64);
        IoPageTable[] table = new IoPageTable[1];
        ProtocolSteps steps = new ProtocolSteps() {
            @Override
            public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
                table[0].iovaToPhys(0x8000);
                return true;
            }
        };
        table[0] = IoPageTable.builder(memory, new FramePool(memory))
                .checkRanges(true)
                .steps(steps)
                .build();
        table[0].mapPages(0, 0, 0x10000, 1, PROT);
        assertThatThrownBy(() -> table[0].cutMapping(0x8000))
                .isInstanceOf(RangeLockViolation.class)
                .hasMessageContaining("cutMapping of 0x8000..0x8000 (exclusive)");
    }
}
