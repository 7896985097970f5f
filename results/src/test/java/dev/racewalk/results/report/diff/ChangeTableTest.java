package dev.racewalk.results.report.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of a diff use the width there is. */
class ChangeTableTest {
    private static final String RACE = "AMappingAndAnUnmappingOfTheSamePageMeetRace";
    private static final String BEGIN = "mapped, mapped, the new table of one is ";
    private static final String END = ", and the other one goes back to the pool of frames";

    private static Comparison.Tested tested(String race, Quantity.Kind kind, String outcome) {
        Change change = new Change(race, new Quantity(kind, outcome), 0.0123456, 0.0345678, List.of(1.0, 1.1), 0.01);
        return new Comparison.Tested(change, 1e-4);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 160})
    void linesFitAndNoTwoRowsThatDifferLookAlike(int width) {
        List<String> lines = ChangeTable.lines(
                Stream.of(BEGIN + "kept" + END, BEGIN + "lost" + END, BEGIN + "kept", BEGIN + "lost")
                        .map(outcome -> tested(RACE, Quantity.Kind.OUTCOME, outcome))
                        .toList(),
                width);
        assertThat(lines).hasSize(5).doesNotHaveDuplicates().allMatch(line -> line.length() <= width);
        assertThat(lines.get(0)).matches(" +race +outcome +before +now +factor +p +pairs");
        assertThat(lines.subList(1, 5)).allMatch(line -> line.endsWith("2"));
    }

    @Test
    void withoutOutcomesTheNamesOfTheRacesGetTheirPlace() {
        List<String> lines = ChangeTable.lines(List.of(tested(RACE, Quantity.Kind.SPEED, "")), 80);
        assertThat(lines.get(0)).doesNotContain("outcome");
        assertThat(lines.get(1)).startsWith("  AMappingAndAnUnmapping").hasSizeLessThanOrEqualTo(80);
        assertThat(ChangeTable.lines(List.of(tested(RACE, Quantity.Kind.SPEED, "")), 100)
                        .get(1))
                .startsWith("  " + RACE + " ");
    }
}
