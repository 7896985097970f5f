package dev.racewalk.results.report.html;

import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What table, frames and caches hold between two rows.
 *
 * @param number of the state, from 0
 * @param tables the trees
 * @param caches what hardware has cached
 * @param buffers stores that wait in store buffers
 * @param frames all frames
 * @param gone what was there in the state before and is no more, in words
 */
record StateView(
        int number, List<Tree> tables, List<Tree> caches, List<String> buffers, List<Frame> frames, List<String> gone) {

    /**
     * A node and what is below it.
     *
     * @param style classes of the style sheet
     * @param name which item, entry or frame
     * @param value what it holds
     * @param note what is special about it; may be empty
     * @param below further nodes
     */
    record Tree(String style, String name, String value, String note, List<Tree> below) {}

    /**
     * A frame.
     *
     * @param used whether somebody has it
     * @param changed whether it was taken or given back just now
     */
    record Frame(int number, boolean used, boolean changed) {}

    static List<StateView> of(Interleaving all) {
        List<StateView> views = new ArrayList<>();
        Set<Integer> lost = lost(all);
        for (int i = 0; i < all.states().size(); i++) {
            views.add(new Maker(
                            all.states().get(i),
                            i == 0 ? all.states().get(0) : all.states().get(i - 1),
                            lost)
                    .make(i));
        }
        return views;
    }

    /** The frames in use that were linked and are not in the end of an execution that went wrong. */
    private static Set<Integer> lost(Interleaving all) {
        Set<Integer> lost = new HashSet<>();
        if (all.fault() != null) {
            Set<Integer> linked = new HashSet<>();
            all.states()
                    .forEach(state -> state.tables().stream()
                            .filter(node -> node.kind() != Node.Kind.LOOSE)
                            .forEach(node -> linked.add(node.frame())));
            all.states().get(all.states().size() - 1).tables().stream()
                    .filter(node -> node.kind() == Node.Kind.LOOSE && linked.contains(node.frame()))
                    .forEach(node -> lost.add(node.frame()));
        }
        return lost;
    }

    /** What a part of a tree is below of. */
    private enum Below {
        LOST,
        CUT_OFF,
        OTHERS
    }

    /** Makes one. */
    private static final class Maker {
        private final Interleaving.State state;
        private final Interleaving.State before;
        private final Set<Integer> lost;

        Maker(Interleaving.State state, Interleaving.State before, Set<Integer> lost) {
            this.state = state;
            this.before = before;
            this.lost = lost;
        }

        StateView make(int number) {
            return new StateView(
                    number,
                    trees(state.tables(), values(before.tables())),
                    trees(state.caches(), values(before.caches())),
                    state.buffers(),
                    frames(),
                    gone());
        }

        private static Map<String, String> values(List<Node> nodes) {
            Map<String, String> values = new HashMap<>();
            nodes.forEach(node -> values.put(key(node), node.value() + node.stale()));
            return values;
        }

        private static String key(Node node) {
            return node.kind().name().startsWith("CACHED") ? node.kind() + node.name() : node.name();
        }

        private List<Tree> trees(List<Node> nodes, Map<String, String> old) {
            int[] place = {0};
            return level(nodes, place, 0, old, Below.OTHERS);
        }

        private List<Tree> level(List<Node> nodes, int[] place, int depth, Map<String, String> old, Below parent) {
            List<Tree> trees = new ArrayList<>();
            while (place[0] < nodes.size() && nodes.get(place[0]).depth() >= depth) {
                Node node = nodes.get(place[0]++);
                boolean loose = node.kind() == Node.Kind.LOOSE;
                boolean gone = parent == Below.LOST || (loose && lost.contains(node.frame()));
                boolean cutOff = loose && wasLinked(node.frame());
                boolean changed = parent != Below.CUT_OFF && !(node.value() + node.stale()).equals(old.get(key(node)));
                List<Tree> below = level(
                        nodes,
                        place,
                        depth + 1,
                        old,
                        gone ? Below.LOST : cutOff || parent == Below.CUT_OFF ? Below.CUT_OFF : Below.OTHERS);
                String style =
                        "k-" + node.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')
                                + (changed ? " changed" : "")
                                + (gone ? " lost" : "")
                                + (node.stale() ? " stale" : "");
                trees.add(new Tree(style, name(node), node.value(), note(node, gone, cutOff, changed), below));
            }
            return trees;
        }

        private static String note(Node node, boolean gone, boolean cutOff, boolean changed) {
            if (gone) {
                return node.kind() == Node.Kind.LOOSE ? "nothing leads here" : "lost";
            }
            return node.stale() ? "stale" : cutOff ? "cut off" : changed ? "new" : "";
        }

        /** Whether something led to a frame before; what it holds has other names since, and is not new. */
        private boolean wasLinked(int frame) {
            return before.tables().stream().anyMatch(node -> node.kind() != Node.Kind.LOOSE && node.frame() == frame);
        }

        private static String name(Node node) {
            return switch (node.kind()) {
                case CACHED_POINTER -> node.name() + " in the walk cache";
                case CACHED_TRANSLATION -> node.name() + " in the IOTLB";
                case CACHED_ENTRY -> node.name() + ", cached";
                default -> node.name();
            };
        }

        private List<Frame> frames() {
            List<Frame> frames = new ArrayList<>();
            for (int i = 1; i <= state.frames(); i++) {
                boolean used = state.used().contains(i);
                frames.add(new Frame(i, used, used != before.used().contains(i)));
            }
            return frames;
        }

        private List<String> gone() {
            List<String> gone = new ArrayList<>();
            gone(before.tables(), state.tables(), gone);
            gone(before.caches(), state.caches(), gone);
            return gone;
        }

        private static void gone(List<Node> old, List<Node> now, List<String> words) {
            Set<String> there = new HashSet<>();
            now.forEach(node -> there.add(key(node)));
            old.stream()
                    .filter(node -> !there.contains(key(node)) && node.kind() != Node.Kind.LOOSE)
                    .forEach(node -> words.add(name(node) + ": " + node.value()));
        }
    }
}
