package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code dirty-lost-update}: D is cleared by a load and a store, in all items of an entry. */
final class DirtyLostUpdate extends ProtocolSteps {
    @Override
    public boolean takeDirty(PhysicalMemory memory, int slot, int items, boolean clear) {
        boolean dirty = super.takeDirty(memory, slot, items, false);
        for (int i = slot; dirty && clear && i < slot + items; i++) {
            memory.writeOnce(i, memory.readOnce(i) & ~Item.DIRTY);
        }
        return dirty;
    }
}
