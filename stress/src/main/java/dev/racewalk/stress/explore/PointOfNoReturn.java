package dev.racewalk.stress.explore;

import dev.racewalk.stress.explore.search.Continuation;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks for the step of a schedule that ends wrongly after which no continuation that is tried ends well. Each continuation of a
 * longer part of the schedule is one of a shorter part, so it is searched by halves.
 */
final class PointOfNoReturn {
    /** Continuations at random, beside one for each order of the actors. */
    private static final int RANDOM = 30;

    private static final long SEED = 1;

    private final Schedule schedule;
    private final int mostSteps;
    private final List<List<Integer>> orders;
    private final Predicate<Engine.Chooser> endsWell;

    /**
     * @param mostSteps of a continuation, the part of the schedule included
     * @param endsWell runs an execution
     */
    PointOfNoReturn(Schedule schedule, int actors, int mostSteps, Predicate<Engine.Chooser> endsWell) {
        this.schedule = schedule;
        this.mostSteps = mostSteps;
        this.endsWell = endsWell;
        orders = new ArrayList<>();
        permute(new ArrayList<>(), actors);
    }

    private void permute(List<Integer> begun, int actors) {
        if (begun.size() == actors) {
            orders.add(List.copyOf(begun));
        }
        for (int actor = 0; actor < actors; actor++) {
            if (!begun.contains(actor)) {
                begun.add(actor);
                permute(begun, actors);
                begun.remove(begun.size() - 1);
            }
        }
    }

    /** How many continuations are tried of each part. */
    int tried() {
        return orders.size() + RANDOM;
    }

    /** The number of the step, from 1; 0 if no execution that was tried ends well. */
    int step() {
        if (!canEndWell(0)) {
            return 0;
        }
        int good = 0;
        int bad = schedule.steps();
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            if (canEndWell(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return bad;
    }

    private boolean canEndWell(int followed) {
        for (List<Integer> order : orders) {
            if (endsWell.test(Continuation.inOrder(schedule, followed, mostSteps, order))) {
                return true;
            }
        }
        for (int i = 0; i < RANDOM; i++) {
            if (endsWell.test(Continuation.atRandom(schedule, followed, mostSteps, SEED + i))) {
                return true;
            }
        }
        return false;
    }
}
