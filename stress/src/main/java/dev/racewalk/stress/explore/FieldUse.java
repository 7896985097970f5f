package dev.racewalk.stress.explore;

/**
 * What an actor does with a field.
 *
 * @param writes whether it may write it, or what the array or the collection in it holds
 * @param where it does so first
 */
record FieldUse(boolean writes, String where) {
    /** The one that says more. */
    FieldUse and(FieldUse later) {
        return later.writes && !writes ? later : this;
    }
}
