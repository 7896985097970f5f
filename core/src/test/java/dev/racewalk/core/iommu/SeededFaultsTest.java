package dev.racewalk.core.iommu;

import static dev.racewalk.core.iommu.Rig.MIB2;
import static dev.racewalk.core.iommu.Rig.PAGE;
import static dev.racewalk.core.iommu.Rig.RW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.pagetable.GatherOwner;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.core.pagetable.verify.Violation;
import org.junit.jupiter.api.Test;

/** Each check of the emulated hardware, seen to fail. What another thread does in between runs at a fixed place. */
class SeededFaultsTest {
    private static final long ABOVE = 1L << 40;

    /** What another thread does at the place where the race is lost; done once. */
    private Runnable meanwhile = () -> {};

    private void otherThread() {
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
    }

    private static void fillAndEmpty(IoPageTable table, Device device) {
        table.mapPages(0, 0x5000, PAGE, 1, RW);
        assertThat(device.translate(0, Device.READ)).isEqualTo(0x5000);
        Rig.unmap(table, 0, 1);
    }

    @Test
    void freeBeforeFlushIsNoticedByAWalkInBetween() {
        Rig rig = new Rig();
        ProtocolSteps freeBeforeFlush = new ProtocolSteps() {
            @Override
            public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
                boolean tablePointers = !gather.tables().isEmpty();
                for (long table = gather.tables().poll();
                        table != FrameAllocator.NONE;
                        table = gather.tables().poll()) {
                    frames.freeZeroed(table);
                }
                otherThread();
                hardware.invalidate(gather.firstIova(), gather.lastIova(), tablePointers);
                gather.clearRange();
            }
        };
        try (IoPageTable table = rig.table(2, 48, freeBeforeFlush)) {
            fillAndEmpty(table, rig.device);
            meanwhile = () -> assertThat(rig.fault(0x1000)).isEqualTo(TranslationFault.RESERVED_BITS);
            table.mapPages(0, 0, MIB2, 1, RW);

            assertThat(rig.iommu.violationCount()).isEqualTo(1);
            assertThat(rig.iommu.violations())
                    .singleElement()
                    .matches(found ->
                            found.invariant() == Invariant.I9 && found.where().endsWith("IOVA 0x1000"))
                    .asString()
                    .contains("is not in use");
        }
    }

    @Test
    void tablesFreedWithoutAFlushOfPointersAreNoticedByTheCheckAndByAWalkEvenWhenRecycled() {
        Rig rig = new Rig();
        ProtocolSteps keepsPointers = new ProtocolSteps() {
            @Override
            public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
                hardware.invalidate(gather.firstIova(), gather.lastIova(), false);
                gather.clearRange();
                for (long table = gather.tables().poll();
                        table != FrameAllocator.NONE;
                        table = gather.tables().poll()) {
                    frames.freeZeroed(table);
                }
            }
        };
        try (IoPageTable table = rig.table(2, 48, keepsPointers)) {
            fillAndEmpty(table, rig.device);
            table.mapPages(0, 0, MIB2, 1, RW);

            assertThat(rig.iommu.check())
                    .singleElement()
                    .asString()
                    .startsWith("I9")
                    .contains("freed");
            table.mapPages(1L << 30, 0x5000, PAGE, 1, RW); // takes the frame
            assertThat(rig.iommu.check()).singleElement().asString().contains("freed");
            rig.fault(0x1000);
            assertThat(rig.iommu.violations()).singleElement().asString().contains("was recycled");
        }
    }

    @Test
    void aPointerToATableThatIsOutOfThePathIsNoticedBeforeItIsFreed() {
        Rig rig = new Rig();
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0x1000, PAGE, 512, RW);
            rig.device.translate(0, Device.READ);
            IotlbGather gather = table.newGather();
            table.unmapPages(0, PAGE, 512, gather);

            assertThat(rig.iommu.check()).extracting(Violation::invariant).contains(Invariant.I9, Invariant.I12);
            table.sync(gather);
            assertThat(rig.iommu.check()).isEmpty();
        }
    }

    @Test
    void poisonIsNoticedWithoutAPool() {
        HandMadeTables tables = new HandMadeTables();
        tables.chainTo(0, 0);
        tables.put(0, 0, FramePool.POISON);

        assertThat(TranslationFault.of(tables.device.translate(0, Device.READ)))
                .isEqualTo(TranslationFault.RESERVED_BITS);
        assertThat(tables.iommu.violations()).singleElement().asString().contains("is poisoned");
    }

    @Test
    void hardwareNotAwaitedFaultsAboveTheOldTop() {
        Rig rig = new Rig(new DriverSteps() {
            @Override
            public boolean awaitsEntryFlush(DriverDomain domain) {
                return false;
            }
        });
        try (IoPageTable table = rig.table(1, 48)) {
            rig.iommu.clock();
            rig.iommu.clock();
            rig.fault(0);
            table.mapPages(ABOVE, 0x5000, PAGE, 1, RW);

            assertThat(rig.fault(ABOVE)).isEqualTo(TranslationFault.BEYOND_ROOT);
            assertThat(rig.iommu.check()).extracting(Violation::invariant).containsExactly(Invariant.I6);
        }
    }

    @Test
    void aGrownFlagSharedByTwoDomainsLosesTheFlushOfOne() {
        Rig rig = new Rig(new DriverSteps() {
            private boolean grown;

            @Override
            public void storeEntries(DriverDomain domain, long entry) {
                super.storeEntries(domain, entry);
                grown = true;
                otherThread();
            }

            @Override
            public boolean needsEntryFlush(DriverDomain domain) {
                boolean needed = grown;
                grown = false;
                return needed;
            }
        });
        Domain other = rig.iommu.newDomain();
        try (IoPageTable table = rig.table(1, 48);
                IoPageTable otherTable = IoPageTable.builder(rig.memory, rig.pool)
                        .startingLevel(1)
                        .hardware(other)
                        .build()) {
            rig.fault(0);
            meanwhile = () -> otherTable.mapPages(ABOVE, 0x6000, PAGE, 1, RW);
            table.mapPages(ABOVE, 0x5000, PAGE, 1, RW);

            assertThat(rig.fault(ABOVE)).isEqualTo(TranslationFault.BEYOND_ROOT);
            assertThat(rig.iommu.check()).extracting(Violation::invariant).containsExactly(Invariant.I6);
        }
    }

    @Test
    void aNumberTakenBeforeTheLockLetsAWaiterGoOnBeforeItsOwnCommandIsDone() {
        Rig rig = new Rig(new DriverSteps() {
            @Override
            public long submit(CommandQueue queue, CommandQueue.Commands commands) {
                long number = queue.takeNumber();
                otherThread();
                queue.lock();
                commands.appendTo(queue);
                queue.appendCompletionWait(number);
                queue.unlock();
                return number;
            }
        });
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0x5000, PAGE, 1, RW);
            rig.device.translate(0, Device.READ);
            meanwhile = () -> rig.domain.invalidate(ABOVE, ABOVE + PAGE - 1, false);
            Rig.unmap(table, 0, 1);

            assertThat(rig.device.translate(0, Device.READ)).as("stale").isEqualTo(0x5000);
            assertThat(rig.iommu.check()).extracting(Violation::invariant).containsExactly(Invariant.I12);
        }
    }

    @Test
    void aGatherThatIsTooShortLeavesAStaleTranslation() {
        Rig rig = new Rig();
        try (IoPageTable table = rig.table(2, 48)) {
            table.mapPages(0, 0, PAGE, 512, RW);
            table.mapPages(MIB2, MIB2, PAGE, 1, RW);
            rig.device.translate(0x100000, Device.READ);
            rig.device.translate(MIB2, Device.READ);
            table.unmapPages(0, PAGE, 512, table.newGather());
            table.unmapPages(MIB2, PAGE, 1, table.newGather());
            rig.domain.invalidate(0, MIB2 - 1, true);

            assertThat(rig.iommu.check())
                    .extracting(Violation::invariant, Violation::where)
                    .contains(tuple(Invariant.I12, "device 0, IOVA 0x200000"));
        }
    }

    @Test
    void aTableThatIsClosedWithoutFencingHardwareOffIsReadAfterItsEnd() {
        Rig rig = new Rig();
        IommuHardware unfenced = new IommuHardware() {
            @Override
            public void changeTop(long tablePa, int topLevel) {
                rig.domain.changeTop(tablePa, topLevel);
            }

            @Override
            public void invalidate(long firstIova, long lastIova, boolean tablePointers) {
                rig.domain.invalidate(firstIova, lastIova, tablePointers);
            }

            @Override
            public void detach() {
                // forgotten
            }
        };
        IoPageTable.builder(rig.memory, rig.pool).hardware(unfenced).build().close();
        rig.fault(0);

        assertThat(rig.iommu.violations())
                .singleElement()
                .asString()
                .startsWith("I9")
                .contains("is not in use");
    }

    @Test
    void aCachedPointerThatPermitsMoreThanTheTableIsAViolation() {
        Rig rig = new Rig();
        try (IoPageTable table = rig.table(1, 30)) {
            table.mapPages(0, 0x5000, PAGE, 1, RW);
            rig.device.translate(0, Device.READ);
            rig.domain.invalidate(0, PAGE - 1, false);
            int root = rig.memory.word(TopOfTable.address(table.topOfTable()));
            long item = rig.memory.readOnce(root);
            rig.memory.writeOnce(root, item & ~HandMadeTables.IW);

            assertThat(rig.iommu.check()).singleElement().asString().contains("pointer permits more");
            rig.memory.writeOnce(root, item);
            assertThat(rig.iommu.check()).isEmpty();
        }
    }

    @Test
    void eachPieceOfALargeTranslationOutlivesAGatherOfWhatWasAskedOnly() {
        Rig rig = new Rig();
        ProtocolSteps shortGather = new ProtocolSteps() {
            @Override
            public void gatherUnmapped(GatherOwner owner, IotlbGather gather, long iova, long asked, long unmapped) {
                super.gatherUnmapped(owner, gather, iova, asked, asked);
            }
        };
        try (IoPageTable table = rig.table(2, 48, shortGather)) {
            table.mapPages(0, 0, MIB2, 1, RW);
            rig.device.translate(0, Device.READ);
            rig.device.translate(0x100000, Device.READ);
            IotlbGather gather = table.newGather();
            assertThat(table.unmapPages(0, PAGE, 1, gather)).isEqualTo(MIB2);
            table.sync(gather);

            assertThat(rig.device.translate(0, Device.READ)).isZero();
            assertThat(rig.device.translate(0x100000, Device.READ)).isEqualTo(0x100000);
            assertThat(rig.iommu.check())
                    .extracting(Violation::invariant, Violation::where)
                    .containsExactlyInAnyOrder(
                            tuple(Invariant.I12, "device 0, IOVA 0x0"),
                            tuple(Invariant.I12, "device 0, IOVA 0x100000"));
        }
    }
}
