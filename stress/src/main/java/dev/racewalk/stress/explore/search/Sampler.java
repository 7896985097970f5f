package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Samples executions where there are too many to try all: each step at random, or with random priorities that change at a few
 * random steps (PCT: Burckhardt, Kothari, Musuvathi, Nagarakatte 2010), which finds bugs of small depth with known
 * probability.
 */
public final class Sampler implements Engine.Chooser {
    private static final int MOST_PROCESSES = 16;
    private static final int MOST_CHANGES = 3;

    private final SplittableRandom random;
    private final int mostSteps;
    private final int[] priorities = new int[MOST_PROCESSES];
    private final int[] changes = new int[MOST_CHANGES];
    private final Schedule.Recorder recorder = new Schedule.Recorder();
    private boolean byPriority;
    private int length = 32;
    private int step;
    private int lowest;
    private boolean cut;

    public Sampler(long seed, int mostSteps) {
        random = new SplittableRandom(seed);
        this.mostSteps = mostSteps;
    }

    /** Prepares for the next execution: every other one by priorities. */
    public void next() {
        length = Math.max(length, step);
        byPriority = !byPriority;
        step = 0;
        lowest = 0;
        recorder.clear();
        for (int i = 0; i < priorities.length; i++) {
            priorities[i] = random.nextInt(1, Integer.MAX_VALUE);
        }
        for (int i = 0; i < changes.length; i++) {
            changes[i] = random.nextInt(length);
        }
        Arrays.sort(changes);
    }

    boolean isCut() {
        return cut;
    }

    public Schedule schedule() {
        return recorder.schedule();
    }

    @Override
    public int choose(Engine engine) {
        if (step >= mostSteps) {
            cut = true;
            return ABORT;
        }
        int chosen = byPriority ? highest(engine) : any(engine);
        if (byPriority && Arrays.binarySearch(changes, step) >= 0) {
            priorities[chosen] = --lowest;
        }
        step++;
        recorder.process(chosen);
        return chosen;
    }

    private int highest(Engine engine) {
        int best = -1;
        for (int p = 0; p < engine.processes(); p++) {
            if (engine.isEnabled(p) && (best < 0 || priorities[p] > priorities[best])) {
                best = p;
            }
        }
        return best;
    }

    private int any(Engine engine) {
        int count = 0;
        int chosen = -1;
        for (int p = 0; p < engine.processes(); p++) {
            if (engine.isEnabled(p) && random.nextInt(++count) == 0) {
                chosen = p;
            }
        }
        return chosen;
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        int way = random.nextInt(choices);
        recorder.way(way);
        return way;
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        // nothing to learn from it
    }
}
