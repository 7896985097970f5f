/**
 * Races that end in every way in which a race can end, for the tests of the runner, and races that the tests of the explorer
 * explore.
 */
package dev.racewalk.stress.testrace;
