package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.explore.model.Cells;
import dev.racewalk.stress.explore.model.DataRaces;
import dev.racewalk.stress.explore.model.Histories;
import dev.racewalk.stress.explore.model.MemoryModel;
import dev.racewalk.stress.explore.model.MemoryModels;
import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.model.Op.Kind;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Enumerator;
import dev.racewalk.stress.explore.search.Enumerators;
import dev.racewalk.stress.record.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A program of a few steps, as text: threads with {@code |} between, operations with commas between.
 *
 * <pre>{@code
 *   L m x      load            C m x e v  compare-and-set    K l, U l, T l  lock, unlock, try to lock; U l o: by an opaque store
 *   S m x v    store           A m x v    and                N m            takes a frame from a store that all share
 *   ?i=v OP    only if result i of the thread is v; loads, compare-and-sets, ands and tries have results
 * }</pre>
 *
 * Modes are {@code p o a r v}. {@code f0} and {@code f1} are words of the first frame that is taken. All others hold 0 at first.
 */
final class LitmusProgram {
    private static final int MOST_STEPS = 100;
    private static final int FRAMES = 4;
    private static final int VARIABLES = PhysicalMemory.FRAME_WORDS;
    private static final int FIRST_FREE = 2 * PhysicalMemory.FRAME_WORDS;
    private static final int ACCOUNT = FRAMES * PhysicalMemory.FRAME_WORDS;

    private final String text;
    private final List<List<Instruction>> threads = new ArrayList<>();

    /** Where everything that has a name is. */
    private final Map<String, Integer> locations =
            new TreeMap<>(Comparator.<String>comparingInt("xyzw"::indexOf).thenComparing(Comparator.naturalOrder()));

    private int locks;

    /** Of the last search: executions that ended, and those that were given up. */
    private int searched;

    private int givenUp;

    /** The graphs of the executions that ended, if the model keeps histories. */
    private final Set<String> graphs = new HashSet<>();

    private record Instruction(
            int guard, long guardValue, Kind kind, AccessMode mode, int location, long value, long expected) {
        boolean hasResult() {
            return kind == Kind.LOAD || kind == Kind.CAS || kind == Kind.AND || kind == Kind.TRY_LOCK;
        }

        boolean isDue(List<Long> results) {
            return guard < 0 || (guard < results.size() && results.get(guard) == guardValue);
        }
    }

    LitmusProgram(String text) {
        this.text = text;
        for (String thread : text.split("\\|", -1)) {
            List<Instruction> instructions = new ArrayList<>();
            for (String operation : thread.trim().split(", *", -1)) {
                instructions.add(parse(operation.trim()));
            }
            threads.add(instructions);
        }
    }

    private Instruction parse(String operation) {
        int guard = -1;
        long guardValue = 0;
        String[] words = operation.split(" ", -1);
        if (words[0].startsWith("?")) {
            String[] parts = words[0].substring(1).split("=", -1);
            guard = Integer.parseInt(parts[0]);
            guardValue = Long.parseLong(parts[1]);
            words = Arrays.copyOfRange(words, 1, words.length);
        }
        return switch (words[0]) {
            case "K" -> new Instruction(guard, guardValue, Kind.LOCK, AccessMode.ACQUIRE, lock(words[1]), 0, 0);
            case "T" -> new Instruction(guard, guardValue, Kind.TRY_LOCK, AccessMode.ACQUIRE, lock(words[1]), 0, 0);
            case "U" ->
                new Instruction(
                        guard,
                        guardValue,
                        Kind.UNLOCK,
                        words.length > 2 ? mode(words[2]) : AccessMode.RELEASE,
                        lock(words[1]),
                        0,
                        0);
            case "N" -> new Instruction(guard, guardValue, Kind.ALLOCATE, mode(words[1]), ACCOUNT, 0, 0);
            case "L" -> new Instruction(guard, guardValue, Kind.LOAD, mode(words[1]), variable(words[2]), 0, 0);
            case "S" ->
                new Instruction(
                        guard, guardValue, Kind.STORE, mode(words[1]), variable(words[2]), Long.parseLong(words[3]), 0);
            case "A" ->
                new Instruction(
                        guard, guardValue, Kind.AND, mode(words[1]), variable(words[2]), Long.parseLong(words[3]), 0);
            case "C" ->
                new Instruction(
                        guard,
                        guardValue,
                        Kind.CAS,
                        mode(words[1]),
                        variable(words[2]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[3]));
            default -> throw new IllegalArgumentException(text + ": " + operation);
        };
    }

    private static AccessMode mode(String letter) {
        return switch (letter) {
            case "p" -> AccessMode.PLAIN;
            case "o" -> AccessMode.OPAQUE;
            case "a" -> AccessMode.ACQUIRE;
            case "r" -> AccessMode.RELEASE;
            case "v" -> AccessMode.VOLATILE;
            default -> throw new IllegalArgumentException("mode " + letter);
        };
    }

    private int variable(String name) {
        return locations.computeIfAbsent(
                name, n -> n.startsWith("f") ? FIRST_FREE + Integer.parseInt(n.substring(1)) : VARIABLES + n.charAt(0));
    }

    private int lock(String name) {
        locks = Math.max(locks, Integer.parseInt(name) + 1);
        return ACCOUNT + 1 + Integer.parseInt(name);
    }

    int actors() {
        return threads.size();
    }

    /** The end states that the search comes to. */
    Set<String> searched(Engine engine) {
        Set<String> ends = new TreeSet<>();
        forEachExecution(engine, ends::add);
        return ends;
    }

    /** How many executions the last search came to their end. */
    int executions() {
        return searched;
    }

    /** How many executions the last search gave up. */
    int givenUp() {
        return givenUp;
    }

    /** How many graphs there are among the executions of the last search, or of the last enumeration. */
    int graphs() {
        return graphs.size();
    }

    /** Whether two accesses race in an execution under sequential consistency. */
    boolean hasDataRace() {
        DataRaces races = new DataRaces(actors(), false);
        Set<DataRaces.Raced> raced = new HashSet<>();
        try (Engine engine = new Engine(MemoryModels.of(Model.SC), actors())) {
            engine.watch(races);
            forEachExecution(engine, end -> raced.addAll(races.raced()));
        }
        return !raced.isEmpty();
    }

    private void forEachExecution(Engine engine, Consumer<String> action) {
        searched = 0;
        givenUp = 0;
        graphs.clear();
        Enumerator search = Enumerators.of(engine.model(), true, MOST_STEPS, Integer.MAX_VALUE);
        while (search.next()) {
            Words words = new Words(locks);
            List<List<Long>> results = new ArrayList<>();
            Runnable[] actors = new Runnable[actors()];
            for (int i = 0; i < actors.length; i++) {
                List<Long> own = new ArrayList<>();
                List<Instruction> instructions = threads.get(i);
                results.add(own);
                actors[i] = () -> run(engine, instructions, own);
            }
            Noting noting = new Noting(search, actors.length);
            if (engine.run(words, noting, actors)) {
                searched++;
                noting.addTo(graphs, words);
                action.accept(end(results, words));
            } else {
                givenUp++;
            }
        }
        assertThat(search.isCut())
                .as("%s: left out by the bound on steps", text)
                .isFalse();
    }

    private static void run(Engine engine, List<Instruction> instructions, List<Long> results) {
        for (Instruction i : instructions) {
            if (i.isDue(results)) {
                long result = engine.perform(i.kind, i.mode, i.location, i.value, i.expected);
                if (i.hasResult()) {
                    results.add(result);
                }
            }
        }
    }

    /** The end states that all executions together come to, one after the other. */
    Set<String> enumerated(MemoryModel model) {
        graphs.clear();
        Set<String> ends = new TreeSet<>();
        List<int[]> path = new ArrayList<>(); // what was chosen, of how many
        do {
            Optional<String> end = new Execution(model, path).run();
            end.ifPresent(ends::add);
            while (!path.isEmpty() && path.get(path.size() - 1)[0] + 1 == path.get(path.size() - 1)[1]) {
                path.remove(path.size() - 1);
            }
            if (!path.isEmpty()) {
                path.get(path.size() - 1)[0]++;
            }
        } while (!path.isEmpty());
        return ends;
    }

    private String end(List<List<Long>> results, Words words) {
        StringBuilder end = new StringBuilder();
        for (int thread = 0; thread < results.size(); thread++) {
            for (int i = 0; i < results.get(thread).size(); i++) {
                end.append(thread)
                        .append(':')
                        .append(i)
                        .append('=')
                        .append(results.get(thread).get(i))
                        .append(' ');
            }
        }
        locations.forEach((name, location) -> end.append('[')
                .append(name)
                .append("]=")
                .append(words.get(location))
                .append(' '));
        return end.toString().trim();
    }

    @Override
    public String toString() {
        return text;
    }

    /** One execution without an engine, along a path of choices, which it continues. */
    private final class Execution {
        private final MemoryModel model;
        private final List<int[]> path;
        private final Words words = new Words(locks);
        private final int[] next = new int[actors()];
        private final Op[] pending = new Op[actors()];
        private final List<List<Long>> results = new ArrayList<>();
        private final GraphSignature signature = new GraphSignature(actors());
        private int made;

        Execution(MemoryModel model, List<int[]> path) {
            this.model = model;
            this.path = path;
            for (int i = 0; i < pending.length; i++) {
                pending[i] = new Op();
                results.add(new ArrayList<>());
            }
        }

        /** The end state, unless actors wait for locks for ever. */
        Optional<String> run() {
            model.begin(words, actors());
            while (true) {
                List<Integer> enabled = new ArrayList<>();
                for (int p = 0; p < model.processes(); p++) {
                    if (p < actors() ? announce(p) && model.isEnabled(p, pending[p]) : model.hasOwnStep(p)) {
                        enabled.add(p);
                    }
                }
                if (enabled.isEmpty()) {
                    if (!isOver()) {
                        return Optional.empty();
                    }
                    if (model instanceof Histories histories) {
                        graphs.add(signature.of(histories, words));
                    }
                    return Optional.of(end(results, words));
                }
                make(enabled.get(choose(enabled.size())));
            }
        }

        private boolean isOver() {
            for (int i = 0; i < actors(); i++) {
                if (next[i] < threads.get(i).size()) {
                    return false;
                }
            }
            return true;
        }

        private boolean announce(int actor) {
            List<Instruction> instructions = threads.get(actor);
            while (next[actor] < instructions.size()
                    && !instructions.get(next[actor]).isDue(results.get(actor))) {
                next[actor]++;
            }
            if (next[actor] == instructions.size()) {
                return false;
            }
            Instruction i = instructions.get(next[actor]);
            pending[actor].set(i.kind, i.mode, i.location, i.value, i.expected);
            return true;
        }

        private void make(int process) {
            Op op = process < actors() ? pending[process] : model.ownOp(process);
            long result = model.execute(process, op, choose(model.choices(process, op)));
            if (model instanceof Histories histories) {
                signature.made(process, histories);
            }
            if (process < actors() && threads.get(process).get(next[process]++).hasResult()) {
                results.get(process).add(result);
            }
        }

        private int choose(int choices) {
            if (choices == 1) {
                return 0;
            }
            if (made == path.size()) {
                path.add(new int[] {0, choices});
            }
            return path.get(made++)[0];
        }
    }

    /** Notes the graph of the execution that a search chooses. */
    private static final class Noting implements Engine.Chooser {
        private final Enumerator search;
        private final GraphSignature signature;
        private @Nullable Histories histories;

        Noting(Enumerator search, int actors) {
            this.search = search;
            signature = new GraphSignature(actors);
        }

        void addTo(Set<String> graphs, Words words) {
            if (histories != null) {
                graphs.add(signature.of(histories, words));
            }
        }

        @Override
        public int choose(Engine engine) {
            return search.choose(engine);
        }

        @Override
        public int choose(Engine engine, int process, int choices) {
            return search.choose(engine, process, choices);
        }

        @Override
        public void made(Engine engine, int process, Op op, long result) {
            if (engine.model() instanceof Histories keeper) {
                histories = keeper;
                signature.made(process, keeper);
            }
            search.made(engine, process, op, result);
        }

        @Override
        public boolean looksAgain() {
            return search.looksAgain();
        }

        @Override
        public void stuck(Engine engine) {
            search.stuck(engine);
        }
    }

    /** Cells without a machine: frame 1 holds the variables, the next are free. */
    private static final class Words implements Cells, Iterable<Integer> {
        private static final List<Integer> VARIABLES_AND_FRAMES = List.of(
                VARIABLES + 'x',
                VARIABLES + 'y',
                VARIABLES + 'z',
                VARIABLES + 'w',
                FIRST_FREE,
                FIRST_FREE + 1,
                FIRST_FREE + VARIABLES,
                FIRST_FREE + VARIABLES + 1);

        private final long[] words;
        private final boolean[] taken = {true, true, false, false};

        Words(int locks) {
            words = new long[ACCOUNT + 1 + locks];
        }

        /** All locations that a program can use. */
        @Override
        public Iterator<Integer> iterator() {
            List<Integer> all = new ArrayList<>(VARIABLES_AND_FRAMES);
            for (int location = ACCOUNT; location < words.length; location++) {
                all.add(location);
            }
            return all.iterator();
        }

        @Override
        public int count() {
            return words.length;
        }

        @Override
        public long get(int location) {
            return words[location];
        }

        @Override
        public void set(int location, long value) {
            words[location] = value;
        }

        @Override
        public long allocate() {
            long pa = nextFrame(ACCOUNT);
            taken[(int) (pa >>> PhysicalMemory.FRAME_LG2)] = true;
            return pa;
        }

        @Override
        public long nextFrame(int location) {
            for (int frame = 0; frame < FRAMES; frame++) {
                if (!taken[frame]) {
                    return (long) frame << PhysicalMemory.FRAME_LG2;
                }
            }
            return 0;
        }

        @Override
        public void free(long pa) {
            taken[(int) (pa >>> PhysicalMemory.FRAME_LG2)] = false;
        }

        @Override
        public boolean isInFreeFrame(int location) {
            return location < ACCOUNT && !taken[location / PhysicalMemory.FRAME_WORDS];
        }

        @Override
        public boolean isOrdered(int location) {
            return location >= ACCOUNT;
        }

        @Override
        public void forEachWord(long pa, IntConsumer action) {
            action.accept((int) (pa >>> 3));
            action.accept((int) (pa >>> 3) + 1);
        }
    }
}
