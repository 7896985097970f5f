package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes context switches out of a schedule that ends wrongly, as long as what is left still ends wrongly: lets one process after
 * the other make a part of its steps later or earlier, together with other steps of its own. A step that is not possible where
 * the changed schedule wants it is left out, and made as soon as nothing else is wanted.
 */
public final class Shortener implements Engine.Chooser {
    private static final int MOST_TRIES = 2_000;
    private static final int MOST_PROCESSES = 16;

    private final int mostSteps;
    private final Schedule.Recorder recorder = new Schedule.Recorder();
    private Schedule best;
    private List<Block> blocks;

    /** Which change of the best schedule is tried: of each block, first to make it later, then earlier. */
    private int change;

    private int tries;
    private int[] order = new int[0];
    private int next;
    private int last;

    /** The ways that the steps of each process go in the best schedule, and how many it has made in the try. */
    private final List<List<Integer>> ways = new ArrayList<>();

    private final int[] made = new int[MOST_PROCESSES];

    /** Steps of one process in a row. */
    private record Block(int process, int steps) {}

    public Shortener(Schedule found, int mostSteps) {
        this.mostSteps = mostSteps;
        best = found;
        blocks = blocks(found);
        rememberWays();
    }

    private void rememberWays() {
        ways.clear();
        for (int i = 0; i < MOST_PROCESSES; i++) {
            ways.add(new ArrayList<>());
        }
        for (int i = 0; i < best.steps(); i++) {
            ways.get(best.process(i)).add(best.way(i));
        }
    }

    private static List<Block> blocks(Schedule schedule) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < schedule.steps(); i++) {
            int process = schedule.process(i);
            int end = blocks.size() - 1;
            if (end >= 0 && blocks.get(end).process == process) {
                blocks.set(end, new Block(process, blocks.get(end).steps + 1));
            } else {
                blocks.add(new Block(process, 1));
            }
        }
        return blocks;
    }

    /** Prepares the next try; false if nothing is left to change. */
    public boolean next() {
        while (change < 2 * blocks.size() && tries < MOST_TRIES) {
            order = changed(change / 2, change % 2 == 0 ? 1 : -1);
            change++;
            if (order.length > 0) {
                tries++;
                recorder.clear();
                Arrays.fill(made, 0);
                next = 0;
                last = 0;
                return true;
            }
        }
        return false;
    }

    /** The schedule with one block joined to the next of its process in one direction; empty if there is none. */
    private int[] changed(int moved, int direction) {
        Block block = blocks.get(moved);
        int target = moved + direction;
        while (target >= 0 && target < blocks.size() && blocks.get(target).process != block.process) {
            target += direction;
        }
        if (target < 0 || (target >= blocks.size() && moved == blocks.size() - 1)) {
            return new int[0];
        }
        List<Block> joined = new ArrayList<>(blocks);
        if (target >= blocks.size()) {
            joined.add(block);
        } else {
            joined.set(target, new Block(block.process, block.steps + blocks.get(target).steps));
        }
        joined.remove(moved);
        return joined.stream()
                .flatMapToInt(b -> Arrays.stream(new int[b.steps]).map(zero -> b.process))
                .toArray();
    }

    /** The try ended wrongly too: it is the best now, if it switches less. */
    public void endedWrongly() {
        Schedule tried = recorder.schedule();
        List<Block> triedBlocks = blocks(tried);
        if (triedBlocks.size() < blocks.size()) {
            best = tried;
            blocks = triedBlocks;
            change = 0;
            rememberWays();
        }
    }

    public Schedule best() {
        return best;
    }

    /** Context switches of the best schedule, also those that were forced. */
    public int switches() {
        return Math.max(0, blocks.size() - 1);
    }

    @Override
    public int choose(Engine engine) {
        int process = wanted(engine);
        if (process != ABORT) {
            last = process;
            recorder.process(process);
        }
        return process;
    }

    private int wanted(Engine engine) {
        if (recorder.size() >= mostSteps) {
            return ABORT;
        }
        while (next < order.length) {
            int process = order[next++];
            if (process < engine.processes() && engine.isEnabled(process)) {
                return process;
            }
        }
        int process = last;
        while (!engine.isEnabled(process)) {
            process = (process + 1) % engine.processes();
        }
        return process;
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        List<Integer> known = ways.get(process);
        int way = made[process] < known.size() ? known.get(made[process]) : 0;
        int possible = way < choices ? way : 0;
        recorder.way(possible);
        return possible;
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        made[process]++;
    }
}
