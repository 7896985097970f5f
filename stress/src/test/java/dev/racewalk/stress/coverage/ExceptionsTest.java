package dev.racewalk.stress.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jacoco.core.data.ExecutionDataStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list that {@link ReachTest} compares with what it finds, which takes minutes and is not done in each build. */
class ExceptionsTest {
    private static final Exceptions LISTED =
            Exceptions.read(List.of("# a list", "", "= a reason", "A.a 2", "= another", "B.b 0-3"));

    @Test
    void whatIsListedMayBeUnreached() {
        assertThat(LISTED.differences(Map.of("A.a", List.of(7, 8)))).isEmpty();
        assertThat(LISTED.differences(Map.of("A.a", List.of(7, 9), "B.b", List.of(1, 2, 3))))
                .isEmpty();
    }

    @Test
    void aLineThatIsNotListedMustBeReached() {
        assertThat(LISTED.differences(Map.of("A.a", List.of(7, 8, 9), "C.c", List.of(5))))
                .containsExactlyInAnyOrder(
                        "A.a: nothing reaches 3 lines, [7, 8, 9]; listed are 2",
                        "C.c: nothing reaches 1 lines, [5]; listed are 0");
        assertThat(LISTED.differences(Map.of("A.a", List.of(7, 8), "B.b", List.of(1, 2, 3, 4))))
                .containsExactly("B.b: nothing reaches 4 lines, [1, 2, 3, 4]; listed are 3");
    }

    @Test
    void aLineThatIsListedMustNotBeReached() {
        assertThat(LISTED.differences(Map.of("A.a", List.of(8))))
                .containsExactly("A.a: 2 lines are listed, and but 1 not reached, [8]");
        assertThat(LISTED.differences(Map.of())).containsExactly("A.a: 2 lines are listed, and but 0 not reached, []");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A.a 2", "= a reason|A.a", "= a reason|A.a 0", "= a reason|A.a 2|= other|A.a 1", "=|A.a 1"})
    void whatIsNoListIsRefused(String text) {
        assertThatThrownBy(() -> Exceptions.read(List.of(text.split("\\|", -1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be");
    }

    @Test
    void eachMethodThatIsListedIsThereAndHasSoManyLines() throws IOException {
        Map<String, List<Integer>> all = UnreachedLines.of(new ExecutionDataStore());

        assertThat(all).hasSizeGreaterThan(100);
        assertThat(Exceptions.read().methods())
                .isNotEmpty()
                .allSatisfy((method, lines) -> assertThat(all.getOrDefault(method, List.of()))
                        .as(method)
                        .hasSizeGreaterThanOrEqualTo(lines.most()));
    }
}
