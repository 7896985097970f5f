package dev.racewalk.stress.record;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an exploration found.
 *
 * @param race name of the race's class
 * @param model memory model
 * @param fault id of the seeded fault, null if none was seeded
 * @param steps name of the class of the user's that replaces steps, null if none does, and in older files
 * @param table name of the class of the user's that is the page table, null if it is core's, and in older files
 * @param complete whether every execution that the model allows was tried, up to the order of independent steps
 * @param cutBy what left something out, null if complete
 * @param executions executions that were run to their end, until there was a wrong one
 * @param redundant executions that were given up because an equivalent one had been or will be tried
 * @param sampled executions that were sampled: beyond the bound, or, if they found something, before the search
 * @param outcomes end states, with the number of executions that led there
 * @param failure a schedule that leads to a wrong end state, null if none was found
 * @param dataRaces accesses that nothing orders and one of which is plain, a pair each; looked for under sc only
 * @param seconds how long it took
 */
public record Exploration(
        String race,
        Model model,
        @Nullable String fault,
        @Nullable String steps,
        @Nullable String table,
        boolean complete,
        @Nullable String cutBy,
        long executions,
        long redundant,
        long sampled,
        List<OutcomeRecord> outcomes,
        @Nullable Failure failure,
        List<DataRace> dataRaces,
        double seconds) {
    /** Begins {@link #cutBy} of a race that was skipped. */
    private static final String SKIPPED = "skipped: ";

    /** Begins {@link #cutBy} of a race of which some cases were skipped. */
    private static final String IN_PART = "what the table cannot do in ";

    /**
     * A way into a wrong end state.
     *
     * @param caseName the case of the race, null if it has no cases
     * @param outcome the end state
     * @param violation the broken invariant, in words
     * @param schedule who makes each step: what {@code --replay} takes
     * @param switches unforced context switches in it
     * @param trace the steps, one a line, for people
     * @param table what the table holds in the end, an item a line
     * @param interleaving the same in parts, to be drawn; null if it is too long for that, or of an older file
     */
    public record Failure(
            @Nullable String caseName,
            String outcome,
            String violation,
            String schedule,
            int switches,
            List<String> trace,
            List<String> table,
            @Nullable Interleaving interleaving) {}

    /**
     * Two accesses to one word by different actors, of which one writes and one is plain, and which nothing orders.
     *
     * @param earlier actor, step of the protocol, mode and kind of the one that came first in the execution that showed it
     * @param later the same of the other
     * @param place where in the table the word was in the end
     * @param wrong whether the protocol does not permit it: see {@linkplain dev.racewalk.stress.explore the package}
     */
    public record DataRace(String earlier, String later, String place, boolean wrong) {}

    /**
     * Makes what stands for a race that says nothing about the table under test.
     *
     * @param race name of the race's class
     * @param model memory model
     * @param protocol with that table
     * @param why what it needs and the table has not, a clause
     * @return of no execution, and not complete
     */
    public static Exploration skipped(String race, Model model, Protocol protocol, String why) {
        return withoutOutcomes(race, model, protocol, SKIPPED + why, 0);
    }

    /**
     * Makes what stands for a race that was only tried out, and fits the table under test.
     *
     * @param race name of the race's class
     * @param model memory model
     * @param protocol with that table
     * @param executions how many were tried
     * @return of no outcome, and not complete
     */
    public static Exploration tried(String race, Model model, Protocol protocol, long executions) {
        return withoutOutcomes(race, model, protocol, "the end of the trial", executions);
    }

    private static Exploration withoutOutcomes(
            String race, Model model, Protocol protocol, String cutBy, long executions) {
        return new Exploration(
                race,
                model,
                protocol.fault(),
                protocol.steps(),
                protocol.table(),
                false,
                cutBy,
                executions,
                0,
                0,
                List.of(),
                null,
                List.of(),
                0);
    }

    /**
     * Says what {@link #cutBy} is of a race of which some cases say nothing about the table under test.
     *
     * @param skipped how many were skipped
     * @param cases how many there are
     * @param why what the first of them needs and the table has not, a clause
     * @return what left something out
     */
    public static String skippedInPart(int skipped, int cases, String why) {
        return IN_PART + skipped + " of " + cases + " cases: " + why;
    }

    /**
     * Tells whether some cases of the race were skipped, and nothing else was left out.
     *
     * @return true if so
     */
    public boolean wasSkippedInPart() {
        return cutBy != null && cutBy.startsWith(IN_PART);
    }

    /**
     * Tells whether the race was skipped, since it says nothing about the table under test.
     *
     * @return true if nothing was explored
     */
    public boolean wasSkipped() {
        return cutBy != null && cutBy.startsWith(SKIPPED);
    }

    /**
     * Says why the race was skipped.
     *
     * @return what it needs and the table has not, a clause; empty if it was not skipped
     */
    public String whySkipped() {
        return cutBy != null && wasSkipped() ? cutBy.substring(SKIPPED.length()) : "";
    }

    /**
     * Tells which protocol was explored.
     *
     * @return the right one, or what was there instead
     */
    public Protocol protocol() {
        return new Protocol(fault, steps, table);
    }

    /**
     * Says how far the exploration went.
     *
     * @return complete, or what stopped it, with the number of executions
     */
    public String inWords() {
        if (failure != null) {
            return String.format(Locale.ROOT, "stopped at the first forbidden outcome, in execution %,d", executions);
        }
        if (wasSkipped()) {
            return String.valueOf(cutBy);
        }
        String how = complete ? "complete" : "cut short by " + cutBy;
        String some = sampled == 0 ? "" : String.format(Locale.ROOT, ", %,d of them sampled", sampled);
        return String.format(Locale.ROOT, "%s, %,d executions%s", how, executions, some);
    }

    /**
     * Tells whether no execution ended wrongly, or came to a data race that is not permitted.
     *
     * @return true if there is neither
     */
    public boolean isClean() {
        return failure == null && !hasWrongDataRace();
    }

    /**
     * Tells whether there was a data race that is not permitted.
     *
     * @return true if so
     */
    public boolean hasWrongDataRace() {
        return dataRaces.stream().anyMatch(DataRace::wrong);
    }
}
