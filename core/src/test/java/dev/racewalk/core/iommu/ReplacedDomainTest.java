package dev.racewalk.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.pagetable.IoPageTable;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A device goes from one domain to another and back, and is translated all the time. */
class ReplacedDomainTest {
    private static final long PAGE = Rig.PAGE;
    private static final long FIRST = 0x10_0000;
    private static final long SECOND = 0x20_0000;

    private Rig rig = new Rig();
    private Domain other = rig.iommu.newDomain();

    private IoPageTable table(Domain domain, long pa) {
        IoPageTable table =
                IoPageTable.builder(rig.memory, rig.pool).hardware(domain).build();
        table.mapPages(PAGE, pa, PAGE, 1, Rig.RW);
        return table;
    }

    /** What a device that drops half of what it caches finds while it is given away and back; moves are checked at their ends. */
    private Set<Long> foundDuringMoves(int moves) throws InterruptedException {
        Device device = rig.iommu.newDevice(CachePolicy.dropping(5, 2));
        rig.domain.attach(device);
        Set<Long> found = new ConcurrentSkipListSet<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                found.add(device.translate(PAGE, Device.READ));
            }
        });
        reader.start();
        for (int i = 0; i < moves; i++) {
            rig.domain.replaceBy(other, device);
            assertThat(device.translate(PAGE, Device.READ)).isEqualTo(SECOND);
            other.replaceBy(rig.domain, device);
            assertThat(device.translate(PAGE, Device.READ)).isEqualTo(FIRST);
        }
        over.set(true);
        reader.join();
        return new TreeSet<>(found);
    }

    @Test
    void eachAccessIsTranslatedByOneTableOrTheOther() throws InterruptedException {
        try (IoPageTable one = table(rig.domain, FIRST);
                IoPageTable two = table(other, SECOND)) {
            assertThat(foundDuringMoves(3000)).isSubsetOf(FIRST, SECOND).isNotEmpty();
            assertThat(rig.iommu.check()).isEmpty();
            assertThat(one.topLevel()).isEqualTo(two.topLevel());
        }
    }

    /** A driver that replaces in two steps. */
    private static final class TwoSteps extends DriverSteps {
        @Override
        public void replace(DriverDomain former, DriverDomain next, Device device) {
            block(device);
            Thread.onSpinWait();
            super.replace(former, next, device);
        }
    }

    @Test
    void aDriverThatBlocksTheDeviceInBetweenIsSeen() throws InterruptedException {
        rig = new Rig(new TwoSteps());
        other = rig.iommu.newDomain();
        try (IoPageTable one = table(rig.domain, FIRST);
                IoPageTable two = table(other, SECOND)) {
            assertThat(one.topLevel()).isEqualTo(two.topLevel());
            Set<Long> found = Set.of();
            for (int i = 0; i < 100 && !found.contains(TranslationFault.BLOCKED.code()); i++) {
                found = foundDuringMoves(200);
            }
            assertThat(found).contains(TranslationFault.BLOCKED.code());
        }
    }

    @Test
    void theFormerDomainIsForgottenAndTheNextTellsOfItsTop() {
        try (IoPageTable one = table(rig.domain, FIRST);
                IoPageTable two = table(other, SECOND)) {
            assertThat(rig.device.translate(PAGE, Device.READ)).isEqualTo(FIRST);
            rig.domain.replaceBy(other, rig.device);
            assertThat(rig.device.cachedTranslations(rig.domain.id())).isZero();
            one.mapPages(1L << 45, FIRST, PAGE, 1, Rig.RW);
            two.mapPages(1L << 46, SECOND, PAGE, 1, Rig.RW);
            assertThat(rig.device.translate(1L << 46, Device.READ)).isEqualTo(SECOND);
            assertThat(rig.iommu.check()).isEmpty();
            other.detach(rig.device);
            assertThat(rig.fault(PAGE)).isEqualTo(TranslationFault.BLOCKED);
        }
    }

    @Test
    void whatCannotBeReplacedIsRefusedAndStays() {
        Rig foreign = new Rig();
        Device narrow = rig.iommu.newDevice(CachePolicy.KEEP_ALL, 47);
        try (IoPageTable two = table(other, SECOND)) {
            rig.domain.attach(narrow);
            assertThatThrownBy(() -> rig.domain.replaceBy(rig.domain, rig.device))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> rig.domain.replaceBy(foreign.domain, rig.device))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> rig.domain.replaceBy(other, foreign.device))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> other.replaceBy(rig.domain, rig.device)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> rig.domain.replaceBy(other, narrow)).hasMessageContaining("translates 47 bits");
            assertThat(two.topLevel()).isEqualTo(2);
            rig.domain.detach(narrow);
            rig.domain.detach(rig.device);
        }
    }
}
