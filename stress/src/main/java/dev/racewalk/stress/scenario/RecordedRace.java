package dev.racewalk.stress.scenario;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.jcstress.RaceMethods;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.OperationRecorder;
import dev.racewalk.stress.machine.RaceMistakeException;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptDevice;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptFrames;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptRules;
import dev.racewalk.stress.scenario.text.Spot;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.RaceCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a hand-written race as a scenario: runs its actors one after the other, in one order and in the reverse, and writes down
 * what they do. What an actor does must not depend on how it went.
 *
 * <p>Context: not while races run in this JVM.
 */
public final class RecordedRace {
    private RecordedRace() {}

    /**
     * One case of a race.
     *
     * @param caseName null if the race has no cases
     * @param script the scenario, or null if it cannot be told
     * @param why it cannot; empty if it can
     */
    public record Told(@Nullable String caseName, @Nullable Script script, String why) {}

    /**
     * Tells a race.
     *
     * @param race of two or three actors, on a machine
     * @return one for each of its cases
     */
    public static List<Told> tell(Race race) {
        List<Told> all = new ArrayList<>();
        Recording first = new Recording(0);
        record(race, first, false);
        int cases = Math.max(1, first.cases.size());
        for (int i = 0; i < cases; i++) {
            Recording forwards = new Recording(i);
            Recording backwards = new Recording(i);
            record(race, forwards, false);
            record(race, backwards, true);
            all.add(told(race, i, forwards, backwards));
        }
        return all;
    }

    private static void record(Race race, Recording recording, boolean reverse) {
        MachineParts.substitute(recording);
        try {
            RaceMethods methods = new RaceMethods(
                    Class.forName(race.binaryName(), true, ClassPath.inUse().loader()), race.actors());
            RaceCode.Sample sample = methods.newSample();
            int actors = methods.actorNames().size();
            for (int i = 0; i < actors; i++) {
                int actor = reverse ? actors - 1 - i : i;
                recording.begin(actor);
                sample.act(actor);
            }
            recording.isOver = true;
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("race " + race.name() + " is not on the class path", e);
        } catch (RaceMistakeException e) {
            recording.others.add("makes a mistake (" + e.getMessage() + ")");
        } catch (IllegalStateException e) {
            if (recording.others.isEmpty()) {
                throw e;
            }
        } finally {
            MachineParts.substitute(null);
        }
    }

    private static Told told(Race race, int number, Recording forwards, Recording backwards) {
        String caseName = forwards.cases.isEmpty() ? null : forwards.cases.get(number);
        Setup setup = forwards.setup;
        if (setup == null) {
            return new Told(caseName, null, "it runs on no machine");
        }
        if (setup.checked()) {
            return new Told(caseName, null, "it has its ranges checked");
        }
        if (!forwards.others.isEmpty()) {
            return new Told(caseName, null, "it " + String.join(", and ", forwards.others));
        }
        if (!forwards.before.equals(backwards.before) || !forwards.actors.equals(backwards.actors)) {
            return new Told(caseName, null, "what an actor does depends on how it went");
        }
        String name = race.simpleName() + (caseName == null ? "" : "-" + (number + 1));
        Script script = new Script(forwards.head(name, setup), forwards.before, forwards.actors);
        try {
            ScriptRules.check(script);
            return new Told(caseName, script, "");
        } catch (ScriptException e) {
            return broken(caseName, script, e);
        }
    }

    /** Where ranges overlap, the race breaks the contract, and says so as a scenario. */
    private static Told broken(@Nullable String caseName, Script script, ScriptException why) {
        Script other = new Script(script.head().overlapping(false, true), script.before(), script.actors());
        try {
            ScriptRules.check(other);
            return new Told(caseName, other, "");
        } catch (ScriptException e) {
            return new Told(caseName, null, String.valueOf(why.getMessage()));
        }
    }

    /** Writes down what is done on one machine. */
    private static final class Recording extends MachineParts implements OperationRecorder {
        final int chosen;
        final List<ScriptOp> before = new ArrayList<>();
        final List<List<ScriptOp>> actors = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>()));
        final Set<String> others = new LinkedHashSet<>();
        List<String> cases = List.of();
        boolean isOver;
        private @Nullable Setup setup;
        private @Nullable ScriptDevice second;
        private List<ScriptOp> current = before;

        Recording(int chosen) {
            this.chosen = chosen;
        }

        void begin(int actor) {
            while (actors.size() <= actor) {
                actors.add(new ArrayList<>());
            }
            current = actors.get(actor);
        }

        @Override
        protected OperationRecorder recorder() {
            return this;
        }

        @Override
        protected int chooseCase(List<String> names) {
            cases = names;
            return chosen;
        }

        @Override
        protected int window(Setup of) {
            return Math.max(Spot.WINDOW, of.window());
        }

        @Override
        protected PhysicalMemory memory(Setup of, int window) {
            setup = of;
            return super.memory(of, window);
        }

        @Override
        public void mapsPages(long iova, long pageSize, long count, long oa) {
            add(ScriptOp.map(iova, pageSize, (int) count).to(oa));
        }

        @Override
        public void onRange(String what, long iova, long length) {
            OpKind kind = kind(what);
            add(kind == OpKind.MAP_RANGE ? ScriptOp.mapRange(iova, length) : ScriptOp.on(kind, iova, length));
        }

        @Override
        public void at(String what, long iova) {
            add(ScriptOp.at(kind(what), iova, 0));
        }

        @Override
        public void accesses(boolean isFirst, boolean writes, long iova) {
            add(ScriptOp.at(writes ? OpKind.WRITE : OpKind.READ, iova, isFirst ? 0 : 1));
        }

        @Override
        public void plain(String what) {
            OpKind kind = kind(what);
            boolean isOfDevice = kind == OpKind.ATTACH || kind == OpKind.DETACH;
            add(isOfDevice ? ScriptOp.at(kind, 0, isDetachedAtFirst() ? 0 : 1) : ScriptOp.plain(kind));
        }

        private boolean isDetachedAtFirst() {
            return setup != null && setup.detached();
        }

        private void add(ScriptOp op) {
            if (!isOver) {
                current.add(op);
            }
        }

        private static OpKind kind(String what) {
            for (OpKind kind : OpKind.values()) {
                if (kind.word().equals(what)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(what + ": must be an operation of a scenario");
        }

        @Override
        public void secondDevice(int drops, boolean attached) {
            if (!isDetachedAtFirst()) {
                second = new ScriptDevice(attached, drops);
            }
        }

        @Override
        public void other(String why) {
            if (!isOver) {
                others.add(why);
                throw new IllegalStateException("it " + why); // it may wait for another actor
            }
        }

        ScriptHead head(String name, Setup of) {
            ScriptHead head = ScriptHead.of(name, of.startingLevel())
                    .withVaLg2(of.vaLg2())
                    .with(of.gatherMode());
            if (of.shared() || of.firstFails() != Integer.MAX_VALUE) {
                head = head.with(new ScriptFrames(of.each(), of.prepared(), of.shared(), of.firstFails()));
            }
            if (of.hardware()) {
                ScriptDevice first = new ScriptDevice(!of.detached(), 0);
                head = head.withQueue(of.queue());
                head = second == null ? head.with(first) : head.with(first, second);
            }
            return head;
        }
    }
}
