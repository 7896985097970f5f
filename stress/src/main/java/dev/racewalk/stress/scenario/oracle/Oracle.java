package dev.racewalk.stress.scenario.oracle;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.scenario.text.OpKind;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptDevice;
import dev.racewalk.stress.scenario.text.ScriptException;
import dev.racewalk.stress.scenario.text.ScriptFrames;
import dev.racewalk.stress.scenario.text.ScriptOp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes what a scenario may end with. */
public final class Oracle {
    private static final int MOST_STATES = 400_000;
    private static final int MOST_PAGES = 31;
    private static final int COMMON = 3;

    private final Script script;
    private final List<Long> pages;

    private Oracle(Script script) {
        this.script = script;
        pages = pages(script);
    }

    /**
     * Computes what a scenario may end with.
     *
     * @param script that keeps the rules
     * @return the results that are allowed, and what goes with each
     * @throws ScriptException if there are too many pages or states for a computation
     */
    public static Answers of(Script script) {
        return new Oracle(script).answers();
    }

    /**
     * Lists the pages that a device uses, or whose D a thread sets.
     *
     * @param script any
     * @return addresses, multiples of 4 KiB
     */
    public static List<Long> pages(Script script) {
        Set<Long> found = new LinkedHashSet<>();
        List<ScriptOp> all = new ArrayList<>(script.before());
        script.actors().forEach(all::addAll);
        for (ScriptOp op : all) {
            if (op.kind().isAccess() || op.kind() == OpKind.DIRTY) {
                found.add(op.iova() & -(1L << Addresses.PAGE));
            }
        }
        if (found.size() > MOST_PAGES) {
            throw new ScriptException(0, found.size() + " pages are used by devices: must be at most " + MOST_PAGES);
        }
        return List.copyOf(found);
    }

    private Answers answers() {
        List<List<ScriptOp>> alone = new ArrayList<>(List.of(List.of(), List.of(), List.of()));
        alone.add(script.before());
        Moves preparing = new Moves(script, pages, alone, true);
        List<ModelState> prepared = ends(preparing, start());
        if (prepared.size() != 1) {
            throw new ScriptException(0, "what is done before must have one end, and has " + prepared.size());
        }
        ModelState first = new ModelState(prepared.get(0));
        List<Long> before = first.workers[COMMON].results();
        first.workers[COMMON] = Worker.FRESH;
        List<List<ScriptOp>> together = new ArrayList<>(script.actors());
        while (together.size() <= COMMON) {
            together.add(List.of());
        }
        ScriptFrames frames = script.head().frames();
        first.left = frames == null ? Integer.MAX_VALUE : frames.first();
        Moves acting = new Moves(script, pages, together, false);
        Map<List<Long>, List<AtRest>> allowed = new HashMap<>();
        for (ModelState end : ends(acting, first)) {
            List<Long> results = new ArrayList<>();
            for (int actor = 0; actor < COMMON; actor++) {
                results.addAll(end.workers[actor].results());
            }
            List<AtRest> ways = allowed.computeIfAbsent(List.copyOf(results), key -> new ArrayList<>());
            AtRest rest = new AtRest(end.leaves, end.tables.length, end.top, dirtyEntries(end), end.closed);
            if (!ways.contains(rest)) {
                ways.add(rest);
            }
        }
        return new Answers(before, allowed, pages, acting.visited());
    }

    private ModelState start() {
        List<ScriptDevice> devices = script.head().devices();
        ModelState state = new ModelState(COMMON + 1, pages.size(), devices.size());
        state.top = script.head().startingLevel();
        state.addTable(state.top, 0);
        state.domainLevel = state.top;
        for (int i = 0; i < devices.size(); i++) {
            boolean attached = devices.get(i).attached();
            state.entry[i] = attached ? ModelState.ENTRY_ATTACHED : ModelState.ENTRY_BLOCKED;
            state.levels[i] = attached ? 1 << state.top : 0;
        }
        ScriptFrames frames = script.head().frames();
        if (frames != null) {
            for (int actor = 0; actor < COMMON; actor++) {
                state.store[actor] = frames.shared() ? 0 : frames.each();
            }
            state.store[COMMON] = frames.prepared() + (frames.shared() ? COMMON * frames.each() : 0);
        }
        return state;
    }

    /** All states in which every actor is over. */
    private static List<ModelState> ends(Moves moves, ModelState first) {
        Set<List<Object>> known = new HashSet<>();
        Map<List<Object>, ModelState> ends = new HashMap<>();
        Deque<ModelState> open = new ArrayDeque<>();
        open.push(first);
        known.add(first.key());
        while (!open.isEmpty()) {
            ModelState state = open.pop();
            List<ModelState> next = moves.next(state);
            if (next.isEmpty()) {
                if (!moves.isOver(state)) {
                    throw new IllegalStateException("the model is stuck: " + state.key());
                }
                ends.put(state.key(), state);
            }
            for (ModelState each : next) {
                if (known.add(each.key())) {
                    open.push(each);
                }
            }
            if (known.size() > MOST_STATES) {
                throw new ScriptException(0, "the scenario has more than " + MOST_STATES + " states: make it smaller");
            }
        }
        moves.visited(known.size());
        return List.copyOf(ends.values());
    }

    private int dirtyEntries(ModelState end) {
        int entries = 0;
        for (int i = 0; i < pages.size(); i++) {
            Leaf leaf = end.at(pages.get(i));
            for (int j = 0; leaf != null && j < pages.size(); j++) {
                if (leaf.covers(pages.get(j)) && (end.dirty >>> j & 1) != 0) {
                    entries |= 1 << i;
                }
            }
        }
        return entries;
    }
}
