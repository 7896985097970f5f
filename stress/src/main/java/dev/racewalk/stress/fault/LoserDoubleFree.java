package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code loser-double-free}: the loser of an install frees its table twice. */
final class LoserDoubleFree extends ProtocolSteps {
    @Override
    public void installLost(FrameAllocator frames, long tablePa) {
        super.installLost(frames, tablePa);
        super.installLost(frames, tablePa);
    }
}
