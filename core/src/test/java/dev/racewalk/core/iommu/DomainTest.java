package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.Rig.MIB2;
import static dev.racewalk.core.iommu.Rig.PAGE;
import static dev.racewalk.core.iommu.Rig.RW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {
    private final Rig rig = new Rig();
    private final Device device = rig.device;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void translationsAgreeWithTheTableForEveryPageSize(long seed) {
        Random random = new Random(seed);
        Device forgetful = rig.iommu.newDevice(CachePolicy.dropping(seed, 3));
        rig.domain.attach(forgetful);
        try (IoPageTable table = rig.table(1, 64)) {
            long[] iovas = new long[52];
            for (int lg2 = 12; lg2 < 52; lg2++) {
                if ((table.pageSizes() >>> lg2 & 1) != 0) {
                    // Bits 63:58 tell the mappings apart.
                    iovas[lg2] = ((long) lg2 << 58) | (random.nextLong() & (1L << 58) - (1L << lg2));
                    long pa = random.nextLong() & (1L << 52) - (1L << lg2);
                    table.mapPages(iovas[lg2], pa, 1L << lg2, 1, RW);
                }
            }
            compare(table, forgetful, iovas, random);
            assertThat(rig.iommu.check()).isEmpty();

            for (int lg2 = 12; lg2 < 52; lg2 += 2) {
                IotlbGather gather = table.newGather();
                table.unmapPages(iovas[lg2], 1L << lg2, 1, gather);
                table.sync(gather);
            }
            compare(table, forgetful, iovas, random);
            assertThat(rig.iommu.check()).isEmpty();
            assertThat(device.cachedTranslations(rig.domain.id())).isPositive();
            assertThat(device.cachedPointers(rig.domain.id())).isPositive();
        }
        assertThat(rig.iommu.check()).isEmpty();
    }

    private void compare(IoPageTable table, Device forgetful, long[] iovas, Random random) {
        for (int i = 0; i < 4000; i++) {
            int lg2 = random.nextInt(12, 52);
            long iova = iovas[lg2] + (random.nextLong() >>> (64 - lg2 - random.nextInt(2)));
            long expected = table.iovaToPhys(iova);
            int access = random.nextInt(1, 4);
            for (Device each : new Device[] {device, forgetful}) {
                long found = each.translate(iova, access);
                assertThat(found < 0 ? IoPageTable.NO_TRANSLATION : found).isEqualTo(expected);
                assertThat(found >= 0 || found == TranslationFault.NOT_PRESENT.code())
                        .isTrue();
            }
        }
    }

    @Test
    void aTranslationIsUsedUntilItIsInvalidatedAndTheCheckTellsThatItShouldHaveBeen() {
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0x7000, 0x5000, PAGE, 1, RW);
            assertThat(device.translate(0x7123, Device.READ)).isEqualTo(0x5123);
            IotlbGather gather = table.newGather();
            table.unmapPages(0x7000, PAGE, 1, gather);

            assertThat(device.translate(0x7123, Device.READ)).isEqualTo(0x5123);
            assertThat(rig.iommu.check())
                    .singleElement()
                    .matches(found ->
                            found.invariant() == Invariant.I12 && found.where().endsWith("IOVA 0x7000"));
            table.mapPages(0x7000, 0x6000, PAGE, 1, RW);
            assertThat(rig.iommu.check())
                    .singleElement()
                    .asString()
                    .startsWith("I12 broken at device 0, IOVA 0x7000: 0x");
            table.sync(gather);
            assertThat(device.translate(0x7123, Device.READ)).isEqualTo(0x6123);
            assertThat(rig.iommu.check()).isEmpty();
        }
    }

    @Test
    void aTranslationThatPermitsMoreThanTheTableIsAViolation() {
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0x7000, 0x5000, PAGE, 1, RW);
            device.translate(0x7000, Device.READ);
            table.unmapPages(0x7000, PAGE, 1, table.newGather());
            table.mapPages(0x7000, 0x5000, PAGE, 1, IoPageTable.READ);

            assertThat(rig.iommu.check()).extracting(Violation::invariant).containsExactly(Invariant.I12);
        }
    }

    @Test
    void aTranslationIsComparedOverAllThatItCovers() {
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0x4000_0000, MIB2, 1, RW);
            device.translate(0x3000, Device.READ);
            table.unmapPages(0, MIB2, 1, table.newGather());
            table.mapPages(0x3000, 0x4000_3000, PAGE, 1, RW); // the page that was read is as it was
            assertThat(rig.iommu.check()).singleElement().asString().contains("IOVA 0x0", "NOT_PRESENT");

            table.mapPages(0, 0x4000_0000, PAGE, 3, RW);
            table.mapPages(0x4000, 0x4000_4000, PAGE, 507, RW);
            assertThat(rig.iommu.check()).singleElement().asString().contains("IOVA 0x1ff000");
            table.mapPages(0x1f_f000, 0x401f_f000, PAGE, 1, RW);
            assertThat(rig.iommu.check()).as("in parts, and the same").isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}..{1}, table pointers {2}: {3} translations and {4} pointers stay")
    @CsvSource({
        "0x201000, 0x201fff, false, 5, 5",
        "0x201000, 0x201fff, true, 5, 5",
        "0x200000, 0x201fff, true, 4, 5",
        "0x200000, 0x2fffff, true, 3, 5",
        "0x200000, 0x3fffff, false, 3, 5",
        "0x200000, 0x3fffff, true, 3, 4",
        "0x1ff000, 0x200fff, false, 2, 5",
        "0x1ff000, 0x200fff, true, 2, 3",
        "0x0, 0x3fffffff, true, 2, 2",
        "0x40200000, 0x40200fff, true, 6, 5",
        "0x40200000, 0x402fffff, true, 6, 5",
        "0x40200000, 0x403fffff, true, 5, 5",
        "0, -1, true, 0, 0"
    })
    void anInvalidationTakesWhatItCoversAndNothingThatCoversMore(
            String first, String last, boolean pointers, int translations, int tables) {
        try (IoPageTable table = rig.table(2, 48)) {
            // Pointers: the level-1 tables of 0 and 0x40000000, the level-0 tables of 0, 0x200000 and 0x40000000.
            for (long iova : new long[] {0x1FF000, 0x200000, 0x201000, 0x202000}) {
                table.mapPages(iova, iova, PAGE, 1, RW);
                assertThat(device.translate(iova, Device.READ)).isEqualTo(iova);
            }
            table.mapPages(0x40000000, 0x40000000, PAGE, 1, RW);
            table.mapPages(0x40200000, 0x40200000, MIB2, 1, RW);
            device.translate(0x40000000, Device.READ);
            device.translate(0x40200000, Device.READ);
            assertThat(device.cachedTranslations(rig.domain.id())).isEqualTo(6);
            assertThat(device.cachedPointers(rig.domain.id())).isEqualTo(5);

            rig.domain.invalidate(Long.decode(first), Long.decode(last), pointers);
            assertThat(device.cachedTranslations(rig.domain.id())).isEqualTo(translations);
            assertThat(device.cachedPointers(rig.domain.id())).isEqualTo(tables);
        }
    }

    @Test
    void anInvalidationOfOneDomainLeavesTheOthersAlone() {
        Domain other = rig.iommu.newDomain();
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0, PAGE, 1, RW);
            device.translate(0, Device.READ);
            other.invalidate(0, -1, true);

            assertThat(device.cachedTranslations(rig.domain.id())).isEqualTo(1);
            assertThat(device.cachedTranslations(other.id())).isZero();
        }
    }

    @Test
    void aDeviceTableEntryIsUsedUntilItIsInvalidated() {
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0x5000, PAGE, 1, RW);
            assertThat(device.translate(0, Device.READ)).isEqualTo(0x5000);
            device.storeEntry(DeviceTableEntry.BLOCKED);

            assertThat(device.translate(0, Device.READ)).isEqualTo(0x5000);
            assertThat(rig.iommu.check()).extracting(Violation::invariant).containsExactly(Invariant.I6);
            device.invalidateEntry();
            assertThat(rig.fault(0)).isEqualTo(TranslationFault.BLOCKED);
            assertThat(rig.iommu.check()).as("stored and cached").hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void aWarmDeviceReachesWhatWasMappedAboveTheOldTop(int levels) {
        try (IoPageTable table = rig.table(1, 64)) {
            table.mapPages(0, 0x5000, PAGE, 1, RW);
            assertThat(device.translate(0, Device.READ)).isEqualTo(0x5000);
            long iova = levels == 0 ? 0x3FFF_F000L : 1L << (30 + 9 * levels - 9);
            assertThat(rig.fault(iova))
                    .isEqualTo(levels == 0 ? TranslationFault.NOT_PRESENT : TranslationFault.BEYOND_ROOT);

            table.mapPages(iova, 0x6000, PAGE, 1, RW);
            assertThat(table.topLevel()).isEqualTo(1 + levels);
            assertThat(device.translate(iova, Device.READ)).isEqualTo(0x6000);
            assertThat(device.translate(0, Device.READ)).isEqualTo(0x5000);
            Device late = rig.iommu.newDevice();
            rig.domain.attach(late);
            assertThat(late.translate(iova, Device.READ)).isEqualTo(0x6000);
            assertThat(rig.iommu.check()).isEmpty();
        }
    }

    @Test
    void anOvermapUnderAWarmWalkCacheLeavesNothingBehind() {
        try (IoPageTable table = rig.table(2, 48)) {
            for (int round = 0; round < 3; round++) {
                for (long iova = 0; iova < MIB2; iova += PAGE) {
                    table.mapPages(iova, iova, PAGE, 1, RW);
                    assertThat(device.translate(iova, Device.READ)).isEqualTo(iova);
                    Rig.unmap(table, iova, 1);
                    assertThat(rig.fault(iova)).isEqualTo(TranslationFault.NOT_PRESENT);
                }
                assertThat(device.cachedPointers(rig.domain.id())).isEqualTo(2);
                table.mapPages(0, 0x40000000, MIB2, 1, RW);

                assertThat(device.translate(0x1234, Device.WRITE)).isEqualTo(0x40001234);
                assertThat(device.cachedPointers(rig.domain.id())).isEqualTo(1);
                assertThat(rig.iommu.check()).isEmpty();
                Rig.unmap(table, 0, 512);
            }
        }
    }

    @Test
    void dirtyIsSetAgainAfterItWasClearedAndSyncedAndNotBefore() {
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0, PAGE, 16, RW); // one contiguous entry
            device.translate(0x3000, Device.READ);
            assertThat(dirtyPages(table, table.newGather())).as("read only").isZero();
            device.translate(0x3000, Device.WRITE);
            device.translate(0x5000, Device.WRITE);

            IotlbGather gather = table.newGather();
            assertThat(dirtyPages(table, gather)).isEqualTo(16);
            assertThat(rig.iommu.check())
                    .as("before the sync")
                    .extracting(Violation::invariant)
                    .containsOnly(Invariant.I13);
            device.translate(0x3000, Device.WRITE);
            assertThat(dirtyPages(table, gather)).as("hardware has it cached").isZero();
            table.sync(gather);
            assertThat(rig.iommu.check()).isEmpty();
            device.translate(0xF000, Device.WRITE);
            assertThat(rig.iommu.check()).isEmpty();
            assertThat(dirtyPages(table, gather)).isEqualTo(16);
            device.translate(0xF000, Device.WRITE);
            assertThat(dirtyPages(table, gather))
                    .as("cached as dirty by a walk")
                    .isZero();
            table.sync(gather);
        }
    }

    private static int dirtyPages(IoPageTable table, IotlbGather gather) {
        DirtyBitmap bitmap = new DirtyBitmap(0, 12, 16);
        table.readAndClearDirty(0, 16 * PAGE, 0, bitmap, gather);
        return bitmap.dirtyPages();
    }

    @Test
    void aDetachedDeviceIsBlockedAndMayGoToAnotherDomain() {
        Domain other = rig.iommu.newDomain();
        try (IoPageTable table = rig.table(2, 48);
                IoPageTable otherTable = IoPageTable.builder(rig.memory, rig.pool)
                        .hardware(other)
                        .build()) {
            table.mapPages(0, 0x5000, PAGE, 1, RW);
            otherTable.mapPages(0, 0x6000, PAGE, 1, RW);
            assertThat(device.translate(0, Device.READ)).isEqualTo(0x5000);

            assertThatThrownBy(() -> other.attach(device)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> other.detach(device)).isInstanceOf(IllegalStateException.class);
            rig.domain.detach(device);
            assertThat(rig.fault(0)).isEqualTo(TranslationFault.BLOCKED);
            other.attach(device);
            assertThat(device.translate(0, Device.READ)).isEqualTo(0x6000);
            assertThat(rig.iommu.check()).isEmpty();
        }
    }

    @Test
    void aClosedTableIsOutOfReachAndTheDomainTakesAnother() {
        IoPageTable first = rig.table(2, 48);
        first.mapPages(0, 0x5000, PAGE, 1, RW);
        device.translate(0, Device.READ);
        first.close();
        assertThat(rig.fault(0)).isEqualTo(TranslationFault.BLOCKED);
        assertThat(rig.iommu.check()).isEmpty();

        try (IoPageTable second = rig.table(2, 48)) {
            assertThat(rig.fault(0)).isEqualTo(TranslationFault.NOT_PRESENT);
            assertThat(DeviceTableEntry.root(device.entry())).isEqualTo(TopOfTable.address(second.topOfTable()));
        }
        assertThat(rig.pool.inUse()).isZero();
    }

    @Test
    void tensOfThousandsOfTranslationsAreCachedAndInvalidated() {
        try (IoPageTable table = rig.table(2, 48)) {
            int pages = 100_000;
            for (long page = 0; page < pages; page++) {
                // Odd output addresses: no two pages become one entry.
                table.mapPages(page * PAGE, (2 * page + 1) * PAGE, PAGE, 1, RW);
                device.translate(page * PAGE, Device.READ);
            }
            assertThat(device.cachedTranslations(rig.domain.id())).isEqualTo(pages);
            assertThat(rig.iommu.check()).isEmpty();
            for (long page = 0; page < pages; page += 2) {
                Rig.unmap(table, page * PAGE, 1);
            }
            assertThat(device.cachedTranslations(rig.domain.id())).isEqualTo(pages / 2);
            assertThat(rig.iommu.check()).isEmpty();
        }
    }

    @Test
    void aSecondTableOfADomainIsRefusedUntilTheFirstIsClosed() {
        Rig rig = new Rig();
        IoPageTable first = rig.table(2, 48);
        first.mapPages(0, 0x5000, PAGE, 1, RW);
        assertThatThrownBy(() -> rig.table(2, 48))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a table already");
        assertThat(rig.device.translate(0, Device.READ)).isEqualTo(0x5000);
        first.close();
        rig.table(2, 48).close();
    }

    @Test
    void aDeviceOfAnotherIommuIsRefused() {
        Rig rig = new Rig();
        Device foreign = new Rig().iommu.newDevice();
        assertThatThrownBy(() -> rig.domain.attach(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another IOMMU");
    }

    @Test
    void aResetDropsCommandsAndAllThatIsCached() {
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0, PAGE, 1, RW);
            assertThat(device.translate(0, Device.READ)).isZero();
            CommandQueue queue = rig.iommu.queue();
            queue.lock();
            queue.appendPageInvalidation(rig.domain.id(), 0, -1, true);
            queue.unlock();

            rig.iommu.reset();

            assertThat(queue.pending()).isZero();
            assertThat(device.hasCachedEntry()).isFalse();
            assertThat(device.cachedTranslations(rig.domain.id())).isZero();
            assertThat(device.cachedPointers(rig.domain.id())).isZero();
            assertThat(device.translate(0, Device.READ)).isZero();
            Rig.unmap(table, 0, 1);
            assertThat(rig.fault(0)).isEqualTo(TranslationFault.NOT_PRESENT);
        }
    }

    @Test
    void aTableIsRefusedThatIsWiderThanADeviceWhicheverComesFirst() {
        Rig rig = new Rig();
        Device narrow = rig.iommu.newDevice(CachePolicy.KEEP_ALL, 39);
        long before = rig.pool.inUse();
        rig.domain.attach(narrow);
        assertThatThrownBy(() -> rig.table(2, 48))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device 1")
                .hasMessageContaining("translates 39 bits: the table of domain 1 has a VA width of 48");
        assertThat(rig.pool.inUse()).isEqualTo(before);
        try (IoPageTable table = rig.table(2, 39)) {
            table.mapPages(1L << 38, Rig.PAGE, Rig.PAGE, 1, Rig.RW);
            assertThat(narrow.translate(1L << 38, Device.READ)).isEqualTo(Rig.PAGE);
        }
        rig.domain.detach(narrow);
        try (IoPageTable table = rig.table(2, 48)) {
            assertThatThrownBy(() -> rig.domain.attach(narrow)).isInstanceOf(IllegalArgumentException.class);
            table.mapPages(1L << 38, Rig.PAGE, Rig.PAGE, 1, Rig.RW);
            assertThat(TranslationFault.of(narrow.translate(1L << 38, Device.READ)))
                    .isEqualTo(TranslationFault.BLOCKED);
        }
        rig.domain.attach(narrow);
    }
}
