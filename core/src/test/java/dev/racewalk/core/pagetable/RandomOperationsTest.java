package dev.racewalk.core.pagetable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.memory.Seeds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations, one after the other, on a table and on a model that knows nothing of tables. What threads do to each
 * other is beyond this test.
 *
 * <p>A difference is reported with the seed and a list of operations on a fresh table that show it, made as short as a
 * few seconds allow.
 */
class RandomOperationsTest {
    private static final long SEED = Seeds.choose("RandomOperationsTest");
    private static final int OPERATIONS = 80_000; // a configuration: over a million in all
    private static final int BATCH = 1000;
    private static final int OFTEN = 5;
    private static final long SHRINK_NANOS = 5_000_000_000L;

    static Stream<TableConfiguration> configurations() {
        return TableConfiguration.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void aTableDoesWhatAnIntervalMapWouldDo(TableConfiguration configuration) {
        SplittableRandom random =
                new SplittableRandom(SEED ^ configuration.toString().hashCode());
        Map<TableModel.Event, Integer> events = TableModel.noEvents();
        int operationsOfATable = configuration.isShortOfFrames() ? BATCH / 2 : 2 * BATCH;
        for (int done = 0; done < OPERATIONS; done += operationsOfATable) {
            List<TableOperation> operations = new ArrayList<>();
            TableLockstep lockstep = new TableLockstep(configuration, events);
            OperationGenerator generator = new OperationGenerator(lockstep.model, random);
            try {
                while (operations.size() < operationsOfATable) {
                    TableOperation operation = generator.next();
                    operations.add(operation);
                    lockstep.apply(operation);
                    if (operations.size() % BATCH == 0) {
                        lockstep.checkAtRest();
                    }
                }
                lockstep.close();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(report(configuration, operations, e), e);
            }
        }
        Set<TableModel.Event> rare = EnumSet.allOf(TableModel.Event.class);
        rare.removeIf(event -> events.getOrDefault(event, 0) >= OFTEN);
        assertThat(rare)
                .as("what happened less than %d times in %s", OFTEN, events)
                .isEqualTo(configuration.impossible());
    }

    private static String report(TableConfiguration configuration, List<TableOperation> operations, Throwable failure) {
        List<TableOperation> shrunk = shrink(configuration, operations);
        return String.format(
                "-Dracewalk.seed=%d, %s%n%s%nshown by %d of %d operations, which end in: %s%n%s",
                SEED,
                configuration,
                failure,
                shrunk.size(),
                operations.size(),
                failureOf(configuration, shrunk),
                shrunk.stream().map(TableOperation::toString).collect(Collectors.joining("\n")));
    }

    /** Leaves out ever smaller pieces as long as the rest still fails. */
    private static List<TableOperation> shrink(TableConfiguration configuration, List<TableOperation> operations) {
        long end = System.nanoTime() + SHRINK_NANOS;
        List<TableOperation> failing = operations;
        for (int piece = operations.size() / 2; piece > 0; piece /= 2) {
            for (int from = 0; from < failing.size() && System.nanoTime() < end; ) {
                List<TableOperation> fewer = new ArrayList<>(failing.subList(0, from));
                fewer.addAll(failing.subList(Math.min(from + piece, failing.size()), failing.size()));
                if (failureOf(configuration, fewer) != null) {
                    failing = fewer;
                } else {
                    from += piece;
                }
            }
        }
        return failing;
    }

    private static @Nullable Throwable failureOf(TableConfiguration configuration, List<TableOperation> operations) {
        TableLockstep lockstep = new TableLockstep(configuration, TableModel.noEvents());
        try {
            operations.forEach(lockstep::apply);
            lockstep.close();
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }
}
