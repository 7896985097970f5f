package dev.racewalk.results.report.diff;

import java.util.List;

/**
 * All quantities of a kind.
 *
 * @param title what they are
 * @param areShares whether they are shares, else rates per second
 * @param told changes that chance does not explain, the least probable first
 * @param rest the others, likewise
 */
public record Movements(String title, boolean areShares, List<Movement> told, List<Movement> rest) {}
