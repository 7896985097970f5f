package dev.racewalk.core.pagetable;

/** How an {@link IotlbGather} takes a further range. */
public enum GatherMode {
    /** One range that covers all. Kernel: {@code PT_FEAT_FLUSH_RANGE}. */
    FLUSH_RANGE,
    /** Syncs first whenever the next range is disjoint from it. Kernel: {@code PT_FEAT_FLUSH_RANGE_NO_GAPS}. */
    NO_GAPS
}
