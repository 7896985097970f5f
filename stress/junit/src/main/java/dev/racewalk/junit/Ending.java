package dev.racewalk.junit;

import java.util.ArrayList;
import java.util.List;

/** How an execution ended: words that the arbiter of a race puts together, in order. */
public final class Ending {
    private final List<String> words = new ArrayList<>();

    Ending() {}

    /**
     * Adds words to the outcome.
     *
     * @param parts what an actor ended with, say
     */
    public void is(String... parts) {
        words.addAll(List.of(parts));
    }

    @Override
    public String toString() {
        return words.isEmpty() ? "over" : String.join(", ", words);
    }
}
