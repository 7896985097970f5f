package dev.racewalk.stress.scenario.generate;

import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The small scenarios, in an order of which each beginning is diverse. Every other one comes from rounds: in the first each piece of
 * work meets each kind of work on each sort of table, in the second it meets another of that kind, and so on; so what few scenarios show comes early.
 * Those between are taken at random, so that what many show comes as early as there are many.
 */
final class SmallScripts {
    private final List<Pair> pairs = new ArrayList<>();

    private record Pair(Script script, Piece one, Piece other) {}

    /** A piece of work meets a kind of work on a table of some sort, whatever the devices. */
    private record Meeting(Piece piece, Piece.Kind kind, ScriptHead table) {}

    void add(Script script, Piece one, Piece other) {
        pairs.add(new Pair(script, one, other));
    }

    /** All of them, named by their number; a seed of its own gives another order of the same kind. */
    List<Script> inOrder(Random random) {
        Collections.shuffle(pairs, random);
        Set<Pair> ordered = new LinkedHashSet<>();
        Iterator<Pair> diverse = inRounds().iterator();
        for (Pair pair : pairs) {
            ordered.add(diverse.next());
            ordered.add(pair);
        }
        List<Script> named = new ArrayList<>();
        for (Pair pair : ordered) {
            named.add(pair.script().named("small-" + (named.size() + 1)));
        }
        return named;
    }

    private List<Pair> inRounds() {
        Map<Meeting, Integer> met = new HashMap<>();
        Map<Integer, List<Pair>> rounds = new TreeMap<>();
        for (Pair pair : pairs) {
            ScriptHead table = pair.script().head().with();
            int ofOne = met.merge(new Meeting(pair.one(), pair.other().kind(), table), 1, Integer::sum);
            int ofOther = met.merge(new Meeting(pair.other(), pair.one().kind(), table), 1, Integer::sum);
            rounds.computeIfAbsent(Math.min(ofOne, ofOther), round -> new ArrayList<>())
                    .add(pair);
        }
        return rounds.values().stream().flatMap(List::stream).toList();
    }
}
