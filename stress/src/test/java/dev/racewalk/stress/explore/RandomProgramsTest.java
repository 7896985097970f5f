package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.explore.model.MemoryModel;
import dev.racewalk.stress.explore.model.MemoryModels;
import dev.racewalk.stress.explore.search.Engine;
import dev.racewalk.stress.record.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The search comes to the same end states as all executions together, in small programs made at random; and under the weak model to
 * each graph of an execution in just one. A program that fails is
 * printed, and can be given to {@link #theSearchLosesNoEndStateOf}.
 */
@Timeout(120)
class RandomProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("racewalk.programs", 700);
    private static final int MOST_STEPS = 6;

    private static Supplier<MemoryModel> maker(Model model) {
        return () -> MemoryModels.of(model);
    }

    @ParameterizedTest
    @CsvSource({"SC, 2", "SC, 3", "TSO, 2", "TSO, 3", "WEAK, 2", "WEAK, 3"})
    void theSearchAndPlainEnumerationAgree(Model model, int actors) {
        long seed = Long.getLong("racewalk.seed", 1);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> failures = new ArrayList<>();
        try (Engine engine = new Engine(maker(model).get(), actors)) {
            for (int i = 0; i < PROGRAMS && failures.size() < 5; i++) {
                String text = program(random, actors, model == Model.TSO && actors == 3 ? 5 : MOST_STEPS);
                compare(text, model, engine, failures);
            }
        }
        assertThat(failures).as("seed %d", seed).isEmpty();
    }

    private static void compare(String text, Model model, Engine engine, List<String> failures) {
        LitmusProgram program = new LitmusProgram(text);
        Set<String> all = program.enumerated(MemoryModels.of(model));
        try {
            int graphs = program.graphs();
            Set<String> found = program.searched(engine);
            if (!found.equals(all)) {
                Set<String> lost = new TreeSet<>(all);
                lost.removeAll(found);
                failures.add(text + ": lost " + lost);
            }
            if (model == Model.WEAK && (program.graphs() != graphs || program.executions() != graphs)) {
                failures.add(text + ": " + program.executions() + " executions of " + program.graphs()
                        + " graphs, and there are " + graphs);
            }
        } catch (IllegalStateException e) {
            failures.add(text + ": " + e.getMessage());
        }
    }

    /** What was lost once, or ended in an error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "L o y, ?0=0 L o x | S o x 1 | S o y 1, L o x",
                "S o x 1 | C o x 1 2 | L o x",
                "S o z 1, L o z | L o y, C a z 1 2 | L o y, S r y 1, L o z",
                "S o f0 1 | N v",
                "S o f0 1, S o x 1 | L o x, N v | L o f0",
                "C r f0 0 2 | S o f0 2, A a f1 1 | N a",
                "N v, S v x 2 | C v x 0 2 | N a",
                "C v z 1 2 | S v z 1, S v z 1",
                "L a x | K 1, S p x 1, U 1 | A r x 1",
                "K 0, S o x 1, U 0 | K 0, S o x 2, U 0 | T 0, ?0=1 U 0",
            })
    void theSearchLosesNoEndStateOf(String text) {
        List<String> failures = new ArrayList<>();
        for (Model model : Model.values()) {
            try (Engine engine = new Engine(MemoryModels.of(model), new LitmusProgram(text).actors())) {
                compare(text, model, engine, failures);
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void theProgramsAreOfAllKinds() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < PROGRAMS; i++) {
            all.append(program(random, 3, MOST_STEPS)).append(", ");
        }
        assertThat(all.toString())
                .contains("L v", "S r", "C a", "A o", "K 0", "U 1", "T 0", "N v", "?0=0", "f0", " o, ");
    }

    private static String program(SplittableRandom random, int actors, int most) {
        List<String> threads = new ArrayList<>();
        int left = actors + random.nextInt(most - actors + 1);
        boolean withVolatiles = random.nextInt(4) == 0;
        boolean withLocks = random.nextInt(3) == 0;
        boolean withFrames = random.nextInt(4) == 0;
        for (int i = 0; i < actors; i++) {
            int steps = i == actors - 1 ? left : 1 + random.nextInt(Math.min(3, left - (actors - i - 1)));
            left -= steps;
            threads.add(new OneThread(random, withVolatiles, withLocks, withFrames).make(steps));
        }
        return String.join(" | ", threads);
    }

    /** Makes the operations of one thread. */
    private record OneThread(SplittableRandom random, boolean withVolatiles, boolean withLocks, boolean withFrames) {
        String make(int steps) {
            List<String> operations = new ArrayList<>();
            int results = 0;
            int held = -1;
            boolean tried = false;
            for (int i = 0; i < steps; i++) {
                String guard = "";
                if (results > 0 && random.nextInt(4) == 0) {
                    guard = "?" + random.nextInt(results) + "=" + random.nextInt(2) + " ";
                }
                if (withLocks && held < 0 && i < steps - 1 && random.nextInt(2) == 0) {
                    held = random.nextInt(2);
                    tried = random.nextInt(4) == 0;
                    operations.add((tried ? "T " : "K ") + held);
                    results += tried ? 1 : 0;
                } else if (held >= 0 && (i == steps - 1 || random.nextInt(2) == 0)) {
                    String when = tried ? "?" + (results - 1) + "=1 " : "";
                    operations.add(when + "U " + held + (random.nextInt(4) == 0 ? " o" : ""));
                    held = -1;
                } else {
                    String operation = operation();
                    operations.add(guard + operation);
                    results += "LCA".indexOf(operation.charAt(0)) >= 0 && guard.isEmpty() && !tried ? 1 : 0;
                }
            }
            return String.join(", ", operations);
        }

        private String operation() {
            if (withFrames && random.nextInt(4) == 0) {
                return "N " + mode("arv");
            }
            String where = withFrames && random.nextInt(2) == 0
                    ? "f" + random.nextInt(2)
                    : String.valueOf("xyz".charAt(random.nextInt(withFrames ? 1 : 3)));
            return switch (random.nextInt(8)) {
                case 0, 1, 2 -> "L " + mode("poa") + " " + where;
                case 3, 4, 5 -> "S " + mode("por") + " " + where + " " + (1 + random.nextInt(2));
                case 6 -> "C " + mode("oar") + " " + where + " " + random.nextInt(2) + " 2";
                default -> "A " + mode("oar") + " " + where + " 1";
            };
        }

        private String mode(String modes) {
            return withVolatiles && random.nextBoolean()
                    ? "v"
                    : String.valueOf(modes.charAt(random.nextInt(modes.length())));
        }
    }
}
