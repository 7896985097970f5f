/** Races that end in every way in which a race can end, for the tests of the runner. */
package dev.racewalk.stress.testrace;
