package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.model.Histories;
import java.util.ArrayList;
import java.util.List;

/** Tells executions apart by what each step has read, and by the order of the writes of each location, and by nothing else. */
final class GraphSignature {
    private final List<String> names = new ArrayList<>();
    private final List<List<String>> reads = new ArrayList<>();

    GraphSignature(int actors) {
        for (int i = 0; i < actors; i++) {
            reads.add(new ArrayList<>());
        }
    }

    /** An actor has made a step. */
    void made(int actor, Histories histories) {
        names.add(actor + "." + reads.get(actor).size());
        reads.get(actor).add(name(histories.lastRead()));
    }

    private String name(int maker) {
        return maker == Histories.NOBODY ? "-" : names.get(maker);
    }

    /** What there is to tell of the execution that is over. */
    String of(Histories histories, Iterable<Integer> locations) {
        StringBuilder text = new StringBuilder(reads.toString());
        for (int location : locations) {
            text.append(" [").append(location).append(']');
            for (int i = 1; i < histories.writes(location); i++) {
                text.append(' ').append(name(histories.maker(location, i)));
            }
        }
        return text.toString();
    }
}
