package dev.racewalk.stress.scenario;

import dev.racewalk.stress.jcstress.TestLists;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.suite.Race;

/** What the explorer, the runner and reports take for the race of a scenario. */
public final class ScriptRaces {
    private static final String PACKAGE = "dev.racewalk.stress.scenario.";

    private ScriptRaces() {}

    /**
     * Makes the race of a scenario: a generic one, named by the scenario.
     *
     * @param script a scenario
     * @return a race of as many actors
     */
    public static Race of(Script script) {
        Race generic = TestLists.template(
                PACKAGE + "live." + (script.actors().size() == 2 ? "ScenarioOfTwo" : "ScenarioOfThree"));
        return new Race(
                PACKAGE + script.head().name(),
                generic.binaryName(),
                generic.generated(),
                "The scenario " + script.head().name() + ".",
                generic.actors(),
                generic.needsFork(),
                generic.expected(),
                generic.unlisted());
    }
}
