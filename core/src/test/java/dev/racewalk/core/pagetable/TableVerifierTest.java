package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.ItemPath;
import dev.racewalk.core.pagetable.verify.TableVerifier;
import dev.racewalk.core.pagetable.verify.TableWalk;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is broken once behind the table's back, and must be reported where it was broken. */
class TableVerifierTest {
    private static final long PAGE = 0x1000;
    private static final long RUN = 0x10000;
    private static final long BLOCK = 0x4000_0000;

    private final PhysicalMemory memory = new PhysicalMemory(64);
    private final FramePool pool = new FramePool(memory);
    private final IoPageTable table = IoPageTable.builder(memory, pool)
            .startingLevel(1)
            .vaLg2(57)
            .oaLg2(48)
            .build();

    @BeforeEach
    void mapOneOfEachKind() {
        table.mapPages(0x1000, 0x1000, PAGE, 1, IoPageTable.READ);
        table.mapPages(0x10000, 0x80000, RUN, 1, IoPageTable.READ | IoPageTable.WRITE);
        table.mapPages(BLOCK, 0, BLOCK, 1, IoPageTable.WRITE);
    }

    @Test
    void aTableThatNobodyBrokeHasNoViolation() {
        assertThat(table.topLevel()).isEqualTo(2);
        assertThat(TableVerifier.verify(table)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: xor {1} breaks {2} at {3}")
    @CsvSource({
        "0x1000,     0x200,              I8,  0/0/1,  no leaf as core writes it",
        "0x1000,     0x1,                I8,  0/0/1,  neither empty nor",
        "0x1000,     0x10000000000000,   I8,  0/0/1,  no leaf as core writes it",
        "0x1000,     0x1000000000000000, I8,  0/0/1,  no leaf as core writes it",
        "0x1000,     0x2000000000000000, I8,  0/0/1,  no leaf as core writes it",
        "0x1000,     0x8000000000000,    I12, 0/0/1,  output address",
        "0x10000,    0x7f8000,           I8,  0/0/16, run that is not whole",
        "0x10000,    0x1000000,          I8,  0/0/16, its item",
        "0x13000,    0x1000000,          I8,  0/0/19, its item 0",
        "0x40000000, 0x200000,           I12, 1,      output address",
        "0x40000000, 0x600,              I8,  1,      neither empty nor",
        "0x40000000, 0xe00,              I8,  1,      run that is not whole",
    })
    void aBrokenLeafIsReportedWithItsPath(String iova, String flip, Invariant broken, String path, String what) {
        ItemPath item = Objects.requireNonNull(TableWalk.find(table, Long.decode(iova)));
        memory.writeOnce(item.slot(), memory.readOnce(item.slot()) ^ Long.parseUnsignedLong(flip.substring(2), 16));
        assertThat(TableVerifier.verify(table)).anySatisfy(violation -> {
            assertThat(violation.invariant()).isEqualTo(broken);
            assertThat(violation.where()).isEqualTo(path);
            assertThat(violation.what()).contains(what);
            assertThat(violation.word()).isEqualTo(memory.readOnce(item.slot()));
        });
    }

    @Test
    void dirtyInOneItemOfARunBreaksNothing() {
        table.setDirty(0x13000);
        assertThat(TableVerifier.verify(table)).isEmpty();
    }

    @Test
    void aTableItemThatCoreWouldNotWriteIsReported() {
        long item = memory.readOnce(topSlot());
        memory.writeOnce(topSlot(), item & ~Item.READABLE);
        assertThat(invariants()).containsExactly(Invariant.I8);
    }

    @Test
    void aTableReachableTwiceIsReported() {
        memory.writeOnce(topSlot() + 5, memory.readOnce(topSlot()));
        assertThat(TableVerifier.verify(table)).singleElement().satisfies(violation -> {
            assertThat(violation.invariant()).isEqualTo(Invariant.I3);
            assertThat(violation.where()).isEqualTo("5");
        });
    }

    @Test
    void aPointerOutOfTheMemoryIsReportedAndNotFollowed() {
        memory.writeOnce(topSlot() + 5, Item.table(1L << 40, 2));
        assertThat(invariants()).containsExactly(Invariant.I12);
    }

    @Test
    void aFreedTableThatIsStillReachableIsReported() {
        pool.free(Item.tableAddress(memory.readOnce(topSlot())));
        assertThat(invariants()).contains(Invariant.I9);
    }

    @Test
    void aLostTableIsMissingFromTheAccount() {
        memory.writeOnce(topSlot(), Item.EMPTY);
        assertThat(invariants()).contains(Invariant.I11);
    }

    @Test
    void anItemBeyondTheVaWidthIsReported() {
        IoPageTable narrow =
                IoPageTable.builder(memory, pool).startingLevel(2).vaLg2(32).build();
        memory.writeOnce(TopOfTable.slot(narrow.topOfTable()) + 4, Item.leaf(0, 30, 2, Item.READABLE));
        assertThat(TableVerifier.verify(narrow)).singleElement().satisfies(violation -> {
            assertThat(violation.invariant()).isEqualTo(Invariant.I12);
            assertThat(violation.where()).isEqualTo("4");
        });
    }

    @Test
    void aLeafAtLevelFiveAndAnItemBeyond64BitsAreReported() {
        IoPageTable high =
                IoPageTable.builder(memory, pool).startingLevel(5).vaLg2(64).build();
        int top = TopOfTable.slot(high.topOfTable());
        memory.writeOnce(top, Item.leaf(0, 57, 5, Item.READABLE | Item.FORCE_COHERENCE));
        memory.writeOnce(top + 128, Item.table(0, 5));
        assertThat(TableVerifier.verify(high))
                .extracting(Violation::invariant, Violation::where)
                .containsExactly(tuple(Invariant.I8, "0"), tuple(Invariant.I12, "128"));
    }

    @Test
    void aSizeThatTheTableDoesNotSupportIsReported() {
        IoPageTable restricted = IoPageTable.builder(memory, pool)
                .startingLevel(1)
                .vaLg2(30)
                .pageSizes(1L << 21)
                .build();
        memory.writeOnce(
                TopOfTable.slot(restricted.topOfTable()), Item.leaf(0, 22, 1, Item.READABLE | Item.FORCE_COHERENCE));
        assertThat(TableVerifier.verify(restricted))
                .anyMatch(violation -> violation.what().contains("size"));
    }

    @Test
    void tablesOnAGatherCountAndMustNotBeReachable() {
        IotlbGather gather = table.newGather();
        table.mapPages(0x20_0000, 0x3000, PAGE, 512, IoPageTable.READ);
        table.unmapPages(0x20_0000, PAGE, 512, gather);
        assertThat(gather.tableCount()).isEqualTo(1);
        assertThat(TableVerifier.verify(table, gather)).isEmpty();
        assertThat(invariants()).containsExactly(Invariant.I11);

        gather.tables().add(Item.tableAddress(memory.readOnce(topSlot())));
        assertThat(TableVerifier.verify(table, gather))
                .extracting(Violation::invariant)
                .contains(Invariant.I9);
    }

    @Test
    void theWalkShowsEachEntryOnceInOrderWithTheDirtOfAllItsItems() {
        table.setDirty(0x1f000);
        List<String> entries = new ArrayList<>();
        TableWalk.entries(
                table,
                (iova, lg2, item) ->
                        entries.add(String.format("0x%x 2^%d%s", iova, lg2, (item & Item.DIRTY) == 0 ? "" : " dirty")));
        assertThat(entries).containsExactly("0x1000 2^12", "0x10000 2^16 dirty", "0x40000000 2^30");
    }

    @ParameterizedTest
    @CsvSource({
        "0x1fff,     0/0/1, 0x1000,     0",
        "0x2000,     0/0/2, 0x2000,     0",
        "0x7fffffff, 1,     0x40000000, 2",
        "0x80000000, 2,     0x80000000, 2",
    })
    void findNamesTheItemThatDecides(String iova, String path, String first, int level) {
        ItemPath item = Objects.requireNonNull(TableWalk.find(table, Long.decode(iova)));
        assertThat(item.toString()).isEqualTo(path);
        assertThat(item.iova()).isEqualTo(Long.decode(first));
        assertThat(item.level()).isEqualTo(level);
    }

    @Test
    void findKnowsNothingAboveTheTop() {
        assertThat(TableWalk.find(table, 1L << 39)).isNull();
        assertThat(TableWalk.find(table, -1)).isNull();
    }

    private int topSlot() {
        return TopOfTable.slot(table.topOfTable());
    }

    private List<Invariant> invariants() {
        return TableVerifier.verify(table).stream().map(Violation::invariant).toList();
    }
}
