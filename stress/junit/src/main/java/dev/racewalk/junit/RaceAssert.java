package dev.racewalk.junit;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/** What can be asserted of a race. Each method explores it. */
public final class RaceAssert {
    private final Exploring exploring;

    RaceAssert(Exploring exploring) {
        this.exploring = exploring;
    }

    /**
     * Asserts that under each model all executions end rightly, and that all of them were tried.
     *
     * @throws AssertionError with the schedule of one that ends wrongly; if a bound cuts the exploration short; or if the race
     *     cannot be explored
     */
    public void isRight() {
        for (Model model : exploring.models()) {
            Exploration found = clean(model);
            if (!found.complete()) {
                throw new AssertionFailedError(exploring.name() + " is not known to be right under " + model.id() + ": "
                        + found.inWords() + ". Exploring.within and bounded give it more;"
                        + " isNotFoundWrong asserts no more than that nothing wrong was found.");
            }
        }
    }

    /**
     * Asserts that no execution that was tried ends wrongly, whether they were all or a bound came before.
     *
     * @throws AssertionError with the schedule of one that does, or if the race cannot be explored
     */
    public void isNotFoundWrong() {
        exploring.models().forEach(this::clean);
    }

    /**
     * Asserts that under one model at least an execution ends wrongly.
     *
     * @return how the first one that was found ends, with its schedule
     * @throws AssertionError if none was found, or if the race cannot be explored
     */
    public Exploration.Failure isWrong() {
        List<String> right = new ArrayList<>();
        for (Model model : exploring.models()) {
            Exploration found = exploring.explore(model);
            if (found.failure() != null) {
                return found.failure();
            }
            right.add(model.id() + ": " + found.inWords());
        }
        throw new AssertionFailedError(
                exploring.name() + " was not found to be wrong under " + String.join(", under ", right));
    }

    private Exploration clean(Model model) {
        Exploration found = exploring.explore(model);
        if (found.failure() != null) {
            throw new AssertionFailedError(
                    exploring.name() + " is wrong under " + model.id() + schedule(found.failure()));
        }
        for (Exploration.DataRace race : found.dataRaces()) {
            if (race.wrong()) {
                throw new AssertionFailedError(exploring.name() + " has a data race under " + model.id() + " at "
                        + race.place() + ": " + race.earlier() + "; " + race.later());
            }
        }
        return found;
    }

    private static String schedule(Exploration.Failure failure) {
        List<String> lines = new ArrayList<>();
        lines.add(": " + failure.outcome());
        lines.add("");
        lines.addAll(failure.trace());
        lines.add("");
        lines.add(failure.violation());
        failure.table().forEach(line -> lines.add("  " + line));
        return String.join("\n", lines);
    }
}
