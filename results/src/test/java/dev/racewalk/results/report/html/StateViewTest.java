package dev.racewalk.results.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateViewTest {
    private static final Node TOP = new Node(0, Node.Kind.TOP, "top of table", "frame 1 at level 1", 1, false);

    private static Interleaving.State state(Node... nodes) {
        return new Interleaving.State(List.of(nodes), List.of(), List.of(), List.of(1, 2), 3);
    }

    private static Node leaf(int depth, String name) {
        return new Node(depth, Node.Kind.LEAF, name, "leaf 0x4000000209000", 0, false);
    }

    private static Node loose(String value) {
        return new Node(0, Node.Kind.LOOSE, "frame 2", value, 2, false);
    }

    private static List<StateView.Tree> last(Interleaving.State... states) {
        Interleaving all = new Interleaving(List.of("a"), 1, List.of(), List.of(states), null, "");
        return StateView.of(all).get(states.length - 1).tables();
    }

    @Test
    void whatATableHoldsThatIsCutOffIsNotNew() {
        Node item = new Node(1, Node.Kind.TABLE, "item 1", "table in frame 2", 2, false);
        StateView.Tree cut = last(
                        state(TOP, item, leaf(2, "item 1/9")),
                        state(TOP, loose("at level 0, no longer linked"), leaf(1, "frame 2 item 9")))
                .get(1);
        assertThat(cut.note()).isEqualTo("cut off");
        assertThat(cut.below()).singleElement().satisfies(leaf -> {
            assertThat(leaf.note()).isEmpty();
            assertThat(leaf.style()).doesNotContain("changed");
        });
    }

    @Test
    void aTableThatNothingLedToIsNew() {
        StateView.Tree fresh = last(state(TOP), state(TOP, loose("not linked"), leaf(1, "frame 2 item 9")))
                .get(1);
        assertThat(fresh.note()).isEqualTo("new");
        assertThat(fresh.below()).extracting(StateView.Tree::note).containsExactly("new");
    }
}
