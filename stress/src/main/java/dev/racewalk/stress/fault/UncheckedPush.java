package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.TopOfTable;

/** {@code unchecked-push}: under the lock, nobody asks whether the new tops are still needed. They go on whatever top there is
 * now, and it rises higher than any range needs. */
final class UncheckedPush extends ProtocolSteps {
    private long snapshot;

    @Override
    public boolean mayPublish(long snapshot, long current, long newTop) {
        this.snapshot = snapshot; // both steps are under the lock
        return newTop != 0;
    }

    @Override
    public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
        long current = readTop(top);
        int levels = TopOfTable.level(newTop) - TopOfTable.level(snapshot);
        stack(words, TopOfTable.address(newTop), levels, current);
        super.publishTop(
                words, hardware, top, TopOfTable.of(TopOfTable.address(newTop), TopOfTable.level(current) + levels));
    }

    private static void stack(long[] words, long table, int levels, long current) {
        int item0 = TopOfTable.slot(table);
        long below = Item.tableAddress(Access.readOnce(words, item0));
        if (levels == 1) {
            below = TopOfTable.address(current);
        } else {
            stack(words, below, levels - 1, current);
        }
        Access.writeOnce(words, item0, Item.table(below, TopOfTable.level(current) + levels));
    }
}
