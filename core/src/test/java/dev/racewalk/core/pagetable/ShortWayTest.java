package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.Seeds;
import dev.racewalk.core.memory.SharedWord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short ways do what the full path does: the same random calls, most of them near a border, on two tables. */
class ShortWayTest {
    private static final int CALLS = 20_000;
    private static final int FRAMES = 64;
    private static final int PAGE_LG2 = 12;
    private static final long PAGE = 1L << PAGE_LG2;
    private static final int[] BORDERS = {21, 22, 30, 39, 48};
    private static final long[] COUNTS = {0, 1, 1, 1, 2, 3, 8, 17, 255, 511, 512, 513, -1};
    private static final int[] SIZES = {12, 12, 12, 12, 13, 16, 20, 21, 22, 30};

    private final SplittableRandom random = Seeds.random("ShortWayTest");

    /** Steps that a fault or an observer would replace, and that do right. */
    private static class PassedThrough extends ProtocolSteps {
        @Override
        public long readTop(SharedWord top) {
            return super.readTop(top);
        }

        @Override
        public long readItem(long[] words, int slot) {
            return super.readItem(words, slot);
        }

        @Override
        public boolean writeLeaf(long[] words, int slot, long item) {
            return super.writeLeaf(words, slot, item);
        }

        @Override
        public boolean clearLeaf(long[] words, int slot) {
            return super.clearLeaf(words, slot);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 64, 52",
        "1, 3, 48, 40",
        "1, 1, 22, 24",
        "2, 2, 31, 24",
        "2, 2, 39, 32",
        "2, 2, 64, 52",
        "2, 3, 64, 52",
        "2, 4, 57, 48",
        "2, 5, 64, 52",
        "3, 3, 48, 40",
        "3, 4, 64, 52",
        "4, 4, 57, 52",
        "4, 5, 64, 48",
        "5, 5, 64, 52"
    })
    void theShortWaysDoWhatTheFullPathDoes(int startingLevel, int grownTo, int vaLg2, int oaLg2) {
        for (LinuxRules rules : LinuxRules.values()) {
            for (ProtocolSteps steps : List.of(ProtocolSteps.RIGHT, new PassedThrough())) {
                UnaryOperator<PageTableBuilder> configuration = builder -> builder.steps(steps)
                        .rules(rules)
                        .startingLevel(startingLevel)
                        .vaLg2(vaLg2)
                        .oaLg2(oaLg2);
                theShortWaysDoWhatTheFullPathDoes(configuration, grownTo, vaLg2, oaLg2);
            }
        }
    }

    private void theShortWaysDoWhatTheFullPathDoes(
            UnaryOperator<PageTableBuilder> configuration, int grownTo, int vaLg2, int oaLg2) {
        try (PooledTable fast = table(true, configuration);
                PooledTable slow = table(false, configuration)) {
            grow(fast, grownTo);
            grow(slow, grownTo);
            for (int i = 0; i < CALLS; i++) {
                long iova = near(random.nextInt(3) == 0 ? vaLg2 : BORDERS[random.nextInt(BORDERS.length)]);
                long pa = near(random.nextInt(3) == 0 ? oaLg2 : BORDERS[random.nextInt(2)]);
                int lg2 = SIZES[random.nextInt(SIZES.length)];
                long count = lg2 == PAGE_LG2 ? COUNTS[random.nextInt(COUNTS.length)] : 1;
                int prot = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
                if (random.nextInt(4) != 0) { // the same alignment is what larger pages need
                    iova &= -(1L << lg2);
                    pa &= -(1L << lg2);
                }
                String call =
                        String.format("call %d: iova 0x%x, pa 0x%x, %d x 2^%d, prot %d", i, iova, pa, count, lg2, prot);
                switch (random.nextInt(5)) {
                    case 0, 1 ->
                        assertThat(fast.table.tryMapPages(iova, pa, 1L << lg2, count, prot))
                                .as(call)
                                .isEqualTo(slow.table.tryMapPages(iova, pa, 1L << lg2, count, prot));
                    case 2, 3 -> unmapBoth(fast, slow, iova | random.nextInt(8) / 7, lg2, count, call);
                    default -> assertThat(fast.table.iovaToPhys(iova)).as(call).isEqualTo(slow.table.iovaToPhys(iova));
                }
                if (i % 16 == 0) {
                    assertThat(fast.entries()).as(call).isEqualTo(slow.entries());
                }
            }
        }
    }

    @Test
    void pagesOfTwoTablesGoIntoBoth() {
        long border = 1L << 21;
        try (PooledTable t = PooledTable.of(2, 48, 48)) {
            for (long table : new long[] {border, 0, 2 * border}) { // in memory, the third lies behind the second
                t.table.mapPages(table + PAGE, PAGE, PAGE, 1, IoPageTable.READ);
            }

            t.table.mapPages(border - PAGE, 0, PAGE, 2, IoPageTable.READ);

            assertThat(t.table.iovaToPhys(border)).isEqualTo(PAGE);
            assertThat(t.table.iovaToPhys(2 * border)).isEqualTo(IoPageTable.NO_TRANSLATION);
        }
    }

    @Test
    void replacedStepsAreTaken() {
        List<String> taken = new ArrayList<>();
        ProtocolSteps steps = new PassedThrough() {
            @Override
            public long readTop(SharedWord top) {
                taken.add("readTop");
                return super.readTop(top);
            }

            @Override
            public long readItem(long[] words, int slot) {
                taken.add("readItem");
                return super.readItem(words, slot);
            }

            @Override
            public boolean writeLeaf(long[] words, int slot, long item) {
                taken.add("writeLeaf");
                return super.writeLeaf(words, slot, item);
            }

            @Override
            public boolean clearLeaf(long[] words, int slot) {
                taken.add("clearLeaf");
                return super.clearLeaf(words, slot);
            }
        };
        PhysicalMemory memory = new PhysicalMemory(8);
        mapLookUpAndUnmap(IoPageTable.builder(memory, new FramePool(memory)).steps(steps), taken::clear);

        assertThat(taken)
                .containsExactly(
                        "readTop",
                        "readItem",
                        "readItem",
                        "writeLeaf",
                        "readTop",
                        "readItem",
                        "readItem",
                        "readItem",
                        "readTop",
                        "readItem",
                        "readItem",
                        "clearLeaf");
    }

    @Test
    void theCheckedModeSeesThem() {
        PhysicalMemory memory = new PhysicalMemory(8);
        IoPageTable table = IoPageTable.builder(memory, new FramePool(memory))
                .checkRanges(true)
                .build();
        IotlbGather gather = table.newGather();
        table.mapPages(0, 0, PAGE, 1, IoPageTable.WRITE);
        table.setDirty(0);
        List<Throwable> thrown = new ArrayList<>();

        DirtyRecorder whileItReads = (iova, length) -> {
            thrown.add(catchThrowable(() -> table.unmapPages(0, PAGE, 1, table.newGather())));
            thrown.add(catchThrowable(() -> table.mapPages(0, 0, PAGE, 1, IoPageTable.READ)));
        };
        table.readAndClearDirty(0, PAGE, 0, whileItReads, gather);

        assertThat(thrown).hasSize(2).allMatch(RangeLockViolation.class::isInstance);
    }

    private static void mapLookUpAndUnmap(PageTableBuilder builder, Runnable warm) {
        IoPageTable table = builder.build();
        table.mapPages(0, 0, PAGE, 1, IoPageTable.READ);
        warm.run();
        table.mapPages(PAGE, 0, PAGE, 1, IoPageTable.READ);
        table.iovaToPhys(PAGE);
        table.unmapPages(PAGE, PAGE, 1, table.newGather());
    }

    /** Maps a page that needs a top of a level, and unmaps it. */
    private static void grow(PooledTable t, int level) {
        if (t.table.topLevel() < level) {
            long beyond = 1L << (PAGE_LG2 + 9 * level);
            t.table.mapPages(beyond, 0, PAGE, 1, IoPageTable.READ);
            t.table.unmapPages(beyond, PAGE, 1, t.gather);
            t.table.sync(t.gather);
        }
        assertThat(t.table.topLevel()).isEqualTo(level);
    }

    private static PooledTable table(boolean fastPath, UnaryOperator<PageTableBuilder> configuration) {
        return new PooledTable(FRAMES, builder -> configuration.apply(builder).fastPath(fastPath));
    }

    private static void unmapBoth(PooledTable fast, PooledTable slow, long iova, int lg2, long count, String call) {
        long unmapped = slow.table.unmapPages(iova, 1L << lg2, count, slow.gather);
        assertThat(fast.table.unmapPages(iova, 1L << lg2, count, fast.gather))
                .as(call)
                .isEqualTo(unmapped);
        assertThat(fast.gather.isEmpty()).as(call).isEqualTo(slow.gather.isEmpty());
        if (!slow.gather.isEmpty()) {
            assertThat(fast.gather.firstIova()).as(call).isEqualTo(slow.gather.firstIova());
            assertThat(fast.gather.lastIova()).as(call).isEqualTo(slow.gather.lastIova());
        }
        fast.table.sync(fast.gather);
        slow.table.sync(slow.gather);
    }

    /** An address a few pages below or above a border, now and then between pages. */
    private long near(int borderLg2) {
        long border = borderLg2 == Long.SIZE ? 0 : 1L << borderLg2;
        long pages = random.nextInt(4) == 0 ? 512 - random.nextInt(1024) : 4 - random.nextInt(8);
        return border + pages * PAGE + (random.nextInt(8) == 0 ? random.nextInt((int) PAGE) : 0);
    }
}
