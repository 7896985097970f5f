package dev.racewalk.stress.record;

/**
 * How the time of a fork went, apart from racing.
 *
 * @param startingMillis until its JVM asked for its first work: milliseconds that a process took to start, and next to nothing in
 *     a JVM that was there already
 * @param endingMillis from its last result until it had ended, milliseconds
 */
public record Phases(long startingMillis, long endingMillis) {}
