package dev.racewalk.stress.scenario.text;

/**
 * The frames of a scenario in which they are few.
 *
 * @param each frames that each actor may take from a store of its own
 * @param prepared frames for what is there before, or the common store
 * @param shared whether frames that are freed, and those prepared, are for everybody
 * @param first how many frames the first actor gets before it is refused; {@link Integer#MAX_VALUE} for no limit
 */
public record ScriptFrames(int each, int prepared, boolean shared, int first) {}
