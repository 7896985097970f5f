/** Runs a race in every way that a memory model allows. */
@NullMarked
package dev.racewalk.stress.explore;

import org.jspecify.annotations.NullMarked;
