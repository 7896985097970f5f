/**
 * What a race is, apart from what it does: the faults that it is there for, the interleaving that it is about, and the
 * catalogue of all races, {@link dev.racewalk.stress.suite.Races}. Whoever runs, explores or reports races takes them from
 * here; where they come from is the business of a {@link dev.racewalk.stress.suite.RaceSource}.
 */
@NullMarked
package dev.racewalk.stress.suite;

import org.jspecify.annotations.NullMarked;
