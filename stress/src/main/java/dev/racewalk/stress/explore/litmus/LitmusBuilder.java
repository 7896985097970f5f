package dev.racewalk.stress.explore.litmus;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.stress.explore.model.Op;
import dev.racewalk.stress.explore.model.Weak;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a litmus test of an execution. */
public final class LitmusBuilder {
    private final WordFacts words;
    private final LitmusFormat format;
    private final int actors;
    private final List<SharedAccess> accesses;
    private final Set<Integer> shared;
    private final Set<Integer> spinLocks;
    private final Set<Integer> takenFrames = new HashSet<>();
    private final Map<Long, Integer> numbers = new LinkedHashMap<>();
    private final Map<Integer, String> valueNames = new TreeMap<>();
    private final List<List<Statement>> threads = new ArrayList<>();

    /** For each actor, the register that led it to a frame, or {@link Statement#NONE} for a frame that it has taken. */
    private final List<Map<Integer, Integer>> ledBy = new ArrayList<>();

    private final int[] registers;

    private LitmusBuilder(WordFacts words, LitmusFormat format, int actors, List<SharedAccess> accesses) {
        this.words = words;
        this.format = format;
        this.actors = actors;
        this.accesses = accesses.stream()
                .filter(access -> access.kind() != Op.Kind.LOOK && !words.isQuiet(access.location()))
                .toList();
        shared = sharedLocations();
        spinLocks = spinLocks();
        registers = new int[actors];
        numbers.put(0L, 0);
        for (int i = 0; i < actors; i++) {
            threads.add(new ArrayList<>());
            ledBy.add(new HashMap<>());
        }
    }

    /**
     * Makes a litmus test.
     *
     * @param name of the test
     * @param format that it will be written in
     * @param actors how many threads
     * @param accesses of the execution, in order
     * @param words of the machine
     * @param remarks first lines of its comment
     * @return the test
     */
    public static LitmusTest build(
            String name,
            LitmusFormat format,
            int actors,
            List<SharedAccess> accesses,
            WordFacts words,
            List<String> remarks) {
        return new LitmusBuilder(words, format, actors, accesses).build(name, remarks);
    }

    /** Words that two actors touch, and one writes: taking a frame writes those of its words that anybody touches. */
    private Set<Integer> sharedLocations() {
        Map<Integer, Set<Integer>> touchedBy = new HashMap<>();
        Set<Integer> written = new HashSet<>();
        for (SharedAccess access : accesses) {
            touchedBy
                    .computeIfAbsent(access.location(), location -> new HashSet<>())
                    .add(access.actor());
            if (access.kind().writes() && access.succeeds()) {
                written.add(access.location());
            }
        }
        for (SharedAccess access : accesses) {
            if (access.kind() == Op.Kind.ALLOCATE && access.succeeds()) {
                touchedBy.forEach((location, by) -> {
                    if (words.frame(location) == frameTaken(access)) {
                        by.add(access.actor());
                        written.add(location);
                    }
                });
            }
        }
        Set<Integer> found = new TreeSet<>();
        touchedBy.forEach((location, by) -> {
            if (by.size() > 1 && written.contains(location)) {
                found.add(location);
            }
        });
        return found;
    }

    private static int frameTaken(SharedAccess access) {
        return (int) (access.result() >>> 12);
    }

    /** Locks that each holder gives back with release: the kernel has no other. */
    private Set<Integer> spinLocks() {
        Set<Integer> found = new HashSet<>();
        if (format == LitmusFormat.LKMM) {
            accesses.stream()
                    .filter(access -> access.kind() == Op.Kind.LOCK || access.kind() == Op.Kind.TRY_LOCK)
                    .forEach(access -> found.add(access.location()));
            accesses.stream()
                    .filter(access -> access.kind() == Op.Kind.UNLOCK && access.mode() != AccessMode.RELEASE)
                    .filter(access -> access.mode() != AccessMode.VOLATILE)
                    .forEach(access -> found.remove(access.location()));
        }
        return found;
    }

    private LitmusTest build(String name, List<String> remarks) {
        for (SharedAccess access : accesses) {
            if (access.kind() == Op.Kind.ALLOCATE && access.succeeds()) {
                takenFrames.add(frameTaken(access));
            }
        }
        Map<String, Integer> initial = new LinkedHashMap<>();
        for (int location : shared) {
            boolean isGarbage = takenFrames.contains(words.frame(location)) && words.initial(location) == 0;
            initial.put(
                    words.identifier(location), number(location, isGarbage ? Weak.GARBAGE : words.initial(location)));
        }
        accesses.forEach(this::add);
        List<String> comment = new ArrayList<>(remarks);
        shared.forEach(location -> comment.add(words.identifier(location) + ": " + words.name(location)));
        valueNames.forEach((number, value) -> comment.add(number + ": " + value));
        List<String> locks = spinLocks.stream()
                .filter(shared::contains)
                .map(words::identifier)
                .sorted()
                .toList();
        return new LitmusTest(name, comment, initial, locks, threads, last());
    }

    /** The final values that no thread finds by itself. */
    private Map<String, Integer> last() {
        Map<String, Set<Integer>> writers = new HashMap<>();
        for (int thread = 0; thread < actors; thread++) {
            for (Statement statement : threads.get(thread)) {
                if (statement.writes() && !statement.isFailedSwap()) {
                    writers.computeIfAbsent(statement.word(), word -> new HashSet<>())
                            .add(thread);
                }
            }
        }
        Map<String, Integer> found = new LinkedHashMap<>();
        for (int location : shared) {
            boolean isContested =
                    writers.getOrDefault(words.identifier(location), Set.of()).size() > 1;
            if (isContested && !spinLocks.contains(location)) {
                found.put(words.identifier(location), number(location, words.last(location)));
            }
        }
        return found;
    }

    private int number(int location, long value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        numbers.put(value, number);
        valueNames.put(number, words.valueName(location, value));
        return number;
    }

    private void add(SharedAccess access) {
        switch (access.kind()) {
            case ALLOCATE -> allocate(access);
            case FREE -> {
                if (shared.contains(access.location())) {
                    put(access, Statement.Kind.STORE, AccessMode.RELEASE, 0, 0);
                }
            }
            default -> {
                if (shared.contains(access.location())) {
                    addShared(access);
                }
            }
        }
    }

    /** Who takes a frame zeroes it, after whoever has given it back. */
    private void allocate(SharedAccess access) {
        if (shared.contains(access.location()) && access.succeeds()) {
            find(access, Statement.Kind.LOAD, AccessMode.ACQUIRE, 0, 0, true);
        }
        if (!access.succeeds()) {
            return;
        }
        int frame = frameTaken(access);
        ledBy.get(access.actor()).put(frame, Statement.NONE);
        for (int location : shared) {
            if (words.frame(location) == frame) {
                threads.get(access.actor())
                        .add(new Statement(
                                Statement.Kind.STORE,
                                words.identifier(location),
                                AccessMode.PLAIN,
                                0,
                                0,
                                true,
                                Statement.NONE,
                                Statement.NONE));
            }
        }
    }

    private void addShared(SharedAccess access) {
        int location = access.location();
        boolean isSpinLock = spinLocks.contains(location);
        switch (access.kind()) {
            case LOAD -> load(access);
            case STORE -> put(access, Statement.Kind.STORE, access.mode(), number(location, access.value()), 0);
            case CAS ->
                find(
                        access,
                        Statement.Kind.SWAP,
                        access.mode(),
                        number(location, access.value()),
                        number(location, access.expected()),
                        access.succeeds());
            case AND ->
                find(
                        access,
                        Statement.Kind.SWAP,
                        access.mode(),
                        number(location, access.result() & access.value()),
                        number(location, access.result()),
                        true);
            case LOCK -> {
                if (isSpinLock) {
                    put(access, Statement.Kind.LOCK, access.mode(), 0, 0);
                } else {
                    takeWord(access);
                }
            }
            case TRY_LOCK -> {
                if (isSpinLock) {
                    find(access, Statement.Kind.TRY_LOCK, access.mode(), 0, access.succeeds() ? 1 : 0, true);
                } else {
                    takeWord(access);
                }
            }
            case UNLOCK -> put(access, isSpinLock ? Statement.Kind.UNLOCK : Statement.Kind.STORE, access.mode(), 0, 0);
            default -> throw new IllegalStateException(access.kind() + " is no access to a word");
        }
    }

    /** A lock that is a word of the test: 0 while it is free. */
    private void takeWord(SharedAccess access) {
        int taken = number(access.location(), access.value());
        find(access, Statement.Kind.SWAP, access.mode(), taken, 0, access.succeeds());
    }

    /** A load that only repeats the actor's last access, and finds the same, is left out. */
    private void load(SharedAccess access) {
        int location = access.location();
        int found = number(location, access.result());
        List<Statement> thread = threads.get(access.actor());
        Statement before = thread.isEmpty() ? null : thread.get(thread.size() - 1);
        boolean repeats = before != null
                && before.kind() == Statement.Kind.LOAD
                && before.word().equals(words.identifier(location))
                && before.mode() == access.mode()
                && before.expected() == found;
        int register = repeats && before != null
                ? before.register()
                : find(access, Statement.Kind.LOAD, access.mode(), 0, found, true);
        int frame = words.leadsTo(location, access.result());
        if (frame != WordFacts.NO_FRAME) {
            ledBy.get(access.actor()).put(frame, register);
        }
    }

    private int find(
            SharedAccess access, Statement.Kind kind, AccessMode mode, int value, int expected, boolean found) {
        int register = registers[access.actor()]++;
        add(access, kind, mode, value, expected, found, register);
        return register;
    }

    private void put(SharedAccess access, Statement.Kind kind, AccessMode mode, int value, int expected) {
        add(access, kind, mode, value, expected, true, Statement.NONE);
    }

    private void add(
            SharedAccess access,
            Statement.Kind kind,
            AccessMode mode,
            int value,
            int expected,
            boolean found,
            int register) {
        String word = words.identifier(access.location());
        threads.get(access.actor())
                .add(new Statement(kind, word, mode, value, expected, found, register, dependency(access)));
    }

    private int dependency(SharedAccess access) {
        int frame = words.frame(access.location());
        return frame == WordFacts.NO_FRAME
                ? Statement.NONE
                : ledBy.get(access.actor()).getOrDefault(frame, Statement.NONE);
    }
}
