package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Op;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Follows a schedule for some steps, and goes on in another way. */
public final class Continuation implements Engine.Chooser {
    private final Schedule schedule;
    private final int followed;
    private final int most;
    private final List<Integer> order;
    private final @Nullable SplittableRandom random;
    private int steps;

    private Continuation(
            Schedule schedule, int followed, int most, List<Integer> order, @Nullable SplittableRandom random) {
        this.schedule = schedule.fromStart();
        this.followed = followed;
        this.most = most;
        this.order = order;
        this.random = random;
    }

    /**
     * Lets one actor after the other run to its end, as far as it comes; stores reach memory at once, and loads read the youngest
     * write.
     *
     * @param followed steps of the schedule that are made first
     * @param most steps after which the execution is given up
     * @param order of the actors
     */
    public static Continuation inOrder(Schedule schedule, int followed, int most, List<Integer> order) {
        return new Continuation(schedule, followed, most, order, null);
    }

    /**
     * Lets anybody make each step, and goes any way.
     *
     * @param followed steps of the schedule that are made first
     * @param most steps after which the execution is given up
     * @param seed of the choices
     */
    public static Continuation atRandom(Schedule schedule, int followed, int most, long seed) {
        return new Continuation(schedule, followed, most, List.of(), new SplittableRandom(seed));
    }

    @Override
    public int choose(Engine engine) {
        if (steps < followed) {
            return schedule.choose(engine);
        }
        if (steps >= most) {
            return ABORT;
        }
        return random == null ? first(engine) : any(engine, random);
    }

    private int first(Engine engine) {
        for (int process = engine.actors(); process < engine.processes(); process++) {
            if (engine.isEnabled(process)) {
                return process;
            }
        }
        for (int actor : order) {
            if (engine.isEnabled(actor)) {
                return actor;
            }
        }
        return ABORT;
    }

    private static int any(Engine engine, SplittableRandom random) {
        int enabled = 0;
        for (int process = 0; process < engine.processes(); process++) {
            enabled += engine.isEnabled(process) ? 1 : 0;
        }
        int chosen = random.nextInt(enabled);
        for (int process = 0; ; process++) {
            if (engine.isEnabled(process) && chosen-- == 0) {
                return process;
            }
        }
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        if (steps < followed) {
            return schedule.choose(engine, process, choices);
        }
        return random == null ? 0 : random.nextInt(choices);
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        steps++;
    }
}
