package dev.racewalk.core.iommu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandQueueTest {
    private final PhysicalMemory memory = new PhysicalMemory(4);

    @ParameterizedTest(name = "{0}..{1}: 2^{2}")
    @CsvSource({
        "0, 0, 12",
        "0x1000, 0x1fff, 12",
        "0x1000, 0x2fff, 14",
        "0x3000, 0x3fff, 12",
        "0x3000, 0x4fff, 15",
        "0x200000, 0x3fffff, 21",
        "0x1ff000, 0x200fff, 22",
        "0, 0x7ffffffffffff, 51",
        "0, 0xfffffffffffff, 64",
        "0x7ffffffffffff, 0x8000000000000, 64",
        "-4096, -1, 12",
        "-8192, -1, 13",
        "-12288, -1, 14",
        "0x7ffffffffffff000, -0x7ffffffffffff001, 64",
        "0, -1, 64"
    })
    void theRangeOfACommandIsTheSmallestAlignedPowerOfTwo(String first, String last, int expected) {
        assertThat(CommandQueue.coveringLg2(Long.decode(first), Long.decode(last)))
                .isEqualTo(expected);
    }

    @Test
    void theRangeRuleAgreesWithASearch() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long first = random.nextLong();
            long last =
                    random.nextBoolean() ? first + (random.nextLong() >>> random.nextInt(12, 64)) : random.nextLong();
            int lg2 = 12;
            while (lg2 < 52 && first >>> lg2 != last >>> lg2) {
                lg2++;
            }
            assertThat(CommandQueue.coveringLg2(first, last)).isEqualTo(lg2 == 52 ? 64 : lg2);
        }
    }

    @Test
    void whoWaitsForHardwareOnlyWaitsWhileSomebodyElseClocksIt() throws InterruptedException {
        Iommu iommu = Iommu.builder(memory).build();
        Device device = iommu.newDevice();
        Domain domain = iommu.newDomain();
        iommu.setFreeRunning(true);
        Thread driver = new Thread(() -> domain.attach(device));
        driver.start();
        while (iommu.queue().pending() < 2) {
            Thread.onSpinWait();
        }
        driver.join(50);
        assertThat(iommu.queue().pending()).isEqualTo(2);

        assertThat(iommu.clock()).isTrue();
        assertThat(iommu.clock()).isTrue();
        driver.join();
        iommu.setFreeRunning(false);
        domain.detach(device);

        assertThat(iommu.queue().pending()).isZero();
    }

    @Test
    void commandsAreExecutedInOrderAndOneAClock() {
        Iommu iommu = Iommu.builder(memory).build();
        List<Device> devices = List.of(iommu.newDevice(), iommu.newDevice());
        devices.forEach(device -> device.translate(0, Device.READ));
        CommandQueue queue = iommu.queue();
        queue.lock();
        long first = queue.takeNumber();
        queue.appendEntryInvalidation(devices.get(1).id());
        queue.appendCompletionWait(first);
        queue.appendEntryInvalidation(devices.get(0).id());
        queue.appendCompletionWait(queue.takeNumber());
        queue.unlock();

        assertThat(queue.pending()).isEqualTo(4);
        assertThat(iommu.clock()).isTrue();
        assertThat(devices.get(1).hasCachedEntry()).isFalse();
        assertThat(queue.completed()).isZero();
        assertThat(iommu.clock()).isTrue();
        assertThat(queue.completed()).isEqualTo(first);
        assertThat(devices.get(0).hasCachedEntry()).isTrue();
        assertThat(iommu.clock()).isTrue();
        assertThat(devices.get(0).hasCachedEntry()).isFalse();
        assertThat(iommu.clock()).isTrue();
        assertThat(queue.completed()).isEqualTo(first + 1);
        assertThat(iommu.clock()).as("nothing left").isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aFullRingLetsHardwareWork(int capacity) {
        Iommu iommu = Iommu.builder(memory).queueCapacity(capacity).build();
        Device device = iommu.newDevice();
        CommandQueue queue = iommu.queue();
        long number = DriverSteps.RIGHT.submit(queue, locked -> {
            for (int i = 0; i < 10; i++) {
                locked.appendEntryInvalidation(device.id());
                assertThat(locked.pending()).isBetween(1, capacity);
            }
        });

        assertThat(queue.await(number)).isTrue();
        assertThat(queue.pending()).isZero();
        assertThat(queue.capacity()).isEqualTo(capacity);
    }

    @Test
    void aRingWithoutRoomIsRefused() {
        assertThatThrownBy(() -> Iommu.builder(memory).queueCapacity(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNumberThatAnEarlierOneOverwroteIsNotWaitedForForEver() {
        Iommu iommu = Iommu.builder(memory).build();
        Domain domain = iommu.newDomain();
        CommandQueue queue = iommu.queue();
        queue.lock();
        long first = queue.takeNumber();
        long second = queue.takeNumber();
        queue.appendCompletionWait(second);
        queue.appendCompletionWait(first);
        queue.unlock();
        while (iommu.clock()) {
            assertThat(queue.completed()).isPositive();
        }

        assertThat(queue.await(first)).isTrue();
        domain.awaitCompletion(second);
        assertThat(iommu.violations()).singleElement().asString().contains("overtaken");
    }

    @Test
    void hardwareWithAThreadOfItsOwnExecutesWhatNobodyWaitsFor() throws InterruptedException {
        try (Iommu iommu = Iommu.builder(memory).queueCapacity(2).build()) {
            Device device = iommu.newDevice();
            device.storeEntry(DeviceTableEntry.BLOCKED);
            iommu.start();
            iommu.start();
            for (int i = 0; i < 1000; i++) {
                long number =
                        DriverSteps.RIGHT.submit(iommu.queue(), queue -> queue.appendEntryInvalidation(device.id()));
                assertThat(iommu.queue().await(number)).isTrue();
            }
            DriverSteps.RIGHT.submit(iommu.queue(), queue -> queue.appendEntryInvalidation(device.id()));
            while (iommu.queue().pending() != 0) {
                Thread.sleep(1);
            }
            iommu.stop();
            long number = DriverSteps.RIGHT.submit(iommu.queue(), queue -> queue.appendEntryInvalidation(device.id()));
            assertThat(iommu.queue().await(number)).as("clocked by this thread").isTrue();
        }
    }
}
