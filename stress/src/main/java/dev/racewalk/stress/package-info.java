/** Races of the protocol, run by jcstress. */
@NullMarked
package dev.racewalk.stress;

import org.jspecify.annotations.NullMarked;
