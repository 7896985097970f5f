package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.CommandQueue;
import dev.racewalk.core.iommu.DriverSteps;

/**
 * {@code command-before-written}: the tail of the ring moves before the command is there, so that hardware may execute what
 * was there before.
 */
final class CommandBeforeWritten extends DriverSteps {
    @Override
    public void appendCommand(CommandQueue queue, long place, long command, long operand) {
        queue.moveTail(place + 1);
        queue.writeCommand(place, command, operand);
    }
}
