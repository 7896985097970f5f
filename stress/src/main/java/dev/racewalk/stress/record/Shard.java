package dev.racewalk.stress.record;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the suite, as {@code Races.dealt} deals it.
 *
 * @param index which part, from 1
 * @param count parts
 */
public record Shard(int index, int count) {
    /** The suite in one piece. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    /**
     * Makes a shard.
     *
     * @throws IllegalArgumentException if the index is not in 1..count
     */
    public Shard {
        if (count < 1) {
            throw new IllegalArgumentException(index + "/" + count + ": n must be 1 at least");
        }
        if (index < 1 || index > count) {
            throw new IllegalArgumentException(index + "/" + count + ": i must be 1.." + count);
        }
    }

    /**
     * Reads {@code i/n}.
     *
     * @param text as on the command line
     * @return the shard
     * @throws IllegalArgumentException if it is not of this form
     */
    public static Shard parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text + ": must be i/n, as in 2/8");
        }
        return new Shard(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
