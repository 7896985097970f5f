package dev.racewalk.stress.machine.judge;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * What callers who break the contract may do to a table: one bit each. A race of such callers says which of it can happen
 * ({@code m.prepare().permit}); the outcome then names it in the place where others tell how the actors met. Anything else is forbidden as
 * in any race.
 */
public final class Damage {
    /** A table is in use that nothing leads to. */
    public static final int LEAKED = 1;

    /** A table was freed twice: two owners would get it. */
    public static final int FREED_TWICE = 2;

    /** A table was written to after it was freed: its next owner would find a translation that nobody mapped. */
    public static final int WRITTEN_AFTER_FREE = 4;

    /** The items of a contiguous entry differ. */
    public static final int RUN_BROKEN = 8;

    /** None of the above: an operation noticed, and threw {@link IllegalStateException}. */
    public static final int NOTICED = 16;

    private static final int KINDS = 4;
    private static final String[] NAMES = {"table leaked", "freed twice", "written after free", "run broken"};
    private static final String[] WORDS = words();

    private Damage() {}

    private static String[] words() {
        String[] words = new String[1 << KINDS];
        Arrays.setAll(words, Damage::join);
        return words;
    }

    private static String join(int damage) {
        StringJoiner joiner = new StringJoiner(" and ");
        for (int i = 0; i < KINDS; i++) {
            if ((damage >>> i & 1) != 0) {
                joiner.add(NAMES[i]);
            }
        }
        return joiner.toString();
    }

    /**
     * Says what was damaged.
     *
     * @param damage bits of the first four
     * @return {@code table leaked and freed twice}, for example
     */
    public static String inWords(int damage) {
        return WORDS[damage];
    }
}
