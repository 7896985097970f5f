/**
 * The one place that knows jcstress from the inside: its list of tests, its options, its processors and scheduling, its link to a
 * forked JVM, its result file, and the runner that it generates for a race. Races use its annotations; nobody else
 * imports a type of it.
 *
 * <p>These are internals that jcstress 0.16 happens to have. What a change of theirs would break without breaking the
 * compilation, a format or an order of fields, is held by {@code JcstressInternalsTest}.
 */
@NullMarked
package dev.racewalk.stress.jcstress;

import org.jspecify.annotations.NullMarked;
