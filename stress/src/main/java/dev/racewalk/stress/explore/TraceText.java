package dev.racewalk.stress.explore;

import dev.racewalk.stress.record.Interleaving;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An execution as lines for people: a column an actor, a line a row. The one where it went wrong is marked in front. */
final class TraceText {
    private static final int WIDTH = 100;

    /** A mark, digits and a space or more. */
    private static final int NUMBER = 5;

    private static final String MARK = ">";

    private TraceText() {}

    /**
     * Makes the lines.
     *
     * @param caseName the case of the race, which comes first; null if it has no cases
     */
    static List<String> lines(@Nullable String caseName, Interleaving interleaving) {
        int last = interleaving.rows().stream()
                .mapToInt(Interleaving.Row::first)
                .max()
                .orElse(0);
        int number = Math.max(NUMBER, Integer.toString(last).length() + 2);
        int column = (WIDTH - number) / interleaving.actors();
        List<String> text = new ArrayList<>();
        if (caseName != null) {
            text.add("case " + caseName);
        }
        StringBuilder header = new StringBuilder(" ".repeat(number));
        for (String actor : interleaving.lanes().subList(0, interleaving.actors())) {
            header.append(String.format("%-" + column + "s", actor));
        }
        text.add(header.toString().stripTrailing());
        Interleaving.Wrong wrong = interleaving.fault();
        for (int i = 0; i < interleaving.rows().size(); i++) {
            Interleaving.Row row = interleaving.rows().get(i);
            text.add((wrong != null && wrong.row() == i ? MARK : " ")
                    + String.format("%-" + (number - 1) + "d", row.first())
                    + " ".repeat(column * row.actor())
                    + head(row)
                    + row.told());
        }
        if (!interleaving.folded().isEmpty()) {
            text.add("Steps " + interleaving.folded() + ": local, folded.");
        }
        if (wrong != null) {
            text.add(sentence(wrong));
        }
        return text;
    }

    private static String head(Interleaving.Row row) {
        return row.step().isEmpty() ? "" : row.step() + (row.place().isEmpty() ? "" : " (" + row.place() + ")") + ": ";
    }

    private static String sentence(Interleaving.Wrong wrong) {
        return "Step " + wrong.step() + " is where it went wrong: " + wrong.why() + "."
                + (wrong.lost() == 0 ? "" : " " + wrong.afterwards());
    }
}
