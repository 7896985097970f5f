package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code dirty-lost-update}: D is looked for by loads, and then the clean word is stored in each item, whether D was seen or
 * not.
 */
final class DirtyLostUpdate extends ProtocolSteps {
    @Override
    public boolean takeDirty(long[] words, int slot, int items, boolean clear) {
        boolean dirty = super.takeDirty(words, slot, items, false);
        if (clear) {
            PhysicalMemory.fill(words, slot, items, Access.readOnce(words, slot) & ~Item.DIRTY);
        }
        return dirty;
    }
}
