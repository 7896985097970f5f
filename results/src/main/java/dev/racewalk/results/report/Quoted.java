package dev.racewalk.results.report;

/** Words as a shell takes them. */
public final class Quoted {
    private Quoted() {}

    /**
     * Quotes a word if a shell would not take it as it is.
     *
     * @param word any
     * @return one word for a shell
     */
    public static String word(String word) {
        return word.matches("[\\w./:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
