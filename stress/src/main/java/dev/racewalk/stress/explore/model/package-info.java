/** What a step may do: sequential consistency, x86-TSO and a weak model; and which pairs of accesses race. */
@NullMarked
package dev.racewalk.stress.explore.model;

import org.jspecify.annotations.NullMarked;
