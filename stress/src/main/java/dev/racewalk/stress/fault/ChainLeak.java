package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code chain-leak}: if there is no frame for a further top, those that were made before it are not freed. */
final class ChainLeak extends ProtocolSteps {
    private static final class Last {
        boolean refused;
    }

    private static final ThreadLocal<Last> LAST = ThreadLocal.withInitial(Last::new);

    @Override
    public long allocateTable(FrameAllocator frames) {
        long table = super.allocateTable(frames);
        LAST.get().refused = table == FrameAllocator.NONE;
        return table;
    }

    @Override
    public void giveBackChain(long[] words, FrameAllocator frames, long newTop, long snapshot) {
        if (!LAST.get().refused) {
            super.giveBackChain(words, frames, newTop, snapshot);
        }
    }
}
