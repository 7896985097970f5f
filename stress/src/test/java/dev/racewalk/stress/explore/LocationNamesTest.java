package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.stress.explore.model.Weak;
import org.junit.jupiter.api.Test;

/** What schedules say of a word that a frame held before anybody zeroed it, or that a fault has left there. */
class LocationNamesTest {
    /** Next to the largest address, as no memory has it. */
    private static final long FAR = 0x000F_FFFF_FFFF_E000L;

    @Test
    void validItemsAreSaidByWhereTheyLead() {
        assertThat(LocationNames.item(Item.EMPTY)).isEqualTo("empty");
        assertThat(LocationNames.item(Item.table(0x3000, 2))).isEqualTo("table in frame 3");
        assertThat(LocationNames.item(Item.leaf(FAR, 12, 0, Item.attributes(3))))
                .isEqualTo("leaf 0xfffffffffe000");
    }

    @Test
    void poisonAndGarbageAreNoValidItemsWhateverHardwareMarksInThem() {
        assertThat(LocationNames.item(FramePool.POISON)).isEqualTo("poison 0x7f0deadf8ee0c01");
        assertThat(LocationNames.item(FramePool.POISON | Item.DIRTY)).isEqualTo("poison 0x7f0deadf8ee0c41");
        assertThat(LocationNames.item(Weak.GARBAGE)).isEqualTo("garbage 0x600000badbad0001");
    }

    @Test
    void aTableThatNoMemoryHasAndAnItemThatIsNotPresentAreNoValidItems() {
        assertThat(LocationNames.item(Item.table(FAR, 2)))
                .isEqualTo("no valid item: 0x" + Long.toHexString(Item.table(FAR, 2)));
        assertThat(LocationNames.item(0x3000)).isEqualTo("no valid item: 0x3000");
    }

    @Test
    void anEntryOfTheDeviceTableThatLeadsNowhereIsNone() {
        assertThat(LocationNames.entry(DeviceTableEntry.of(0x3000, 2))).isEqualTo("root in frame 3 at level 2");
        assertThat(LocationNames.entry(FramePool.POISON)).isEqualTo("poison 0x7f0deadf8ee0c01");
        assertThat(LocationNames.entry(DeviceTableEntry.of(FAR, 2)))
                .isEqualTo("no valid entry: 0x" + Long.toHexString(DeviceTableEntry.of(FAR, 2)));
    }
}
