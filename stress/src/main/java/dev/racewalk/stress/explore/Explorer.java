package dev.racewalk.stress.explore;

import dev.racewalk.stress.machine.Caught;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.run.Race;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Explores one race under one memory model.
 *
 * <p>Context: one explorer at a time in a JVM, and no other race meanwhile: it changes what machines are made of.
 */
public final class Explorer implements AutoCloseable {
    private static final int MOST_SWITCHES_OF_A_SHORT_SCHEDULE = 6;
    private static final String NOBODY = "nobody can go on";
    private static final long EXECUTIONS_TO_SHORTEN = 20_000;

    private final Race race;
    private final Model model;
    private final Bounds bounds;
    private final @Nullable String fault;
    private final Engine engine;
    private final ExploredParts parts;
    private final ActorHandles handles;
    private final Map<String, Long> outcomes = new TreeMap<>();

    /** Which outcomes are wrong: there are few, and an execution ends often. */
    private final Map<String, Boolean> verdicts = new HashMap<>();

    private String lastOutcome = "";
    private long executions;
    private long redundant;
    private long deadline;

    /** A wrong end state that was reached. */
    private record Wrong(Schedule schedule, int switches) {}

    /**
     * Prepares an exploration.
     *
     * @param race what to explore
     * @param model memory model
     * @param bounds how far to go
     * @param fault id of the fault that this JVM was started with, null for the right protocol
     */
    public Explorer(Race race, Model model, Bounds bounds, @Nullable String fault) {
        this.race = race;
        this.model = model;
        this.bounds = bounds;
        this.fault = fault;
        try {
            handles = new ActorHandles(Class.forName(race.name()), race.actors());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("race " + race.name() + " is not on the class path", e);
        }
        engine = new Engine(model.make(), handles.actorNames().size());
        parts = new ExploredParts(engine);
    }

    /**
     * Explores until all is tried, something is wrong, or a bound is reached; in the latter case samples as well.
     *
     * @return what was found
     */
    public Exploration explore() {
        MachineParts.substitute(parts);
        try {
            return exploreAll();
        } finally {
            MachineParts.substitute(null);
        }
    }

    private Exploration exploreAll() {
        long start = System.nanoTime();
        deadline = start + bounds.time().toNanos();
        String cutBy = null;
        Wrong wrong = null;
        if (bounds.switches() == Integer.MAX_VALUE) {
            Enumerator search = Enumerator.of(bounds.reduce(), bounds.steps(), Integer.MAX_VALUE);
            wrong = search(search, bounds.executions());
            cutBy = wrong == null ? cut(search) : "a wrong end state";
        } else {
            for (int most = 0; most <= bounds.switches() && wrong == null; most++) {
                outcomes.clear();
                Enumerator search = Enumerator.of(false, bounds.steps(), most);
                wrong = search(search, bounds.executions());
                cutBy = wrong == null ? cut(search) : "a wrong end state";
                if (cutBy == null) {
                    break;
                }
            }
        }
        long sampled = 0;
        if (wrong == null && cutBy != null) {
            Sampler sampler = new Sampler(bounds.seed(), bounds.steps());
            for (; sampled < bounds.samples() && wrong == null; sampled++) {
                sampler.next();
                wrong = execute(sampler) && isWrong(lastOutcome) ? new Wrong(sampler.schedule(), 0) : null;
            }
        }
        Exploration.Failure failure = wrong == null ? null : replay(shorten(wrong));
        return new Exploration(
                race.name(),
                model,
                fault,
                cutBy == null,
                cutBy,
                executions,
                redundant,
                sampled,
                List.copyOf(race.grade(outcomes)),
                failure,
                (System.nanoTime() - start) / 1e9);
    }

    private @Nullable String cut(Enumerator search) {
        if (search.isCut()) {
            return "the bound on steps or switches";
        }
        return search.isExhausted() ? null : "the bound on executions or time";
    }

    private @Nullable Wrong search(Enumerator search, long most) {
        for (long i = 0; i < most && search.next(); i++) {
            if (execute(search) && isWrong(lastOutcome)) {
                return new Wrong(search.schedule(), search.switches());
            }
            if ((i & 0xFF) == 0 && System.nanoTime() - deadline > 0) {
                return null;
            }
        }
        return null;
    }

    /** Runs one execution; false if it was given up. */
    private boolean execute(Engine.Chooser chooser) {
        ActorHandles.Sample sample = handles.newSample();
        if (!engine.run(parts.cells(), chooser, actors(sample))) {
            if (!engine.isDeadlocked()) {
                redundant++;
                return false;
            }
            lastOutcome = NOBODY;
        } else {
            lastOutcome = sample.outcome();
        }
        executions++;
        outcomes.merge(lastOutcome, 1L, Long::sum);
        return true;
    }

    private Runnable[] actors(ActorHandles.Sample sample) {
        Runnable[] actors = new Runnable[handles.actorNames().size()];
        for (int i = 0; i < actors.length; i++) {
            int actor = i;
            actors[i] = () -> sample.act(actor);
        }
        return actors;
    }

    /** Whether an outcome is one that the race forbids. */
    boolean isWrong(String outcome) {
        return verdicts.computeIfAbsent(
                outcome, id -> race.grade(Map.of(id, 1L)).get(0).grade().isWrong());
    }

    /** Looks for a schedule with fewer context switches that ends wrongly too. */
    private Wrong shorten(Wrong found) {
        for (int most = 0; most < Math.min(found.switches(), MOST_SWITCHES_OF_A_SHORT_SCHEDULE); most++) {
            Wrong shorter = search(Enumerator.of(false, bounds.steps(), most), EXECUTIONS_TO_SHORTEN);
            if (shorter != null) {
                return shorter;
            }
        }
        return found;
    }

    /**
     * Runs one schedule.
     *
     * @param schedule what a failure said
     * @return what it leads to
     * @throws IllegalArgumentException if the race cannot go that way
     */
    public Exploration.Failure replay(String schedule) {
        MachineParts.substitute(parts);
        try {
            return replay(new Wrong(Schedule.parse(schedule), 0));
        } finally {
            MachineParts.substitute(null);
        }
    }

    private Exploration.Failure replay(Wrong wrong) {
        Schedule schedule = wrong.schedule();
        try (Engine slow = new Engine(model.make(), handles.actorNames().size())) {
            slow.nameSteps();
            ExploredParts slowParts = new ExploredParts(slow);
            MachineParts.substitute(slowParts);
            ActorHandles.Sample sample = handles.newSample();
            Trace trace = new Trace(schedule, slowParts.names());
            Caught.forget();
            boolean over = slow.run(slowParts.cells(), trace, actors(sample));
            List<String> table = slowParts.table();
            String outcome = over ? sample.outcome() : NOBODY;
            return new Exploration.Failure(
                    outcome,
                    Objects.requireNonNullElse(Caught.last(), outcome),
                    schedule.toString(),
                    wrong.switches(),
                    trace.lines(handles.actorNames()),
                    table);
        } finally {
            MachineParts.substitute(parts);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
