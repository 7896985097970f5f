/**
 * What a race is, apart from what it does: the faults that it is there for, and the interleaving that it is about.
 */
@NullMarked
package dev.racewalk.stress.suite;

import org.jspecify.annotations.NullMarked;
