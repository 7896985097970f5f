package dev.racewalk.stress.scenario.text;

import java.util.List;
import java.util.stream.Stream;

/**
 * A race as text: what it runs on, what is done before, and what each actor does. {@link ScriptRules} says what is right.
 *
 * @param head what it runs on
 * @param before operations before the actors start
 * @param actors operations of each actor
 */
public record Script(ScriptHead head, List<ScriptOp> before, List<List<ScriptOp>> actors) {
    /** Makes the lists unmodifiable. */
    public Script {
        before = List.copyOf(before);
        actors = actors.stream().map(List::copyOf).toList();
    }

    /**
     * Changes the name.
     *
     * @param name of the scenario
     * @return a new scenario
     */
    public Script named(String name) {
        return new Script(head.named(name), before, actors);
    }

    /**
     * Counts operations.
     *
     * @return those of all actors and those before
     */
    public int operations() {
        return before.size() + actors.stream().mapToInt(List::size).sum();
    }

    /**
     * Tells whether an actor interrupts one.
     *
     * @return true if so
     */
    public boolean interrupts() {
        return actors.stream().flatMap(List::stream).anyMatch(op -> op.kind() == OpKind.INTERRUPT);
    }

    /**
     * Tells whether empty tables are taken away.
     *
     * @return true if any operation does so
     */
    public boolean reclaims() {
        return Stream.concat(before.stream(), actors.stream().flatMap(List::stream))
                .anyMatch(op -> op.kind() == OpKind.RECLAIM);
    }

    /** As a file has it. */
    @Override
    public String toString() {
        return ScriptWriter.write(this);
    }
}
