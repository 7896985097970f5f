package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code loser-leak}: who comes second in an install keeps his table. */
final class LoserLeak extends ProtocolSteps {
    @Override
    public void installLost(FrameAllocator frames, long tablePa) {
        // kept
    }
}
