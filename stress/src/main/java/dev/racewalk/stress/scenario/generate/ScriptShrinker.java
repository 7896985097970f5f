package dev.racewalk.stress.scenario.generate;

import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptDevice;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Takes away what a failing scenario does not need: operations, actors, devices, and what is unusual in its table. */
public final class ScriptShrinker {
    private final Predicate<Script> fails;
    private int left;

    /**
     * Makes a shrinker.
     *
     * @param fails whether a scenario still fails
     * @param tries scenarios to try at most
     */
    public ScriptShrinker(Predicate<Script> fails, int tries) {
        this.fails = fails;
        left = tries;
    }

    /**
     * Shrinks a scenario.
     *
     * @param script one that fails
     * @return one that fails and of which nothing can be left out alone, unless the tries did not suffice
     */
    public Script shrink(Script script) {
        Script smallest = script;
        boolean smaller = true;
        while (smaller && left > 0) {
            smaller = false;
            for (Script each : smallerOnes(smallest)) {
                if (stillFails(each)) {
                    smallest = each;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private boolean stillFails(Script script) {
        if (left <= 0) {
            return false;
        }
        try {
            ScriptRules.check(script);
        } catch (ScriptException e) {
            return false;
        }
        left--;
        return fails.test(script);
    }

    /** All that lack one thing, the largest first: an actor, several operations that belong together, one operation. */
    private static List<Script> smallerOnes(Script script) {
        List<Script> all = new ArrayList<>();
        for (int actor = 0; actor < script.actors().size() && script.actors().size() > 2; actor++) {
            List<List<ScriptOp>> fewer = new ArrayList<>(script.actors());
            fewer.remove(actor);
            all.add(new Script(script.head(), script.before(), fewer));
        }
        for (int count = 3; count >= 1; count--) {
            for (int actor = 0; actor < script.actors().size(); actor++) {
                for (List<ScriptOp> ops : without(script.actors().get(actor), count)) {
                    List<List<ScriptOp>> actors = new ArrayList<>(script.actors());
                    actors.set(actor, ops);
                    all.add(new Script(script.head(), script.before(), actors));
                }
            }
            for (List<ScriptOp> before : without(script.before(), count)) {
                all.add(new Script(script.head(), before, script.actors()));
            }
        }
        plainer(script.head()).forEach(head -> all.add(new Script(head, script.before(), script.actors())));
        return all;
    }

    private static List<List<ScriptOp>> without(List<ScriptOp> ops, int count) {
        List<List<ScriptOp>> all = new ArrayList<>();
        for (int from = ops.size() - count; from >= 0; from--) {
            List<ScriptOp> fewer = new ArrayList<>(ops);
            fewer.subList(from, from + count).clear();
            all.add(fewer);
        }
        return all;
    }

    private static List<ScriptHead> plainer(ScriptHead head) {
        ScriptHead usual = ScriptHead.of(head.name(), head.startingLevel());
        List<ScriptHead> all = new ArrayList<>();
        List<ScriptDevice> devices = head.devices();
        if (!devices.isEmpty()) {
            all.add(head.with(devices.subList(0, devices.size() - 1).toArray(ScriptDevice[]::new)));
        }
        if (head.frames() != null) {
            all.add(head.with(usual.frames()));
        }
        all.add(head.with(usual.gatherMode()));
        all.add(head.withQueue(usual.queue()));
        all.add(head.overlapping(false, false));
        all.removeIf(head::equals);
        return all;
    }
}
