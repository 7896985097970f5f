package dev.racewalk.stress.scenario.generate;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Request;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.Spot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A scenario under construction. */
final class Draft {
    private static final int PAGE = 12;

    private ScriptHead head;
    private final Set<ScriptOp> before = new LinkedHashSet<>();
    private final List<ScriptOp> warming = new ArrayList<>();
    private final List<List<ScriptOp>> actors = new ArrayList<>();

    /** For each actor, addresses at which its work shows. */
    private final List<List<Long>> focuses = new ArrayList<>();

    Draft(ScriptHead head, int actors) {
        this.head = head;
        for (int i = 0; i < actors; i++) {
            this.actors.add(new ArrayList<>());
            focuses.add(new ArrayList<>());
        }
    }

    ScriptHead head() {
        return head;
    }

    /** Numbers of all devices, attached or not. */
    List<Integer> devices() {
        return IntStream.range(0, head.devices().size()).boxed().toList();
    }

    void head(ScriptHead other) {
        head = other;
    }

    boolean hasDevice() {
        return !head.devices().isEmpty();
    }

    void before(ScriptOp op) {
        boolean isAboveTop = op.iova() >>> Level.tableLg2(head.startingLevel()) != 0;
        if (op.kind() == OpKind.EMPTY && isAboveTop) {
            long start = op.iova() & -(1L << Level.tableLg2(1));
            pageBefore(start + Spot.item(1, 40) + Spot.item(0, 40)); // makes it grow
        }
        before.add(op);
    }

    /** Something that is done before, after all else: what fills the caches of devices. */
    void warm(ScriptOp op) {
        if (!warming.contains(op)) {
            warming.add(op);
        }
    }

    void mapBefore(long iova, long size) {
        before(ScriptOp.map(iova, size, 1));
    }

    void pageBefore(long iova) {
        mapBefore(iova, 1L << PAGE);
    }

    void add(int actor, ScriptOp op) {
        actors.get(actor).add(op);
    }

    /** Has an actor ask otherwise for the ranges of what it does. */
    void ask(int actor, Request request) {
        actors.get(actor).replaceAll(op -> op.kind().isOnRange() && op.length() != 0 ? op.asking(request) : op);
    }

    void sync(int actor) {
        add(actor, ScriptOp.plain(OpKind.SYNC));
    }

    /** Something that an actor does while what it has gathered is not yet synced; nothing if it gathers nothing. */
    void addBeforeSync(int actor, ScriptOp op) {
        int sync = actors.get(actor).lastIndexOf(ScriptOp.plain(OpKind.SYNC));
        if (sync >= 0) {
            actors.get(actor).add(sync, op);
        }
    }

    void focus(int actor, long... addresses) {
        for (long each : addresses) {
            focuses.get(actor).add(each);
        }
    }

    /** Where the work of the other actors shows; where one's own does if there is no other. */
    List<Long> focusOfOthers(int actor) {
        List<Long> found = new ArrayList<>();
        for (int i = 0; i < focuses.size(); i++) {
            if (i != actor) {
                found.addAll(focuses.get(i));
            }
        }
        return found.isEmpty() ? focuses.get(actor) : found;
    }

    List<Long> focus(int actor) {
        return focuses.get(actor);
    }

    Script script() {
        List<ScriptOp> all = new ArrayList<>(before);
        all.addAll(warming);
        return new Script(head, all, actors);
    }
}
