package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code non-empty-collected}: an overmap takes every table for empty. */
final class NonEmptyCollected extends ProtocolSteps {
    @Override
    public boolean holdsLeaf(long[] words, long item, int level) {
        return !Item.isTable(item, level) && super.holdsLeaf(words, item, level);
    }
}
