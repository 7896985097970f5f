package dev.racewalk.results.report.html;

import dev.racewalk.results.report.diff.Movement;
import dev.racewalk.results.report.diff.Movements;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two runs compared, as the page shows them.
 *
 * @param title both names
 * @param mark whether something got worse
 * @param sentence the verdict
 * @param sections a picture for each kind of quantity
 * @param text what the terminal shows
 */
record DiffView(String title, Mark mark, String sentence, List<Section> sections, String text) {
    private static final int MOST_REST = 40;

    /**
     * A kind of quantity.
     *
     * @param title what it is
     * @param told rows of changes that chance does not explain
     * @param rest rows of others
     * @param more others that are not drawn
     * @param axis of both
     */
    record Section(String title, List<Movement> told, List<Movement> rest, int more, ValueAxis axis) {
        private static Section of(Movements movements) {
            List<Movement> rest = movements
                    .rest()
                    .subList(0, Math.min(MOST_REST, movements.rest().size()));
            List<Movement.Interval> shown = Stream.concat(movements.told().stream(), rest.stream())
                    .flatMap(each -> Stream.of(each.before(), each.after()))
                    .toList();
            return new Section(
                    movements.title(),
                    movements.told(),
                    rest,
                    movements.rest().size() - rest.size(),
                    ValueAxis.of(shown, movements.areShares()));
        }
    }

    static DiffView of(String title, boolean isWorse, String sentence, List<Movements> all, String text) {
        List<Section> sections = new ArrayList<>();
        for (Movements each : all) {
            if (!each.told().isEmpty() || !each.rest().isEmpty()) {
                sections.add(Section.of(each));
            }
        }
        return new DiffView(title, isWorse ? Mark.FAILED : Mark.PASSED, sentence, sections, text);
    }
}
