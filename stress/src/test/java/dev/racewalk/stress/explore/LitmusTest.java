package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.stress.explore.model.Cells;
import dev.racewalk.stress.explore.model.MemoryModel;
import dev.racewalk.stress.explore.model.MemoryModels;
import dev.racewalk.stress.explore.model.Op.Kind;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.explore.search.Enumerator;
import dev.racewalk.stress.explore.search.Enumerators;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.record.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bare shapes of the literature have exactly the outcomes that each model allows. */
class LitmusTest {
    private static final int WINDOW = 16;
    private static final int X = 512 + WINDOW;
    private static final int Y = X + 1;

    /** Where a store and a load of a shape take their modes from. */
    private enum Modes {
        OPAQUE(AccessMode.OPAQUE, AccessMode.OPAQUE),
        RELEASE_ACQUIRE(AccessMode.RELEASE, AccessMode.ACQUIRE),
        VOLATILE(AccessMode.VOLATILE, AccessMode.VOLATILE);

        final AccessMode store;
        final AccessMode load;

        Modes(AccessMode store, AccessMode load) {
            this.store = store;
            this.load = load;
        }
    }

    private enum Shape {
        SB("store x 1, load y | store y 1, load x"),
        MP("store x 1, store y 1 | load y, load x"),
        LB("load x, store y 1 | load y, store x 1"),
        CORR("store x 1 | load x, load x"),
        IRIW("store x 1 | store y 1 | load x, load y | load y, load x"),
        W22("store x 1, store y 2 | store y 1, store x 2");

        final String program;

        Shape(String program) {
            this.program = program;
        }
    }

    /** The one outcome of each shape that tells the models apart: the loads in order, then x and y at the end. */
    @ParameterizedTest
    @CsvSource({
        "SB, OPAQUE, 0 0 / 1 1, -TW", "SB, RELEASE_ACQUIRE, 0 0 / 1 1, -TW", "SB, VOLATILE, 0 0 / 1 1, ---",
        "MP, OPAQUE, 1 0 / 1 1, --W", "MP, RELEASE_ACQUIRE, 1 0 / 1 1, ---", "MP, VOLATILE, 1 0 / 1 1, ---",
        "LB, OPAQUE, 1 1 / 1 1, ---", "LB, RELEASE_ACQUIRE, 1 1 / 1 1, ---", "LB, VOLATILE, 1 1 / 1 1, ---",
        "CORR, OPAQUE, 1 0 / 1 0, ---", "CORR, RELEASE_ACQUIRE, 1 0 / 1 0, ---", "CORR, VOLATILE, 1 0 / 1 0, ---",
        "IRIW, OPAQUE, 1 0 1 0 / 1 1, --W", "IRIW, RELEASE_ACQUIRE, 1 0 1 0 / 1 1, --W",
                "IRIW, VOLATILE, 1 0 1 0 / 1 1, ---",
        "W22, OPAQUE, / 1 1, --W", "W22, RELEASE_ACQUIRE, / 1 1, --W", "W22, VOLATILE, / 1 1, ---",
    })
    void showsTheWeakOutcomeUnderJustTheModelsThatAllowIt(Shape shape, Modes modes, String outcome, String models) {
        StringBuilder shown = new StringBuilder();
        for (MemoryModel model :
                List.of(MemoryModels.of(Model.SC), MemoryModels.of(Model.TSO), MemoryModels.of(Model.WEAK))) {
            boolean seen = outcomes(model, shape, modes, true).contains(outcome);
            shown.append(seen ? model.getClass().getSimpleName().charAt(0) : '-');
        }
        assertThat(shown).hasToString(models);
    }

    @ParameterizedTest
    @CsvSource({"SB", "MP", "LB", "CORR", "W22"})
    void findsTheSameOutcomesWithAndWithoutReduction(Shape shape) {
        for (Modes modes : Modes.values()) {
            assertThat(outcomes(MemoryModels.of(Model.SC), shape, modes, true))
                    .isEqualTo(outcomes(MemoryModels.of(Model.SC), shape, modes, false));
            assertThat(outcomes(MemoryModels.of(Model.TSO), shape, modes, true))
                    .isEqualTo(outcomes(MemoryModels.of(Model.TSO), shape, modes, false));
            assertThat(outcomes(MemoryModels.of(Model.WEAK), shape, modes, true))
                    .isEqualTo(outcomes(MemoryModels.of(Model.WEAK), shape, modes, false));
        }
    }

    /** Locks, tries, shared stores of frames, and volatile accesses among others: one end state each, and who allows it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "K 0, S o x 1, U 0, L o y | K 1, S o y 1, U 1, L o x; 0:0=0 1:0=0 [x]=1 [y]=1; -TW",
                "K 0, S o x 1, U 0, L o y | K 0, S o y 1, U 0, L o x; 0:0=0 1:0=0 [x]=1 [y]=1; ---",
                "S o x 1, K 0, S o y 1, U 0 | K 0, L o y, U 0, L o x; 1:0=1 1:1=0 [x]=1 [y]=1; ---",
                "S o x 1, K 0, S o y 1, U 0 o | K 0, L o y, U 0, L o x; 1:0=1 1:1=0 [x]=1 [y]=1; --W",
                "S o x 1, K 0, S o y 1, U 0 | T 0, ?0=1 L o x, ?0=1 U 0; 1:0=1 1:1=0 [x]=1 [y]=1; STW",
                "S o x 1, K 0, S o y 1, U 0 | L o y, T 0, ?1=0 L o x; 1:0=1 1:1=0 1:2=0 [x]=1 [y]=1; --W",
                "S o x 1, K 0, S o y 1, U 0 | L o y, T 0, ?1=1 L o x; 1:0=1 1:1=1 1:2=0 [x]=1 [y]=1; ---",
                "S o x 1, C v z 5 6, L o y | S o y 1, C v w 5 6, L o x; "
                        + "0:0=0 0:1=0 1:0=0 1:1=0 [x]=1 [y]=1 [z]=0 [w]=0; --W",
                "S o x 1, C v z 0 6, L o y | S o y 1, C v w 0 6, L o x; "
                        + "0:0=1 0:1=0 1:0=1 1:1=0 [x]=1 [y]=1 [z]=6 [w]=6; --W",
                "S o x 1, S v z 1, L v w, L o y | S o y 1, S v w 1, L v z, L o x; "
                        + "0:0=0 0:1=0 1:0=1 1:1=0 [x]=1 [y]=1 [z]=1 [w]=1; ---",
                "S o x 1, S v z 1, L v w, L o y | S o y 1, S v w 1, L v z, L o x; "
                        + "0:0=1 0:1=1 1:0=0 1:1=1 [x]=1 [y]=1 [z]=1 [w]=1; STW",
                "S v x 1, S r y 1 | A v y 7, L o y | S v y 3, L v x; 1:0=1 1:1=3 2:0=0 [x]=1 [y]=3; --W",
                "S v x 1, S v y 1 | A v y 7, L v y | S v y 3, L v x; 1:0=1 1:1=3 2:0=0 [x]=1 [y]=3; ---",
                "S o x 1, S v y 1 | C v y 0 5, ?0=0 L o x; 1:0=0 1:1=0 [x]=1 [y]=1; ---",
                "S o x 1, N v, L o y | S o y 1, N v, L o x; 0:0=0 1:0=0 [x]=1 [y]=1; ---",
                "S o x 1, N v, L o y | S o y 1, C v z 0 1, L o x; 0:0=0 1:0=1 1:1=0 [x]=1 [y]=1 [z]=1; --W",
                "S o f0 1 | N v; [f0]=1; STW",
                "S o f0 1 | N v; [f0]=0; --W",
            })
    void locksAndFramesAcquireAndReleaseAndOrderNothingElse(String text, String end, String models) {
        LitmusProgram program = new LitmusProgram(text);
        StringBuilder shown = new StringBuilder();
        for (Model model : Model.values()) {
            try (Engine engine = new Engine(MemoryModels.of(model), program.actors())) {
                Set<String> searched = program.searched(engine);

                assertThat(searched).isEqualTo(program.enumerated(MemoryModels.of(model)));
                shown.append(searched.contains(end) ? model.name().charAt(0) : '-');
            }
        }
        assertThat(shown).hasToString(models);
    }

    /** Two compare-and-sets of different words order what surrounds them, whichever came first. */
    @Test
    void lockedOperationsOnDifferentWordsDependOnEachOther() {
        Set<String> reduced = outcomesOfTwoLocked(true);

        assertThat(reduced).contains("1 0").isEqualTo(outcomesOfTwoLocked(false));
    }

    private static Set<String> outcomesOfTwoLocked(boolean reduce) {
        Set<String> outcomes = new TreeSet<>();
        try (Engine engine = new Engine(MemoryModels.of(Model.WEAK), 2)) {
            Enumerator search = Enumerators.of(engine.model(), reduce, 100, Integer.MAX_VALUE);
            while (search.next()) {
                Cells cells = newCells(new ExploredParts(engine, 0));
                String[] read = new String[1];
                boolean over = engine.run(
                        cells,
                        search,
                        () -> {
                            engine.perform(Kind.STORE, AccessMode.OPAQUE, X, 1, 0);
                            engine.perform(Kind.STORE, AccessMode.OPAQUE, Y, 1, 0);
                            engine.perform(Kind.CAS, AccessMode.VOLATILE, Y + 1, 1, 0);
                        },
                        () -> {
                            engine.perform(Kind.CAS, AccessMode.VOLATILE, Y + 2, 1, 0);
                            long y = engine.perform(Kind.LOAD, AccessMode.OPAQUE, Y, 0, 0);
                            read[0] = y + " " + engine.perform(Kind.LOAD, AccessMode.OPAQUE, X, 0, 0);
                        });
                if (over) {
                    outcomes.add(read[0]);
                }
            }
            assertThat(search.isCut()).isFalse();
        }
        return outcomes;
    }

    private static Set<String> outcomes(MemoryModel model, Shape shape, Modes modes, boolean reduce) {
        String[] programs = shape.program.split(" \\| ", -1);
        Set<String> outcomes = new TreeSet<>();
        try (Engine engine = new Engine(model, programs.length)) {
            Enumerator search = Enumerators.of(engine.model(), reduce, 100, Integer.MAX_VALUE);
            while (search.next()) {
                Cells cells = newCells(new ExploredParts(engine, 0));

                String[] read = new String[programs.length];
                IntFunction<Runnable> actor = i -> () -> read[i] = run(engine, programs[i], modes);
                Runnable[] actors = new Runnable[programs.length];
                Arrays.setAll(actors, actor);
                if (engine.run(cells, search, actors)) {
                    String loads = Arrays.stream(read).filter(r -> !r.isEmpty()).collect(Collectors.joining(" "));
                    outcomes.add((loads + " / " + cells.get(X) + " " + cells.get(Y)).trim());
                }
            }
            assertThat(search.isCut()).isFalse();
        }
        return outcomes;
    }

    /** Zeros, in a frame that is in use. */
    private static Cells newCells(ExploredParts parts) {
        Setup setup = Setup.table(1, 1);
        parts.frames(parts.memory(setup, WINDOW), setup);
        Cells cells = parts.locations();
        cells.allocate();
        return cells;
    }

    private static String run(Engine engine, String program, Modes modes) {
        StringBuilder read = new StringBuilder();
        for (String step : program.split(", ", -1)) {
            String[] words = step.split(" ", -1);
            int location = words[1].equals("x") ? X : Y;
            if (words[0].equals("store")) {
                engine.perform(Kind.STORE, modes.store, location, Long.parseLong(words[2]), 0);
            } else {
                read.append(engine.perform(Kind.LOAD, modes.load, location, 0, 0))
                        .append(' ');
            }
        }
        return read.toString().trim();
    }
}
