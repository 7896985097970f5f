package dev.racewalk.junit;

import dev.racewalk.core.iommu.DriverSteps;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.NotExploredException;
import dev.racewalk.stress.explore.SharedFields;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.Steps;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A race, and how it is to be explored: under which memory models, with which steps of the protocol, and how far. Each method
 * returns a changed copy.
 */
public final class Exploring {
    /** There can be one explorer at a time in a JVM. */
    private static final Object ONE = new Object();

    private final AnnotatedRace race;
    private final List<Model> models;
    private final Bounds bounds;
    private final @Nullable Steps steps;

    Exploring(AnnotatedRace race, List<Model> models, Bounds bounds, @Nullable Steps steps) {
        this.race = race;
        this.models = models;
        this.bounds = bounds;
        this.steps = steps;
    }

    /**
     * Chooses the memory models.
     *
     * @param chosen one or more, explored one after the other
     * @return a copy
     * @throws IllegalArgumentException if there is none
     */
    public Exploring under(Model... chosen) {
        if (chosen.length == 0) {
            throw new IllegalArgumentException("no model: there must be one at least");
        }
        return new Exploring(race, List.of(chosen), bounds, steps);
    }

    /**
     * Replaces steps of the protocol.
     *
     * @param protocol makes the steps of one table
     * @return a copy
     */
    public Exploring with(Supplier<? extends ProtocolSteps> protocol) {
        return with(new Steps() {
            @Override
            public ProtocolSteps newProtocolSteps() {
                return protocol.get();
            }

            @Override
            public DriverSteps newDriverSteps(PhysicalMemory memory) {
                return DriverSteps.RIGHT;
            }
        });
    }

    /**
     * Replaces steps of the protocol, of the driver and of who owns data.
     *
     * @param others what machines take in place of the right ones
     * @return a copy
     */
    public Exploring with(Steps others) {
        return new Exploring(race, models, bounds, others);
    }

    /**
     * Bounds the time.
     *
     * @param time at most, for each model; 30 seconds if nothing is said
     * @return a copy
     */
    public Exploring within(Duration time) {
        return new Exploring(
                race,
                models,
                new Bounds(
                        bounds.steps(),
                        bounds.executions(),
                        time,
                        bounds.switches(),
                        bounds.samples(),
                        bounds.seed(),
                        bounds.reduce()),
                steps);
    }

    /**
     * Chooses all bounds.
     *
     * @param all for each model
     * @return a copy
     */
    public Exploring bounded(Bounds all) {
        return new Exploring(race, models, all, steps);
    }

    String name() {
        return race.type().getSimpleName();
    }

    List<Model> models() {
        return models;
    }

    /** Explores under one model. */
    Exploration explore(Model model) {
        List<String> shared = SharedFields.of(race.type(), race.actorNames());
        if (!shared.isEmpty()) {
            throw new AssertionFailedError(name() + " cannot be explored: " + String.join("; ", shared));
        }
        synchronized (ONE) {
            MachineParts.useSteps(steps);
            try (Explorer explorer = new Explorer(race.race(), race, model, bounds, Protocol.RIGHT)) {
                return explorer.explore();
            } catch (IllegalStateException e) {
                throw new AssertionFailedError(
                        name() + " cannot be explored under " + model.id() + ": " + NotExploredException.inWords(e), e);
            } finally {
                MachineParts.useSteps(null);
            }
        }
    }
}
