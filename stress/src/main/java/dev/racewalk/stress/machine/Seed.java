package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.fault.Fault;
import org.jspecify.annotations.Nullable;

/** The fault that this JVM races, if any: the system property {@value #PROPERTY} names it. */
final class Seed {
    static final String PROPERTY = "racewalk.fault";

    private static final @Nullable Fault FAULT = fault();

    private Seed() {}

    private static @Nullable Fault fault() {
        String id = System.getProperty(PROPERTY);
        return id == null ? null : Fault.of(id);
    }

    static ProtocolSteps protocolSteps() {
        return FAULT == null ? ProtocolSteps.RIGHT : FAULT.newProtocolSteps();
    }

    static DriverSteps driverSteps() {
        return FAULT == null ? DriverSteps.RIGHT : FAULT.newDriverSteps();
    }
}
