/**
 * Races of the protocol: run by jcstress, enumerated by {@link dev.racewalk.stress.explore}, and run against known bugs by {@link
 * dev.racewalk.stress.matrix}.
 */
@NullMarked
package dev.racewalk.stress;

import org.jspecify.annotations.NullMarked;
