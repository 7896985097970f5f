package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.DeviceTableEntry;
import dev.racewalk.core.iommu.CachePolicy;
import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Domain;
import dev.racewalk.core.iommu.Iommu;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.TopOfTable;
import org.jspecify.annotations.Nullable;

/** The emulated hardware of a machine: an IOMMU, the domain of its table, and its devices. */
final class Hardware {
    private final Iommu iommu;
    private final Domain domain;
    private final Device device;
    private @Nullable Device second;
    private boolean secondStaysAttached;

    /** The domain that has been given the second device, which is put back when the sample is over; null if none was. */
    private @Nullable Domain domainOfSecond;

    /** Whether those who wait for hardware do not clock it in this sample. */
    private boolean isClockedByActor;

    private final @Nullable DataPages data;

    Hardware(Setup setup, PhysicalMemory memory, MachineFrames frames) {
        Iommu.Builder builder = Iommu.builder(memory)
                .frames(frames)
                .steps(StepsInUse.get().newDriverSteps(memory))
                .queueCapacity(setup.queue());
        data = setup.dataPages() == 0 ? null : new DataPages(memory, setup.dataPages());
        if (data != null) {
            builder.data(data);
        }
        iommu = builder.build();
        if (data != null) {
            data.askFrom(iommu);
        }
        domain = iommu.newDomain();
        device = iommu.newDevice();
        if (setup.detached()) {
            second = device;
        } else {
            domain.attach(device);
        }
    }

    Iommu iommu() {
        return iommu;
    }

    /** The domain of the table. */
    Domain domain() {
        return domain;
    }

    /** Null if there is none. */
    @Nullable
    DataPages data() {
        return data;
    }

    Device device() {
        return device;
    }

    /** The level of the top that the entry of the device names. */
    int entryLevel() {
        return DeviceTableEntry.mode(device.entry()) - 1;
    }

    /** A second device, which is made at the first call; it is the device itself if that begins detached. */
    Device second(int dropsOneIn, boolean attached, int seed) {
        Device made = second;
        if (made == null) {
            made = iommu.newDevice(dropsOneIn == 0 ? CachePolicy.KEEP_ALL : CachePolicy.dropping(seed, dropsOneIn));
            second = made;
            secondStaysAttached = attached;
            if (attached) {
                domain.attach(made);
            }
        }
        return made;
    }

    void attachSecond() {
        domain.attach(Missing.secondDevice(second));
    }

    void detachSecond() {
        domain.detach(Missing.secondDevice(second));
    }

    void giveSecond(Domain next) {
        domain.replaceBy(next, Missing.secondDevice(second));
        domainOfSecond = next;
    }

    /* Who clocks it. */

    void leaveClockingToActor() {
        iommu.setFreeRunning(true);
        isClockedByActor = true;
    }

    void takeClockingBack() {
        if (isClockedByActor) {
            isClockedByActor = false;
            iommu.setFreeRunning(false);
        }
    }

    boolean clock() {
        return iommu.clock();
    }

    boolean hasNoticed() {
        return iommu.violationCount() != 0;
    }

    /** Makes all as it was, after a sample that has ended with another top, or the same. */
    void reset(long lastTop, long firstTop) {
        if (lastTop != firstTop) {
            domain.changeTop(TopOfTable.address(firstTop), TopOfTable.level(firstTop));
        }
        if (second != null && domainOfSecond != null) {
            domainOfSecond.detach(second);
            domainOfSecond = null;
        }
        if (second != null && !secondStaysAttached && DeviceTableEntry.translates(second.entry())) {
            domain.detach(second);
        }
        if (second != null && !secondStaysAttached) {
            second.storeEntry(DeviceTableEntry.BLOCKED); // whatever a faulty driver has stored
        }
        if (second != null && secondStaysAttached && !DeviceTableEntry.translates(second.entry())) {
            domain.attach(second);
        }
        iommu.reset();
        if (data != null) {
            data.reset();
        }
    }
}
