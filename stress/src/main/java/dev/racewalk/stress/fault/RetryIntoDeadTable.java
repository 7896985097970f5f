package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.UseCounts;

/**
 * {@code retry-into-dead-table}: a map that meets a dead table tries the same table again, inside its section, for whose end the
 * reclaim waits. It gives up in the end, so that a race is over.
 */
final class RetryIntoDeadTable extends ProtocolSteps {
    private static final int TRIES = 20_000;

    @Override
    public boolean reserve(UseCounts counts, int frame, int items) {
        for (int tries = 0; !super.reserve(counts, frame, items); tries++) {
            if (tries == TRIES) {
                throw new IllegalStateException(
                        "frame " + frame + " is dead, and the map that tries again keeps it so");
            }
            SpinLock.pause(tries);
        }
        return true;
    }
}
