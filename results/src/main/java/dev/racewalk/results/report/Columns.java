package dev.racewalk.results.report;

import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.PlainText;
import java.util.ArrayList;
import java.util.List;

/** Makes text fit columns. */
public final class Columns {
    private static final String CUT = "...";

    private Columns() {}

    /**
     * Takes out what commands a terminal or does not stand in one column.
     *
     * @param text any
     * @return one line
     */
    public static String line(String text) {
        return PlainText.of(text).replace('\t', ' ');
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
     * Shortens a text that tells most at its end, as outcomes do.
     *
     * @param text one line
     * @param width columns that there are, 8 at least
     * @return the text, or its beginning, dots, and its end
     */
    public static String cutInside(String text, int width) {
        int end = (width - CUT.length()) * 4 / 5;
        return text.length() <= width
                ? text
                : text.substring(0, width - CUT.length() - end) + CUT + text.substring(text.length() - end);
    }

    /**
     * Cuts names so that no two that differ look alike.
     *
     * @param names one line each
     * @param width columns for each, 12 at least
     * @return the names, cut at the end, or inside where that tells them apart, or else with their number
     */
    public static List<String> distinct(List<String> names, int width) {
        List<String> shown =
                new ArrayList<>(names.stream().map(name -> cut(name, width)).toList());
        for (int i = 0; i < shown.size(); i++) {
            if (isAmbiguous(names, shown, i)) {
                shown.set(i, cutInside(names.get(i), width));
            }
        }
        for (int i = 0; i < shown.size(); i++) {
            if (isAmbiguous(names, shown, i)) {
                String number = " #" + (i + 1);
                shown.set(i, cut(names.get(i), width - number.length()) + number);
            }
        }
        return shown;
    }

    private static boolean isAmbiguous(List<String> names, List<String> shown, int index) {
        for (int i = 0; i < names.size(); i++) {
            if (shown.get(i).equals(shown.get(index)) && !names.get(i).equals(names.get(index))) {
                return true;
            }
        }
        return false;
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
     * Says what an outcome means.
     *
     * @param outcome any
     * @return the description of the race; in our words where jcstress says that the race lists neither it nor a default
     */
    public static String meaning(OutcomeRecord outcome) {
        return outcome.description().startsWith("No default case provided")
                ? "The race does not list it, and so forbids it."
                : outcome.description();
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
