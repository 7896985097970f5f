package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.Refusal;

/** {@code growth-livelock}: a growth that gets no frame tries again for ever. */
final class GrowthLivelock extends ProtocolSteps {
    @Override
    public boolean endsGrowth(Refusal refusal) {
        return false;
    }
}
