package dev.racewalk.stress.fault;

import dev.racewalk.core.iommu.CommandQueue;
import dev.racewalk.core.iommu.DriverSteps;

/** {@code completion-out-of-order}: the number of a completion wait is taken before the lock that queues it. */
final class CompletionOutOfOrder extends DriverSteps {
    @Override
    public long submit(CommandQueue queue, CommandQueue.Commands commands) {
        long number = queue.takeNumber();
        queue.lock();
        try {
            commands.appendTo(queue);
            queue.appendCompletionWait(number);
        } finally {
            queue.unlock();
        }
        return number;
    }
}
