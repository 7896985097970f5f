package dev.racewalk.results.report.html;

import dev.racewalk.results.report.Sentences;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Interleaving;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One execution as a space-time diagram: time runs downwards, a lane for each actor and one for the hardware, a mark for each row,
 * and its words beside the lanes. Lengths are in pixels of the picture.
 *
 * @param id of its element in the page
 * @param title whose execution it is
 * @param outcome the end state
 * @param violation the broken invariant, in words; empty if nothing is wrong
 * @param invariants a sentence for each invariant that is named
 * @param why sentences on where it went wrong; empty if nothing did
 * @param heads names of the lanes
 * @param rows in their order
 * @param bars spans in which one actor is at work
 * @param switches where another actor goes on
 * @param arrows what a row reads, overwrites or completes
 * @param states of the table, by number
 * @param folded which steps have no row; empty if all have one
 * @param width of the picture
 * @param height of the picture
 */
record Diagram(
        String id,
        String title,
        String outcome,
        String violation,
        List<String> invariants,
        String why,
        List<Head> heads,
        List<Row> rows,
        List<Bar> bars,
        List<Curve> switches,
        List<Curve> arrows,
        List<StateView> states,
        String folded,
        int width,
        int height) {
    /** Height of a row, which the style sheet has as well. */
    static final int ROW = 40;

    /** Height of the name of a lane, which the style sheet has as well. */
    static final int HEAD = 20;

    /** Distance of lanes, which the style sheet has as well. */
    static final int LANE = 40;

    /** On paper so many rows and their piece of the picture stand on one page. */
    static final int SLICE = 5;

    /** So many letters fit into two lines on paper. */
    private static final int LONG = 180;

    private static final int RADIUS = 6;
    private static final int TIP = 7;

    /** How far an arrow within a lane goes to the side. */
    private static final int BULGE = 16;

    /**
     * The name of a lane.
     *
     * @param number of the lane, from 0
     * @param hardware whether it is that of the hardware
     * @param x of the lane
     * @param y of the name
     */
    record Head(String name, int number, boolean hardware, int x, int y) {}

    /**
     * A mark and its words.
     *
     * @param number of its first step
     * @param last number of its last step
     * @param lane number of its lane
     * @param actor who makes the step
     * @param step name; empty if folded
     * @param place file and line; may be empty
     * @param told what was read and written
     * @param wrong whether it went wrong here
     * @param writes whether the state after it differs from the one before
     * @param folded whether details were left out
     * @param state index of the state after it
     * @param x of the mark
     * @param y of the mark
     */
    record Row(
            int number,
            int last,
            int lane,
            String actor,
            String step,
            String place,
            String told,
            boolean wrong,
            boolean writes,
            boolean folded,
            int state,
            int x,
            int y) {
        /** What its words need a smaller type for on paper, where nobody can ask for the rest. */
        boolean isLong() {
            return told.length() > LONG;
        }

        String numbers() {
            return number == last ? Integer.toString(number) : number + "–" + last;
        }
    }

    /** A span in which one actor is at work. */
    record Bar(int lane, int x, int y, int height) {}

    /**
     * A line between two rows.
     *
     * @param kind class of the style sheet
     * @param from number of the step where it begins; 0 for what was there at first
     * @param to number of the step where it ends
     * @param wrong whether it leads to where it went wrong
     * @param says what it means
     * @param path of the line
     * @param tip path of its tip; empty if it has none
     */
    record Curve(String kind, int from, int to, boolean wrong, String says, String path, String tip) {}

    /**
     * Draws the execution that an exploration ended with.
     *
     * @param id of its element in the page
     * @return null if it was not recorded
     */
    static @Nullable Diagram of(String id, String title, Exploration.@Nullable Failure failure) {
        Interleaving all = failure == null ? null : failure.interleaving();
        return failure == null || all == null || all.rows().isEmpty()
                ? null
                : new Drawing(all).draw(id, title, failure);
    }

    /** Draws one. */
    private static final class Drawing {
        private final Interleaving all;
        private final int top;

        Drawing(Interleaving all) {
            this.all = all;
            top = HEAD * all.lanes().size();
        }

        Diagram draw(String id, String title, Exploration.Failure failure) {
            Interleaving.Wrong wrong = all.fault();
            boolean isWrong = wrong != null || !failure.violation().equals(failure.outcome());
            String caseName = failure.caseName() == null ? "" : ", case " + failure.caseName();
            return new Diagram(
                    id,
                    title + caseName,
                    failure.outcome(),
                    isWrong ? failure.violation() : "",
                    Sentences.of(List.of(failure.outcome(), failure.violation())),
                    wrong == null ? "" : why(wrong),
                    heads(),
                    rows(),
                    bars(),
                    switches(),
                    arrows(),
                    StateView.of(all),
                    all.folded(),
                    LANE * all.lanes().size(),
                    top + ROW * all.rows().size());
        }

        private static String why(Interleaving.Wrong wrong) {
            return "Step " + wrong.step() + ": " + wrong.why() + "."
                    + (wrong.lost() == 0 ? "" : " " + wrong.afterwards());
        }

        private int x(int lane) {
            return LANE / 2 + LANE * lane;
        }

        private int y(int row) {
            return top + ROW / 2 + ROW * row;
        }

        private int x(Interleaving.Row row) {
            return x(row.lane());
        }

        private List<Head> heads() {
            List<Head> heads = new ArrayList<>();
            for (int i = 0; i < all.lanes().size(); i++) {
                heads.add(new Head(all.lanes().get(i), i, i == all.actors(), x(i), HEAD * i));
            }
            return heads;
        }

        private boolean isWrong(int row) {
            Interleaving.Wrong wrong = all.fault();
            return wrong != null && wrong.row() == row;
        }

        private List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            int state = 0;
            for (int i = 0; i < all.rows().size(); i++) {
                Interleaving.Row row = all.rows().get(i);
                rows.add(new Row(
                        row.first(),
                        row.last(),
                        row.lane(),
                        all.lanes().get(row.actor()),
                        row.step(),
                        row.place(),
                        row.told(),
                        isWrong(i),
                        row.state() != state,
                        row.folded(),
                        row.state(),
                        x(row),
                        y(i)));
                state = row.state();
            }
            return rows;
        }

        private List<Bar> bars() {
            List<Bar> bars = new ArrayList<>();
            for (int from = 0; from < all.rows().size(); ) {
                int to = from + 1;
                while (to < all.rows().size()
                        && all.rows().get(to).lane() == all.rows().get(from).lane()
                        && all.rows().get(to).actor() == all.rows().get(from).actor()) {
                    to++;
                }
                int height = ROW * (to - from) - ROW + 4 * RADIUS;
                bars.add(new Bar(all.rows().get(from).lane(), x(all.rows().get(from)), y(from) - 2 * RADIUS, height));
                from = to;
            }
            return bars;
        }

        /** Where another actor, or the hardware, goes on. */
        private List<Curve> switches() {
            List<Curve> switches = new ArrayList<>();
            for (int i = 1; i < all.rows().size(); i++) {
                Interleaving.Row before = all.rows().get(i - 1);
                Interleaving.Row row = all.rows().get(i);
                if (before.actor() != row.actor() || before.lane() != row.lane()) {
                    String says = before.actor() == row.actor()
                            ? "goes on as " + (row.lane() == row.actor() ? "software" : "hardware")
                            : "switch";
                    int middle = y(i) - ROW / 2;
                    String path = String.format(
                            Locale.ROOT,
                            "M%d %dC%d %d %d %d %d %d",
                            x(before),
                            y(i - 1) + 2 * RADIUS,
                            x(before),
                            middle,
                            x(row),
                            middle,
                            x(row),
                            y(i) - 2 * RADIUS);
                    switches.add(new Curve("switch", before.last(), row.first(), false, says, path, ""));
                }
            }
            return switches;
        }

        private List<Curve> arrows() {
            List<Curve> arrows = new ArrayList<>();
            for (int i = 0; i < all.rows().size(); i++) {
                for (Interleaving.Arrow arrow : all.rows().get(i).arrows()) {
                    if (arrow.from() >= 0 || arrow.kind() == Interleaving.Arrow.Kind.STALE) {
                        arrows.add(arrow(arrow, i));
                    }
                }
            }
            return arrows;
        }

        private Curve arrow(Interleaving.Arrow arrow, int to) {
            Interleaving.Row target = all.rows().get(to);
            boolean isFirst = arrow.from() < 0;
            Interleaving.@Nullable Row source = isFirst ? null : all.rows().get(arrow.from());
            int x1 = source == null ? x(target) : x(source);
            int y1 = source == null ? top : y(arrow.from());
            int x2 = x(target);
            int y2 = y(to);
            int side = x1 == x2 ? (x2 > LANE / 2 ? -1 : 1) : x1 < x2 ? -1 : 1;
            int endX = x2 + side * (RADIUS + 1);
            int beginX = source == null ? x1 + side * BULGE : x1 + (x1 == x2 ? side : -side) * RADIUS;
            String path = String.format(
                    Locale.ROOT,
                    "M%d %dC%d %d %d %d %d %d",
                    beginX,
                    y1,
                    beginX + (x1 == x2 ? side : -side) * BULGE,
                    y1,
                    endX + side * BULGE,
                    y2,
                    endX + side * (TIP - 1),
                    y2);
            String tip = String.format(Locale.ROOT, "M%d %dl%d -4v8z", endX, y2, side * TIP);
            int from = source == null ? 0 : source.first();
            boolean wrong = isWrong(to) && arrow.kind() != Interleaving.Arrow.Kind.DRAINS;
            return new Curve(
                    arrow.kind().name().toLowerCase(Locale.ROOT),
                    from,
                    target.first(),
                    wrong,
                    says(arrow.kind(), from),
                    path,
                    tip);
        }

        private static String says(Interleaving.Arrow.Kind kind, int from) {
            String step = from == 0 ? "what was there at first" : "what step " + from + " wrote";
            return switch (kind) {
                case READS -> "reads " + step;
                case STALE -> "reads " + step + ", which is not the youngest";
                case OVERWRITES -> "overwrites " + step;
                case DRAINS -> "the store of step " + from + " reaches memory";
            };
        }
    }

    /** Class of the style sheet for what belongs to a lane. */
    String lane(int number) {
        return heads.get(number).hardware() ? "lane-hw" : "lane" + number;
    }

    /** Where the piece of the picture begins that stands beside a row and those after it, on paper. */
    int sliceTop(int row) {
        return rows.get(row).y() - ROW / 2;
    }

    /** How high that piece is. */
    int sliceHeight(int row) {
        return ROW * Math.min(SLICE, rows.size() - row);
    }

    /** What the arrows that lead to a row say. */
    List<String> saysOf(Row row) {
        return arrows.stream()
                .filter(arrow -> arrow.to() == row.number())
                .map(Curve::says)
                .toList();
    }

    /** The state that is shown at first: where it went wrong, or the last. */
    int shown() {
        return rows.stream()
                .filter(Row::wrong)
                .mapToInt(rows::indexOf)
                .findFirst()
                .orElse(rows.size() - 1);
    }
}
