/**
 * What one sample of a race runs on: a {@link dev.racewalk.stress.machine.Machine} with memory, a page table and, if
 * wanted, an IOMMU and devices; or an {@link dev.racewalk.stress.machine.Arena} of bare frames, for races on what lies
 * below tables.
 *
 * <p>A machine is verified after each sample, reset, and used again. {@code RestCheck} looks at item 0, the window of
 * the race and its borders in every sample, and at every word of the machine in one of many; it names the invariant
 * that is broken. A {@link dev.racewalk.stress.machine.Setup} says what a race needs, {@link
 * dev.racewalk.stress.machine.Cases} make one race of many that differ in numbers only, and an actor works through its
 * {@link dev.racewalk.stress.machine.Lane}.
 *
 * <p>The frames of a machine are not core's pool, but {@link dev.racewalk.stress.machine.MachineFrames}, which tell an
 * arbiter who took and who gave back which frame. The explorer replaces them, so that hand-outs and returns are steps;
 * all else of a machine is the same whether it is raced or explored.
 */
@NullMarked
package dev.racewalk.stress.machine;

import org.jspecify.annotations.NullMarked;
