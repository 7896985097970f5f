package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.stress.scenario.text.LeafPlan;

/**
 * A translation.
 *
 * @param iova first input address
 * @param lg2 log2 of the bytes
 * @param oa output address of the first
 */
public record Leaf(long iova, int lg2, long oa) {
    long last() {
        return iova + (1L << lg2) - 1;
    }

    int level() {
        return LeafPlan.levelOf(lg2);
    }

    boolean covers(long address) {
        return (address ^ iova) >>> lg2 == 0;
    }

    long translated(long address) {
        return oa + (address - iova);
    }
}
