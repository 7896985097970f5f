package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Enumerates all schedules depth first, also those that differ in the order of independent steps only. A bound on context
 * switches, as in CHESS (Musuvathi, Qadeer 2007), counts a switch away from a process that could go on.
 */
public final class PlainSearch implements Enumerator {
    private final int mostSteps;
    private final int mostSwitches;
    private final List<Node> nodes = new ArrayList<>();
    private int depth;
    private int replay;
    private boolean started;
    private boolean cut;
    private boolean exhausted;

    /** The state before a step, and the step that was made. */
    private static final class Node {
        int enabled;
        int left;
        int process;
        int way;
        int ways;
        int switches;
    }

    PlainSearch(int mostSteps, int mostSwitches) {
        this.mostSteps = mostSteps;
        this.mostSwitches = mostSwitches;
    }

    @Override
    public boolean next() {
        if (started) {
            while (depth > 0 && !advance(nodes.get(depth - 1))) {
                depth--;
            }
            exhausted = depth == 0;
        }
        started = true;
        replay = depth;
        depth = 0;
        return !exhausted;
    }

    /** Chooses another way of the same step, or another step; false if there is none left. */
    private boolean advance(Node node) {
        if (node.way + 1 < node.ways) {
            node.way++;
            return true;
        }
        if (node.left == 0) {
            return false;
        }
        node.process = Integer.numberOfTrailingZeros(node.left);
        node.left &= node.left - 1;
        node.way = 0;
        node.ways = 1;
        return true;
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public Schedule schedule() {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int i = 0; i < depth; i++) {
            recorder.process(nodes.get(i).process);
            recorder.way(nodes.get(i).way);
        }
        return recorder.schedule();
    }

    @Override
    public int steps() {
        return depth;
    }

    @Override
    public int switches() {
        return depth == 0 ? 0 : nodes.get(depth - 1).switches;
    }

    @Override
    public int choose(Engine engine) {
        if (depth == nodes.size()) {
            nodes.add(new Node());
        }
        Node node = nodes.get(depth);
        Node last = depth == 0 ? null : nodes.get(depth - 1);
        if (depth >= replay) {
            if (depth >= mostSteps) {
                cut = true;
                return ABORT;
            }
            enter(engine, node, last);
        } else if (!engine.isEnabled(node.process)) {
            throw new IllegalStateException("step " + depth + " of process " + node.process
                    + " is not possible any more: the race does not go the same way each time");
        }
        boolean away = last != null && last.process != node.process && (node.enabled >>> last.process & 1) != 0;
        node.switches = (last == null ? 0 : last.switches) + (away ? 1 : 0);
        depth++;
        return node.process;
    }

    private void enter(Engine engine, Node node, @Nullable Node last) {
        node.enabled = 0;
        for (int p = 0; p < engine.processes(); p++) {
            node.enabled |= engine.isEnabled(p) ? 1 << p : 0;
        }
        boolean canGoOn = last != null && (node.enabled >>> last.process & 1) != 0;
        node.process = canGoOn && last != null ? last.process : Integer.numberOfTrailingZeros(node.enabled);
        node.left = node.enabled & ~(1 << node.process);
        node.way = 0;
        node.ways = 1;
        if (canGoOn && last != null && last.switches >= mostSwitches) {
            cut |= node.left != 0;
            node.left = 0;
        }
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        Node node = nodes.get(depth - 1);
        node.ways = choices;
        return node.way;
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        // each schedule is tried: nothing to learn from it
    }
}
