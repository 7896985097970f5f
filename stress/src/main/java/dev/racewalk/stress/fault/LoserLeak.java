package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code loser-leak}: the loser of an install does not free its table. */
final class LoserLeak extends ProtocolSteps {
    @Override
    public void installLost(FrameAllocator frames, long tablePa) {
        // kept
    }
}
