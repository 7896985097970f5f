package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.Rig.PAGE;
import static dev.racewalk.core.iommu.Rig.RW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices that read and write data, and pages that are given back too early. */
class DataTest {
    private static final long IOVA = 0x7000;

    private final PhysicalMemory memory = new PhysicalMemory(64);
    private final FramePool pool = new FramePool(memory, 1, 63, true);
    private final Iommu iommu =
            Iommu.builder(memory).frames(pool).data(DataMemory.of(memory, pool)).build();
    private final Domain domain = iommu.newDomain();
    private final Device device = iommu.newDevice();
    private final IoPageTable table =
            IoPageTable.builder(memory, pool).hardware(domain).build();
    private final IotlbGather gather = table.newGather();

    DataTest() {
        domain.attach(device);
    }

    private long mappedPage(long iova, int prot) {
        long page = pool.allocate();
        table.mapPages(iova, page, PAGE, 1, prot);
        return page;
    }

    private long load(long pa) {
        return memory.readOnce(memory.word(pa));
    }

    @Test
    void wordsGoPageByPageWhereTheTranslationsLead() {
        long second = mappedPage(IOVA + PAGE, RW);
        long first = mappedPage(IOVA, RW);
        long[] data = LongStream.rangeClosed(1, 5).toArray();

        assertThat(device.write(IOVA + PAGE - 24, data)).isEqualTo(first + PAGE - 24);

        assertThat(load(first + PAGE - 32)).isZero();
        assertThat(load(first + PAGE - 24)).isEqualTo(1);
        assertThat(load(first + PAGE - 8)).isEqualTo(3);
        assertThat(load(second)).isEqualTo(4);
        assertThat(load(second + 8)).isEqualTo(5);
        assertThat(load(second + 16)).isZero();
        long[] read = new long[5];
        assertThat(device.read(IOVA + PAGE - 24, read)).isEqualTo(first + PAGE - 24);
        assertThat(read).isEqualTo(data);
        assertThat(iommu.check()).isEmpty();
    }

    @Test
    void aFaultEndsATransferAfterThePagesBeforeIt() {
        long first = mappedPage(IOVA, RW);
        long[] data = {1, 2, 3};
        assertThat(device.write(IOVA + PAGE - 16, data)).isEqualTo(TranslationFault.NOT_PRESENT.code());
        assertThat(load(first + PAGE - 8)).isEqualTo(2);
        assertThat(device.lastFault()).extracting(FaultRecord::iova).isEqualTo(IOVA + PAGE);

        long[] read = {9, 9, 9};
        assertThat(device.read(IOVA + PAGE - 16, read)).isEqualTo(TranslationFault.NOT_PRESENT.code());
        assertThat(read).containsExactly(1, 2, 9);
    }

    @Test
    void aWriteSetsDBeforeItWritesAndAReadDoesNot() {
        mappedPage(IOVA, RW);
        assertThat(device.read(IOVA, new long[1])).isPositive();
        assertThat(dirtyPages()).isZero();
        assertThat(device.write(IOVA, new long[1])).isPositive();
        assertThat(dirtyPages()).isEqualTo(1);

        long readable = mappedPage(IOVA + PAGE, IoPageTable.READ);
        assertThat(device.write(IOVA + PAGE, new long[] {5})).isEqualTo(TranslationFault.PERMISSION.code());
        assertThat(load(readable)).isZero();
    }

    private int dirtyPages() {
        DirtyBitmap dirty = new DirtyBitmap(IOVA, 12, 1);
        table.readAndClearDirty(IOVA, PAGE, 0, dirty, gather);
        table.sync(gather);
        return dirty.dirtyPages();
    }

    @Test
    void aTranslationMayLeadWhereThereIsNoData() {
        table.mapPages(IOVA, 1L << 40, PAGE, 1, RW);
        assertThat(device.translate(IOVA + 1, Device.READ)).isEqualTo((1L << 40) + 1);
        assertThat(device.read(IOVA + 8, new long[1])).isEqualTo(TranslationFault.NO_DATA.code());
        assertThat(TranslationFault.of(device.write(IOVA + 8, new long[1]))).isEqualTo(TranslationFault.NO_DATA);
        assertThat(device.lastFault()).hasToString("NO_DATA: device 0, access 2 of IOVA 0x7008 at 0x10000000008");
        assertThat(iommu.check()).isEmpty();
        Rig other = new Rig();
        try (IoPageTable table = other.table(2, 48)) {
            table.mapPages(IOVA, 0x5000, PAGE, 1, RW);
            assertThat(other.device.read(IOVA, new long[1]))
                    .as("an IOMMU without data")
                    .isEqualTo(TranslationFault.NO_DATA.code());
        }
    }

    @Test
    void aPageThatIsGivenBackBeforeTheSyncIsReachedAndSeenToHoldPoison() {
        long page = mappedPage(IOVA, RW);
        assertThat(device.read(IOVA, new long[1])).isEqualTo(page);
        table.unmapPages(IOVA, PAGE, 1, gather);
        pool.free(page);

        long[] read = new long[1];
        assertThat(device.read(IOVA, read)).isEqualTo(page);
        assertThat(read).containsExactly(FramePool.POISON);
        assertThat(iommu.violations())
                .singleElement()
                .asString()
                .startsWith("I14 broken at device 0, IOVA 0x7000")
                .contains("data read at", "was given back");
        table.sync(gather);
        assertThat(device.read(IOVA, read)).isEqualTo(TranslationFault.NOT_PRESENT.code());
        assertThat(iommu.violationCount()).isEqualTo(1);
    }

    @Test
    void aPageThatIsTakenAgainBeforeTheSyncIsWrittenByTheWrongDevice() {
        long page = mappedPage(IOVA, RW);
        device.translate(IOVA + 0x123, Device.WRITE); // which is not aligned, and no access to data
        table.unmapPages(IOVA, PAGE, 1, gather);
        pool.free(page);
        while (pool.allocate() != page) {
            // others first
        }
        assertThat(device.write(IOVA, new long[] {5})).isEqualTo(page);
        assertThat(iommu.violations())
                .singleElement()
                .asString()
                .startsWith("I14")
                .contains("data written at", "taken again");
        table.sync(gather);
        table.mapPages(IOVA, page, PAGE, 1, RW);
        assertThat(device.write(IOVA, new long[] {5})).isEqualTo(page);
        assertThat(iommu.violationCount()).as("the new owner's own").isEqualTo(1);
    }

    @Test
    void whoGivesPagesBackAsksWhetherAnyCacheLeadsThere() {
        long page = pool.allocate();
        long other = pool.allocate();
        table.mapPages(0, page, PAGE, 1, RW);
        table.mapPages(PAGE, other, PAGE, 1, RW);
        device.translate(0x10, Device.READ);
        device.translate(PAGE, Device.READ);
        Device second = iommu.newDevice();
        domain.attach(second);
        second.translate(0, Device.READ);
        table.unmapPages(0, PAGE, 1, gather);

        assertThat(iommu.expectUnreached(page, PAGE)).isEqualTo(2);
        assertThat(iommu.violations())
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.invariant()).isEqualTo(Invariant.I14));
        assertThat(iommu.expectUnreached(page + PAGE - 1, 1))
                .as("the last byte")
                .isEqualTo(2);
        assertThat(iommu.expectUnreached(page + 2 * PAGE, PAGE)).isZero();
        table.sync(gather);
        assertThat(iommu.expectUnreached(page, PAGE)).isZero();
        assertThat(iommu.expectUnreached(other, PAGE)).isEqualTo(1);
        assertThatThrownBy(() -> iommu.expectUnreached(page, 0)).hasMessage("length = 0: must be at least 1");
    }

    @Test
    void aPageThatIsGivenBackWhileItIsMappedIsFoundAtRest() {
        long page = mappedPage(IOVA, RW);
        device.translate(IOVA, Device.READ);
        assertThat(iommu.check()).isEmpty();
        pool.free(page);

        assertThat(iommu.check()).extracting(Violation::invariant).containsExactly(Invariant.I14);
    }

    @ParameterizedTest
    @CsvSource({"0x7001, 1", "0x7000, 0", "-8, 2"})
    void aTransferThatIsNoneIsRefused(String iova, int words) {
        assertThatThrownBy(() -> device.read(Long.decode(iova), new long[words]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("words = " + words + ": must be a multiple of 8");
        assertThat(device.lastFault()).isNull();
    }
}
