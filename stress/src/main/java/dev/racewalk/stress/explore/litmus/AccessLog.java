package dev.racewalk.stress.explore.litmus;

import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Schedule;
import java.util.ArrayList;
import java.util.List;

/** Runs a schedule and writes its accesses down, in the order in which each actor makes them. */
public final class AccessLog implements Engine.Chooser {
    private final Schedule schedule;
    private final List<SharedAccess> accesses = new ArrayList<>();

    /**
     * Begins a log.
     *
     * @param schedule which way to go
     */
    public AccessLog(Schedule schedule) {
        this.schedule = schedule.fromStart();
    }

    @Override
    public int choose(Engine engine) {
        return schedule.choose(engine);
    }

    @Override
    public int choose(Engine engine, int process, int choices) {
        return schedule.choose(engine, process, choices);
    }

    @Override
    public void made(Engine engine, int process, Op op, long result) {
        if (process < engine.actors()) { // a store buffer has no accesses of its own
            accesses.add(new SharedAccess(process, op.kind, op.mode(), op.location, op.value, op.expected, result));
        }
    }

    /**
     * Returns what was done.
     *
     * @return in the order of the execution
     */
    public List<SharedAccess> accesses() {
        return accesses;
    }
}
