/** Races with a mistake each, which the explorer and the runner tell as such. */
@NullMarked
package dev.racewalk.stress.testrace.mistake;

import org.jspecify.annotations.NullMarked;
