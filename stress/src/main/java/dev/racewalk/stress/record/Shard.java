package dev.racewalk.stress.record;

import dev.racewalk.stress.suite.Race;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the suite: the races are sorted by actors and name and dealt one by one, so that all shards take about equally
 * long, whatever the machine can schedule.
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

    /**
     * Deals the races.
     *
     * @param races the selected ones, in any order
     * @return those of this shard, sorted by name
     */
    public List<Race> of(List<Race> races) {
        List<Race> sorted = new ArrayList<>(races);
        sorted.sort(Comparator.comparing((Race race) -> race.actors().size()).thenComparing(Race::name));
        List<Race> mine = new ArrayList<>();
        for (int i = index - 1; i < sorted.size(); i += count) {
            mine.add(sorted.get(i));
        }
        mine.sort(Comparator.comparing(Race::name));
        return mine;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
