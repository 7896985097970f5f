/**
 * What a race is, and the catalogue of all of them: {@link dev.racewalk.stress.suite.Races}. Whoever runs, explores or
 * reports races takes them from here; where they come from is the business of a {@link
 * dev.racewalk.stress.suite.RaceSource}.
 */
@NullMarked
package dev.racewalk.stress.suite;

import org.jspecify.annotations.NullMarked;
