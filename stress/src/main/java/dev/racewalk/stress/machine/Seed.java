package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.fault.Fault;
import org.jspecify.annotations.Nullable;

/** The fault that this JVM races, if any: the system property {@value #PROPERTY} names it. */
final class Seed {
    static final String PROPERTY = "racewalk.fault";

    private static volatile @Nullable Fault fault = ofProperty();

    private Seed() {}

    private static @Nullable Fault ofProperty() {
        String id = System.getProperty(PROPERTY);
        return id == null ? null : Fault.of(id);
    }

    /** Machines that are made from now on have another fault, or none. */
    static void set(@Nullable Fault other) {
        fault = other;
    }

    static ProtocolSteps protocolSteps() {
        Fault seeded = fault;
        return seeded == null ? ProtocolSteps.RIGHT : seeded.newProtocolSteps();
    }

    static DriverSteps driverSteps(PhysicalMemory memory) {
        Fault seeded = fault;
        return seeded == null ? DriverSteps.RIGHT : seeded.newDriverSteps(memory);
    }
}
