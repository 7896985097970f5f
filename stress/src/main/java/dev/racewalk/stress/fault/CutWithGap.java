package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code cut-with-gap}: an item of the entry is cleared before its new word is there. */
final class CutWithGap extends ProtocolSteps {
    @Override
    public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
        if (!Access.casRelease(words, slot, seen, Item.EMPTY)) {
            return false;
        }
        Access.storeRelease(words, slot, part);
        return true;
    }
}
