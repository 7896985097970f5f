/**
 * What one sample of a race runs on: a {@link dev.racewalk.stress.machine.Machine} with memory, a page table and, if
 * wanted, an IOMMU and devices; or an {@link dev.racewalk.stress.machine.Arena} of bare frames, for races on what lies
 * below tables.
 *
 * <p>A {@link dev.racewalk.stress.machine.Setup} says what a race needs, and {@link dev.racewalk.stress.machine.Cases}
 * make one race of many that differ in numbers only. A race prepares its machine by a {@link
 * dev.racewalk.stress.machine.Preparation}, and each actor works through its {@link dev.racewalk.stress.machine.Lane}.
 * After each sample the machine is verified ({@code machine.judge}), reset, and used again.
 *
 * <p>The frames of a machine are not core's pool, but {@link dev.racewalk.stress.machine.MachineFrames}, which tell an
 * arbiter who took and who gave back which frame. The explorer replaces them, so that hand-outs and returns are steps;
 * all else of a machine is the same whether it is raced or explored.
 *
 * <p>Its table is core's, or one of a user's own ({@code OwnTable}), which is called through the same lanes and verified by
 * what it shows of itself.
 *
 * <p>Machines take the right {@link dev.racewalk.stress.machine.Steps}, unless who starts the JVM brings others by a
 * {@link dev.racewalk.stress.machine.StepsProvider}, or exchanges them later. What those are, nobody here knows.
 */
@NullMarked
package dev.racewalk.stress.machine;

import org.jspecify.annotations.NullMarked;
