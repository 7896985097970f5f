package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code loser-double-free}: who comes second in an install gives his table back twice. */
final class LoserDoubleFree extends ProtocolSteps {
    @Override
    public void installLost(FrameAllocator frames, long tablePa) {
        super.installLost(frames, tablePa);
        super.installLost(frames, tablePa);
    }
}
