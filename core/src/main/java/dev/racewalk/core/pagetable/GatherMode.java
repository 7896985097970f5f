package dev.racewalk.core.pagetable;

/** How an {@link IotlbGather} takes a further range, unless it is {@linkplain IotlbGather#isQueued queued} and keeps none. */
public enum GatherMode {
    /** One range that covers all. Kernel: {@code PT_FEAT_FLUSH_RANGE}. */
    FLUSH_RANGE,
    /**
     * An unmap syncs first whenever its range is disjoint from what was gathered; a pass over dirty entries, which frees
     * nothing, widens the range all the same. Kernel: {@code PT_FEAT_FLUSH_RANGE_NO_GAPS}.
     */
    NO_GAPS
}
