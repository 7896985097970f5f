package dev.racewalk.stress.scenario.text;

import dev.racewalk.core.pagetable.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which leaves a map writes, or why it is refused before it looks at the table: sections 1.2 and 2.2 of the specification
 * by the rules of Linux 7.3, told without a table.
 *
 * @param refusal null if the arguments are right
 * @param sizes log2 of the bytes of each leaf, in ascending order of addresses; empty if refused
 */
public record LeafPlan(@Nullable Refusal refusal, List<Integer> sizes) {
    /** Leaves of one operation at most. */
    public static final int MOST_LEAVES = 600;

    private static final int OA_LG2 = 52;
    private static final int PAGE = 12;
    private static final int LARGEST = 51;
    private static final int ERRATUM = 39;
    private static final int LEVEL_LG2 = 9;

    /** Makes the list unmodifiable. */
    public LeafPlan {
        sizes = List.copyOf(sizes);
    }

    /**
     * Plans a map.
     *
     * @param op of kind {@link OpKind#MAP} or {@link OpKind#MAP_RANGE}
     * @param vaLg2 log2 of the bytes that the table may span
     * @return its leaves
     * @throws ScriptException if there are more than {@value #MOST_LEAVES}
     */
    public static LeafPlan of(ScriptOp op, int vaLg2) {
        Refusal refusal = refusal(op, vaLg2);
        if (refusal != null) {
            return new LeafPlan(refusal, List.of());
        }
        long length = op.length();
        List<Integer> sizes = new ArrayList<>();
        long done = 0;
        while (done != length) {
            int next = best(op.iova() + done, op.oa() + done, length - done, vaLg2);
            sizes.add(next);
            requireFew(sizes.size(), op);
            done += 1L << next;
        }
        return new LeafPlan(null, sizes);
    }

    private static void requireFew(long count, ScriptOp op) {
        if (Long.compareUnsigned(count, MOST_LEAVES) > 0) {
            throw new ScriptException(op.line(), "a map must write at most " + MOST_LEAVES + " leaves");
        }
    }

    /** The first rule that is broken, in the order of the specification; lengths here never overflow. */
    private static @Nullable Refusal refusal(ScriptOp op, int vaLg2) {
        long length = op.length();
        if (length == 0) {
            return Refusal.LENGTH_ZERO;
        }
        if (Long.compareUnsigned(op.last(), op.iova()) < 0) {
            return Refusal.IOVA_OVERFLOW;
        }
        if ((op.oa() + length - 1) >>> OA_LG2 != 0) {
            return Refusal.OA_BEYOND_OA_WIDTH;
        }
        long unit = 1L << PAGE;
        if (op.kind() == OpKind.MAP) {
            unit = op.size();
            if (Long.bitCount(unit) != 1 || !supports(Long.numberOfTrailingZeros(unit), vaLg2)) {
                return Refusal.PAGE_SIZE;
            }
        }
        if (((op.iova() | op.oa() | length) & (unit - 1)) != 0) {
            return Refusal.MISALIGNED;
        }
        return vaLg2 < Long.SIZE && op.last() >>> vaLg2 != 0 ? Refusal.BEYOND_VA_WIDTH : null;
    }

    private static boolean supports(int lg2, int vaLg2) {
        boolean isLessThanHalf = lg2 < vaLg2 - 1;
        return lg2 >= PAGE
                && lg2 <= LARGEST
                && lg2 != ERRATUM
                && isLessThanHalf
                && PAGE + LEVEL_LG2 * levelOf(lg2) < vaLg2;
    }

    private static int best(long iova, long oa, long length, int vaLg2) {
        for (int lg2 = LARGEST; lg2 >= PAGE; lg2--) {
            boolean fits = ((iova | oa) & ((1L << lg2) - 1)) == 0 && Long.compareUnsigned(1L << lg2, length) <= 0;
            if (fits && supports(lg2, vaLg2)) {
                return lg2;
            }
        }
        throw new IllegalStateException("the rules let a range pass that holds no page");
    }

    /**
     * Returns the level of the tables that hold leaves of a size.
     *
     * @param lg2 log2 of the bytes
     * @return 0 to 4
     */
    public static int levelOf(int lg2) {
        return (lg2 - PAGE) / LEVEL_LG2;
    }
}
