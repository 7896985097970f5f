package dev.racewalk.results.report;

import java.util.ArrayList;
import java.util.List;

/** Makes text from elsewhere fit to be shown: a result file may hold anything. */
public final class PlainText {
    private static final String CUT = "...";

    private PlainText() {}

    /**
     * Replaces what would steer a terminal or break a line: control characters, also those that turn the writing direction.
     *
     * @param text any
     * @return one line
     */
    public static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\t' || point == '\n') {
                line.append(' ');
            } else if (isPlain(point)) {
                line.appendCodePoint(point);
            } else {
                line.append('?');
            }
        });
        return line.toString();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /**
     * Cuts what is too long.
     *
     * @param text one line
     * @param width columns at most
     * @return the text, or its beginning and dots
     */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
    }

    /**
     * Breaks a text into lines, at blanks where there are some.
     *
     * @param text any
     * @param width columns at most
     * @return no line if the text is blank
     */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : line(text).strip().split(" +", -1)) {
            String rest = word;
            if (line.length() > 0 && line.length() + 1 + rest.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            line.append(line.length() == 0 ? "" : " ").append(rest);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }

    /**
     * Writes a number of things.
     *
     * @param count how many
     * @param noun what, in the singular
     * @return for instance {@code 1 fork}, {@code 2 forks}
     */
    public static String plural(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
