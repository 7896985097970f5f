package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/**
 * {@code unzeroed-reuse}: a new top that was not published is freed as it is, with item 0 leading to the top below, and
 * whoever takes the frame next takes it for zeroed.
 */
final class UnzeroedReuse extends ProtocolSteps {
    @Override
    public void giveBackChain(long[] words, FrameAllocator frames, long newTop, long snapshot) {
        long table = TopOfTable.address(newTop);
        for (int level = TopOfTable.level(newTop); level > TopOfTable.level(snapshot); level--) {
            long below = Item.tableAddress(Access.readOnce(words, TopOfTable.slot(table)));
            frames.freeZeroed(table);
            table = below;
        }
    }
}
