package dev.racewalk.results.report.diff;

import dev.racewalk.results.report.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Changes as a table that fits a width: names are cut, so that no two that differ look alike, and figures are not. */
final class ChangeTable {
    private static final String INDENT = "  ";
    private static final int NARROWEST = 12;
    private static final List<String> FIGURES = List.of("before", "now", "factor", "p", "pairs");

    private ChangeTable() {}

    /**
     * Formats it.
     *
     * @param changes a row each
     * @param width columns at most; names get twelve each, if it is too few for them
     * @return the heading, and a line for each change
     */
    static List<String> lines(List<Comparison.Tested> changes, int width) {
        List<List<String>> figures = new ArrayList<>(List.of(FIGURES));
        changes.forEach(each -> figures.add(figures(each)));
        List<String> cells = rightAligned(figures);
        int left = width - INDENT.length() - cells.get(0).length();
        List<String> outcomes = changes.stream().map(ChangeTable::outcome).toList();
        boolean hasOutcomes = outcomes.stream().anyMatch(name -> !name.isEmpty());
        int most = hasOutcomes
                ? Math.max(NARROWEST, Math.min(left * 4 / 7, left - 1 - NARROWEST))
                : Math.max(NARROWEST, left);
        List<String> races = column(
                "race", changes.stream().map(each -> each.change().race()).toList(), most);
        List<String> names = hasOutcomes
                ? column(
                        "outcome",
                        outcomes,
                        Math.max(NARROWEST, left - races.get(0).length() - 1))
                : List.of();
        return IntStream.range(0, cells.size())
                .mapToObj(i -> INDENT + races.get(i) + (hasOutcomes ? " " + names.get(i) : "") + cells.get(i))
                .toList();
    }

    private static String outcome(Comparison.Tested each) {
        Quantity quantity = each.change().quantity();
        return quantity.kind() == Quantity.Kind.OUTCOME ? quantity.name() : "";
    }

    private static List<String> figures(Comparison.Tested each) {
        Change change = each.change();
        Quantity quantity = change.quantity();
        return List.of(
                quantity.format(change.before()),
                quantity.format(change.after()),
                Figures.factor(change.factor()),
                Figures.p(each.p()),
                String.valueOf(change.pairs()));
    }

    /** Rows, each column as wide as its widest cell, a blank before each. */
    private static List<String> rightAligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>(rows.stream().map(row -> "").toList());
        for (int column = 0; column < FIGURES.size(); column++) {
            int of = column;
            int widest =
                    rows.stream().mapToInt(row -> row.get(of).length()).max().orElse(0);
            for (int i = 0; i < rows.size(); i++) {
                String cell = rows.get(i).get(column);
                lines.set(i, lines.get(i) + " ".repeat(1 + widest - cell.length()) + cell);
            }
        }
        return lines;
    }

    private static List<String> column(String heading, List<String> cells, int width) {
        List<String> all = new ArrayList<>(List.of(heading));
        all.addAll(Columns.distinct(cells.stream().map(Columns::line).toList(), width));
        int widest = all.stream().mapToInt(String::length).max().orElse(0);
        return all.stream()
                .map(cell -> cell + " ".repeat(widest - cell.length()))
                .toList();
    }
}
