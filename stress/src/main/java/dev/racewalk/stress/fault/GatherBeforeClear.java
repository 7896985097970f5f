package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code gather-before-clear}: a table goes on the list of those to be freed while its item still leads to it; the item is
 * cleared only after the sync has freed the table.
 */
final class GatherBeforeClear extends ProtocolSteps {
    /** The item that leads to a table on the list. */
    private static final class Leading {
        private final long[] words;
        private final int slot;
        private final long item;

        Leading(long[] words, int slot) {
            this.words = words;
            this.slot = slot;
            item = Access.readOnce(words, slot);
        }

        void clear() {
            Access.casVolatile(words, slot, item, Item.EMPTY); // a leaf may be there now
        }
    }

    private final Map<Long, Leading> leading = new ConcurrentHashMap<>();

    @Override
    public void retireTable(long[] words, int slot, long tablePa, FrameList retired) {
        leading.put(tablePa, new Leading(words, slot));
        retired.add(tablePa);
    }

    @Override
    public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
        List<Leading> cleared = new ArrayList<>();
        gather.tables().forEach(table -> cleared.add(leading.remove(table)));
        super.flushThenFree(hardware, frames, gather);
        cleared.forEach(Leading::clear);
    }
}
