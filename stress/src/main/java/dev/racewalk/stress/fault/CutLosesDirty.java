package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code cut-loses-dirty}: an item of the entry is replaced by a store, whatever hardware has set since it was read. */
final class CutLosesDirty extends ProtocolSteps {
    @Override
    public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
        Access.storeRelease(words, slot, part);
        return true;
    }
}
