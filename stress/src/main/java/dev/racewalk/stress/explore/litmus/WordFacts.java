package dev.racewalk.stress.explore.litmus;

/** What a litmus test must know of the words of a machine. */
public interface WordFacts {
    /** No frame. */
    int NO_FRAME = -1;

    /**
     * Tells whether a word says nothing of the protocol.
     *
     * @param location its number
     * @return true for notes of who is at work, say
     */
    boolean isQuiet(int location);

    /**
     * Tells in which frame a word is.
     *
     * @param location its number
     * @return number of the frame, or {@link #NO_FRAME} for a word of no frame
     */
    int frame(int location);

    /**
     * Tells which frame a value leads to, so that its words are found by it.
     *
     * @param location the word that holds the value
     * @param value of the word
     * @return number of the frame, or {@link #NO_FRAME}
     */
    int leadsTo(int location, long value);

    /**
     * Makes an identifier for a word.
     *
     * @param location its number
     * @return lower-case letters, digits and underscores, a letter first, unlike that of any other word
     */
    String identifier(int location);

    /**
     * Names a word for people.
     *
     * @param location its number
     * @return as in a schedule
     */
    String name(int location);

    /**
     * Names a value for people.
     *
     * @param location the word that holds it
     * @param value of the word
     * @return as in a schedule
     */
    String valueName(int location, long value);

    /**
     * Tells what a word held when the actors started.
     *
     * @param location its number
     * @return the value
     */
    long initial(int location);

    /**
     * Tells what a word holds in the end.
     *
     * @param location its number
     * @return the value
     */
    long last(int location);
}
