package dev.racewalk.stress.scenario.text;

/**
 * The frames of a scenario in which they are few.
 *
 * @param each frames that each actor may take from a store of its own
 * @param prepared frames for what is there before, or the common store
 * @param shared whether frames that are freed, and those prepared, are for everybody
 * @param first how many frames the first actor gets before it is refused; {@link Integer#MAX_VALUE} for no limit
 * @param pool stripes of core's pool, from which they are taken; 0 for none
 */
public record ScriptFrames(int each, int prepared, boolean shared, int first, int pool) {
    /**
     * Makes frames that do not come from core's pool.
     *
     * @param each frames that each actor may take from a store of its own
     * @param prepared frames for what is there before, or the common store
     * @param shared whether frames that are freed, and those prepared, are for everybody
     * @param first how many frames the first actor gets before it is refused
     */
    public ScriptFrames(int each, int prepared, boolean shared, int first) {
        this(each, prepared, shared, first, 0);
    }

    /**
     * Makes frames that come from core's pool, which all share.
     *
     * @param frames how many
     * @param stripes of the pool, a power of two
     * @return as many frames as are said, beside the first top
     */
    public static ScriptFrames pooled(int frames, int stripes) {
        return new ScriptFrames(0, frames, true, Integer.MAX_VALUE, stripes);
    }
}
