package dev.racewalk.stress.machine;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** The steps that tables, drivers and owners of data of machines take. Who starts the JVM may bring others, by a {@link StepsProvider}. */
public interface Steps {
    /** The right ones. */
    Steps RIGHT = new Steps() {
        @Override
        public ProtocolSteps newProtocolSteps() {
            return ProtocolSteps.RIGHT;
        }

        @Override
        public DriverSteps newDriverSteps(PhysicalMemory memory) {
            return DriverSteps.RIGHT;
        }
    };

    /**
     * Makes steps for one table.
     *
     * @return steps that no other table takes, or the right ones
     */
    ProtocolSteps newProtocolSteps();

    /**
     * Makes steps for one driver.
     *
     * @param memory of its machine
     * @return steps that no other driver takes, or the right ones
     */
    DriverSteps newDriverSteps(PhysicalMemory memory);

    /**
     * Makes steps for the owners of data of one machine.
     *
     * @return the right ones, if nobody says otherwise
     */
    default OwnerSteps newOwnerSteps() {
        return OwnerSteps.RIGHT;
    }
}
