package dev.racewalk.stress.scenario.oracle;

import java.util.List;
import java.util.Map;

/**
 * What a scenario may end with.
 *
 * @param before what the operations before the actors end with
 * @param allowed for each list of results that is possible (first actor first, in the order of its operations) how it may leave
 *     the machine
 * @param pages the pages of 4 KiB whose D is looked at
 * @param states how many states of the model were visited
 */
public record Answers(List<Long> before, Map<List<Long>, List<AtRest>> allowed, List<Long> pages, int states) {}
