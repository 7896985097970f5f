package dev.racewalk.stress.scenario;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.scenario.oracle.Answers;
import dev.racewalk.stress.scenario.oracle.AtRest;
import dev.racewalk.stress.scenario.oracle.Oracle;
import dev.racewalk.stress.scenario.text.LeafPlan;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptFrames;
import dev.racewalk.stress.scenario.text.ScriptHead;
import dev.racewalk.stress.scenario.text.ScriptOp;
import dev.racewalk.stress.scenario.text.ScriptRules;
import dev.racewalk.stress.scenario.text.Spot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scenario with what it may end with, and with machines to run it on. */
public final class PreparedScript {
    private static final int LEAST_WINDOW = 8;
    private static final int MOST_EXPECTED = 64;
    private static final int LEVEL_SHIFT = 56;

    private final Script script;
    private final Answers answers;
    private final long[][][] ranges;
    private final MachinePool pool;

    /* Asked for each sample. */
    private final boolean interrupts;
    private final boolean reclaims;

    private PreparedScript(Script script, Answers answers, boolean live) {
        this.script = script;
        this.answers = answers;
        interrupts = script.interrupts();
        reclaims = script.reclaims();
        pool = new MachinePool(setup(script, live));
        ranges = new long[script.actors().size()][][];
        for (int actor = 0; actor < ranges.length; actor++) {
            List<ScriptOp> ops = script.actors().get(actor);
            ranges[actor] = new long[ops.size()][];
            for (int i = 0; i < ops.size(); i++) {
                boolean locks = script.head().locked()
                        && ops.get(i).kind().isOnRange()
                        && ops.get(i).length() != 0;
                ranges[actor][i] = locks ? ScriptRules.range(script, ops.get(i)) : new long[0];
            }
        }
    }

    /**
     * Prepares a scenario for the explorer.
     *
     * @param script a scenario
     * @return the same with what it may end with
     * @throws ScriptException if it breaks a rule, or needs more than a machine has
     */
    public static PreparedScript of(Script script) {
        return of(script, false);
    }

    /**
     * Prepares a scenario for threads that run as they please: actors note whether they meet, and free frames are poisoned.
     *
     * @param script a scenario
     * @return the same with what it may end with
     * @throws ScriptException if it breaks a rule, or needs more than a machine has
     */
    public static PreparedScript live(Script script) {
        if (script.interrupts()) {
            throw new ScriptException(
                    0, "'interrupt' can be explored, and not raced: an interruption may come in a later sample");
        }
        return of(script, true);
    }

    private static PreparedScript of(Script script, boolean live) {
        ScriptRules.check(script);
        Answers answers =
                script.head().contractBroken() ? new Answers(List.of(), Map.of(), List.of(), 0) : Oracle.of(script);
        for (List<AtRest> ways : answers.allowed().values()) {
            for (AtRest rest : ways) {
                if (rest.leaves().size() > MOST_EXPECTED) {
                    throw new ScriptException(
                            0, rest.leaves().size() + " entries stay: must be at most " + MOST_EXPECTED);
                }
            }
        }
        return new PreparedScript(script, answers, live);
    }

    /**
     * Returns the scenario.
     *
     * @return as it was given
     */
    public Script script() {
        return script;
    }

    /**
     * Returns what it may end with.
     *
     * @return nothing if the actors break the contract
     */
    public Answers answers() {
        return answers;
    }

    /** Whether an actor interrupts one. */
    boolean interrupts() {
        return interrupts;
    }

    /** Whether empty tables are taken away. */
    boolean reclaims() {
        return reclaims;
    }

    MachinePool pool() {
        return pool;
    }

    /** First and last address that an operation locks; nothing if it locks nothing. */
    long[] lockedRange(int actor, int op) {
        return ranges[actor][op];
    }

    /* How its machines are made. */

    private static Setup setup(Script script, boolean live) {
        ScriptHead head = script.head();
        ScriptFrames frames = head.frames();
        if (frames == null) {
            int each = script.actors().stream()
                    .mapToInt(ops -> mostTables(script, ops))
                    .max()
                    .orElse(0);
            frames = new ScriptFrames(each, mostTables(script, script.before()), false, Integer.MAX_VALUE);
        }
        try {
            return setup(script, frames, live);
        } catch (IllegalArgumentException e) {
            throw new ScriptException(
                    0,
                    "the scenario may need " + frames.prepared() + " tables before and " + frames.each()
                            + " for each of three actors, which is more than a machine has: " + e.getMessage());
        }
    }

    private static Setup setup(Script script, ScriptFrames frames, boolean live) {
        ScriptHead head = script.head();
        Setup setup = Setup.table(head.startingLevel(), frames.each())
                .withPrepared(frames.prepared())
                .withVaLg2(head.vaLg2())
                .withGatherMode(head.gatherMode())
                .withWindow(window(script))
                .withPlace(Spot.WINDOW)
                .withRefusals()
                .withWholeTables();
        if (script.reclaims()) {
            setup = setup.withReclaim().withSharedFrames();
        }
        if (frames.pool() != 0) {
            setup = setup.withPool(frames.pool());
        } else if (frames.shared()) {
            setup = setup.withSharedFrames();
        }
        if (frames.first() != Integer.MAX_VALUE) {
            setup = setup.failingFirstAfter(frames.first());
        }
        if (!head.devices().isEmpty()) {
            setup = head.devices().get(0).attached() ? setup.withHardware() : setup.withDetachedDevice();
            setup = setup.withQueue(head.queue());
        }
        if (!live) {
            return setup;
        }
        setup = script.actors().size() == 2 ? setup.withMeeting() : setup.withMeetingOfThree();
        return setup.withPoisonedFrames();
    }

    /** The window holds the items of all addresses that lie behind its begin, as far as it can. */
    private static int window(Script script) {
        int most = 0;
        List<ScriptOp> all = new ArrayList<>(script.before());
        script.actors().forEach(all::addAll);
        for (ScriptOp op : all) {
            for (int level = 0; level <= Level.MAX; level++) {
                most = Math.max(most, Level.index(op.iova(), level) - Spot.WINDOW);
            }
        }
        int window = LEAST_WINDOW;
        while (window <= most && window < Spot.WINDOW) {
            window *= 2;
        }
        return window;
    }

    /** Tables that one actor may have to bring: all that its leaves need, and all new tops, as if nobody else brought any. */
    private static int mostTables(Script script, List<ScriptOp> ops) {
        Set<Long> tables = new HashSet<>();
        int highest = highestTop(script);
        boolean grows = false;
        for (ScriptOp op : ops) {
            int level = 0;
            long iova = op.iova();
            List<Integer> sizes = sizes(op, script.head().vaLg2());
            for (int lg2 : sizes) {
                for (int above = LeafPlan.levelOf(lg2); above < highest; above++) {
                    tables.add((long) above << LEVEL_SHIFT | iova >>> Level.tableLg2(above));
                }
                level = Math.max(level, LeafPlan.levelOf(lg2));
                iova += 1L << lg2;
            }
            grows |= !sizes.isEmpty()
                    && topFor(script, op, level) > script.head().startingLevel();
        }
        return tables.size() + (grows ? highest - script.head().startingLevel() : 0);
    }

    private static List<Integer> sizes(ScriptOp op, int vaLg2) {
        return switch (op.kind()) {
            case MAP, MAP_RANGE -> LeafPlan.of(op, vaLg2).sizes();
            case EMPTY -> List.of(Long.numberOfTrailingZeros(op.size()));
            case CUT -> List.of(Addresses.PAGE);
            default -> List.of();
        };
    }

    private static int highestTop(Script script) {
        List<ScriptOp> all = new ArrayList<>(script.before());
        script.actors().forEach(all::addAll);
        int highest = script.head().startingLevel();
        for (ScriptOp op : all) {
            if (op.kind() == OpKind.MAP || op.kind() == OpKind.MAP_RANGE) {
                int level = sizes(op, script.head().vaLg2()).stream()
                        .mapToInt(LeafPlan::levelOf)
                        .max()
                        .orElse(-1);
                highest = Math.max(highest, level < 0 ? 0 : topFor(script, op, level));
            }
        }
        return highest;
    }

    private static int topFor(Script script, ScriptOp op, int leafLevel) {
        int level = Math.max(script.head().startingLevel(), leafLevel);
        while (level < Level.MAX && op.last() >>> Level.tableLg2(level) != 0) {
            level++;
        }
        return level;
    }

    @Override
    public String toString() {
        return script.toString();
    }

    /** What results an arbiter looks up: null if they are not allowed. */
    @Nullable
    List<AtRest> waysOf(List<Long> results) {
        return answers.allowed().get(results);
    }
}
