package dev.racewalk.results.report;

import java.util.ArrayList;
import java.util.List;

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
        return word.matches("[\\w./:,@%+-][\\w./:=,@%+-]*") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Breaks a command into lines between its words, which a shell takes for one: each but the last ends with a backslash.
     *
     * @param command of words that {@link #word} quoted
     * @param width columns at most, but for a word that is longer
     * @return one line at least
     */
    public static List<String> lines(String command, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words(command)) {
            if (line.length() > 0 && line.length() + 1 + word.length() + " \\".length() > width) {
                lines.add(line + " \\");
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The words as they are written, quotes and all. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == ' ' && !isQuoted) {
                words.add(word.toString());
                word.setLength(0);
                continue;
            }
            word.append(c);
            if (c == '\\' && !isQuoted && i + 1 < command.length()) {
                i++;
                word.append(command.charAt(i));
            } else if (c == '\'') {
                isQuoted = !isQuoted;
            }
        }
        words.add(word.toString());
        return words;
    }
}
