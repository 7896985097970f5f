package dev.racewalk.junit;

import static dev.racewalk.stress.record.Model.SC;
import static dev.racewalk.stress.record.Model.TSO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What JUnit makes of a race that is a test. */
class ExploreTestTest {
    private static TestExecutionSummary run(Class<?> type) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(type))
                                    .build(),
                            listener);
        }
        return listener.getSummary();
    }

    @Test
    void eachModelIsATestAndTheOneThatFailsShowsTheSchedule() {
        TestExecutionSummary summary = run(BothReadOld.class);

        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
        assertThat(summary.getFailures()).singleElement().satisfies(failure -> {
            assertThat(failure.getTestIdentifier().getDisplayName()).isEqualTo("under tso");
            assertThat(failure.getException())
                    .hasMessageStartingWith("BothReadOld is wrong under tso: 0, 0")
                    .hasMessageContainingAll("a (", ": x := 1 (into the store buffer)", "y is 0");
        });
    }

    @Test
    void aTestOfTwoMapsHasOneForEachModel() {
        TestExecutionSummary summary = run(TwoMapsTest.class);
        StringWriter text = new StringWriter();
        summary.printFailuresTo(new PrintWriter(text, true));
        assertThat(text.toString()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(3);
    }

    /** Under TSO both may read what was there before. */
    @Allowed({"0, 1", "1, 0", "1, 1"})
    @ExploreTest(models = {SC, TSO})
    static class BothReadOld {
        private final Arena arena = new Arena();
        private final SharedWord x = arena.word("x");
        private final SharedWord y = arena.word("y");
        private long seenByA;
        private long seenByB;

        @Actor
        void a() {
            x.writeOnce(1);
            seenByA = y.readOnce();
        }

        @Actor
        void b() {
            y.writeOnce(1);
            seenByB = x.readOnce();
        }

        @ExploreTest
        void oneSeesTheOther(Ending ending) {
            ending.is(String.valueOf(seenByA), String.valueOf(seenByB));
        }
    }
}
