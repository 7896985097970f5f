/**
 * The known bugs of this kind of protocol, each seeded by one small class that replaces steps of {@link
 * dev.racewalk.core.pagetable.ProtocolSteps} or {@link dev.racewalk.core.iommu.DriverSteps}. {@link
 * dev.racewalk.stress.fault.SeededFault} is their catalogue.
 */
@NullMarked
package dev.racewalk.stress.fault;

import org.jspecify.annotations.NullMarked;
